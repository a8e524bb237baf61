import * as z from 'zod';
import { MOST_CONTACTS, type Contact } from '../../domain/mailbox.js';
import { isGroup, numberIn, textOf, type Message } from '../../domain/message.js';
import { callerOf, type Caller } from '../../http/caller.js';
import { json, notFound, operation } from '../../http/operation.js';
import { success, time } from '../../http/replies.js';
import { warn } from '../../http/unknown-fields.js';
import { contactPictureUrl } from '../../net/media-url.js';
import { numberInQuery } from '../../schema/query-number.js';
import { registry } from '../../schema/registry.js';
import { InstanceQuery } from '../fields.js';
import { create, customer, query, scanIt, sendIt } from '../samples.js';
import { displayName, names } from '../views.js';

/** How many are listed when the caller does not say [doc], and at most [ours]. */
const LIMIT = 50;
const MOST_LISTED = 500;

const picture = (description: string) =>
  z.string().register(registry, { description, format: 'uri', example: 'https://example.com/picture.png' });
const pushName = (description: string) => z.string().register(registry, { description, example: 'Siti' });
const number = (description: string) => z.int().register(registry, { description, example: 1 });
/** What belongs to the original's own CRM, of which nothing is here. */
const unset = (description: string) => z.null().register(registry, { description: `${description} Always null here.` });

const ListedContact = z
  .strictObject({
    id: number('Its number within the account, from 1.'),
    name: pushName('The name that they go by; that of a group.'),
    phone: z
      .string()
      .nullable()
      .register(registry, { description: 'Digits only, with country code; null for a group.', example: customer }),
    remoteJid: z.string().register(registry, { description: 'Their address.', example: `${customer}@s.whatsapp.net` }),
    isGroup: z.boolean().register(registry, { description: 'Whether it is a group.', example: false }),
    profilePicUrl: picture('Their picture.'),
    profilePictureUrl: picture('The same again.'),
    chat: z
      .strictObject({
        id: number('Its number: that of the contact.'),
        name: pushName('The name, again.'),
        pushName: pushName('The name, once more.'),
        lastMessageText: z.string().nullable().register(registry, {
          description: 'What the newest message says; null if it has no text, or is no longer kept.',
          example: 'Your order is on its way.',
        }),
        lastMessageTimestamp: time('When it left or came: ISO 8601, UTC; null without one.').nullable(),
        unreadCount: number('How many came in that nobody has read.'),
      })
      .register(registry, { description: 'The chat with them.' }),
    assignedUserId: unset('Who looks after them.'),
    assignedDepartmentId: unset('Which department does.'),
    funnelStageId: unset('Where they are in the sales funnel.'),
    notes: unset('What was noted of them.'),
    customData: z.strictObject({}).register(registry, { description: 'Fields of your own. Always empty here.' }),
    showTimeInStage: z
      .literal(false)
      .register(registry, { description: 'Whether the time in that stage is shown. Always false here.' }),
    createdAt: time('When they were first heard of: ISO 8601, UTC.'),
    updatedAt: time('When they changed last: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'Contact', description: 'Somebody who wrote to an instance, or was written to.' });

const ContactList = z
  .strictObject({
    success,
    count: number('How many are listed.'),
    total: number('How many there are.'),
    page: number('Which page it is, from 1.'),
    limit: z.int().register(registry, { description: 'How many fit on a page.', example: LIMIT }),
    hasMore: z.boolean().register(registry, { description: 'Whether there is another page.', example: false }),
    instance: z
      .strictObject({ ...names, displayName: displayName('Display name, again.') })
      .register(registry, { description: 'The instance.' }),
    contacts: z.array(ListedContact).register(registry, { description: 'The one that changed last comes first.' }),
  })
  .register(registry, { id: 'Contacts' });

const iso = (at: number): string => new Date(at).toISOString();

const listedContact = (
  { id, jid, pushName: name, lastTime, unread, createdAt, updatedAt }: Contact,
  last: Message | undefined,
  { base }: Caller,
): z.infer<typeof ListedContact> => {
  const url = contactPictureUrl(base, jid);
  return {
    id,
    name,
    phone: numberIn(jid) ?? null,
    remoteJid: jid,
    isGroup: isGroup(jid),
    profilePicUrl: url,
    profilePictureUrl: url,
    chat: {
      id,
      name,
      pushName: name,
      lastMessageText: last === undefined ? null : textOf(last.content),
      lastMessageTimestamp: lastTime === null ? null : iso(lastTime),
      unreadCount: unread,
    },
    assignedUserId: null,
    assignedDepartmentId: null,
    funnelStageId: null,
    notes: null,
    customData: {},
    showTimeInStage: false,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
};

export const getContacts = operation({
  id: 'getContacts',
  summary: 'List the contacts',
  description: 'Those who wrote to an instance or were written to, groups included, page by page.',
  input: {
    querystring: InstanceQuery.extend({
      page: numberInQuery('Which page, from 1; the first by default.', 1_000_000, 1),
      limit: numberInQuery(`How many on a page; ${String(LIMIT)} by default.`, MOST_LISTED, LIMIT),
    }),
  },
  replies: { 200: json('The contacts.', ContactList) },
  errors: { 404: notFound },
  handle(request, reply, emulator) {
    const caller = callerOf(request, emulator);
    const { instanceName, page = 1, limit = LIMIT } = request.query;
    const { instance, contacts, dropped, lastMessageOf } = emulator.messages.contactsOf(caller.key, instanceName);
    if (dropped > 0) {
      warn(
        reply,
        `${String(dropped)} contacts of this instance are no longer kept: at most ${String(MOST_CONTACTS)} are`,
      );
    }
    const listed = contacts.slice((page - 1) * limit, page * limit);
    const { displayName: shown, technicalName } = instance;
    return {
      count: listed.length,
      total: contacts.length,
      page,
      limit,
      hasMore: page * limit < contacts.length,
      instance: {
        instanceName: shown,
        displayName: shown,
        apiInstanceName: technicalName,
        internalName: technicalName,
      },
      contacts: listed.map((one) => listedContact(one, lastMessageOf(one), caller)),
    };
  },
  examples: () => [
    { name: 'one', summary: 'A customer who was written to', before: [create, scanIt, sendIt], query },
    { name: 'none', summary: 'Nobody yet', before: [create], query },
    { name: 'badPage', summary: 'A parameter is wrong', query: `${query}&page=0` },
  ],
});
