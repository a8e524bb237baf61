import * as z from 'zod';
import { create, query, sample } from '../../api/samples.js';
import { InstanceReply, instanceReply, qrFields } from '../../api/views.js';
import type { Account } from '../../domain/account.js';
import { phoneActions, states } from '../../domain/lifecycle.js';
import { directions, messageTypes, textOf } from '../../domain/message.js';
import { stampIn, TECHNICAL_NAME } from '../../domain/naming.js';
import { possibleFor } from '../../domain/phone.js';
import type { InstanceNow } from '../../domain/transitions.js';
import type { Emulator } from '../../emulator.js';
import { json, operation } from '../../http/operation.js';
import { time } from '../../http/replies.js';
import { qrUri } from '../../qr/png.js';
import { registry } from '../../schema/registry.js';
import { glimpseOf } from '../glimpse.js';
import { iso } from '../iso.js';
import { inOtherAccounts } from './elsewhere.js';
import { look, sendFound, sourceIn, type Searchable } from './lookout.js';
import { beforeText, found, names, oneOf, queryOf, text } from './query.js';
import { equals, mentions, type Source } from './search.js';

/** How much of a message is shown with its instance, in characters. */
const LONGEST_GLIMPSE = 100;

const InstanceQuery = queryOf(
  {
    ...names,
    state: oneOf(['connecting', 'open', 'close'] as const, 'Only in this state, as clients see it.', 'open'),
    phase: oneOf(states, 'Only in this exact state, finer than clients see it.', 'pairing'),
    contains: text('a text', 'Only with this in the technical or display name, whatever the case.', 'jakarta'),
  },
  beforeText(
    'a technical name',
    'this instance, by technical name; it may be deleted',
    sample.technicalName,
    TECHNICAL_NAME,
  ),
);

