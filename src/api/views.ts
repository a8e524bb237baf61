import * as z from 'zod';
import { integrations } from '../domain/instance.js';
import { jidOf } from '../domain/events.js';
import { shownState } from '../domain/lifecycle.js';
import type { InstanceNow } from '../domain/transitions.js';
import type { Caller } from '../http/caller.js';
import { instanceUrl } from '../net/instance-url.js';
import { qrUri } from '../qr/png.js';
import { time } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { sample } from './samples.js';

const switchOf = (description: string) => z.boolean().register(registry, { description, example: false });
export const displayName = (description: string) =>
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
    readMessages: switchOf('Whether incoming messages are marked as read.'),
    readStatus: switchOf('Whether status updates are viewed.'),
    createdAt: time('When it was created: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'Instance', description: 'An instance as it is now.' });

type InstanceReply = z.infer<typeof InstanceReply>;

export const qrFields = {
  base64: z.string().register(registry, {
    description: 'The QR as a data URI, ready for the `src` of an `<img>`. Cut short in the examples.',
    pattern: '^data:image/png;base64,',
  }),
  code: z.string().register(registry, { description: 'The text inside the QR.', pattern: '^2@[^,]+(,[^,]+){3}$' }),
  pairingCode: z.string().nullable().register(registry, {
    description: 'For typing instead of scanning; null when no number was given, at create or to getQr.',
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

type QrReply = z.infer<typeof QrReply>;

/** What upstream answers while it has no QR yet. [upstream] */
const NoQrYet = z
  .strictObject({ count: z.literal(0).register(registry, { description: 'No QR yet.' }) })
  .register(registry, { id: 'NoQrYet', description: 'The gateway has no QR yet; only in a scenario.' });

export const QrMember = z
  .union([QrReply, NoQrYet])
  .optional()
  .register(registry, { description: 'The current QR; not there when the instance has none.' });

export const names = {
  instanceName: z.string().register(registry, { description: 'Display name.', example: sample.displayName }),
  apiInstanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
  internalName: z.string().register(registry, { description: 'Technical name, again.', example: sample.technicalName }),
};
const onceConnected = (description: string, example: string) =>
  z
    .string()
    .nullable()
    .register(registry, { description: `${description} Null unless connected.`, example });
const picture = 'https://example.com/picture.png';

export const phone = {
  profileName: onceConnected('Name of the WhatsApp profile.', 'Toko Jakarta'),
  profilePictureUrl: onceConnected('Picture of the WhatsApp profile.', picture),
  profilePicUrl: onceConnected('The same again.', picture),
  number: z.string().nullable().register(registry, {
    description: "The phone's number once connected, before that the one given at create, if any.",
    example: sample.number,
  }),
  owner: onceConnected('The phone as WhatsApp addresses it.', `${sample.number}@s.whatsapp.net`),
  integration: z.enum(integrations).register(registry, { description: 'How the instance connects.' }),
};

/** The phone that is connected. */
const connectedPhone = ({ shownState, profile }: InstanceNow) => (shownState === 'open' ? profile : null);

const numberOf = (instance: InstanceNow): string | null => connectedPhone(instance)?.number ?? instance.number;

/** An instance as clients see it. */
export const instanceReply = (instance: InstanceNow): InstanceReply => ({
  instanceName: instance.displayName,
  displayName: instance.displayName,
  apiInstanceName: instance.technicalName,
  internalName: instance.technicalName,
  state: instance.shownState,
  status: instance.shownState,
  integration: instance.integration,
  number: numberOf(instance),
  ...instance.settings,
  createdAt: new Date(instance.createdAt).toISOString(),
});

/** The member `qrcode` of a reply, if it has one: the current QR, or that there is none yet. */
export const qrMember = (
  instance: InstanceNow,
  { key, base }: Caller,
): { readonly qrcode?: QrReply | { readonly count: 0 } } => {
  if (instance.fineState === 'starting') return { qrcode: { count: 0 } };
  const qr = instance.qr();
  if (qr === undefined) return {};
  return {
    qrcode: {
      base64: qrUri(qr.code),
      imageUrl: instanceUrl(base, '/instance/qr/image', instance.technicalName, key),
      liveUrl: instanceUrl(base, '/instance/qr/live', instance.technicalName, key),
      code: qr.code,
      pairingCode: qr.pairingCode,
      count: qr.count,
    },
  };
};

/** What clients see of the phone. */
export const phoneOf = (instance: InstanceNow, { key, base }: Caller) => {
  const phone = connectedPhone(instance);
  const picture = phone && instanceUrl(base, '/instance/profile-picture', instance.technicalName, key);
  return {
    profileName: phone?.name ?? null,
    profilePictureUrl: picture,
    profilePicUrl: picture,
    number: numberOf(instance),
    owner: phone && jidOf(phone.number),
    integration: instance.integration,
  };
};
