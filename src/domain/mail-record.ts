import type { Contact, Mail, Media } from './mailbox.js';
import type { Message } from './message.js';

/** A serialized contact; how many messages to it wait follows from these. */
type ContactRecord = Omit<Contact, 'waiting' | 'leavesAt'> & {
  /** Technical name. */
  readonly instance: string;
};

type BoxRecord = {
  /** Technical name. */
  readonly instance: string;
  readonly sent: number;
  readonly received: number;
  /** The newest message that left or came in, by id, if it is still kept. */
  readonly last: string | null;
  readonly droppedContacts: number;
};

type MediaRecord = Omit<Media, 'bytes'> & { readonly token: string; readonly base64: string };

/** The messages and contacts of an account, serialized. */
export type MailRecord = {
  readonly lastOrder: number;
  readonly lastContact: number;
  readonly dropped: number;
  /** In the order in which they were handed over. */
  readonly list: readonly Message[];
  readonly boxes: readonly BoxRecord[];
  /** The one of each instance that was changed longest ago first. */
  readonly contacts: readonly ContactRecord[];
  readonly media: readonly MediaRecord[];
};

const contactRecord = (instance: string, contact: Contact): ContactRecord => ({
  instance,
  id: contact.id,
  jid: contact.jid,
  pushName: contact.pushName,
  isKnown: contact.isKnown,
  createdAt: contact.createdAt,
  updatedAt: contact.updatedAt,
  lastMessage: contact.lastMessage,
  lastTime: contact.lastTime,
  unread: contact.unread,
  blocked: contact.blocked,
});

/** Serializes messages and contacts as they are when it is called. It yields between media. */
export const mailRecordOf = (mail: Mail): Generator<undefined, MailRecord> => {
  const { lastOrder, lastContact, dropped } = mail;
  const list = [...mail.messages.values()].map((message) => ({ ...message }));
  const boxes = [...mail.boxes].map(([instance, { sent, received, last, droppedContacts }]) => ({
    instance,
    sent,
    received,
    last: last !== null && mail.messages.has(last.id) ? last.id : null,
    droppedContacts,
  }));
  const contacts = [...mail.boxes].flatMap(([instance, box]) =>
    Array.from(box.contacts.values(), (contact) => contactRecord(instance, contact)),
  );
  const all = [...mail.media];
  return (function* () {
    const media: MediaRecord[] = [];
    for (const [token, { bytes, mimetype, fileName }] of all) {
      media.push({ token, mimetype, fileName, base64: bytes.toString('base64') });
      yield;
    }
    return { lastOrder, lastContact, dropped, list, boxes, contacts, media };
  })();
};

/**
 * Fills a mail that is not in use yet with serialized messages and contacts; none of them is about to leave yet. It yields
 * between them.
 */
export const fillMail = function* (
  mail: Mail,
  record: MailRecord,
  hasInstance: (name: string) => boolean,
): Generator<undefined, void> {
  for (const { instance, sent, received, droppedContacts } of record.boxes)
    Object.assign(mail.box(instance), { sent, received, droppedContacts, isGone: !hasInstance(instance) });
  for (const { instance, ...contact } of record.contacts) {
    mail.keepContact(mail.box(instance), { ...contact, waiting: 0, leavesAt: 0 });
    yield;
  }
  const media = new Map(record.media.map((one) => [one.token, one]));
  for (const message of record.list) {
    const saved = message.media === null ? undefined : media.get(message.media.token);
    mail.keep(
      { ...message },
      saved && { bytes: Buffer.from(saved.base64, 'base64'), mimetype: saved.mimetype, fileName: saved.fileName },
    );
    yield;
  }
  for (const { instance, last } of record.boxes) mail.box(instance).last = mail.messages.get(last ?? '') ?? null;
  mail.lastOrder = record.lastOrder;
  mail.lastContact = record.lastContact;
  mail.dropped = record.dropped;
};
