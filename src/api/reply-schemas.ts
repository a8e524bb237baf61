import * as z from 'zod';
import { integrations } from '../domain/instance.js';
import { phoneActions, shownState, states } from '../domain/lifecycle.js';
import { success, time } from '../http/replies.js';
import { registry } from '../http/schema.js';
import { sample } from './schemas.js';

const switchOf = (description: string) => z.boolean().register(registry, { description, example: false });
const displayName = (description: string) =>
  z.string().register(registry, { description, example: sample.displayName });
const technicalName = (description: string) =>
  z.string().register(registry, { description, example: sample.technicalName });

export const ShownState = z.enum([shownState.pairing, shownState.open, shownState.expired]).register(registry, {
  id: 'State',
  description: 'connecting: a QR waits for a scan; open: connected; close: not connected.',
  example: 'connecting',
});

export const InstanceReply = z
  .strictObject({
    instanceName: displayName('Display name.'),
    displayName: displayName('Display name, again.'),
    apiInstanceName: technicalName('Technical name: what later calls take.'),
    internalName: technicalName('Technical name, again.'),
    state: ShownState,
    status: ShownState,
    integration: z
      .enum(integrations)
      .register(registry, { description: 'How the instance connects.', example: 'WHATSAPP-BAILEYS' }),
    number: z.string().nullable().register(registry, {
      description:
        "Digits only, with country code: the phone's once connected, before that the one given at create; null when none was.",
      example: sample.number,
    }),
    rejectCalls: switchOf('Whether incoming calls are declined.'),
    ignoreGroups: switchOf('Whether group messages are left out.'),
    alwaysOnline: switchOf('Whether it appears online all the time.'),
    readMessages: switchOf('Whether what comes in is marked as read.'),
    readStatus: switchOf('Whether status updates are viewed.'),
    createdAt: time('When it was created: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'Instance', description: 'An instance as it is now.' });

const qrFields = {
  base64: z.string().register(registry, {
    description: 'The QR as a data URI, ready for the `src` of an `<img>`. Cut short in the examples.',
    pattern: '^data:image/png;base64,',
  }),
  code: z.string().register(registry, { description: 'The text inside the QR.', pattern: '^2@[^,]+(,[^,]+){3}$' }),
  pairingCode: z.string().nullable().register(registry, {
    description: 'For typing in place of scanning; null when no number was given.',
    example: 'WZYEH1YY',
  }),
  count: z.int().min(1).register(registry, { description: 'Which QR of this pairing it is, from 1.', example: 1 }),
};

export const QrReply = z
  .strictObject({
    base64: qrFields.base64,
    imageUrl: z.string().register(registry, { description: 'The current QR as a PNG.', format: 'uri' }),
    liveUrl: z
      .string()
      .register(registry, { description: 'A page for an `<iframe>` that follows pairing.', format: 'uri' }),
    code: qrFields.code,
    pairingCode: qrFields.pairingCode,
    count: qrFields.count,
  })
  .register(registry, { id: 'Qr', description: 'The current QR. An instance that is open has none.' });

/** What upstream answers while it has no QR yet. [upstream] */
const NoQrYet = z
  .strictObject({ count: z.literal(0).register(registry, { description: 'No QR yet.' }) })
  .register(registry, { id: 'NoQrYet', description: 'The gateway has no QR yet; only in a scenario.' });

const QrMember = z
  .union([QrReply, NoQrYet])
  .optional()
  .register(registry, { description: 'The current QR; not there when the instance has none.' });

export const CreateReply = z
  .strictObject({
    success,
    message: z.string().register(registry, {
      description: 'What was done, in words.',
      example: 'Instance created. Scan the QR code to connect it.',
    }),
    instance: InstanceReply,
    qrcode: QrMember,
  })
  .register(registry, { id: 'InstanceCreated' });

export const InstanceQrReply = z
  .strictObject({ success, instance: InstanceReply, qrcode: QrMember })
  .register(registry, { id: 'InstanceQr' });

/** What the live page shows, for those who poll. */
export const LiveReply = z
  .strictObject({
    displayName: displayName('Display name.'),
    state: ShownState,
    phase: z
      .enum(states)
      .register(registry, { description: 'The state, finer: which scene is shown.', example: 'pairing' }),
    image: z.string().nullable().register(registry, { description: 'The current QR as a data URI; null without one.' }),
    count: z
      .int()
      .nullable()
      .register(registry, { description: 'Which QR of this pairing it is, from 1.', example: 1 }),
    remaining: z.int().nullable().register(registry, {
      description: 'Milliseconds until the QR is replaced; null without one, and while the clock stands still.',
      example: 45_000,
    }),
    lifetime: z.int().register(registry, { description: 'How long a QR lives, in milliseconds.', example: 45_000 }),
    last: z.boolean().register(registry, { description: 'Whether pairing gives up when the QR ends.', example: false }),
    refused: z.boolean().register(registry, {
      description: 'Whether the QR before this one was scanned, but could not be linked.',
      example: false,
    }),
  })
  .register(registry, { id: 'LiveView', description: 'What the live page shows.' });

/** What the control API shows of an instance: its QR comes with its end, and without URLs. */
export const ControlledInstance = InstanceReply.extend({
  phase: z.enum(states).register(registry, {
    description: 'The state as finely as the emulator knows it.',
    example: 'pairing',
  }),
  actions: z.array(z.enum([...phoneActions, 'logout', 'delete'])).register(registry, {
    description: 'What is possible in this state: of the phone, and then of the client.',
    example: ['scan', 'refuse', 'expireQr', 'exhaust'],
  }),
  phone: z
    .strictObject({
      number: z.string().register(registry, { description: 'Its number, digits only.', example: sample.number }),
      profileName: z
        .string()
        .register(registry, { description: 'The name of its WhatsApp profile.', example: 'Toko Jakarta' }),
    })
    .nullable()
    .register(registry, { description: 'The linked phone; null while none is.' }),
  qrcode: z
    .strictObject({ ...qrFields, expiresAt: time('When the next one replaces it: ISO 8601, UTC.') })
    .nullable()
    .register(registry, { description: 'The current QR; null when there is none.' }),
}).register(registry, { id: 'ControlledInstance', description: 'An instance as it is now, with its current QR.' });
export type ControlledInstance = z.infer<typeof ControlledInstance>;
