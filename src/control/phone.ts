import * as z from 'zod';
import { create, sample, scanIt } from '../api/samples.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import { keyFrom } from '../http/caller.js';
import { json, notFound, operation, type Call } from '../http/operation.js';
import { CONTROL_PATH } from '../http/paths.js';
import { success } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { createControls } from './controls.js';
import { NameParams, NoBody } from './fields.js';
import { ScanBody, ScanThisBody } from './scan.js';
import { ControlledInstance } from './watching/instances.js';

const OneInstance = z.strictObject({ success, instance: ControlledInstance }).register(registry, { id: 'OneInstance' });
const notNow = 'Not possible in the current state of the instance.';
const outdated = 'The QR, or its pairing code, is no longer current; the message says how old it is.';
const instancePath = `${CONTROL_PATH}/instances/${sample.technicalName}`;
const dropIt: Call = { method: 'POST', path: `${instancePath}/drop` };
const expireIt: Call = { method: 'POST', path: `${instancePath}/expire-qr` };

const byName = { instanceName: sample.technicalName };
const otherPhone = { number: '6281298765432', profileName: 'Toko Jakarta' };

export const scan = operation({
  id: 'scan',
  summary: 'Be the phone: scan a QR',
  description:
    'With code, the text read from a QR, or pairingCode, what is typed in its place, the scan also proves that a current QR was shown; with instanceName or displayName, whatever QR the instance shows now is scanned. The instance is open when the answer comes, unless linking takes time: then it is linking, and opens at opensAt.',
  input: { body: ScanBody },
  replies: { 200: json('Scanned; the instance is open, or linking.', OneInstance) },
  errors: {
    404: 'This account shows no such QR or pairing code, or has no such instance.',
    409: `${notNow} Or several have the display name, or the pairing code is for another number than the phone's.`,
    410: outdated,
  },
  handle: (request, _reply, emulator) => ({
    instance: createControls(emulator, keyFrom(request)).scan(request.body),
  }),
  examples: ({ code, pairingCode }) => [
    { name: 'code', summary: 'By the text of a QR', before: [create], body: { code } },
    { name: 'pairingCode', summary: 'By a pairing code', before: [create], body: { pairingCode } },
    { name: 'instanceName', summary: 'By technical name', before: [create], body: byName },
    {
      name: 'displayName',
      summary: 'By display name',
      before: [create],
      body: { displayName: sample.displayName },
    },
    {
      name: 'profile',
      summary: 'By a phone with a number and a name',
      before: [create],
      body: { ...byName, ...otherPhone },
    },
    { name: 'linkTime', summary: 'Linking takes time', before: [create], body: { ...byName, linkTime: '3s' } },
    { name: 'neither', summary: 'Nothing to scan', body: {} },
    { name: 'open', summary: 'It was scanned before', before: [create, scanIt], body: byName },
    { name: 'outdated', summary: 'An old QR', before: [create, expireIt], body: { code } },
  ],
});

const done = json('Done; the instance as it is now.', OneInstance);
const pairing = [create];
const open = [create, scanIt];
const scanned = { summary: 'It was scanned', before: open };
const unlinked = { summary: 'No phone is linked', before: pairing };

/** The examples of an action: it works, its body is not an object, and it is not possible. */
const examplesOf = (
  works: { readonly name: string; readonly summary: string; readonly before: readonly Call[] },
  not: { readonly summary: string; readonly before: readonly Call[] },
) => [works, { name: 'list', summary: 'The body is not an object', body: [{}] }, { name: 'notNow', ...not }];

export const scanInstance = operation({
  id: 'scanInstance',
  summary: 'Scan what an instance shows',
  description:
    'Scans the QR that the instance shows now; with code or pairingCode, that has to be the current one of this instance.',
  input: { params: NameParams, body: ScanThisBody },
  replies: { 200: done },
  errors: {
    404: `${notFound} Or it shows no such QR or pairing code.`,
    409: `${notNow} Or the pairing code is for another number than the phone's.`,
    410: outdated,
  },
  handle: (request, _reply, emulator) => ({
    instance: createControls(emulator, keyFrom(request)).scanInstance(request.params.name, request.body),
  }),
  examples: ({ pairingCode }) => [
    { name: 'pairingCode', summary: 'By its pairing code', before: pairing, body: { pairingCode } },
    { name: 'outdated', summary: 'An old pairing code', before: [create, expireIt], body: { pairingCode } },
    ...examplesOf({ name: 'scanned', summary: 'By the phone of the number given at create', before: pairing }, scanned),
    { name: 'profile', summary: 'By a phone with a number and a name', before: pairing, body: otherPhone },
  ],
});

/** An action on one instance, by its technical name. */
const action = (
  id: PhoneAction,
  summary: string,
  description: string,
  works: Parameters<typeof examplesOf>[0],
  not: Parameters<typeof examplesOf>[1],
) =>
  operation({
    id,
    summary,
    description,
    input: { params: NameParams, body: NoBody },
    replies: { 200: done },
    errors: { 404: notFound, 409: notNow },
    handle: (request, _reply, emulator) => ({
      instance: createControls(emulator, keyFrom(request)).act(request.params.name, id),
    }),
    examples: () => examplesOf(works, not),
  });

export const refuse = action(
  'refuse',
  'Refuse to link',
  'The phone scans and says that it could not link: the QR is used up, and the next one is current.',
  { name: 'refused', summary: 'The next QR is current', before: pairing },
  scanned,
);
export const unlink = action(
  'unlink',
  'Unlink on the phone',
  'The device is removed on the phone: close, with statusReason 401. The next QR carries new keys.',
  { name: 'unlinked', summary: 'It is closed', before: open },
  unlinked,
);
export const drop = action(
  'drop',
  'Lose the connection',
  'The connection is lost, also in the middle of linking: connecting, until reconnect.',
  { name: 'dropped', summary: 'It is connecting', before: open },
  unlinked,
);
export const reconnect = action(
  'reconnect',
  'Restore the connection',
  'After drop or replace: connecting, then open, without a QR and without another scan.',
  { name: 'reconnected', summary: 'It is open again', before: [...open, dropIt] },
  unlinked,
);
export const replace = action(
  'replace',
  'Open the session elsewhere',
  'Another client takes the session over: close, with statusReason 440.',
  { name: 'replaced', summary: 'It is closed', before: open },
  unlinked,
);
export const expireQr = action(
  'expireQr',
  'Expire the current QR',
  'The next QR is current at once; after the last one, pairing gives up.',
  { name: 'expired', summary: 'The second QR is current', before: pairing },
  scanned,
);
export const exhaust = action(
  'exhaust',
  'Expire all QRs',
  'Pairing gives up, as if nobody had scanned in time.',
  { name: 'exhausted', summary: 'Pairing has given up', before: pairing },
  scanned,
);
