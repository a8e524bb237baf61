import { BASE_PATH } from '../http/paths.js';
import { get, post, remove, type Example } from '../http/example.js';
import { create, query } from './sample-calls.js';
import { sample } from './schemas.js';

const WEBHOOKS = `${BASE_PATH}/webhooks`;
const url = 'https://example.com/hook';
// Nothing happens in the examples after a webhook was made, so nobody is called.
const setOne = post(WEBHOOKS, {
  name: 'Connection',
  url,
  events: ['connection.update', 'qrcode.updated'],
  instanceName: sample.technicalName,
});
const setAll = post(WEBHOOKS, { url });
const deleteFirst = remove(`${WEBHOOKS}?id=1`);

/** Examples of webhooks. */
export const webhookExamples: readonly Example[] = [
  {
    operationId: 'setWebhook',
    name: 'instance',
    summary: 'Two events of one instance',
    before: [create],
    call: setOne,
  },
  { operationId: 'setWebhook', name: 'all', summary: 'All events of all instances', call: setAll },
  {
    operationId: 'setWebhook',
    name: 'change',
    summary: 'Switch one off, and leave the rest as it is',
    before: [setAll],
    call: post(WEBHOOKS, { id: 1, enabled: false }),
  },
  {
    operationId: 'setWebhook',
    name: 'plain',
    summary: 'Over http to a public host',
    call: post(WEBHOOKS, { url: 'http://example.com/hook' }),
  },
  { operationId: 'setWebhook', name: 'noId', summary: 'No such webhook', call: post(WEBHOOKS, { id: 5, url }) },
  {
    operationId: 'getWebhooks',
    name: 'instance',
    summary: 'Those that are told of one instance',
    before: [create, setOne, setAll],
    call: get(`${WEBHOOKS}${query}`),
  },
  { operationId: 'getWebhooks', name: 'none', summary: 'None yet', call: get(WEBHOOKS) },
  {
    operationId: 'getWebhooks',
    name: 'twoNames',
    summary: 'A parameter is wrong',
    call: get(`${WEBHOOKS}?instanceName=a&instanceName=b`),
  },
  { operationId: 'deleteWebhook', name: 'deleted', summary: 'Deleted', before: [setAll], call: deleteFirst },
  { operationId: 'deleteWebhook', name: 'noId', summary: 'A parameter is missing', call: remove(WEBHOOKS) },
];
