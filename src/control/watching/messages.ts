import * as z from 'zod';
import { create, sample, scanIt, sendIt } from '../../api/samples.js';
import type { Account } from '../../domain/account.js';
import { jidOf } from '../../domain/events.js';
import {
  directions,
  numberIn,
  messageStatuses,
  messageTypes,
  textOf,
  type Message as Kept,
} from '../../domain/message.js';
import { Refusal } from '../../domain/refusals.js';
import type { Emulator } from '../../emulator.js';
import { json, operation } from '../../http/operation.js';
import { CONTROL_PATH } from '../../http/paths.js';
import { time } from '../../http/replies.js';
import { MessageContent } from '../../messages/content.js';
import { MESSAGE_ID } from '../../messages/kept.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { iso } from '../iso.js';
import { inOtherAccounts } from './elsewhere.js';
import { look, sendFound, sourceIn, type Searchable } from './lookout.js';
import { beforeText, found, names, oneOf, queryOf, text } from './query.js';
import { equals, type Check, type Source } from './search.js';

export const ADDRESS = 'a number with its country code, digits only, or an address such as 120363025246125486@g.us';
/** What can be asked for: a number that begins with 0 would never be found. */
const anyAddress = () =>
  z
    .string(mustBe(`${ADDRESS}, given once`))
    .regex(/^(?:[1-9]\d{7,14}|\d[\d-]{4,40}@(?:s\.whatsapp\.net|g\.us)|status@broadcast)$/, mustBe(ADDRESS));
const exampleAddress = '6281298765432';
/** The other side of a chat, in a path. */
export const chatInPath = (description: string) =>
  anyAddress().register(registry, { description, example: exampleAddress });
/** The same in a query. */
export const address = (description: string) =>
  anyAddress().optional().register(registry, { description, example: exampleAddress });

const MessageQuery = queryOf(
  {
    direction: oneOf(directions, 'Only those that the instance sent, or received.', 'sent'),
    ...names,
    chat: address('Only in the chat with this number or group, whichever way they went.'),
    to: address('Only to this number or group.'),
    from: address('Only from this number, or in this group.'),
    text: text('a text', 'Only with exactly this text or caption.', 'Your order is on its way.'),
    contains: text('a text', 'Only with this in the text or caption.', 'order'),
    type: oneOf(messageTypes, 'Only of this type.', 'text'),
    status: oneOf(messageStatuses, 'Only in this status.', 'delivered'),
  },
  beforeText('the id of a message', 'this message, by id', '3EB015F393D49B570520E3', MESSAGE_ID),
);

const person = (description: string) =>
  z.string().nullable().register(registry, { description, example: '6281298765432' });

