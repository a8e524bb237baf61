import * as z from 'zod';
import { create, sample, scanIt } from '../api/samples.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import { keyFrom } from '../http/caller.js';
import { json, notFound, operation, type Call } from '../http/operation.js';
import { CONTROL_PATH } from '../http/paths.js';
import { success } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { createControls } from './controls.js';
import { NameParams, NoBody, profileFields } from './fields.js';
import { ControlledInstance } from './watching/instances.js';

const NAME = 'the technical name of an instance';
const DISPLAY_NAME = 'the display name of one';
const CODE = 'the text read from a QR';

export const ScanBody = z
  .object(
    {
      code: z
        .string(mustBe(CODE))
        .optional()
        .register(registry, { description: 'The text read from a QR; it must be the current one.' }),
      instanceName: z.string(mustBe(NAME)).optional().register(registry, {
        description: 'Technical name; whatever QR it shows now is scanned.',
        example: sample.technicalName,
      }),
      displayName: z.string(mustBe(DISPLAY_NAME)).optional().register(registry, {
        description: 'The same by display name, if only one instance has it.',
        example: sample.displayName,
      }),
      ...profileFields,
    },
    mustBe('a JSON object with "code", "instanceName" or "displayName"'),
  )
  .check((context) => {
    const { code, instanceName, displayName } = context.value;
    if ([code, instanceName, displayName].filter((one) => one !== undefined).length === 1) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `must have one of "code", ${CODE}, "instanceName", ${NAME}, and "displayName", ${DISPLAY_NAME}`,
    });
  })
  .register(registry, {
    id: 'Scan',
    description: 'Which QR the phone scans: exactly one of the three.',
    oneOf: [{ required: ['code'] }, { required: ['instanceName'] }, { required: ['displayName'] }],
  });
export type ScanBody = z.infer<typeof ScanBody>;

const Profile = z
  .object(profileFields, mustBe('empty or a JSON object'))
  .register(registry, { id: 'Profile', description: 'The phone that scans; an empty object may be sent.' })
  .optional();

const OneInstance = z.strictObject({ success, instance: ControlledInstance }).register(registry, { id: 'OneInstance' });
const notNow = 'Not possible in the current state of the instance.';
const instancePath = `${CONTROL_PATH}/instances/${sample.technicalName}`;
const dropIt: Call = { method: 'POST', path: `${instancePath}/drop` };
const expireIt: Call = { method: 'POST', path: `${instancePath}/expire-qr` };

const byName = { instanceName: sample.technicalName };
const otherPhone = { number: '6281298765432', profileName: 'Toko Jakarta' };

export const scan = operation({
  id: 'scan',
  summary: 'Be the phone: scan a QR',
  description:
    'With code, the text read from a QR, the scan also proves that a current QR was shown; with instanceName or displayName, whatever QR the instance shows now is scanned. The instance is open when the answer comes.',
  input: { body: ScanBody },
  replies: { 200: json('Scanned; the instance is open.', OneInstance) },
  errors: {
    404: 'This account shows no such QR, or has no such instance.',
    409: 'Not possible in the current state of the instance, or several have the display name.',
    410: 'The QR is no longer current; the message says how old it is.',
  },
  handle(request, _reply, emulator) {
    const controls = createControls(emulator, keyFrom(request));
    const { number, profileName: name, ...what } = request.body;
    return { instance: controls.scan(what, { number, name }) };
  },
  examples: ({ code }) => [
    { name: 'code', summary: 'By the text of a QR', before: [create], body: { code } },
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
  description: 'Scans the QR that the instance shows now.',
  input: { params: NameParams, body: Profile },
  replies: { 200: done },
  errors: { 404: notFound, 409: notNow },
  handle(request, _reply, emulator) {
    const { number, profileName: name } = request.body ?? {};
    return {
      instance: createControls(emulator, keyFrom(request)).act(request.params.name, 'scan', { number, name }),
    };
  },
  examples: () => [
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
  'The connection is lost: connecting, until reconnect.',
  { name: 'dropped', summary: 'It is connecting', before: open },
  unlinked,
);
export const reconnect = action(
  'reconnect',
  'Restore the connection',
  'After drop or replace: connecting, then open, without a QR.',
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
