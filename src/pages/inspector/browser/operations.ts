import type { Request } from '../../../shapes.js';

export type OperationName = NonNullable<Request['operation']>;

/** All operations of the imitated API; the compiler finds one that is missing. */
const all: Readonly<Record<OperationName, true>> = {
  createInstance: true,
  getState: true,
  getInstances: true,
  logout: true,
  logoutByPost: true,
  deleteInstance: true,
  getProfilePicture: true,
  getQr: true,
  getQrImage: true,
  getQrLive: true,
  setWebhook: true,
  getWebhooks: true,
  deleteWebhook: true,
  sendText: true,
  sendMedia: true,
  sendList: true,
  sendButton: true,
  sendLocation: true,
  send: true,
  getContacts: true,
};
export const operations: readonly string[] = Object.keys(all);
