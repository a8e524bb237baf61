import { get, type Example } from '../../http/example.js';
import { create, scanIt } from '../../api/sample-calls.js';
import { sample } from '../../api/schemas.js';

/** Examples of looking, and of waiting. */
export const watchingExamples: readonly Example[] = [
  {
    operationId: 'getRequests',
    name: 'one',
    summary: 'The calls of one operation',
    before: [create],
    call: get('/_emulator/requests?operation=createInstance'),
  },
  {
    operationId: 'getRequests',
    name: 'closest',
    summary: 'None fits; this one comes closest',
    before: [create],
    call: get(
      `/_emulator/requests?operation=createInstance&body=${encodeURIComponent('{"instanceName":"Toko Jakarta"}')}`,
    ),
  },
  {
    operationId: 'getRequests',
    name: 'badBody',
    summary: 'A parameter is wrong',
    call: get('/_emulator/requests?body=shop'),
  },
  {
    operationId: 'getEvents',
    name: 'opened',
    summary: 'The instance was opened',
    before: [create, scanIt],
    call: get('/_emulator/events?event=connection.update&state=open'),
  },
  {
    operationId: 'getEvents',
    name: 'badState',
    summary: 'A parameter is wrong',
    call: get('/_emulator/events?state=opened'),
  },
  {
    operationId: 'getDeliveries',
    name: 'none',
    summary: 'No webhook was sent anything',
    before: [create],
    call: get('/_emulator/deliveries?event=connection.update'),
  },
  {
    operationId: 'getDeliveries',
    name: 'badWait',
    summary: 'A parameter is wrong',
    call: get('/_emulator/deliveries?wait=long'),
  },
  {
    operationId: 'listInstances',
    name: 'notOpen',
    summary: 'None is open yet; this one comes closest',
    before: [create],
    call: get(`/_emulator/instances?instanceName=${sample.technicalName}&state=open`),
  },
];
