import type { Account } from './account.js';
import type { Chats } from './chats.js';
import { derive } from './ids.js';
import { stateAt, type Instance } from './instance.js';
import { shownState } from './lifecycle.js';
import { MOST_MESSAGES, type Contact, type Media, type PostOffice } from './mailbox.js';
import { numberIn, textOf, ticks, type Content, type Message, type MessageStatus, type Tick } from './message.js';
import type { QrRules } from './pairing.js';
import { askableIn, explain } from './reasons.js';
import type { Receiving } from './receiving.js';
import { recipientOf } from './recipients.js';
import { Refusal } from './refusals.js';
import type { Transitions } from './transitions.js';

export type SendingRules = QrRules & {
  /** How long a message takes to type when the caller does not say, in milliseconds; or as documented. */
  readonly typingDelay: number | 'documented';
  /** The last tick that a message gets by itself. */
  readonly ticks: 'none' | 'sent' | 'delivered' | 'read';
  /** Numbers that are not on WhatsApp. */
  readonly unknownNumbers: readonly string[];
};

/** The original's typing when no delay is given, in milliseconds. [doc] */
const TYPING = { least: 3_000, most: 5_000 } as const;

/** Departures go after all else at the same time, in the order in which their messages were handed over. */
export const departureRank = ({ order }: Message): number => 2 ** 33 + order;

/** What a client wants to be sent. */
export type Outgoing = {
  /** Address of a person or a group. */
  readonly jid: string;
  readonly content: Content;
  /** How long to type, in milliseconds; `undefined` takes the default. */
  readonly delay?: number | undefined;
  readonly media?: Media | undefined;
};

/**
 * Sends messages. Each call names an account by its key and an instance by its technical name.
 * @param takeIn takes in what a recipient answers by itself
 */
