import type { Account } from './account.js';
import { jidOf } from './events.js';
import { derive } from './ids.js';
import { stateAt, type Instance } from './instance.js';
import { shownState, type Action, type State } from './lifecycle.js';
import { MOST_MESSAGES, type Contact, type Media, type PostOffice } from './mailbox.js';
import {
  isGroup,
  numberIn,
  STATUS_JID,
  textOf,
  ticks,
  type Content,
  type Message,
  type MessageStatus,
  type Tick,
} from './message.js';
import type { QrRules } from './pairing.js';
import { plausibleName } from './people.js';
import { askableIn, explain } from './reasons.js';
import { recipientOf } from './recipients.js';
import { Refusal } from './refusals.js';
import { linkedStates, type PastMessage } from './seed.js';
import type { Transitions } from './transitions.js';

export type MessageRules = QrRules & {
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
const departureRank = ({ order }: Message): number => 2 ** 33 + order;

/** What a client wants to be sent. */
export type Outgoing = {
  /** Address of a person or a group. */
  readonly jid: string;
  readonly content: Content;
  /** How long to type, in milliseconds; `undefined` takes the default. */
  readonly delay?: number | undefined;
  readonly media?: Media | undefined;
};

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

/** Whether the other side of a chat can know a message: it wrote it, or it may have got it. */
const hasLeft = ({ fromMe, status }: Message): boolean =>
  !fromMe || (status !== 'waiting' && status !== 'cancelled' && status !== 'failed');

/** Most rows or buttons that a sentence names. */
const MOST_NAMED = 10;

/** Sends and receives messages. Each call names an account by its key and an instance by its technical name. */
export const createMessages = (rules: MessageRules, transitions: Transitions, office: PostOffice) => {
  const { tell } = transitions;

  const idOf = (account: Account, order: number, fromMe: boolean): string =>
    // As phones and companions make them; upstream tells by the id what sent a message. [upstream]
    fromMe
      ? `3EB0${derive(9, 'message', account.secret, order).toString('hex').toUpperCase()}`
      : `A5${derive(15, 'message', account.secret, order).toString('hex').toUpperCase()}`;

  const tellChat = (account: Account, instance: Instance, jid: string): void => {
    const { technicalName, profile } = instance;
    tell(account, { name: 'chats.update', instance: technicalName, time: account.clock.now(), profile, jid });
  };

  /** Moves the contact of a chat to a message. */
  const touch = (account: Account, instance: Instance, message: Message, pushName: string | null): Contact => {
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
  };

  const enter = (account: Account, message: Message, media: Media | undefined): Message => {
    account.mail.add(message, media);
    office.makeRoom();
    return message;
  };

  const mediaOf = (account: Account, order: number, media: Media | undefined): Message['media'] => {
    if (media === undefined) return null;
    if (!office.fits(media.bytes.length))
      throw new Refusal('tooManyMessages', 'The emulator has no room for media of this size; raise its heap.');
    return {
      token: derive(24, 'media', account.secret, order).toString('base64url'),
      size: media.bytes.length,
    };
  };

  const setStatus = (account: Account, message: Message, status: MessageStatus, reason: string | null = null): void => {
    message.status = status;
    message.reason = reason;
    account.mail.tell(message);
  };

  /** Changes the status of a sent message, and announces it. */
  const announce = (
    account: Account,
    { technicalName, profile }: Instance,
    message: Message,
    status: MessageStatus,
    reason: string | null = null,
  ): void => {
    setStatus(account, message, status, reason);
    tell(account, {
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
    setStatus(account, message, 'pending');
    const contact = touch(account, instance, message, null);
    const box = account.mail.box(message.instance);
    box.sent++;
    box.last = message;
    tellChat(account, instance, message.jid);
    // To the client nothing is wrong: the message is pending forever.
    if (state === 'dead') return;
    for (const tick of ticksFor(contact, message.jid))
      announce(account, instance, message, tick, tick === 'failed' ? 'the recipient is one whose messages fail' : null);
    const recipient = recipientOf(numberIn(message.jid));
    if (recipient?.quirk === 'blocks') contact.blocked = true;
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

  /** A message comes in over a connection that is there. */
  const arrive = (account: Account, instance: Instance, message: Message): void => {
    const { technicalName, profile, settings } = instance;
    const now = account.clock.now();
    message.at = now;
    const isStatus = message.jid === STATUS_JID;
    const isCall = message.content.type === 'call';
    const isRead = isStatus || (settings.readMessages && !isCall);
    setStatus(account, message, isRead ? 'read' : 'delivered');
    const box = account.mail.box(technicalName);
    box.received++;
    box.last = message;
    // The original has no event for a call. [ours]
    if (isCall) return;
    tell(account, { name: 'messages.upsert', instance: technicalName, time: now, profile, message });
    if (isStatus) return;
    const contact = touch(account, instance, message, isGroup(message.jid) ? null : message.pushName);
    contact.unread = isRead ? 0 : contact.unread + 1;
    tellChat(account, instance, message.jid);
  };

  const inChat = (account: Account, instance: Instance, jid: string, id: string): Message => {
    const message = account.mail.messages.get(id);
    if (message?.jid === jid && message.instance === instance.technicalName && hasLeft(message)) return message;
    throw new Refusal('messageNotFound', `The chat of ${instance.technicalName} with ${jid} has no message ${id}.`);
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
    const { settings, technicalName } = instance;
    const { mail } = account;
    const original = quoted === undefined ? null : inChat(account, instance, jid, quoted);
    const known = (): string => {
      const box = mail.boxes.get(technicalName);
      const author = jidOf(from);
      // While there is no connection, the contact does not have yet what they last went by.
      const last =
        state === 'open'
          ? undefined
          : [...(box?.messages ?? [])].findLast(
              (one) => one.author === from && one.jid === author && one.status === 'waiting',
            );
      return last?.pushName ?? box?.contacts.get(author)?.pushName ?? plausibleName(author);
    };
    const order = mail.lastOrder + 1;
    const at = mediaOf(account, order, media);
    mail.lastOrder = order;
    const reason = whyIgnored(settings, state, jid, content);
    const message = enter(
      account,
      {
        id: idOf(account, order, false),
        order,
        instance: technicalName,
        jid,
        fromMe: false,
        author: from,
        pushName: pushName ?? known(),
        content,
        quoted: original && { id: original.id, fromMe: original.fromMe, content: original.content },
        media: at,
        acceptedAt: account.clock.now(),
        at: null,
        status: reason === null ? 'waiting' : 'ignored',
        reason,
      },
      media,
    );
    if (reason === null && state === 'open') arrive(account, instance, message);
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
      setStatus(account, message, 'cancelled', reason);
    }
    for (const contact of box.contacts.values()) contact.waiting = 0;
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

    /**
     * Hands a message over. It leaves once it has been typed, after those to the same number that wait already.
     * @throws {Refusal} as `checkSending`
     */
    send(key: string, name: string, { jid, content, delay, media }: Outgoing): Message {
      const account = checkSending(key, name, jid);
      const { mail } = account;
      const order = mail.lastOrder + 1;
      const at = mediaOf(account, order, media);
      const now = account.clock.now();
      const before = mail.boxes.get(name)?.contacts.get(jid);
      const typed = now + (delay ?? typing(account, order));
      const isBehind = before !== undefined && before.waiting > 0;
      const leavesAt = isBehind ? Math.max(before.leavesAt, typed) : typed;
      const message: Message = {
        id: idOf(account, order, true),
        order,
        instance: name,
        jid,
        fromMe: true,
        author: null,
        pushName: null,
        content,
        quoted: null,
        media: at,
        acceptedAt: now,
        at: leavesAt,
        status: 'waiting',
        reason: null,
      };
      // Those before it may be due and have had no turn yet.
      const isLate = leavesAt > now || isBehind;
      if (isLate && !office.canHold(mail, message)) {
        throw new Refusal(
          'tooManyMessages',
          'The messages that wait to leave take all the room that there is for them; more are refused until some have left.',
        );
      }
      mail.lastOrder = order;
      enter(account, message, media);
      if (!isLate) leave(account, message);
      else depart(account, message, leavesAt);
      return message;
    },

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
     * @throws {Refusal} `instanceNotFound`, `notLinked`
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
          ? [...all].findLast((one) => one.jid === jid && one.content.type === type && hasLeft(one))
          : inChat(account, instance, jid, choice.message);
      if (offer === undefined) {
        throw new Refusal('messageNotFound', `${name} has sent ${jid} no message with ${choice.kind}s to choose from.`);
      }
      const { content } = offer;
      const names: string[] = [];
      if (content.type === 'list' && choice.kind === 'row') {
        for (const { rowId, title, description } of content.sections.flatMap(({ rows }) => rows)) {
          if (rowId === choice.id) return { type: 'listReply', rowId, title, description };
          names.push(rowId);
        }
      }
      if (content.type === 'buttons' && choice.kind === 'button') {
        for (const { id, text } of content.buttons) {
          if (id === choice.id) return { type: 'buttonReply', buttonId: id, text };
          names.push(id);
        }
      }
      const more = names.length > MOST_NAMED ? ` and ${String(names.length - MOST_NAMED)} more` : '';
      throw new Refusal(
        'noSuchChoice',
        content.type === type
          ? `The message ${offer.id} has no ${choice.kind} ${JSON.stringify(choice.id)}; it has ${names.slice(0, MOST_NAMED).join(', ')}${more}.`
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
      for (const one of ticks.slice(done + 1, wanted + 1)) announce(account, instance, message, one);
      return message;
    },

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
      const order = ++mail.lastOrder;
      const fromMe = author === null;
      const contact = mail.contact(technicalName, jid, now);
      const message = enter(
        account,
        {
          id: idOf(account, order, fromMe),
          order,
          instance: technicalName,
          jid,
          fromMe,
          author,
          pushName: fromMe ? null : isGroup(jid) ? plausibleName(jidOf(author)) : contact.pushName,
          content: { type: 'text', text },
          quoted: null,
          media: null,
          acceptedAt: now,
          at: now,
          status: fromMe || !settings.readMessages ? 'delivered' : 'read',
          reason: null,
        },
        undefined,
      );
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
