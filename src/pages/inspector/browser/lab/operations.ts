import type { Fault } from '../../../../shapes.js';
import { eventWords } from '../webhooks/webhook.js';

type OneOf<Value> = Exclude<Value, readonly unknown[] | undefined>;
type Operation = OneOf<Fault['operation']>;

/** What clients ask for, by the names that faults know: the method, and the path below the base path. */
export const operations: Readonly<Record<Operation, string>> = {
  createInstance: 'POST /instance/create',
  getState: 'GET /instance/state',
  getInstances: 'GET /instance/list',
  logout: 'DELETE /instance/logout',
  logoutByPost: 'POST /instance/logout',
  deleteInstance: 'DELETE /instance/delete',
  getProfilePicture: 'GET /instance/profile-picture',
  getQr: 'GET /instance/qr',
  getQrImage: 'GET /instance/qr/image',
  getQrLive: 'GET /instance/qr/live',
  setWebhook: 'POST /webhooks',
  getWebhooks: 'GET /webhooks',
  deleteWebhook: 'DELETE /webhooks',
  sendText: 'POST /send/text',
  sendMedia: 'POST /send/media',
  sendList: 'POST /send/list',
  sendButton: 'POST /send/button',
  sendLocation: 'POST /send-location',
  send: 'POST /send',
  getContacts: 'GET /contacts',
};

/** The events that webhooks are told of. */
export const eventNames: readonly string[] = eventWords.map(([event]) => event);