export const createSending = (
  rules: SendingRules,
  transitions: Transitions,
  office: PostOffice,
  chats: Chats,
  takeIn: Receiving['takeIn'],
) => {
  /** Changes the status of a sent message, and announces it. */
  const announce = (
    account: Account,
    { technicalName, profile }: Instance,
    message: Message,
    status: MessageStatus,
    reason: string | null = null,
  ): void => {
    chats.setStatus(account, message, status, reason);
    transitions.tell(account, {
      name: 'messages.update',
      instance: technicalName,
      time: account.clock.now(),
      profile,
      message: message.id,
      jid: message.jid,
      fromMe: true,
      status,
    });
  };

  /** Gives a message each tick up to this one. */
  const announceUpTo = (account: Account, instance: Instance, message: Message, tick: Tick): void => {
    const done = ticks.findIndex((one) => one === message.status);
    for (const one of ticks.slice(done + 1, ticks.indexOf(tick) + 1)) announce(account, instance, message, one);
  };

  /** The ticks that a message gets by itself. */
  const ticksFor = (contact: Contact, jid: string): readonly Tick[] => {
    if (contact.blocked) return ['sent'];
    const recipient = recipientOf(numberIn(jid));
    if (recipient !== undefined) return recipient.ticks;
    return rules.ticks === 'none' ? [] : ticks.slice(0, ticks.indexOf(rules.ticks) + 1);
  };

  /** A message has been typed: it goes out, if the connection is still there. */
  const leave = (account: Account, message: Message): void => {
    account.mail.release(message);
    const instance = account.instances.get(message.instance);
    if (instance === undefined) return;
    const now = account.clock.now();
    message.at = now;
    const state = stateAt(instance, rules, now);
    if (shownState[state] !== 'open') {
      announce(account, instance, message, 'failed', `the instance was ${state} when it was to leave`);
      return;
    }
    chats.setStatus(account, message, 'pending');
    const contact = chats.touch(account, instance, message, null);
    const box = account.mail.box(message.instance);
    box.sent++;
    box.last = message;
    chats.tellChat(account, instance, message.jid);
    // To the client nothing is wrong: the message is pending forever.
    if (state === 'dead') return;
    for (const tick of ticksFor(contact, message.jid))
      announce(account, instance, message, tick, tick === 'failed' ? 'the recipient is one whose messages fail' : null);
    const recipient = recipientOf(numberIn(message.jid));
    if (recipient?.quirk === 'blocks') account.mail.block(message.instance, contact, true);
    if (recipient?.quirk === 'echoes') {
      const said = textOf(message.content);
      const text = said === null || said === '' ? `[${message.content.type}]` : said;
      takeIn(account, instance, state, {
        from: recipient.number,
        pushName: 'Echo',
        content: { type: 'text', text },
      });
    }
  };

  /** Lets a message leave when it has been typed. */
  const depart = (account: Account, message: Message, at: number): void => {
    const { instance, jid, acceptedAt } = message;
    // Not as the one that was changed last: nobody has heard of it yet.
    const known = account.mail.boxes.get(instance)?.contacts.get(jid);
    const contact = known ?? account.mail.contact(instance, jid, acceptedAt);
    contact.waiting++;
    contact.leavesAt = at;
    const go = (): void => {
      contact.waiting--;
      leave(account, message);
    };
    account.mail.hold(message, account.clock.at(at, go, departureRank(message)));
  };

  const typing = (account: Account, order: number): number =>
    rules.typingDelay === 'documented'
      ? TYPING.least + (derive(4, 'typing', account.secret, order).readUInt32BE(0) % (TYPING.most - TYPING.least + 1))
      : rules.typingDelay;

  /**
   * Refuses what cannot be sent, whatever it is.
   * @throws {Refusal} `instanceNotFound`, `notOpen`, `notOnWhatsApp`, `tooManyMessages`
   */
  const checkSending = (key: string, name: string, jid: string): Account => {
    const { account, instance } = transitions.findForClient(key, name);
    const state = stateAt(instance, rules, account.clock.now());
    if (shownState[state] !== 'open') {
      throw new Refusal('notOpen', explain.cannotSend(instance, state), { state, allowed: askableIn(state) });
    }
    const number = numberIn(jid);
    if (number !== undefined && (rules.unknownNumbers.includes(number) || recipientOf(number)?.quirk === 'unknown')) {
      throw new Refusal('notOnWhatsApp', `${number} is not on WhatsApp.`, { exists: false, jid, number });
    }
    if (account.mailIfAny?.hasRoom(name) === false) {
      throw new Refusal(
        'tooManyMessages',
        `${name} has ${String(MOST_MESSAGES)} messages that wait to leave; more are refused until some have left.`,
      );
    }
    return account;
  };

  return {
    checkSending,
    /** Lets a message leave when it has been typed. */
    depart,

    /**
     * Hands a message over. It leaves once it has been typed, after those to the same number that wait already.
     * @throws {Refusal} as `checkSending`
     */
    send(key: string, name: string, { jid, content, delay, media }: Outgoing): Message {
      const account = checkSending(key, name, jid);
      const { mail } = account;
      const now = account.clock.now();
      const before = mail.boxes.get(name)?.contacts.get(jid);
      const typed = now + (delay ?? typing(account, mail.lastOrder + 1));
      const isBehind = before !== undefined && before.waiting > 0;
      const leavesAt = isBehind ? Math.max(before.leavesAt, typed) : typed;
      const message = chats.draft(
        account,
        { instance: name, jid, fromMe: true, content, at: leavesAt, status: 'waiting' },
        media,
      );
      // Those before it may be due and have had no turn yet.
      const isLate = leavesAt > now || isBehind;
      if (isLate && !office.canHold(mail, message)) {
        throw new Refusal(
          'tooManyMessages',
          'The messages that wait to leave take all the room that there is for them; more are refused until some have left.',
        );
      }
      chats.add(account, message, media);
      if (!isLate) leave(account, message);
      else {
        depart(account, message, leavesAt);
        mail.tell(message);
      }
      return message;
    },

    /**
     * The other side of a chat reads all that has come, or would come, to them.
     * @returns how many messages that were
     * @throws {Refusal} `instanceNotFound`, `tickNotPossible`
     */
    readChat(key: string, name: string, jid: string): number {
      const { account, instance } = transitions.find(key, name);
      const state = stateAt(instance, rules, account.clock.now());
      if (state !== 'open')
        throw new Refusal('tickNotPossible', `What ${name} sent gets no ticks while it is ${state}.`, {
          state,
          allowed: askableIn(state),
        });
      const box = account.mailIfAny?.boxes.get(name);
      // What was sent to somebody who has blocked the number is not on their phone.
      const readable: readonly MessageStatus[] =
        box?.contacts.get(jid)?.blocked === true ? ['delivered'] : ['pending', 'sent', 'delivered'];
      const unread = [...(box?.messages ?? [])].filter(
        (message) => message.fromMe && message.jid === jid && readable.includes(message.status),
      );
      for (const message of unread) announceUpTo(account, instance, message, 'read');
      return unread.length;
    },

    /**
     * A sent message gets a tick, and those before it.
     * @throws {Refusal} `messageNotFound`, `tickNotPossible`
     */
    tick(key: string, id: string, tick: Tick): Message {
      const account = transitions.accountOf(key);
      const message = account?.mailIfAny?.messages.get(id);
      if (account === undefined || message === undefined)
        throw new Refusal('messageNotFound', `This account has no message ${id}.`);
      const instance = account.instances.get(message.instance);
      const state = instance && stateAt(instance, rules, account.clock.now());
      const done = ticks.findIndex((one) => one === message.status);
      const not = (why: string): Refusal =>
        new Refusal('tickNotPossible', `The message ${id} ${why}.`, { status: message.status });
      if (!message.fromMe) throw not('was received; ticks are for those that the instance sent');
      if (instance === undefined || state !== 'open')
        throw not(`gets no ticks while its instance is ${state ?? 'deleted'}`);
      if (done < 0 && message.status !== 'pending') throw not(`is ${message.status}, so it gets no ticks`);
      if (tick === 'played' && message.content.type !== 'audio' && message.content.type !== 'video')
        throw not(`is of type ${message.content.type}; only audio and video are played`);
      const wanted = ticks.indexOf(tick);
      if (wanted <= done) throw not(`is ${message.status} already; ticks never go back`);
      if (tick === 'failed') {
        if (done > ticks.indexOf('sent')) throw not(`is ${message.status}, so it cannot fail any more`);
        announce(account, instance, message, 'failed', 'the recipient or the network refused it');
        return message;
      }
      announceUpTo(account, instance, message, tick);
      return message;
    },
  };
};
