import type { Account } from './account.js';
import { jidOf } from './events.js';
import { derive } from './ids.js';
import type { Instance } from './instance.js';
import type { Contact, Media, PostOffice } from './mailbox.js';
import type { Message, MessageStatus } from './message.js';
import { plausibleName } from './people.js';
import { Refusal } from './refusals.js';
import type { Transitions } from './transitions.js';

/** What is to be written down of a message; what is not said is `null`. */
type Draft = Pick<Message, 'instance' | 'jid' | 'fromMe' | 'content' | 'status'> &
  Partial<Pick<Message, 'author' | 'pushName' | 'quoted' | 'at' | 'reason'>>;

/** What a message changes, whichever way it goes: the list of messages, its contact, its chat. */
export type Chats = ReturnType<typeof createChats>;

export const createChats = ({ tell }: Transitions, office: PostOffice) => {
  const idOf = (account: Account, order: number, fromMe: boolean): string =>
    // As phones and companions make them; upstream tells by the id what sent a message. [upstream]
    fromMe
      ? `3EB0${derive(9, 'message', account.secret, order).toString('hex').toUpperCase()}`
      : `A5${derive(15, 'message', account.secret, order).toString('hex').toUpperCase()}`;

  const mediaOf = (account: Account, order: number, media: Media | undefined): Message['media'] => {
    if (media === undefined) return null;
    if (!office.fits(media.bytes.length))
      throw new Refusal('tooManyMessages', 'The emulator has no room for media of this size; raise its heap.');
    return {
      token: derive(24, 'media', account.secret, order).toString('base64url'),
      size: media.bytes.length,
    };
  };

  return {
    /** The name that somebody goes by who does not say: that of their last message, in whatever chat of the instance. */
    nameOf(account: Account, instance: string, number: string): string {
      const box = account.mailIfAny?.boxes.get(instance);
      const last = [...(box?.messages ?? [])].findLast(({ author }) => author === number);
      const jid = jidOf(number);
      return last?.pushName ?? box?.contacts.get(jid)?.pushName ?? plausibleName(jid);
    },

    /**
     * The next message of an account; nothing has changed until it is added.
     * @throws {Refusal} `tooManyMessages` if there is no room for its media
     */
    draft(
      account: Account,
      {
        instance,
        jid,
        fromMe,
        author = null,
        pushName = null,
        content,
        quoted = null,
        at = null,
        status,
        reason = null,
      }: Draft,
      media?: Media,
    ): Message {
      const order = account.mail.lastOrder + 1;
      return {
        id: idOf(account, order, fromMe),
        order,
        instance,
        jid,
        fromMe,
        author,
        pushName,
        content,
        quoted,
        media: mediaOf(account, order, media),
        acceptedAt: account.clock.now(),
        at,
        status,
        reason,
      };
    },

    /** Adds a draft; the oldest messages make room for it. Whoever waits is told once it is clear what becomes of it. */
    add(account: Account, message: Message, media?: Media): void {
      account.mail.lastOrder = message.order;
      account.mail.add(message, media);
      office.makeRoom();
    },

    /** An instance and one other have written to each other. */
    tellChat: (account: Account, instance: Instance, jid: string): void => {
      const { technicalName, profile } = instance;
      tell(account, { name: 'chats.update', instance: technicalName, time: account.clock.now(), profile, jid });
    },

    /** The other side of a chat, not as the one that was changed last: a client has not heard of it. */
    other(account: Account, instance: string, jid: string): Contact {
      const known = account.mail.boxes.get(instance)?.contacts.get(jid);
      const contact = known ?? account.mail.contact(instance, jid, account.clock.now());
      if (known === undefined) office.makeRoom();
      return contact;
    },

    /** Moves the contact of a chat to a message. */
    touch: (account: Account, instance: Instance, message: Message, pushName: string | null): Contact => {
      const { technicalName, profile } = instance;
      const { jid } = message;
      const now = account.clock.now();
      const contact = account.mail.contact(technicalName, jid, now);
      const isNew = !contact.isKnown;
      contact.isKnown = true;
      contact.updatedAt = now;
      contact.lastMessage = message.id;
      contact.lastTime = now;
      if (isNew || (pushName !== null && pushName !== contact.pushName)) {
        if (pushName !== null) contact.pushName = pushName;
        tell(account, {
          name: 'contacts.update',
          instance: technicalName,
          time: now,
          profile,
          jid,
          pushName: contact.pushName,
        });
      }
      return contact;
    },

    setStatus: (account: Account, message: Message, status: MessageStatus, reason: string | null = null): void => {
      message.status = status;
      message.reason = reason;
      account.mail.tell(message);
    },
  };
};
