import * as z from 'zod';
import type { DomainEvent, EmittedName } from '../domain/events.js';
import type { Webhook } from '../domain/webhooks.js';
import { mustBe } from '../schema/wording.js';
import { chatsUpdate } from './chats-update.js';
import { connectionUpdate } from './connection-update.js';
import { contactsUpdate } from './contacts-update.js';
import { messagesUpdate } from './messages-update.js';
import { messagesUpsert } from './messages-upsert.js';
import { qrcodeUpdated } from './qrcode-updated.js';

/** All events that the emulator emits, by name. */
const events = {
  'messages.upsert': messagesUpsert,
  'messages.update': messagesUpdate,
  'contacts.update': contactsUpdate,
  'chats.update': chatsUpdate,
  'qrcode.updated': qrcodeUpdated,
  'connection.update': connectionUpdate,
} as const;

/** What the control API shows of an event besides name, instance and time; `null` for fields of other events. */
export const shownFields = () => ({
  ...connectionUpdate.fields(),
  ...qrcodeUpdated.fields(),
  ...messagesUpsert.fields(),
  ...messagesUpdate.fields(),
  ...contactsUpdate.fields(),
});
export const shown = (event: DomainEvent) => ({
  ...connectionUpdate.view(event),
  ...qrcodeUpdated.view(event),
  messageId: messageOf(event),
  ...messagesUpdate.view(event),
  remoteJid: chatOf(event),
});

/** The message that an event is about, by id. */
const messageOf = (event: DomainEvent): string | null => {
  if (event.name === 'messages.update') return event.message;
  return messagesUpsert.view(event).messageId;
};
/** The other side of the chat that an event is about. */
const chatOf = (event: DomainEvent): string | null => {
  if (event.name === 'messages.upsert') return event.message.jid;
  return 'jid' in event ? event.jid : null;
};

/** The schema of an event in a snapshot; `moment` has the fields that all events share besides the name. */
export const keptSchema = <Moment extends z.ZodRawShape>(moment: Moment) =>
  z.discriminatedUnion(
    'name',
    [
      messagesUpsert.kept(moment),
      messagesUpdate.kept(moment),
      contactsUpdate.kept(moment),
      chatsUpdate.kept(moment),
      qrcodeUpdated.kept(moment),
      connectionUpdate.kept(moment),
    ],
    mustBe(`an event whose name is one of ${Object.keys(events).join(', ')}`),
  );

/** An event in a snapshot. */
export type KeptEvent<Name extends EmittedName = EmittedName> = {
  readonly [One in Name]: Readonly<ReturnType<(typeof events)[One]['keep']>>;
}[Name];

type Kind<Name extends EmittedName> = {
  readonly data: (event: DomainEvent<Name>, webhook: Webhook) => unknown;
  readonly keep: (event: DomainEvent<Name>) => KeptEvent<Name>;
  readonly restore: (kept: KeptEvent<Name>) => DomainEvent<Name>;
};
const kinds: { readonly [Name in EmittedName]: Kind<Name> } = events;
/** Ties an event to the definition of its name, which the compiler would lose otherwise. */
const kindOf = <Name extends EmittedName>(name: Name): Kind<Name> => kinds[name];

/** The member `data` of a delivery. [upstream] */
export const dataOf = (event: DomainEvent, webhook: Webhook): unknown => kindOf(event.name).data(event, webhook);

export const keep = (event: DomainEvent): KeptEvent => kindOf(event.name).keep(event);
export const restore = (kept: KeptEvent): DomainEvent => kindOf(kept.name).restore(kept);
