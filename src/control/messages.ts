import * as z from 'zod';
import { groupAddress, nameFor, otherNumber } from '../api/fields.js';
import { checkCaption, mediaUrl } from '../api/media.js';
import { create, customer, scanIt, sendIt } from '../api/samples.js';
import { MOST_MEDIA_BYTES, type Media } from '../domain/mailbox.js';
import { mediaTypes, ticks, type Content } from '../domain/message.js';
import type { Incoming } from '../domain/receiving.js';
import type { Emulator } from '../emulator.js';
import { keyFrom } from '../http/caller.js';
import { badInput, json, notFound, operation } from '../http/operation.js';
import { success } from '../http/replies.js';
import { fileName, latitude, longitude, mimetype, textOf, typed } from '../messages/content.js';
import { registry } from '../schema/registry.js';
import { mustBe, mustBeKind } from '../schema/wording.js';
import { NameParams } from './fields.js';
import { Message, messageView } from './watching/messages.js';

const ID = 'the id of a message';

const messageId = (description: string) =>
  z.string(mustBe(ID)).min(1, mustBe(ID)).max(100, mustBe(ID)).register(registry, {
    description,
    example: '3EB015F393D49B570520E3',
  });

/** Who it is from. */
const person = {
  from: otherNumber('Who it is from.'),
  pushName: nameFor(
    'The name that they go by; by default the one that they had, or a plausible one.',
    'Siti',
  ).optional(),
};

/** Who writes, and where. */
const sender = {
  ...person,
  group: groupAddress('The group that they write in; by default they write to the instance alone.').optional(),
  quoted: messageId('The message of the chat that they quote, by id.').optional(),
};

const anObject = (type: string) => mustBe(`an object with the fields of a ${type}`);

const BASE64 = 'base64 of 1 byte to 16 MiB, in the usual alphabet and padded';

/** The bytes that a text stands for; `undefined` if it is not base64. */
const bytesIn = (text: string): Buffer | undefined => {
  // Node's own decoder skips what it does not know, and stops at a padding: then there are fewer bytes.
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const isWhole = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding;
  return isWhole && !text.includes('-') && !text.includes('_') ? bytes : undefined;
};

const base64 = z
  .string(mustBe(BASE64))
  .transform((text, context) => {
    const bytes = text.length <= Math.ceil(MOST_MEDIA_BYTES / 3) * 4 ? bytesIn(text) : undefined;
    if (bytes !== undefined && bytes.length > 0 && bytes.length <= MOST_MEDIA_BYTES) return bytes;
    // Not with the input, which is of any length.
    context.issues.push({ code: 'custom', input: '', message: `must be ${BASE64}` });
    return z.NEVER;
  })
  .register(registry, { description: 'The bytes of the file.', type: 'string', example: 'R0lGODlhAQABAAAAACw=' });

const media = z
  .object(
    {
      ...sender,
      type: z.enum(mediaTypes).register(registry, { description: 'What it is.', example: 'image' }),
      mediaUrl: mediaUrl
        .optional()
        .register(registry, { description: 'Where the file is, instead of its bytes. It is not fetched.' }),
      base64: base64.optional(),
      mimetype: mimetype.optional(),
      fileName: fileName.optional(),
      caption: textOf('The caption; not for audio.', 'Is this the right one?').optional(),
    },
    anObject('file'),
  )
  .check((context) => {
    const { issues, value } = context;
    checkCaption(context, value.type, 'caption', value.caption);
    if ((value.mediaUrl === undefined) !== (value.base64 === undefined)) return;
    const message = 'must have either "mediaUrl", where the file is, or "base64", its bytes';
    issues.push({ code: 'custom', input: '', message });
  });

export const ReceiveBody = z
  .discriminatedUnion(
    'type',
    [
      z.object({ ...sender, type: typed('text'), text: textOf('The text.', 'Thank you!') }, anObject('text')),
      media,
      z.object(
        {
          ...sender,
          type: typed('location'),
          latitude,
          longitude,
          name: textOf('What is there.', 'Monas', 1_000).optional(),
          address: textOf('Its address.', 'Jakarta', 1_000).optional(),
        },
        anObject('location'),
      ),
      z.object(
        {
          ...sender,
          type: typed('contact'),
          contact: z
            .object(
              { name: nameFor('Whose card it is.', 'Siti'), number: otherNumber('The number on it.') },
              mustBe('an object with name and number'),
            )
            .register(registry, { description: 'The card.' }),
        },
        anObject('contact'),
      ),
      z.object(
        {
          ...sender,
          type: typed('listReply'),
          rowId: textOf('The row that they chose.', 'tea', 1_000),
          messageId: messageId('The list, by id; by default the newest of the chat.').optional(),
        },
        anObject('listReply'),
      ),
      z.object(
        {
          ...sender,
          type: typed('buttonReply'),
          buttonId: textOf('The button that they tapped.', 'yes', 1_000),
          messageId: messageId('The message with the buttons, by id; by default the newest of the chat.').optional(),
        },
        anObject('buttonReply'),
      ),
      z.object(
        {
          ...sender,
          type: typed('reaction'),
          emoji: textOf('The emoji; an empty string takes it back.', '👍', 32, 0),
          messageId: messageId('The message of the chat that they react to, by id.'),
        },
        anObject('reaction'),
      ),
    ],
    mustBeKind('a JSON object with from, type and what belongs to the type', [
      'text',
      ...mediaTypes,
      'location',
      'contact',
      'listReply',
      'buttonReply',
      'reaction',
    ]),
  )
  .register(registry, { id: 'Receive', description: 'What somebody writes to an instance.' });
