import * as z from 'zod';
import { create, customer, sample, scanIt, sendIt } from '../api/samples.js';
import type { Chat as Kept } from '../domain/chat-list.js';
import { isGroup, messageStatuses, messageTypes, numberIn, textOf } from '../domain/message.js';
import { Refusal } from '../domain/refusals.js';
import { inSlices } from '../domain/turns.js';
import type { Emulator } from '../emulator.js';
import { keyFrom } from '../http/caller.js';
import { json, notFound, operation, type Call } from '../http/operation.js';
import { CONTROL_PATH } from '../http/paths.js';
import { success, time } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { strict } from '../schema/strict.js';
import { mustBe } from '../schema/wording.js';
import { NameParams, NoBody } from './fields.js';
import { glimpseOf } from './glimpse.js';
import { iso } from './iso.js';
import { address, asJid, chatInPath } from './watching/messages.js';
import { limit, text } from './watching/query.js';

/** How much of a message is shown with its chat, in characters. */
const LONGEST_GLIMPSE = 200;

const Chat = z
  .strictObject({
    jid: z
      .string()
      .register(registry, { description: 'The address of the other side.', example: `${customer}@s.whatsapp.net` }),
    number: z
      .string()
      .nullable()
      .register(registry, { description: 'Its number; null for a group and status updates.', example: customer }),
    name: z.string().register(registry, { description: 'The name that it goes by.', example: 'Siti' }),
    isGroup: z.boolean().register(registry, { description: 'Whether it is a group.', example: false }),
    unread: z.int().register(registry, { description: 'How many came in that nobody has read.', example: 0 }),
    blocked: z.boolean().register(registry, {
      description: "Whether the other side has blocked the instance's number: nothing reaches it then.",
      example: false,
    }),
    waiting: z.int().register(registry, {
      description: 'How many of its messages wait: to be typed, or for the connection.',
      example: 0,
    }),
    lastMessage: z
      .strictObject({
        id: z.string().register(registry, { description: 'Its id.', example: '3EB015F393D49B570520E3' }),
        time: time('When it leaves or left, or came; while that is open, when it was handed over.'),
        fromMe: z.boolean().register(registry, { description: 'Whether the instance sent it.', example: true }),
        type: z.enum(messageTypes).register(registry, { description: 'What it is.', example: 'text' }),
        text: z
          .string()
          .nullable()
          .register(registry, {
            description: `The first ${String(LONGEST_GLIMPSE)} characters of what people read of it; null when it has no text.`,
            example: 'Your order is on its way.',
          }),
        status: z
          .enum(messageStatuses)
          .register(registry, { description: 'How far it has come.', example: 'delivered' }),
      })
      .nullable()
      .register(registry, { description: 'The newest message; null without one that is kept.' }),
  })
  .register(registry, { id: 'Chat', description: 'A chat: an instance and one number or group.' });
type Chat = z.infer<typeof Chat>;

const chatView = ({ jid, last, ...rest }: Kept): Chat => {
  const said = last && textOf(last.content);
  return {
    jid,
    number: numberIn(jid) ?? null,
    isGroup: isGroup(jid),
    ...rest,
    lastMessage: last && {
      id: last.id,
      time: iso(last.at ?? last.acceptedAt),
      fromMe: last.fromMe,
      type: last.content.type,
      text: said && glimpseOf(said, LONGEST_GLIMPSE),
      status: last.status,
    },
  };
};

export const ChatQuery = strict(
  {
    contains: text(
      'a text',
      'Only those with this in the name, the address or the newest message, whatever the case.',
      'siti',
    ),
    before: address('Only those below the chat with this number or group; limit lists the first of these.'),
    limit: limit(),
  },
  'a query',
);
export type ChatQuery = z.output<typeof ChatQuery>;

const Chats = z
  .strictObject({
    success,
    count: z.int().register(registry, { description: 'How many match; may be more than are listed.', example: 1 }),
    dropped: z.int().register(registry, { description: 'How many are no longer kept.', example: 0 }),
    chats: z
      .array(Chat)
      .register(registry, { description: 'Those that match, the one with the newest message first.' }),
  })
  .register(registry, { id: 'Chats' });

/** Lists chats; it yields between them. */
export const listChats = function* (
  { messages }: Emulator,
  key: string,
  name: string,
  { contains, before, limit: most = 100 }: ChatQuery,
): Generator<undefined, Omit<z.input<typeof Chats>, 'success'>> {
  const { chats, dropped } = messages.chatsOf(key, name);
  const wanted = contains?.toLowerCase();
  const below = before && asJid(before);
  const found: Chat[] = [];
  let count = 0;
  let isBelow = below === undefined;
  for (const chat of chats) {
    const { jid, name: called, last } = chat;
    if (isBelow) {
      const said = last && textOf(last.content);
      if (wanted === undefined || [called, jid, said ?? ''].some((one) => one.toLowerCase().includes(wanted))) {
        count++;
        if (found.length < most) found.push(chatView(chat));
      }
    } else isBelow = jid === below;
    yield;
  }
  if (!isBelow)
    throw new Refusal(
      'chatNotFound',
      `${name} has no chat with ${String(before)} to go on below, or no longer keeps it.`,
    );
  return { count, dropped, chats: found };
};

