import { listingOf } from './listing.js';
import type { Account } from './account.js';
import type { Chats } from './chats.js';
import { jidOf } from './events.js';
import { stateAt, type Instance } from './instance.js';
import type { State } from './lifecycle.js';
import { MOST_MESSAGES, type Media } from './mailbox.js';
import { isGroup, STATUS_JID, type Content, type Message } from './message.js';
import type { QrRules } from './pairing.js';
import { askableIn, explain } from './reasons.js';
import { Refusal } from './refusals.js';
import { linkedStates } from './seed.js';
import type { Transitions } from './transitions.js';

/** What comes in, from a person or in a group. */
export type Incoming = {
  readonly from: string;
  /** Address of the group that it is written in; `undefined` for a chat with one person. */
  readonly group?: string | undefined;
  readonly pushName?: string | undefined;
  readonly content: Content;
  /** The message that it quotes, by id. */
  readonly quoted?: string | undefined;
  readonly media?: Media | undefined;
};

/** A row or a button that somebody chose. */
export type Choice = {
  readonly kind: 'row' | 'button';
  readonly id: string;
  /** The message that offered it, by id; by default the newest of the chat that has any to choose from. */
  readonly message?: string | undefined;
};

/** What is no message on a phone: nobody can quote it or react to it. */
const notQuotable: readonly Content['type'][] = ['call', 'reaction'];

/** Whether the other side of a chat can answer a message: it wrote it, or it may have got it. */
const isQuotable = ({ fromMe, status, content }: Message): boolean =>
  !notQuotable.includes(content.type) &&
  (!fromMe || (status !== 'waiting' && status !== 'cancelled' && status !== 'failed'));

/** Most rows or buttons that a sentence names. */
const MOST_NAMED = 10;

/** Receives messages. Each call names an account by its key and an instance by its technical name. */
export type Receiving = ReturnType<typeof createReceiving>;

