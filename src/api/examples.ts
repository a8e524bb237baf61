import { BASE_PATH } from '../http/paths.js';
import { get, post, type Example } from '../http/example.js';
import { create, createBusiness, createLate, CREATE, query, scanIt } from './sample-calls.js';
import { sample } from './schemas.js';
import { stateExamples } from './state-examples.js';
import { webhookExamples } from './webhook-examples.js';

const instance = `${BASE_PATH}/instance`;
const asJson = { Accept: 'application/json' };

/** Examples of the imitated API. The first one of an operation is also what its common errors are made from. */
export const wachatExamples: readonly Example[] = [
  { operationId: 'createInstance', name: 'qr', summary: 'An instance that pairs by QR', call: create },
  {
    operationId: 'createInstance',
    name: 'nameOnly',
    summary: 'Only what is required',
    call: post(CREATE, { instanceName: sample.displayName }),
  },
  {
    operationId: 'createInstance',
    name: 'settings',
    summary: 'All settings',
    call: post(CREATE, {
      instanceName: sample.displayName,
      number: sample.number,
      integration: 'WHATSAPP-BAILEYS',
      rejectCalls: false,
      ignoreGroups: false,
      alwaysOnline: true,
      readMessages: false,
      readStatus: false,
    }),
  },
  { operationId: 'createInstance', name: 'business', summary: 'An instance of the Cloud API', call: createBusiness },
  {
    operationId: 'createInstance',
    name: 'noQrYet',
    summary: 'A scenario: the gateway has no QR yet',
    call: createLate,
  },
  {
    operationId: 'createInstance',
    name: 'noName',
    summary: 'A field is missing',
    call: post(CREATE, { number: sample.number }),
  },
  {
    operationId: 'createInstance',
    name: 'noMetaFields',
    summary: 'A business instance without its fields',
    call: post(CREATE, { instanceName: sample.displayName, integration: 'WHATSAPP-BUSINESS' }),
  },
  {
    operationId: 'createInstance',
    name: 'full',
    summary: 'The limit is reached',
    before: [create, create],
    call: create,
  },
  {
    operationId: 'getQr',
    name: 'connecting',
    summary: 'A QR waits for a scan',
    before: [create],
    call: get(`${instance}/qr${query}`),
  },
  {
    operationId: 'getQr',
    name: 'open',
    summary: 'It was scanned',
    before: [create, scanIt],
    call: get(`${instance}/qr${query}`),
  },
  {
    operationId: 'getQr',
    name: 'noQrYet',
    summary: 'A scenario: the gateway has no QR yet',
    before: [createLate],
    call: get(`${instance}/qr${query}`),
  },
  { operationId: 'getQr', name: 'noName', summary: 'A parameter is missing', call: get(`${instance}/qr`) },
  {
    operationId: 'getQrImage',
    name: 'picture',
    summary: 'A QR waits for a scan',
    before: [create],
    call: get(`${instance}/qr/image${query}`),
  },
  {
    operationId: 'getQrImage',
    name: 'business',
    summary: 'A business instance',
    before: [createBusiness],
    call: get(`${instance}/qr/image${query}`),
  },
  {
    operationId: 'getQrImage',
    name: 'open',
    summary: 'It was scanned',
    before: [create, scanIt],
    call: get(`${instance}/qr/image${query}`),
  },
  {
    operationId: 'getQrLive',
    name: 'page',
    summary: 'A QR waits for a scan',
    before: [create],
    call: get(`${instance}/qr/live${query}`, asJson),
  },
  {
    operationId: 'getQrLive',
    name: 'noName',
    summary: 'A parameter is missing',
    call: get(`${instance}/qr/live`, asJson),
  },
  ...stateExamples,
  ...webhookExamples,
];
