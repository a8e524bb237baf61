import { sizeOf, type Message } from './message.js';
import { plausibleName } from './people.js';
import { fairLevel } from './shared-log.js';

/** Maximum number of messages, and of contacts, that are kept of one instance. */
export const MOST_MESSAGES = 1_000;
export const MOST_CONTACTS = 10_000;
/** What a contact takes, and what is kept of an instance besides them, in bytes. */
const CONTACT_BYTES = 500;
const BOX_BYTES = 800;

/** Somebody who wrote to an instance, or was written to: a person or a group. */
export type Contact = {
  /** Its number within the account, from 1. */
  readonly id: number;
  readonly jid: string;
  /** The name that they go by: their own, or a plausible one. */
  pushName: string;
  /** Whether a client may know of it: not as long as all that there is of it still waits to leave. */
  isKnown: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  updatedAt: number;
  /** The newest message of the chat, by id, and when it was. */
  lastMessage: string | null;
  lastTime: number | null;
  unread: number;
  /** Whether they have blocked the instance's number: nothing reaches them any more. */
  blocked: boolean;
  /** How many messages to them wait for their typing to end, and when the last of these leaves. */
  waiting: number;
  leavesAt: number;
};

/** The messages and contacts of one instance. */
export type Box = {
  /** Oldest first. */
  readonly messages: Set<Message>;
  /** By address, the one that was changed longest ago first. */
  readonly contacts: Map<string, Contact>;
  /** How many left, and how many came in. */
  sent: number;
  received: number;
  /** The newest of these, if it is still kept. */
  last: Message | null;
  /** How many messages wait for their typing to end. */
  waiting: number;
  /** How many contacts are no longer kept. */
  droppedContacts: number;
  /** Whether its instance is gone. */
  isGone: boolean;
};

/** The bytes of a picture, a film, a sound or a document, with what its sender said of it. */
export type Media = {
  readonly bytes: Buffer;
  readonly mimetype: string | null;
  readonly fileName: string | null;
};

/** What the mails of all accounts have in common. */
type Shelf = {
  readonly mails: Set<Mail>;
  /** By token. An account and a copy of it have the same tokens. */
  readonly media: Map<string, readonly Media[]>;
  /** How much all this takes, in bytes; and how much of it waits to leave, so that it cannot be dropped. */
  bytes: number;
  held: number;
};

/** Told of each message that is new or has changed; without one, any may have. */
type Listener = (message?: Message) => void;
/** Told of each chat of an instance that has changed otherwise than by a message. */
type ChatListener = (instance: string, contact: Contact) => void;

const isOpen = ({ status, fromMe }: Message): boolean => status === 'waiting' && fromMe;

/** How much a message takes with its media, in bytes. */
const bytesOf = (message: Message): number => sizeOf(message) + (message.media?.size ?? 0);
/** The same for one that waits to leave: its contact and its box cannot be dropped either. */
const heldBytes = (message: Message): number => bytesOf(message) + CONTACT_BYTES + BOX_BYTES;

/**
 * The messages of an account: all in one list, and those of each instance. They outlive their instance, as requests and
 * events do.
 *
 * A class, since each account with messages has one.
 */
export class Mail {
  /** By id, in the order in which they were handed over. */
  readonly messages = new Map<string, Message>();
  readonly boxes = new Map<string, Box>();
  readonly listeners = new Set<Listener>();
  readonly chatListeners = new Set<ChatListener>();
  /** Cancels the departure of each message that waits for its typing to end, by id. */
  readonly departures = new Map<string, () => void>();
  /** The bytes of media, by token. */
  readonly media = new Map<string, Media>();
  lastOrder = 0;
  lastContact = 0;
  /** How many messages are no longer kept. */
  dropped = 0;
  /** How much all this takes, in bytes; and how much of it waits to leave. */
  bytes = 0;
  held = 0;
  readonly #shelf: Shelf;
  /** Whether it is among the mails of all accounts: not before its account is in use, and not after. */
  #isCounted = false;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Its account is in use from now on. */
  begin(): void {
    if (this.#isCounted) return;
    this.#isCounted = true;
    this.#shelf.mails.add(this);
    this.#shelf.bytes += this.bytes;
    this.#shelf.held += this.held;
    for (const [token, media] of this.media) this.#show(token, media);
  }

  #count(bytes: number): void {
    this.bytes += bytes;
    if (this.#isCounted) this.#shelf.bytes += bytes;
  }

  #countHeld(bytes: number): void {
    this.held += bytes;
    if (this.#isCounted) this.#shelf.held += bytes;
  }

  #show(token: string, media: Media): void {
    this.#shelf.media.set(token, [...(this.#shelf.media.get(token) ?? []), media]);
  }

