import { del, get, post } from '../http/operation.js';
import { getContacts } from './contacts/list.js';
import { createInstance } from './instance/create.js';
import { deleteInstance } from './instance/delete.js';
import { getInstances } from './instance/list.js';
import { logout, logoutByPost } from './instance/logout.js';
import { getProfilePicture } from './instance/profile-picture.js';
import { getQrImage } from './instance/qr-image.js';
import { getQrLive } from './instance/qr-live.js';
import { getQr } from './instance/qr.js';
import { getState } from './instance/state.js';
import { sendButton } from './send/button.js';
import { sendList } from './send/list.js';
import { sendLocation } from './send/location.js';
import { sendMedia } from './send/media.js';
import { send } from './send/send.js';
import { sendText } from './send/text.js';
import { deleteWebhook } from './webhooks/delete.js';
import { getWebhooks } from './webhooks/list.js';
import { setWebhook } from './webhooks/set.js';

/** Every URL of the imitated API, in the order of the document. */
export const imitatedApi = [
  {
    tag: 'instances',
    about: 'An instance is one WhatsApp connection.',
    routes: [
      post('/instance/create', createInstance),
      get('/instance/state', getState),
      get('/instance/list', getInstances),
      del('/instance/logout', logout),
      post('/instance/logout', logoutByPost),
      del('/instance/delete', deleteInstance),
      get('/instance/profile-picture', getProfilePicture),
    ],
  },
  {
    tag: 'qr',
    about: 'The QR that the phone scans: as JSON, as a picture, as a page.',
    routes: [get('/instance/qr', getQr), get('/instance/qr/image', getQrImage), get('/instance/qr/live', getQrLive)],
  },
  {
    tag: 'webhooks',
    about: 'Where the events of an account are sent.',
    routes: [post('/webhooks', setWebhook), get('/webhooks', getWebhooks), del('/webhooks', deleteWebhook)],
  },
  {
    tag: 'messages',
    about: 'Sending messages, and the contacts of an instance.',
    routes: [
      post('/send/text', sendText),
      post('/send/media', sendMedia),
      post('/send/list', sendList),
      post('/send/button', sendButton),
      post('/send-location', sendLocation),
      post('/send', send),
      get('/contacts', getContacts),
    ],
  },
] as const;

/** The ids of its operations, as faults and the journal know them. */
export const operationNames = imitatedApi.flatMap(({ routes }) => routes.map(({ operation }) => operation.id));