export type ReceiveBody = z.infer<typeof ReceiveBody>;

const OneMessage = z.strictObject({ success, message: Message }).register(registry, { id: 'OneMessage' });

/**
 * Somebody writes to an instance.
 * @throws {Refusal} as `Messages.receive`, and when what is chosen or reacted to is not there
 */
export const receiveFor = ({ messages }: Emulator, key: string, name: string, body: ReceiveBody) => {
  const { from, group, pushName, quoted } = body;
  const content = (): Content => {
    switch (body.type) {
      case 'text':
        return { type: 'text', text: body.text };
      case 'image':
      case 'video':
      case 'document':
      case 'audio':
        return {
          type: body.type,
          url: body.mediaUrl ?? null,
          mimetype: body.mimetype ?? null,
          fileName: body.fileName ?? null,
          caption: body.caption ?? null,
        };
      case 'location': {
        const { latitude: north, longitude: east } = body;
        return {
          type: 'location',
          latitude: north,
          longitude: east,
          name: body.name ?? null,
          address: body.address ?? null,
        };
      }
      case 'contact':
        return { type: 'contact', ...body.contact };
      case 'listReply':
        return messages.chosen(key, name, from, group, { kind: 'row', id: body.rowId, message: body.messageId });
      case 'buttonReply':
        return messages.chosen(key, name, from, group, { kind: 'button', id: body.buttonId, message: body.messageId });
      case 'reaction':
        return messages.reaction(key, name, from, group, body.emoji, body.messageId);
    }
  };
  const file: Media | undefined =
    'base64' in body && body.base64 !== undefined
      ? { bytes: body.base64, mimetype: body.mimetype ?? null, fileName: body.fileName ?? null }
      : undefined;
  const incoming: Incoming = { from, group, pushName, quoted, content: content(), media: file };
  return messageView(messages.receive(key, name, incoming));
};

/** Largest body, in bytes: with the largest file in base64. */
const BODY_LIMIT = 23 * 1_048_576;

const cameIn = json('It was taken in; the message as it is now.', OneMessage);

export const receive = operation({
  id: 'receive',
  summary: 'Be a customer: write to an instance',
  description:
    'Somebody writes to the instance: it comes in at once if the instance is open, which is a messages.upsert, and otherwise when the connection is back. What is chosen, quoted or reacted to must be in the chat.',
  input: { params: NameParams, body: ReceiveBody },
  replies: { 200: cameIn },
  errors: {
    400: `${badInput} Also when the row or button does not exist.`,
    404: `${notFound} Or the chat has no such message.`,
    409: 'No phone is linked, so nobody can write to it.',
    429: 'There is no room for more messages.',
  },
  options: { bodyLimit: BODY_LIMIT },
  hasFewValues: true,
  handle: (request, _reply, emulator) => ({
    message: receiveFor(emulator, keyFrom(request), request.params.name, request.body),
  }),
  examples: () => [
    {
      name: 'text',
      summary: 'A text',
      before: [create, scanIt],
      body: { from: customer, type: 'text', text: 'Thank you!', pushName: 'Siti' },
    },
    {
      name: 'group',
      summary: 'A text in a group',
      before: [create, scanIt],
      body: { from: customer, group: '120363025246125486@g.us', type: 'text', text: 'Hello everybody' },
    },
    {
      name: 'image',
      summary: 'A picture',
      before: [create, scanIt],
      body: {
        from: customer,
        type: 'image',
        base64: 'R0lGODlhAQABAAAAACw=',
        mimetype: 'image/gif',
        fileName: 'dot.gif',
      },
    },
    { name: 'noType', summary: 'Without a type', body: { from: customer, text: 'Thank you!' } },
    {
      name: 'notLinked',
      summary: 'No phone is linked',
      before: [create],
      body: { from: customer, type: 'text', text: 'Thank you!' },
    },
  ],
});

