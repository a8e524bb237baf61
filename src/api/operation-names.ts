import * as instance from './operations.js';
import * as state from './state-operations.js';
import * as webhook from './webhook-operations.js';

/** The operations of the imitated API, by their ids. */
export const operationNames: readonly string[] = [
  instance.createInstance,
  instance.getQr,
  instance.getQrImage,
  instance.getQrLive,
  state.getState,
  state.getInstances,
  state.logoutByDelete,
  state.logoutByPost,
  state.deleteInstance,
  state.getProfilePicture,
  webhook.setWebhook,
  webhook.getWebhooks,
  webhook.deleteWebhook,
].map(({ operationId }) => operationId);