export const Message = z
  .strictObject({
    id: z.string().register(registry, { description: 'Its id.', example: '3EB015F393D49B570520E3' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    direction: z.enum(directions).register(registry, { description: 'Which way it goes.', example: 'sent' }),
    chat: z
      .string()
      .register(registry, { description: 'The address of the other side.', example: '6281298765432@s.whatsapp.net' }),
    to: person('Whom it is for, by number; the address of a group. Null for what the instance received.'),
    from: person('Who wrote it, by number. Null for what the instance sent.'),
    pushName: z
      .string()
      .nullable()
      .register(registry, { description: 'The name of its author. Null for what the instance sent.', example: 'Siti' }),
    type: z.enum(messageTypes).register(registry, { description: 'What it is.', example: 'text' }),
    text: z.string().nullable().register(registry, {
      description: 'What people read: its text or caption, or what was chosen; null when it has none.',
      example: 'Your order is on its way.',
    }),
    content: MessageContent,
    quotes: z
      .string()
      .nullable()
      .register(registry, { description: 'The message that it quotes, by id.', example: null }),
    mediaPath: z.string().nullable().register(registry, {
      description: 'Where its bytes are on this server; null when they are not here.',
      example: null,
    }),
    mediaSize: z.int().nullable().register(registry, { description: 'How many bytes these are.', example: null }),
    status: z.enum(messageStatuses).register(registry, {
      description:
        'How far it has come. What is sent waits until it is typed, is pending until WhatsApp has it, and gets its ticks from there. What is received waits while there is no connection.',
      example: 'delivered',
    }),
    reason: z
      .string()
      .nullable()
      .register(registry, { description: 'Why it failed, or was cancelled or ignored.', example: null }),
    acceptedAt: time("When it was handed over, by the account's clock."),
    time: time('When it leaves or left, or when it came; null while that is open.').nullable(),
  })
  .register(registry, { id: 'Message', description: 'A message of an instance.' });
type Message = z.infer<typeof Message>;

const Messages = z
  .strictObject({
    ...found(Message, 'ClosestMessage'),
    messages: z
      .array(Message)
      .register(registry, { description: 'Those that match, in the order in which they were handed over.' }),
  })
  .register(registry, { id: 'Messages' });

/** A message as a test sees it. */
export const messageView = (message: Kept): Message => {
  const { id, instance, jid, fromMe, author, pushName, content, quoted, media, status, reason, acceptedAt, at } =
    message;
  return {
    id,
    instanceName: instance,
    direction: fromMe ? 'sent' : 'received',
    chat: jid,
    to: fromMe ? (numberIn(jid) ?? jid) : null,
    from: author,
    pushName,
    type: content.type,
    text: textOf(content),
    // Copied by the schema's check, as a list in it is not to be changed.
    content: MessageContent.parse(content),
    quotes: quoted?.id ?? null,
    mediaPath: media && `${CONTROL_PATH}/media/${media.token}`,
    mediaSize: media?.size ?? null,
    status,
    reason,
    acceptedAt: iso(acceptedAt),
    time: at === null ? null : iso(at),
  };
};

const messageSource = (emulator: Emulator, account: Account, name?: string, chat?: string): Source<Kept> =>
  sourceIn(emulator, account, name, {
    // Of a chat, only its instance has messages, and there are a thousand times as many elsewhere.
    items: () =>
      (name === undefined || chat === undefined
        ? account.mailIfAny?.messages.values()
        : account.mailIfAny?.boxes.get(name)?.messages) ?? [],
    dropped: () => account.mailIfAny?.dropped ?? 0,
    watch({ changed, moved, ended }) {
      const { listeners } = account.mail;
      const listener = (message?: Kept): void => {
        if (message === undefined) moved();
        else changed(message);
      };
      listeners.add(listener);
      // When the account ends, any may have changed. Nor does who waits for all attend to all instances.
      const stop = name === undefined ? undefined : account.watchers.add(name, { changed: () => undefined, ended });
      return () => {
        listeners.delete(listener);
        stop?.();
      };
    },
    orderOf: ({ order }) => order,
    copyOf: (message) => ({ ...message }),
  });

/** A condition that a text has a part. */
const contains = (part: string | undefined): readonly Check<Kept>[] =>
  part === undefined
    ? []
    : [
        {
          name: 'contains',
          expected: part,
          seen: ({ content }) => textOf(content),
          isMet: (seen) => typeof seen === 'string' && seen.includes(part),
        },
      ];

/** A number or an address, as an address. */
export const asJid = (given: string): string => (given.includes('@') ? given : jidOf(given));

/** The addresses of who wrote a message, and of where. */
const authorOf = ({ fromMe, author, jid }: Kept, wanted: string | undefined): string | null => {
  if (fromMe || author === null) return null;
  return wanted === jid ? jid : jidOf(author);
};

/** What instances sent and received. */
export const searchableMessages: Searchable<z.output<typeof MessageQuery>, Kept, Message> = {
  query: MessageQuery,
  source(emulator, key, { instanceName, chat }) {
    const account = emulator.accounts.find(key);
    return account && messageSource(emulator, account, instanceName, chat);
  },
  isBefore(emulator, key, before) {
    const limit = emulator.accounts.find(key)?.mailIfAny?.messages.get(before)?.order;
    if (limit === undefined)
      throw new Refusal('messageNotFound', 'This account has no message with that id, or no longer keeps it.');
    return ({ order }) => order < limit;
  },
  checks(
    { direction, instanceName, displayName, chat, to, from, text: whole, contains: part, type, status },
    { displayNameOf },
  ) {
    const [chatJid, toJid, fromJid] = [chat, to, from].map((one) => one && asJid(one));
    return [
      ...equals<Kept>('direction', direction, ({ fromMe }) => (fromMe ? 'sent' : 'received')),
      ...equals<Kept>('instanceName', instanceName, ({ instance }) => instance),
      ...equals<Kept>('displayName', displayName?.trim(), ({ instance }) => displayNameOf(instance)),
      ...equals<Kept>('chat', chatJid, ({ jid }) => jid),
      ...equals<Kept>('to', toJid, ({ fromMe, jid }) => (fromMe ? jid : null)),
      ...equals<Kept>('from', fromJid, (message) => authorOf(message, fromJid)),
      ...equals<Kept>('text', whole, ({ content }) => textOf(content)),
      ...contains(part),
      ...equals<Kept>('type', type, ({ content }) => content.type),
      ...equals<Kept>('status', status, (message) => message.status),
    ];
  },
  elsewhere: inOtherAccounts((_emulator, account) => account.mailIfAny?.messages.values() ?? []),
  view: () => messageView,
  describe: ({ direction, type, to, from, status, text: said }) =>
    `${type} ${direction === 'sent' ? `to ${String(to)}` : `from ${String(from)}`}, ${status}${said === null ? '' : `: ${said.slice(0, 80).toWellFormed().replaceAll(/\s+/g, ' ')}`}`,
};

export const getMessages = operation({
  id: 'getMessages',
  summary: 'List the messages',
  description:
    "The account's messages, in the order in which they were handed over. With wait, answers as soon as count of them match, or when the wait is over. The newest 1,000 of each instance are kept, also once it is deleted. URL and headers together have room for 16 KiB, as they are sent: look for a long text by a part of it.",
  input: { querystring: MessageQuery },
  replies: { 200: json('The messages.', Messages) },
  errors: { 404: 'The message to go on below is not there, or no longer kept.' },
  async handle(request, reply, emulator) {
    const found = await look(request, reply, emulator, searchableMessages, request.query);
    return sendFound(reply, 'messages', Message, found);
  },
  examples: () => [
    {
      name: 'sent',
      summary: 'What the phone of the recipient shows',
      before: [create, scanIt, sendIt],
      query: 'direction=sent',
    },
    { name: 'none', summary: 'Nobody wrote anything', before: [create, scanIt], query: 'contains=order' },
    { name: 'badStatus', summary: 'A parameter is wrong', query: 'status=seen' },
    { name: 'noCursor', summary: 'There is nothing to go on below', query: 'before=3EB015F393D49B570520E3' },
  ],
});