export const StatusBody = z
  .object(
    { ...person, type: typed('text'), text: textOf('The text.', 'Open until nine today') },
    mustBe('a JSON object with from, type and text'),
  )
  .register(registry, { id: 'StatusUpdate', description: 'A status update of somebody.' });
export type StatusBody = z.infer<typeof StatusBody>;

/**
 * Somebody posts a status update.
 * @throws {Refusal} as `Messages.receiveStatus`
 */
export const postStatusFor = ({ messages }: Emulator, key: string, name: string, body: StatusBody) => {
  const { from, pushName, type, text } = body;
  return messageView(messages.receiveStatus(key, name, { from, pushName, content: { type, text } }));
};

const incomingErrors = {
  404: notFound,
  409: 'No phone is linked, so nobody can reach it.',
  429: 'There is no room for more messages.',
};

export const postStatus = operation({
  id: 'postStatus',
  summary: 'Be a contact: post a status update',
  description:
    'Somebody posts a status update that the phone gets. With readStatus it comes in as a messages.upsert from status@broadcast and counts as viewed; without, the gateway ignores it.',
  input: { params: NameParams, body: StatusBody },
  replies: { 200: cameIn },
  errors: incomingErrors,
  handle: (request, _reply, emulator) => ({
    message: postStatusFor(emulator, keyFrom(request), request.params.name, request.body),
  }),
  examples: () => [
    {
      name: 'ignored',
      summary: 'readStatus is off',
      before: [create, scanIt],
      body: { from: customer, type: 'text', text: 'Open until nine today' },
    },
    { name: 'noText', summary: 'Without a text', body: { from: customer, type: 'text' } },
    {
      name: 'notLinked',
      summary: 'No phone is linked',
      before: [create],
      body: { from: customer, type: 'text', text: 'Open until nine today' },
    },
  ],
});

export const CallBody = z
  .object(
    {
      ...person,
      video: z
        .boolean(mustBe('true or false'))
        .optional()
        .register(registry, { description: 'With a picture; by default without.', example: false }),
    },
    mustBe('a JSON object with from'),
  )
  .register(registry, { id: 'Call', description: 'A call of somebody.' });
export type CallBody = z.infer<typeof CallBody>;

/**
 * Somebody calls.
 * @throws {Refusal} as `Messages.call`
 */
export const callFor = ({ messages }: Emulator, key: string, name: string, { from, pushName, video }: CallBody) =>
  messageView(messages.call(key, name, { from, pushName, video: video ?? false }));

export const call = operation({
  id: 'call',
  summary: 'Be a customer: call an instance',
  description:
    'Somebody calls the phone: a message of type call in the chat. With rejectCalls the gateway rejects it. There is no event for it. A call while the connection is lost is one that the gateway never hears of: it is ignored, and does not wait.',
  input: { params: NameParams, body: CallBody },
  replies: { 200: cameIn },
  errors: incomingErrors,
  handle: (request, _reply, emulator) => ({
    message: callFor(emulator, keyFrom(request), request.params.name, request.body),
  }),
  examples: () => [
    { name: 'voice', summary: 'It rings', before: [create, scanIt], body: { from: customer, pushName: 'Siti' } },
    { name: 'noCaller', summary: 'Nobody calls', body: { video: true } },
    { name: 'notLinked', summary: 'No phone is linked', before: [create], body: { from: customer } },
  ],
});

const TICK = `one of ${ticks.join(', ')}`;
const TickBody = z
  .object(
    { status: z.enum(ticks, mustBe(TICK)).register(registry, { description: 'How far it comes.', example: 'read' }) },
    mustBe('a JSON object with "status"'),
  )
  .register(registry, { id: 'Tick', description: 'What becomes of a message.' });

const IdParams = z.object({
  id: z.string().register(registry, { description: 'The message, by id.', example: '3EB015F393D49B570520E3' }),
});

export const tickMessage = operation({
  id: 'tickMessage',
  summary: 'Be the recipient: a tick',
  description:
    'What becomes of a message that an instance sent: each tick up to this one is a messages.update. Ticks never go back.',
  input: { params: IdParams, body: TickBody },
  replies: { 200: json('The message as it is now.', OneMessage) },
  errors: { 404: 'This account has no such message.', 409: 'The message cannot get this tick now.' },
  handle: (request, _reply, { messages }) => ({
    message: messageView(messages.tick(keyFrom(request), request.params.id, request.body.status)),
  }),
  examples: () => [
    { name: 'read', summary: 'The recipient has read it', before: [create, scanIt, sendIt], body: { status: 'read' } },
    { name: 'back', summary: 'It was delivered already', before: [create, scanIt, sendIt], body: { status: 'sent' } },
    { name: 'badStatus', summary: 'Not a tick', body: { status: 'seen' } },
  ],
});