/** An instance as the control API shows it: its QR has its end, and no URLs. */
export const ControlledInstance = InstanceReply.extend({
  phase: z.enum(states).register(registry, {
    description: 'The exact state, finer than clients see it.',
    example: 'pairing',
  }),
  actions: z.array(z.enum([...phoneActions, 'logout', 'delete'])).register(registry, {
    description: 'What is possible in this state: first for the phone, then for the client.',
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
  opensAt: time('When it opens by itself, because linking takes time: ISO 8601, UTC; null otherwise.').nullable(),
  presence: z.enum(['available', 'unavailable']).register(registry, {
    description: 'Whether its number appears online: while it is open, if alwaysOnline is on.',
    example: 'unavailable',
  }),
  messages: z
    .strictObject({
      sent: z.int().register(registry, { description: 'How many left.', example: 1 }),
      received: z.int().register(registry, { description: 'How many came in.', example: 0 }),
      last: z
        .strictObject({
          direction: z.enum(directions).register(registry, { description: 'Which way it went.', example: 'sent' }),
          chat: z.string().register(registry, {
            description: 'The address of the other side.',
            example: '6281298765432@s.whatsapp.net',
          }),
          type: z.enum(messageTypes).register(registry, { description: 'What it is.', example: 'text' }),
          text: z
            .string()
            .nullable()
            .register(registry, {
              description: `The first ${String(LONGEST_GLIMPSE)} characters of what people read of it.`,
              example: 'Your order is on its way.',
            }),
          time: time('When it left or came in.'),
        })
        .nullable()
        .register(registry, { description: 'The newest of these; null before the first one.' }),
    })
    .register(registry, { description: 'What it sent and received so far.' }),
  qrcode: z
    .strictObject({ ...qrFields, expiresAt: time('When the next one replaces it: ISO 8601, UTC.') })
    .nullable()
    .register(registry, { description: 'The current QR; null when there is none.' }),
}).register(registry, { id: 'ControlledInstance', description: 'An instance as it is now, with its current QR.' });
type ControlledInstance = z.infer<typeof ControlledInstance>;

const InstanceList = z
  .strictObject({
    ...found(ControlledInstance, 'ClosestInstance'),
    instances: z.array(ControlledInstance).register(registry, { description: 'Those that match, newest first.' }),
  })
  .register(registry, { id: 'InstanceList' });

const messagesOf = ({ box }: InstanceNow): ControlledInstance['messages'] => {
  const { sent = 0, received = 0, last = null } = box() ?? {};
  if (last === null) return { sent, received, last };
  const { fromMe, jid, content, at, acceptedAt } = last;
  const text = textOf(content);
  return {
    sent,
    received,
    last: {
      direction: fromMe ? 'sent' : 'received',
      chat: jid,
      type: content.type,
      text: text && glimpseOf(text, LONGEST_GLIMPSE),
      time: iso(at ?? acceptedAt),
    },
  };
};

/** An instance as a test sees it. */
export const controlled = (instance: InstanceNow): ControlledInstance => {
  const qr = instance.qr();
  const { profile } = instance;
  return {
    ...instanceReply(instance),
    phase: instance.fineState,
    actions: [...possibleFor(instance)],
    phone: profile && { number: profile.number, profileName: profile.name },
    opensAt: instance.linksAt === undefined ? null : iso(instance.linksAt),
    presence: instance.fineState === 'open' && instance.settings.alwaysOnline ? 'available' : 'unavailable',
    messages: messagesOf(instance),
    qrcode:
      qr === undefined
        ? null
        : {
            base64: qrUri(qr.code),
            code: qr.code,
            pairingCode: qr.pairingCode,
            count: qr.count,
            expiresAt: iso(qr.endsAt),
          },
  };
};

const instanceSource = (emulator: Emulator, account: Account, name?: string): Source<InstanceNow> =>
  sourceIn(emulator, account, name, {
    items: () => emulator.instances.each(account),
    dropped: () => 0,
    watch: ({ changed, gone, moved, ended }) =>
      emulator.attend(account, {
        changed(one) {
          const instance = one === undefined ? undefined : emulator.instances.now(account, one);
          if (instance !== undefined) changed(instance);
          else if (one === undefined) moved();
          else if (one === name) ended();
          else gone(one);
        },
        ended,
      }),
    keyOf: ({ technicalName }) => technicalName,
    orderOf: ({ sequence }) => sequence,
  });

/** Instances in their current state. */
export const searchableInstances: Searchable<z.output<typeof InstanceQuery>, InstanceNow, ControlledInstance> = {
  query: InstanceQuery,
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    return account && instanceSource(emulator, account, instanceName);
  },
  isBefore(emulator, key, before) {
    const limit = emulator.accounts.find(key)?.instances.get(before)?.sequence;
    if (limit !== undefined) return ({ sequence }) => sequence < limit;
    // It was deleted while somebody read page by page; the names are in order, too.
    const stamp = stampIn(before);
    return ({ technicalName }) => stampIn(technicalName) < stamp;
  },
  checks: ({ instanceName, displayName, state, phase, contains }) => [
    ...equals<InstanceNow>('instanceName', instanceName, ({ technicalName }) => technicalName),
    ...equals<InstanceNow>('displayName', displayName?.trim(), (one) => one.displayName),
    ...equals<InstanceNow>('state', state, ({ shownState }) => shownState),
    ...equals<InstanceNow>('phase', phase, ({ fineState }) => fineState),
    ...mentions<InstanceNow>('contains', contains, ({ technicalName, displayName: shown }) => [technicalName, shown]),
  ],
  elsewhere: inOtherAccounts((emulator, account) => emulator.instances.each(account)),
  view: () => controlled,
  describe: ({ apiInstanceName, phase }) => `${apiInstanceName}, ${phase}`,
};

export const listInstances = operation({
  id: 'listInstances',
  summary: "List the account's instances",
  description:
    'Newest first, each with its current QR. Changes nothing: an expired pairing stays expired. With wait, answers as soon as count of them match, or when the wait is over.',
  input: { querystring: InstanceQuery },
  replies: { 200: json('The instances.', InstanceList) },
  async handle(request, reply, emulator) {
    const found = await look(request, reply, emulator, searchableInstances, request.query);
    return sendFound(reply, 'instances', ControlledInstance, { ...found, items: found.items.reverse() });
  },
  examples: () => [
    { name: 'one', summary: 'One instance, which waits for a scan', before: [create] },
    { name: 'badLimit', summary: 'A parameter is wrong', query: 'limit=many' },
    {
      name: 'notOpen',
      summary: 'None is open yet; this one comes closest',
      before: [create],
      query: `${query}&state=open`,
    },
  ],
});
