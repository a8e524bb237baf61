import { post, type Call, type Example } from '../http/example.js';
import { create, scanIt } from '../api/sample-calls.js';
import { sample } from '../api/schemas.js';

const instance = `/_emulator/instances/${sample.technicalName}`;
const drop = post(`${instance}/drop`);

/** One that works, one with a body that is no object, and one that is not possible. */
const examplesOf = (
  operationId: string,
  path: string,
  works: { readonly name: string; readonly summary: string; readonly before: readonly Call[] },
  not: { readonly summary: string; readonly before: readonly Call[] },
): readonly Example[] => {
  const call = post(`${instance}/${path}`);
  return [
    { operationId, ...works, call },
    { operationId, name: 'list', summary: 'The body is no object', call: { ...call, body: [] } },
    { operationId, name: 'notNow', ...not, call },
  ];
};

const pairing = [create];
const open = [create, scanIt];
const scanned = { summary: 'It was scanned', before: open };
const unlinked = { summary: 'No phone is linked', before: pairing };

/** Examples of being the phone. */
export const phoneExamples: readonly Example[] = [
  ...examplesOf(
    'scanInstance',
    'scan',
    { name: 'scanned', summary: 'By the phone of the number given at create', before: pairing },
    scanned,
  ),
  {
    operationId: 'scanInstance',
    name: 'profile',
    summary: 'By a phone with a number and a name',
    before: pairing,
    call: post(`${instance}/scan`, { number: '6281298765432', profileName: 'Toko Jakarta' }),
  },
  ...examplesOf('refuse', 'refuse', { name: 'refused', summary: 'The next QR is current', before: pairing }, scanned),
  ...examplesOf('unlink', 'unlink', { name: 'unlinked', summary: 'It is closed', before: open }, unlinked),
  ...examplesOf('drop', 'drop', { name: 'dropped', summary: 'It is connecting', before: open }, unlinked),
  ...examplesOf(
    'reconnect',
    'reconnect',
    { name: 'reconnected', summary: 'It is open again', before: [...open, drop] },
    unlinked,
  ),
  ...examplesOf('replace', 'replace', { name: 'replaced', summary: 'It is closed', before: open }, unlinked),
  ...examplesOf(
    'expireQr',
    'expire-qr',
    { name: 'expired', summary: 'The second QR is current', before: pairing },
    scanned,
  ),
  ...examplesOf('exhaust', 'exhaust', { name: 'exhausted', summary: 'Pairing has given up', before: pairing }, scanned),
];
