import { del, get, post, put, type Group } from '../http/operation.js';
import { deleteAccount, listAccounts, reset } from './accounts.js';
import { block, getChats, readChat, unblock } from './chats.js';
import { contentsOf } from './contents.js';
import { getDue } from './due.js';
import { getEmulatorDocument, getWachatDocument } from './documents.js';
import {
  addDeliveryFault,
  clearDeliveryFaults,
  getDeliveryFaults,
  redeliver,
  removeDeliveryFault,
  setDeliveryFaults,
} from './faults/delivery-operations.js';
import { addFault, clearFaults, getFaults, removeFault, setFaults } from './faults/operations.js';
import { healthRoute } from './health.js';
import { drop, exhaust, expireQr, reconnect, refuse, replace, scan, scanInstance, unlink } from './phone.js';
import { call, postStatus, receive, tickMessage } from './messages.js';
import { getContactPicture, getMedia } from './media.js';
import { getScenarios } from './scenarios.js';
import { getSnapshot, putSnapshot } from './snapshot/snapshot.js';
import { changeClock, getClock } from './time.js';
import { getStream } from './stream/stream.js';
import { getDeliveries } from './watching/deliveries.js';
import { getDelivery } from './watching/delivery.js';
import { getEvents } from './watching/events.js';
import { listInstances } from './watching/instances.js';
import { getMessages } from './watching/messages.js';
import { getRequests } from './watching/requests.js';
import { listWebhooks } from './watching/webhooks.js';

/** Every URL of the control API, in the order of the document. */
export const controlApi: readonly Group[] = [
  {
    tag: 'emulator',
    about: 'The emulator itself.',
    routes: [
      get(
        '/',
        contentsOf(() => controlApi),
      ),
      healthRoute,
      get('/scenarios', getScenarios),
      get('/accounts', listAccounts),
      del('/account', deleteAccount),
      post('/reset', reset),
      get('/snapshot', getSnapshot),
      put('/snapshot', putSnapshot),
      get('/openapi/wachat.json', getWachatDocument),
      get('/openapi/emulator.json', getEmulatorDocument),
    ],
  },
  { tag: 'instances', about: 'What the account has.', routes: [get('/instances', listInstances)] },
  {
    tag: 'phone',
    about: 'What the person with the phone does.',
    routes: [
      post('/scan', scan),
      post('/instances/:name/scan', scanInstance),
      post('/instances/:name/refuse', refuse),
      post('/instances/:name/unlink', unlink),
      post('/instances/:name/drop', drop),
      post('/instances/:name/reconnect', reconnect),
      post('/instances/:name/replace', replace),
    ],
  },
  {
    tag: 'messages',
    about: 'What customers write, and what becomes of what they are sent.',
    routes: [
      get('/messages', getMessages),
      post('/messages/:id/tick', tickMessage),
      post('/instances/:name/receive', receive),
      post('/instances/:name/status', postStatus),
      post('/instances/:name/call', call),
      get('/instances/:name/chats', getChats),
      post('/instances/:name/chats/:jid/block', block),
      post('/instances/:name/chats/:jid/unblock', unblock),
      post('/instances/:name/chats/:jid/read', readChat),
    ],
  },
  {
    tag: 'media',
    about: 'What belongs to messages and contacts, for whoever was told where it is.',
    routes: [get('/media/:token', getMedia), get('/pictures/:jid', getContactPicture)],
  },
  {
    tag: 'time',
    about: 'What otherwise takes time.',
    routes: [
      post('/instances/:name/expire-qr', expireQr),
      post('/instances/:name/exhaust', exhaust),
      get('/clock', getClock),
      post('/clock', changeClock),
      get('/clock/due', getDue),
    ],
  },
  {
    tag: 'faults',
    about: 'What is broken on purpose.',
    routes: [
      get('/faults', getFaults),
      put('/faults', setFaults),
      post('/faults', addFault),
      del('/faults', clearFaults),
      del('/faults/:id', removeFault),
      get('/delivery-faults', getDeliveryFaults),
      put('/delivery-faults', setDeliveryFaults),
      post('/delivery-faults', addDeliveryFault),
      del('/delivery-faults', clearDeliveryFaults),
      del('/delivery-faults/:id', removeDeliveryFault),
      post('/deliveries/:id/redeliver', redeliver),
    ],
  },
  {
    tag: 'watching',
    about: 'What was asked, what happened, what was sent.',
    routes: [
      get('/stream', getStream),
      get('/requests', getRequests),
      get('/events', getEvents),
      get('/deliveries', getDeliveries),
      get('/deliveries/:id', getDelivery),
      get('/webhooks', listWebhooks),
    ],
  },
];
