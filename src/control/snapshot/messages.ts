import * as z from 'zod';
import { jid, KeptMessage } from '../../messages/kept.js';
import { fileName, mimetype, textOf } from '../../messages/content.js';
import { counter, position, setting, text, time } from '../../schema/kept.js';
import { registry } from '../../schema/registry.js';
import { listOf, strict } from '../../schema/strict.js';
import { mustBe } from '../../schema/wording.js';
import { technicalName } from './fields.js';

/** Messages, contacts and the like of one account: more than fit into a body. */
const MOST = 1_000_000;
/** The largest file, in bytes. */
const MOST_BYTES = 16 * 1_048_576;

const BASE64 = 'the bytes in base64';
const MESSAGE = 'null or the id of a message';
const messageId = (description: string) => text(description, /^[0-9A-F]{20,40}$/, MESSAGE, '3EB0538DA65A59F6D8A251');

export const KeptContact = strict(
  {
    instance: technicalName('The instance, by technical name.'),
    id: position('Its number within the account.'),
    jid: jid('Their address.'),
    pushName: textOf('The name that they go by.', 'Siti', 100),
    isKnown: setting('Whether clients see them: not as long as all there is still waits to leave.'),
    createdAt: time('When they were first heard of.'),
    updatedAt: time('When they changed last.'),
    lastMessage: messageId('The newest message of the chat; it may be no longer kept.').nullable(),
    lastTime: time('When that was.').nullable(),
    unread: counter('How many messages nobody has read.'),
    blocked: setting("Whether they have blocked the instance's number."),
  },
  'an object with the fields of a contact',
).register(registry, { id: 'SnapshotContact', description: 'A contact as it is kept.' });

export const KeptBox = strict(
  {
    instance: technicalName('The instance, by technical name; it may be deleted.'),
    sent: counter('How many messages left.'),
    received: counter('How many came in.'),
    last: messageId('The newest of these, if it is still kept.').nullable(),
    droppedContacts: counter('How many contacts are no longer kept.'),
  },
  'an object with instance, sent, received, last and droppedContacts',
).register(registry, { id: 'SnapshotBox', description: 'What is kept of an instance beside messages and contacts.' });

export const KeptMedia = strict(
  {
    token: text('Its name.', /^[\w-]{32}$/, 'a string of 32 characters', 'x'.repeat(32)),
    mimetype: mimetype.clone().nullable().register(registry, { description: 'Its type, if given.' }),
    fileName: fileName.clone().nullable().register(registry, { description: 'Its name, if given.' }),
    base64: z
      .string(mustBe(BASE64))
      .refine(
        (given) => given.length <= MOST_BYTES * 1.4 && Buffer.from(given, 'base64').toString('base64') === given,
        mustBe(BASE64),
      )
      .register(registry, { description: 'The bytes, in base64.', example: 'aGVsbG8=' }),
  },
  'an object with token, mimetype, fileName and base64',
).register(registry, { id: 'SnapshotMedia', description: 'The bytes of a picture, film, sound or document.' });

const listed = <Item extends z.ZodType>(item: Item, what: string, description: string) =>
  listOf(item, MOST, `an array of ${what}`).register(registry, { description });

/** The messages of an account; what is known of the items of its lists. */
export const messagesOf = <M extends z.ZodType, B extends z.ZodType, C extends z.ZodType, F extends z.ZodType>(
  message: M,
  box: B,
  contact: C,
  media: F,
) =>
  strict(
    {
      lastOrder: counter('How many messages were handed over.'),
      lastContact: counter('The highest number of a contact.'),
      dropped: counter('How many messages are no longer kept.'),
      list: listed(message, 'messages', 'In the order in which they were handed over.'),
      boxes: listed(box, 'boxes', 'One for each instance that messages were written with.'),
      contacts: listed(contact, 'contacts', 'Those of each instance, the one that was changed longest ago first.'),
      media: listed(media, 'media', 'One for each message that has any.'),
    },
    'an object with lastOrder, lastContact, dropped, list, boxes, contacts and media, or absent',
  )
    .optional()
    .register(registry, { description: 'Messages and contacts; absent as long as there was nobody to write to.' });

/** As a document shows it. */
export const Messages = messagesOf(KeptMessage, KeptBox, KeptContact, KeptMedia);
