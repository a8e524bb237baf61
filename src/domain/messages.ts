import type { Account } from './account.js';
import { chatsIn, chatWith, type Chat } from './chat-list.js';
import { createChats } from './chats.js';
import type { Instance } from './instance.js';
import type { Action } from './lifecycle.js';
import type { Contact, PostOffice } from './mailbox.js';
import type { Message } from './message.js';
import { createReceiving } from './receiving.js';
import type { PastMessage } from './seed.js';
import { createSending, type SendingRules } from './sending.js';
import type { Transitions } from './transitions.js';

/** Sends and receives messages, and keeps what waits in step with its instance. */
export const createMessages = (rules: SendingRules, transitions: Transitions, office: PostOffice) => {
  const chats = createChats(transitions, office);
  const { arrive, takeIn, ...receiving } = createReceiving(rules, transitions, chats);
  const { depart, ...sending } = createSending(rules, transitions, office, chats, takeIn);

  /** Cancels what waits, to leave or to come. */
  const cancelWaiting = (account: Account, name: string, reason: string): void => {
    const mail = account.mailIfAny;
    const box = mail?.boxes.get(name);
    if (mail === undefined || box === undefined) return;
    for (const message of box.messages) {
      if (message.status !== 'waiting') continue;
      mail.departures.get(message.id)?.();
      mail.release(message);
      message.at = null;
      chats.setStatus(account, message, 'cancelled', reason);
    }
    for (const contact of box.contacts.values()) contact.waiting = 0;
  };

  return {
    ...receiving,
    ...sending,

    /**
     * Those who wrote to an instance or were written to, the one that was changed last first.
     * @throws {Refusal} `instanceNotFound`
     */
    contactsOf(key: string, name: string) {
      const { account, instance } = transitions.findForClient(key, name);
      const box = account.mailIfAny?.boxes.get(name);
      const contacts = [...(box?.contacts.values() ?? [])].filter(({ isKnown }) => isKnown).reverse();
      return {
        instance,
        contacts,
        /** How many are no longer kept. */
        dropped: box?.droppedContacts ?? 0,
        /** The newest message of a chat, if it is still kept. */
        lastMessageOf: ({ lastMessage }: Contact): Message | undefined =>
          account.mailIfAny?.messages.get(lastMessage ?? ''),
      };
    },

    /**
     * The chats of an instance, the one with the newest message first, and how many are no longer kept.
     * @throws {Refusal} `instanceNotFound`
     */
    chatsOf(key: string, name: string): { readonly chats: Iterable<Chat>; readonly dropped: number } {
      const { account } = transitions.find(key, name);
      const box = account.mailIfAny?.boxes.get(name);
      return box === undefined ? { chats: [], dropped: 0 } : { chats: chatsIn(box), dropped: box.droppedContacts };
    },

    /**
     * The chat of an instance with a number or group, whether there was a message in it or not.
     * @throws {Refusal} `instanceNotFound`
     */
    chatWith(key: string, name: string, jid: string): Chat {
      const { account } = transitions.find(key, name);
      return chatWith(account.mailIfAny?.boxes.get(name), jid);
    },

    /** Must be called when the state of an instance has changed. */
    stateChanged(account: Account, instance: Instance, action: Action): void {
      const box = account.mailIfAny?.boxes.get(instance.technicalName);
      if (box === undefined) return;
      if (instance.state === 'closed')
        cancelWaiting(
          account,
          instance.technicalName,
          action === 'logout' ? 'the instance was logged out' : 'the instance was unlinked on the phone',
        );
      // Those who wrote meanwhile are heard now, in their order.
      else if (instance.state === 'open') {
        for (const message of [...box.messages])
          if (message.status === 'waiting' && !message.fromMe) arrive(account, instance, message);
      }
    },

    /** A text that an instance sent or received before the account was seeded: nobody is told of it. */
    plant: (account: Account, { technicalName, settings }: Instance, { jid, author, text }: PastMessage): void => {
      const { mail } = account;
      const now = account.clock.now();
      const fromMe = author === null;
      const contact = mail.contact(technicalName, jid, now);
      const message = chats.draft(account, {
        instance: technicalName,
        jid,
        fromMe,
        author,
        pushName: fromMe ? null : chats.nameOf(account, technicalName, author),
        content: { type: 'text', text },
        at: now,
        status: fromMe || !settings.readMessages ? 'delivered' : 'read',
      });
      chats.add(account, message);
      const box = mail.box(technicalName);
      box[fromMe ? 'sent' : 'received']++;
      box.last = message;
      Object.assign(contact, { isKnown: true, lastMessage: message.id, lastTime: now });
      if (message.status === 'delivered' && !fromMe) contact.unread++;
    },

    /** Must be called before an instance is deleted. */
    instanceDeleted(account: Account, name: string): void {
      cancelWaiting(account, name, 'the instance was deleted');
    },

    /** Lets restored messages leave when they would have left. */
    resume(account: Account): void {
      for (const message of account.mailIfAny?.messages.values() ?? []) {
        if (message.status !== 'waiting' || !message.fromMe || message.at === null) continue;
        depart(account, message, message.at);
      }
    },
  };
};
export type Messages = ReturnType<typeof createMessages>;
