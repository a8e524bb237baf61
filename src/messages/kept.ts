import * as z from 'zod';
import { MOST_MEDIA_BYTES } from '../domain/mailbox.js';
import { isGroup, messageStatuses, STATUS_JID, type Message } from '../domain/message.js';
import { TECHNICAL_NAME } from '../domain/naming.js';
import { position, text, time, whole } from '../schema/kept.js';
import { registry } from '../schema/registry.js';
import { mustBeOneOf, strict } from '../schema/strict.js';
import { mustBe } from '../schema/wording.js';
import { MessageContent, textOf } from './content.js';

const JID = 'the address of a person, a group or status@broadcast';
export const jid = (description: string) =>
  z
    .string(mustBe(JID))
    .refine((value) => /^\d{8,15}@s\.whatsapp\.net$/.test(value) || isGroup(value) || value === STATUS_JID, mustBe(JID))
    .register(registry, { description, example: '628123456789@s.whatsapp.net' });

/** The form of the ids of messages. */
export const MESSAGE_ID = /^[0-9A-F]{20,40}$/;
export const messageId = (description: string) =>
  text(description, MESSAGE_ID, 'the id of a message', '3EB015F393D49B570520E3');
const flag = (description: string) =>
  z.boolean(mustBe('true or false')).register(registry, { description, example: true });

/** A message in a snapshot. */
export const KeptMessage = strict(
  {
    id: messageId('Its id.'),
    order: position("Counts the account's messages; rises from one to the next."),
    instance: text(
      'The instance, by technical name.',
      TECHNICAL_NAME,
      'a technical name such as t1_mq9r2jov_jakarta_store',
      't1_mq9r2jov_jakarta_store',
    ),
    jid: jid('The other side of the chat.'),
    fromMe: flag('Whether the instance sent it.'),
    author: text(
      'Who wrote it, by number; null for what is sent.',
      /^\d{8,15}$/,
      'a number of 8 to 15 digits',
      '628123456789',
    ).nullable(),
    pushName: textOf('The name of its author, if known.', 'Siti', 100).nullable(),
    content: MessageContent,
    quoted: strict(
      { id: messageId('Its id.'), fromMe: flag('Whether the instance sent it.'), content: MessageContent },
      'an object with id, fromMe and content',
    )
      .nullable()
      .register(registry, { description: 'The message that it quotes.' }),
    media: strict(
      {
        token: text('The name of its bytes.', /^[\w-]{32}$/, 'a string of 32 characters', 'x'.repeat(32)),
        size: whole('How many bytes.', 0, MOST_MEDIA_BYTES, 1_024),
      },
      'an object with token and size',
    )
      .nullable()
      .register(registry, { description: 'Its bytes, if they are there.' }),
    acceptedAt: time('When it was handed over.'),
    at: time('When it leaves, left or came; null while that is open.').nullable(),
    status: z
      .enum(messageStatuses, mustBeOneOf(messageStatuses))
      .register(registry, { description: 'How far it has come.', example: 'delivered' }),
    reason: textOf('Why it failed, or was cancelled or ignored.', 'the instance was deleted', 1_000).nullable(),
  },
  'an object with the fields of a message',
).register(registry, { id: 'SnapshotMessage', description: 'A message as it is kept.' }) satisfies z.ZodType<Message>;
