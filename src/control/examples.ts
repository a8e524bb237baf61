import { get, post, type Example } from '../http/example.js';
import { create, scanIt } from '../api/sample-calls.js';
import { sample } from '../api/schemas.js';
import { accountExamples } from './account-examples.js';
import { faultExamples } from './faults/examples.js';
import { phoneExamples } from './phone-examples.js';
import { snapshotExamples } from './snapshot/examples.js';
import { timeExamples } from './time-examples.js';
import { watchingExamples } from './watching/examples.js';

const name = sample.technicalName;
const expire = post(`/_emulator/instances/${name}/expire-qr`);

/**
 * Examples of the control API.
 * @param code the text of the first QR that the account's first instance shows
 */
export const emulatorExamples = (code: string): readonly Example[] => {
  const scanText = post('/_emulator/scan', { code });
  return [
    { operationId: 'health', name: 'up', summary: 'It is up', call: get('/_emulator/health') },
    {
      operationId: 'listInstances',
      name: 'one',
      summary: 'One instance, which waits for a scan',
      before: [create],
      call: get('/_emulator/instances'),
    },
    {
      operationId: 'listInstances',
      name: 'badLimit',
      summary: 'A parameter is wrong',
      call: get('/_emulator/instances?limit=many'),
    },
    { operationId: 'scan', name: 'code', summary: 'By the text of a QR', before: [create], call: scanText },
    {
      operationId: 'scan',
      name: 'instanceName',
      summary: 'By technical name',
      before: [create],
      call: post('/_emulator/scan', { instanceName: name }),
    },
    {
      operationId: 'scan',
      name: 'profile',
      summary: 'By a phone with a number and a name',
      before: [create],
      call: post('/_emulator/scan', { instanceName: name, number: '6281298765432', profileName: 'Toko Jakarta' }),
    },
    { operationId: 'scan', name: 'neither', summary: 'Nothing to scan', call: post('/_emulator/scan', {}) },
    {
      operationId: 'scan',
      name: 'open',
      summary: 'It was scanned before',
      before: [create, scanIt],
      call: post('/_emulator/scan', { instanceName: name }),
    },
    { operationId: 'scan', name: 'outdated', summary: 'An old QR', before: [create, expire], call: scanText },
    ...phoneExamples,
    ...timeExamples,
    ...faultExamples,
    ...snapshotExamples,
    { operationId: 'reset', name: 'account', summary: 'One account', before: [create], call: post('/_emulator/reset') },
    { operationId: 'reset', name: 'all', summary: 'Every account', call: post('/_emulator/reset?all=true') },
    {
      operationId: 'reset',
      name: 'badAll',
      summary: 'A parameter is wrong',
      call: post('/_emulator/reset?all=maybe'),
    },
    ...accountExamples,
    { operationId: 'getScenarios', name: 'cutShort', summary: 'Cut short', call: get('/_emulator/scenarios') },
    ...watchingExamples,
    {
      operationId: 'getWachatDocument',
      name: 'cutShort',
      summary: 'Cut short',
      call: get('/_emulator/openapi/wachat.json'),
    },
    {
      operationId: 'getEmulatorDocument',
      name: 'cutShort',
      summary: 'Cut short',
      call: get('/_emulator/openapi/emulator.json'),
    },
  ];
};