  #hide(token: string, media: Media): void {
    const others = this.#shelf.media.get(token)?.filter((one) => one !== media) ?? [];
    if (others.length === 0) this.#shelf.media.delete(token);
    else this.#shelf.media.set(token, others);
  }

  box(instance: string): Box {
    let box = this.boxes.get(instance);
    if (box === undefined) {
      box = {
        messages: new Set(),
        contacts: new Map(),
        sent: 0,
        received: 0,
        last: null,
        waiting: 0,
        droppedContacts: 0,
        isGone: false,
      };
      this.boxes.set(instance, box);
      this.#count(BOX_BYTES);
    }
    return box;
  }

  /** Whether an instance can take one more: it cannot if all that it has still waits to leave. */
  hasRoom(instance: string): boolean {
    return (this.boxes.get(instance)?.waiting ?? 0) < MOST_MESSAGES;
  }

  /** Whether one more would cost an instance one that waits for its connection, and that no client has heard of. */
  wouldLoseWaiting(instance: string): boolean {
    const messages = this.boxes.get(instance)?.messages;
    if (messages === undefined || messages.size < MOST_MESSAGES) return false;
    for (const message of messages) if (!isOpen(message)) return message.status === 'waiting';
    return false;
  }

  /** Adds a message, of which nobody is told yet; the oldest one of its instance makes room for it. */
  add(message: Message, media?: Media): void {
    const box = this.box(message.instance);
    if (box.messages.size >= MOST_MESSAGES) this.#dropFrom(box.messages, () => box.messages.size >= MOST_MESSAGES);
    this.keep(message, media);
  }

  /** Adds a message, whatever there is already. */
  keep(message: Message, media?: Media): void {
    this.box(message.instance).messages.add(message);
    this.messages.set(message.id, message);
    this.#count(bytesOf(message));
    if (media !== undefined && message.media !== null) {
      this.media.set(message.media.token, media);
      if (this.#isCounted) this.#show(message.media.token, media);
    }
  }

  /**
   * Keeps a message that waits for its typing to end, whatever else has to go.
   * @param cancel cancels its departure
   */
  hold(message: Message, cancel: () => void): void {
    this.departures.set(message.id, cancel);
    this.box(message.instance).waiting++;
    this.#countHeld(heldBytes(message));
  }

  /** It leaves, or never will. */
  release(message: Message): void {
    if (!this.departures.delete(message.id)) return;
    this.box(message.instance).waiting--;
    this.#countHeld(-heldBytes(message));
  }

  /** Those that wait for their typing to end. */
  leaving(): readonly Message[] {
    return [...this.departures.keys()].flatMap((id) => this.messages.get(id) ?? []);
  }

  tell(message?: Message): void {
    if (this.listeners.size > 0) for (const listener of [...this.listeners]) listener(message);
  }

  /** Somebody blocks the number of an instance, or no longer does. */
  block(instance: string, contact: Contact, isBlocked: boolean): void {
    if (contact.blocked === isBlocked) return;
    contact.blocked = isBlocked;
    for (const listener of [...this.chatListeners]) listener(instance, contact);
  }

  /** The contact with an address, made if need be, as the one that was changed last. */
  contact(instance: string, jid: string, now: number): Contact {
    const box = this.box(instance);
    const { contacts } = box;
    const found = contacts.get(jid);
    const contact = found ?? {
      id: ++this.lastContact,
      jid,
      pushName: plausibleName(jid),
      isKnown: false,
      createdAt: now,
      updatedAt: now,
      lastMessage: null,
      lastTime: null,
      unread: 0,
      blocked: false,
      waiting: 0,
      leavesAt: 0,
    };
    if (found === undefined) {
      if (contacts.size >= MOST_CONTACTS) this.#dropContacts(box, () => contacts.size >= MOST_CONTACTS);
      this.keepContact(box, contact);
      return contact;
    }
    contacts.delete(jid);
    contacts.set(jid, contact);
    return contact;
  }

  /** Adds a contact, whatever there is already. */
  keepContact(box: Box, contact: Contact): void {
    box.contacts.set(contact.jid, contact);
    this.#count(CONTACT_BYTES);
  }

  /** Drops contacts that were not changed for longest, as long as need be. */
  #dropContacts(box: Box, isNeeded: () => boolean): void {
    for (const [jid, { waiting }] of box.contacts) {
      if (!isNeeded()) return;
      if (waiting > 0) continue;
      box.contacts.delete(jid);
      box.droppedContacts++;
      this.#count(-CONTACT_BYTES);
    }
  }

  /** Drops the oldest messages that are not about to leave, as long as need be. */
  #dropFrom(messages: Iterable<Message>, isNeeded: () => boolean): void {
    for (const message of messages) {
      if (!isNeeded()) return;
      if (isOpen(message)) continue;
      const box = this.box(message.instance);
      box.messages.delete(message);
      this.dropped++;
      if (box.last === message) box.last = null;
      this.messages.delete(message.id);
      this.#count(-bytesOf(message));
      const media = message.media && this.media.get(message.media.token);
      if (message.media !== null && media) {
        this.media.delete(message.media.token);
        this.#hide(message.media.token, media);
      }
      if (box.isGone) this.#forgetIfEmpty(message.instance, box);
    }
  }

  #forgetIfEmpty(instance: string, { messages, contacts }: Box): void {
    if (messages.size > 0 || contacts.size > 0) return;
    this.boxes.delete(instance);
    this.#count(-BOX_BYTES);
  }

  /**
   * Drops the oldest messages, then contacts, and then what is kept of each instance besides, until what does not wait to
   * leave takes at most so many bytes.
   */
  shrinkTo(bytes: number): void {
    const isNeeded = (): boolean => this.bytes - this.held > bytes;
    this.#dropFrom(this.messages.values(), isNeeded);
    for (const [instance, box] of this.boxes) {
      if (!isNeeded()) return;
      this.#dropContacts(box, isNeeded);
      if (isNeeded()) this.#forgetIfEmpty(instance, box);
    }
  }

  /** Drops the contacts of an instance that is deleted; its messages stay. */
  dropBox(instance: string): void {
    const box = this.boxes.get(instance);
    if (box === undefined) return;
    this.#count(-CONTACT_BYTES * box.contacts.size);
    box.contacts.clear();
    box.isGone = true;
    this.#forgetIfEmpty(instance, box);
  }

  /** Drops everything: the account has ended. */
  end(): void {
    if (this.#isCounted) {
      this.#shelf.mails.delete(this);
      this.#shelf.bytes -= this.bytes;
      this.#shelf.held -= this.held;
      for (const [token, media] of this.media) this.#hide(token, media);
    }
    this.#isCounted = false;
    this.tell();
    this.listeners.clear();
    this.chatListeners.clear();
    this.departures.clear();
  }
}