export const getChats = operation({
  id: 'getChats',
  summary: 'List the chats of an instance',
  description:
    'As on the phone: everybody whom the instance wrote to or who wrote to it, groups and status updates included, also what the gateway took no notice of; the one with the newest message first.',
  input: { params: NameParams, querystring: ChatQuery },
  replies: { 200: json('The chats.', Chats) },
  errors: { 404: `${notFound} Or it has no chat to go on below.` },
  handle: (request, _reply, emulator) =>
    inSlices(listChats(emulator, keyFrom(request), request.params.name, request.query)),
  examples: () => [
    { name: 'one', summary: 'A customer who was written to', before: [create, scanIt, sendIt] },
    { name: 'badLimit', summary: 'A parameter is wrong', before: [create], query: 'limit=many' },
    { name: 'noCursor', summary: 'There is nothing to go on below', before: [create], query: `before=${customer}` },
  ],
});

export const PERSON = `a number with its country code, digits only, or an address such as ${customer}@s.whatsapp.net`;

export const ChatParams = NameParams.extend({ jid: chatInPath('The chat, by number or address.') });
export const PersonParams = NameParams.extend({
  jid: z
    .string(mustBe(PERSON))
    .regex(/^(?:[1-9]\d{7,14}|\d{8,15}@s\.whatsapp\.net)$/, mustBe(PERSON))
    .register(registry, { description: 'The person, by number or address.', example: customer }),
});

const OneChat = z.strictObject({ success, chat: Chat }).register(registry, { id: 'OneChat' });
const ReadChat = z
  .strictObject({
    success,
    read: z.int().register(registry, { description: 'How many messages were read by this.', example: 1 }),
    chat: Chat,
  })
  .register(registry, { id: 'ReadChat' });

/** The chat of an instance with a number or an address. */
const chatFor = ({ messages }: Emulator, key: string, name: string, chat: string): Chat =>
  chatView(messages.chatWith(key, name, asJid(chat)));

/**
 * Somebody blocks the number of an instance, or no longer does.
 * @throws {Refusal} as `Messages.block`
 */
export const blockFor = (emulator: Emulator, key: string, name: string, chat: string, isBlocked: boolean): Chat => {
  emulator.messages.block(key, name, asJid(chat), isBlocked);
  return chatFor(emulator, key, name, chat);
};

/**
 * Somebody reads a chat.
 * @throws {Refusal} as `Messages.readChat`
 */
export const readChatFor = (emulator: Emulator, key: string, name: string, chat: string) => {
  const read = emulator.messages.readChat(key, name, asJid(chat));
  return { read, chat: chatFor(emulator, key, name, chat) };
};

const notLinked = 'No phone is linked, so nobody knows the number.';
const blockErrors = { 404: notFound, 409: notLinked };
const blockIt: Call = {
  method: 'POST',
  path: `${CONTROL_PATH}/instances/${sample.technicalName}/chats/${customer}/block`,
};

export const block = operation({
  id: 'block',
  summary: 'Be a customer: block the number',
  description:
    "Somebody blocks the instance's number: what it sends them from now on gets one tick and no more. They need not have written or been written to before. The instance is told nothing.",
  input: { params: PersonParams, body: NoBody },
  replies: { 200: json('The chat as it is now.', OneChat) },
  errors: blockErrors,
  handle: (request, _reply, emulator) => ({
    chat: blockFor(emulator, keyFrom(request), request.params.name, request.params.jid, true),
  }),
  examples: () => [
    { name: 'blocked', summary: 'A customer has had enough', before: [create, scanIt, sendIt] },
    { name: 'list', summary: 'The body is not an object', body: [{}] },
    { name: 'notLinked', summary: 'No phone is linked', before: [create] },
  ],
});

export const unblock = operation({
  id: 'unblock',
  summary: 'Be a customer: unblock the number',
  description: 'What the instance sends them from now on reaches them again.',
  input: { params: PersonParams, body: NoBody },
  replies: { 200: json('The chat as it is now.', OneChat) },
  errors: blockErrors,
  handle: (request, _reply, emulator) => ({
    chat: blockFor(emulator, keyFrom(request), request.params.name, request.params.jid, false),
  }),
  examples: () => [
    { name: 'unblocked', summary: 'The customer is back', before: [create, scanIt, sendIt, blockIt] },
    { name: 'list', summary: 'The body is not an object', body: [{}] },
    { name: 'notLinked', summary: 'No phone is linked', before: [create] },
  ],
});

export const readChat = operation({
  id: 'readChat',
  summary: 'Be a customer: read the chat',
  description:
    'They open the chat and see all that the instance has sent them: each of these messages gets the ticks up to read, each a messages.update. What waits to be typed is not there yet; while they block the number, what was not delivered never came.',
  input: { params: ChatParams, body: NoBody },
  replies: { 200: json('The chat as it is now, and how many messages were read.', ReadChat) },
  errors: { 404: notFound, 409: 'The instance is not open, so it hears of no ticks.' },
  handle: (request, _reply, emulator) =>
    readChatFor(emulator, keyFrom(request), request.params.name, request.params.jid),
  examples: () => [
    { name: 'read', summary: 'The customer looks at the phone', before: [create, scanIt, sendIt] },
    { name: 'list', summary: 'The body is not an object', body: [{}] },
    { name: 'notOpen', summary: 'The instance is not open', before: [create] },
  ],
});