export const createReceiving = (rules: QrRules, transitions: Transitions, chats: Chats) => {
  /** A message comes in over a connection that is there. */
  const arrive = (account: Account, instance: Instance, message: Message): void => {
    const { technicalName, profile, settings } = instance;
    const now = account.clock.now();
    message.at = now;
    const isStatus = message.jid === STATUS_JID;
    const isCall = message.content.type === 'call';
    const isRead = isStatus || (settings.readMessages && !isCall);
    chats.setStatus(account, message, isRead ? 'read' : 'delivered');
    const box = account.mail.box(technicalName);
    box.received++;
    box.last = message;
    // The original has no event for a call. [ours]
    if (isCall) return;
    transitions.tell(account, { name: 'messages.upsert', instance: technicalName, time: now, profile, message });
    if (isStatus) return;
    const contact = chats.touch(account, instance, message, isGroup(message.jid) ? null : message.pushName);
    contact.unread = isRead ? 0 : contact.unread + 1;
    chats.tellChat(account, instance, message.jid);
  };

  const inChat = (account: Account, instance: Instance, jid: string, id: string): Message => {
    const message = account.mail.messages.get(id);
    if (message?.jid === jid && message.instance === instance.technicalName && isQuotable(message)) return message;
    throw new Refusal(
      'messageNotFound',
      `The chat of ${instance.technicalName} with ${jid} has no message ${id} that could be answered.`,
    );
  };

  /** Why the gateway takes no notice of what comes in. */
  const whyIgnored = (settings: Instance['settings'], state: State, jid: string, { type }: Content): string | null => {
    if (settings.ignoreGroups && isGroup(jid)) return 'ignoreGroups is on';
    if (!settings.readStatus && jid === STATUS_JID) return 'readStatus is off';
    // It rings on the phone, and is over when the connection is back. [ours]
    if (type === 'call' && state !== 'open') return `the instance was ${state} when it rang`;
    return null;
  };

  /** Takes in what was written to an instance: at once, or when the connection is back. */
  const takeIn = (
    account: Account,
    instance: Instance,
    state: State,
    { from, group, pushName, content, quoted, media }: Incoming,
    jid = group ?? jidOf(from),
  ): Message => {
    if (account.mailIfAny?.wouldLoseWaiting(instance.technicalName) === true) {
      throw new Refusal(
        'tooManyMessages',
        `${instance.technicalName} has ${String(MOST_MESSAGES)} messages that wait for its connection; more are refused until it is back.`,
      );
    }
    const original = quoted === undefined ? null : inChat(account, instance, jid, quoted);
    const reason = whyIgnored(instance.settings, state, jid, content);
    const message = chats.draft(
      account,
      {
        instance: instance.technicalName,
        jid,
        fromMe: false,
        author: from,
        pushName: pushName ?? chats.nameOf(account, instance.technicalName, from),
        content,
        quoted: original && { id: original.id, fromMe: original.fromMe, content: original.content },
        status: reason === null ? 'waiting' : 'ignored',
        reason,
      },
      media,
    );
    chats.add(account, message, media);
    if (reason === null && state === 'open') arrive(account, instance, message);
    else account.mail.tell(message);
    return message;
  };

  /** The instance for something that comes in: one with a phone, or of the Cloud API. */
  const receiving = (key: string, name: string) => {
    const { account, instance } = transitions.find(key, name);
    const state = stateAt(instance, rules, account.clock.now());
    if (!linkedStates.includes(state)) {
      throw new Refusal('notLinked', explain.cannotReceive(instance, state), {
        state,
        allowed: askableIn(state),
      });
    }
    return { account, instance, state };
  };

  return {
    /** A message comes in over a connection that is there. */
    arrive,
    /** Takes in what was written to an instance: at once, or when the connection is back. */
    takeIn,

    /**
     * Somebody writes to an instance.
     * @throws {Refusal} `instanceNotFound`, `notLinked`, `messageNotFound`, `tooManyMessages`
     */
    receive(key: string, name: string, incoming: Incoming): Message {
      const { account, instance, state } = receiving(key, name);
      return takeIn(account, instance, state, incoming);
    },

    /**
     * Somebody posts a status update.
     * @throws {Refusal} `instanceNotFound`, `notLinked`, `tooManyMessages`
     */
    receiveStatus(key: string, name: string, incoming: Incoming): Message {
      const { account, instance, state } = receiving(key, name);
      return takeIn(account, instance, state, incoming, STATUS_JID);
    },

    /**
     * Somebody calls; with `rejectCalls`, the gateway rejects it, if it is connected.
     * @throws {Refusal} `instanceNotFound`, `notLinked`, `tooManyMessages`
     */
    call(
      key: string,
      name: string,
      { from, pushName, video }: { from: string; pushName?: string | undefined; video: boolean },
    ): Message {
      const { account, instance, state } = receiving(key, name);
      const { rejectCalls } = instance.settings;
      const content = { type: 'call', video, rejected: rejectCalls && state === 'open' } as const;
      return takeIn(account, instance, state, { from, pushName, content });
    },

    /**
     * Somebody blocks the number of an instance, so that nothing reaches them any more, or no longer does.
     * @throws {Refusal} `instanceNotFound`, `notLinked`
     */
    block(key: string, name: string, jid: string, isBlocked: boolean): void {
      const { account } = receiving(key, name);
      account.mail.block(name, chats.other(account, name, jid), isBlocked);
    },

    /**
     * What a chosen row or button says.
     * @throws {Refusal} `messageNotFound`, `noSuchChoice`
     */
    chosen(key: string, name: string, from: string, group: string | undefined, choice: Choice): Content & object {
      const { account, instance } = receiving(key, name);
      const jid = group ?? jidOf(from);
      const type = choice.kind === 'row' ? 'list' : 'buttons';
      const all = account.mailIfAny?.boxes.get(name)?.messages ?? [];
      const offer =
        choice.message === undefined
          ? [...all].findLast((one) => one.jid === jid && one.content.type === type && isQuotable(one))
          : inChat(account, instance, jid, choice.message);
      if (offer === undefined) {
        throw new Refusal('messageNotFound', `${name} has sent ${jid} no message with ${choice.kind}s to choose from.`);
      }
      const { content } = offer;
      const names: string[] = [];
      if (content.type === 'list' && choice.kind === 'row') {
        for (const { rowId, title, description } of content.sections.flatMap(({ rows }) => rows)) {
          if (rowId === choice.id) return { type: 'listReply', rowId, title, description };
          names.push(JSON.stringify(rowId));
        }
      }
      if (content.type === 'buttons' && choice.kind === 'button') {
        for (const { id, text } of content.buttons) {
          if (id === choice.id) return { type: 'buttonReply', buttonId: id, text };
          names.push(JSON.stringify(id));
        }
      }
      throw new Refusal(
        'noSuchChoice',
        content.type === type
          ? `The message ${offer.id} has no ${choice.kind} ${JSON.stringify(choice.id)}; it has ${listingOf(names, MOST_NAMED)}.`
          : `The message ${offer.id} has no ${choice.kind}s: it is of type ${content.type}.`,
      );
    },

    /**
     * A reaction to a message of the chat.
     * @throws {Refusal} `messageNotFound`
     */
    reaction(key: string, name: string, from: string, group: string | undefined, emoji: string, id: string): Content {
      const { account, instance } = receiving(key, name);
      const target = inChat(account, instance, group ?? jidOf(from), id);
      return { type: 'reaction', emoji, target: target.id, targetFromMe: target.fromMe };
    },
  };
};