/** The largest picture, film, sound or document, in bytes: what WhatsApp itself takes of most. [ours] */
export const MOST_MEDIA_BYTES = 16 * 1_048_576;

/** What the messages of all accounts may take, in bytes, if the heap does not allow less. */
export const MOST_MESSAGE_BYTES = 256 * 1_048_576;
/** How much of the room stays used once it was full, so that making room is rare. */
const SHARE_LEFT = 0.8;
/** How much of it may be taken by what waits to leave, and so cannot make room: less than what stays used. */
const SHARE_HELD = 0.5;

export type PostOffice = ReturnType<typeof createPostOffice>;

/**
 * The room that the messages of all accounts share. When it is full, those who have most lose their oldest, so that a busy
 * neighbour costs nobody else anything.
 * @param fitting how many bytes fit, if that is less than there may be
 */
export const createPostOffice = (fitting = Infinity) => {
  const room = Math.min(MOST_MESSAGE_BYTES, fitting);
  const shelf: Shelf = { mails: new Set(), media: new Map(), bytes: 0, held: 0 };
  /** How much each may have of what does not wait to leave, so that there is room again. */
  const levelFor = (mails: Iterable<Mail>): number => {
    const all = [...mails];
    const held = all.reduce((sum, mail) => sum + mail.held, 0);
    return fairLevel(
      room * SHARE_LEFT - held,
      all.map((mail) => mail.bytes - mail.held),
    );
  };
  return {
    /** Makes the mail of an account; it counts once it begins. */
    open: (): Mail => new Mail(shelf),
    /** The bytes behind a token. */
    find: (token: string): Media | undefined => shelf.media.get(token)?.[0],
    /** Whether a message with so many bytes can be held at all. */
    fits: (bytes: number): boolean => bytes <= room / 2,
    /**
     * Whether one more message can wait to leave. Nobody gets more than what is left for the others, so there is
     * something left for those who come later.
     */
    canHold: (mail: Mail, message: Message): boolean =>
      mail.held + heldBytes(message) <= room * SHARE_HELD - shelf.held,
    /** Whether a mail can take the place of another, if that was there, without losing anything at once. */
    admits(mail: Mail, other: Mail | undefined): boolean {
      if (shelf.held - (other?.held ?? 0) + mail.held > room * SHARE_HELD) return false;
      if (shelf.bytes - (other?.bytes ?? 0) + mail.bytes <= room) return true;
      const mails = new Set(shelf.mails).add(mail);
      if (other !== undefined) mails.delete(other);
      return mail.bytes - mail.held <= levelFor(mails);
    },
    /** Must be called when something has been added. */
    makeRoom(): void {
      if (shelf.bytes <= room) return;
      const level = levelFor(shelf.mails);
      for (const mail of shelf.mails) mail.shrinkTo(level);
    },
  };
};
