import { sizeOf, type Message } from './message.js';
import { plausibleName } from './people.js';
import { fairLevel } from './shared-log.js';

/** Maximum number of messages, and of contacts, that are kept of one instance. */
export const MOST_MESSAGES = 1_000;
export const MOST_CONTACTS = 10_000;
/** What a contact takes, in bytes. */
const CONTACT_BYTES = 500;

/** Somebody who wrote to an instance, or was written to: a person or a group. */
export type Contact = {
  /** Its number within the account, from 1. */
  readonly id: number;
  readonly jid: string;
  /** The name that they go by: their own, or a plausible one. */
  pushName: string;
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
  /** How many messages, and contacts, are no longer kept. */
  dropped: number;
  droppedContacts: number;
  /** Whether its instance is gone. */
  isGone: boolean;
};

/** Told of each message that is new or has changed; without one, any may have. */
type Listener = (message?: Message) => void;

const isOpen = ({ status, fromMe }: Message): boolean => status === 'waiting' && fromMe;

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
  /** Cancels the departure of each message that waits for its typing to end, by id. */
  readonly departures = new Map<string, () => void>();
  lastOrder = 0;
  lastContact = 0;
  /** How much all this takes, in bytes. */
  bytes = 0;
  /** How many messages of instances that are gone are no longer kept. */
  #droppedElsewhere = 0;
  readonly #media: Map<string, Media>;

  /** @param media where the bytes of all accounts are, by token */
  constructor(media: Map<string, Media>) {
    this.#media = media;
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
        dropped: 0,
        droppedContacts: 0,
        isGone: false,
      };
      this.boxes.set(instance, box);
    }
    return box;
  }

  /** Whether an instance can take one more: it cannot if all that it has still waits to leave. */
  hasRoom(instance: string): boolean {
    const box = this.boxes.get(instance);
    if (box === undefined || box.messages.size < MOST_MESSAGES) return true;
    for (const message of box.messages) if (!isOpen(message)) return true;
    return false;
  }

  /** Adds a message; the oldest ones make room for it. */
  add(message: Message, media?: Media): void {
    const box = this.box(message.instance);
    while (box.messages.size >= MOST_MESSAGES && this.#dropOldest(box.messages));
    box.messages.add(message);
    this.messages.set(message.id, message);
    this.bytes += sizeOf(message) + (message.media?.size ?? 0);
    if (media !== undefined && message.media !== null) this.#media.set(message.media.token, media);
    this.tell(message);
  }

  tell(message?: Message): void {
    if (this.listeners.size > 0) for (const listener of [...this.listeners]) listener(message);
  }

  /** The contact with an address, made if need be, as the one that was changed last. */
  contact(instance: string, jid: string, now: number): Contact {
    const { contacts } = this.box(instance);
    const found = contacts.get(jid);
    const contact = found ?? {
      id: ++this.lastContact,
      jid,
      pushName: plausibleName(jid),
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
      if (contacts.size >= MOST_CONTACTS) this.#dropContact(this.box(instance));
      this.bytes += CONTACT_BYTES;
    } else contacts.delete(jid);
    contacts.set(jid, contact);
    return contact;
  }

  #dropContact(box: Box): boolean {
    for (const [jid, { waiting }] of box.contacts) {
      if (waiting > 0) continue;
      box.contacts.delete(jid);
      box.droppedContacts++;
      this.bytes -= CONTACT_BYTES;
      return true;
    }
    return false;
  }

  /** Drops the oldest message that is not about to leave; false if there is none. */
  #dropOldest(messages: Iterable<Message>): boolean {
    for (const message of messages) {
      if (isOpen(message)) continue;
      const box = this.box(message.instance);
      box.messages.delete(message);
      box.dropped++;
      if (box.last === message) box.last = null;
      this.messages.delete(message.id);
      this.bytes -= sizeOf(message) + (message.media?.size ?? 0);
      if (message.media !== null) this.#media.delete(message.media.token);
      this.#forgetIfEmpty(message.instance, box);
      return true;
    }
    return false;
  }

  #forgetIfEmpty(instance: string, box: Box): void {
    if (!box.isGone || box.messages.size > 0) return;
    this.#droppedElsewhere += box.dropped;
    this.boxes.delete(instance);
  }

  /** Drops the oldest messages, and then contacts, until this takes at most so many bytes. */
  shrinkTo(bytes: number): void {
    while (this.bytes > bytes && this.#dropOldest(this.messages.values()));
    for (const box of this.boxes.values()) while (this.bytes > bytes && this.#dropContact(box));
  }

  /** Drops the contacts of an instance that is deleted; its messages stay. */
  dropBox(instance: string): void {
    const box = this.boxes.get(instance);
    if (box === undefined) return;
    this.bytes -= CONTACT_BYTES * box.contacts.size;
    box.contacts.clear();
    box.isGone = true;
    this.#forgetIfEmpty(instance, box);
  }

  /** How many messages are no longer kept. */
  dropped(): number {
    let sum = this.#droppedElsewhere;
    for (const box of this.boxes.values()) sum += box.dropped;
    return sum;
  }

  /** Drops everything: the account has ended. */
  end(): void {
    for (const { media } of this.messages.values()) if (media !== null) this.#media.delete(media.token);
    this.tell();
    this.listeners.clear();
    this.departures.clear();
    this.bytes = 0;
  }
}

/** The bytes of a picture, a film, a sound or a document, with what its sender said of it. */
export type Media = {
  readonly bytes: Buffer;
  readonly mimetype: string | null;
  readonly fileName: string | null;
};

/** The largest picture, film, sound or document, in bytes: what WhatsApp itself takes of most. [ours] */
export const MOST_MEDIA_BYTES = 16 * 1_048_576;

/** What the messages of all accounts may take, in bytes, if the heap does not allow less. */
export const MOST_MESSAGE_BYTES = 256 * 1_048_576;
/** How much of the room stays used once it was full, so that making room is rare. */
const SHARE_LEFT = 0.8;

export type PostOffice = ReturnType<typeof createPostOffice>;

/**
 * The room that the messages of all accounts share. When it is full, those who have most lose their oldest, so that a busy
 * neighbour costs nobody else anything.
 * @param fitting how many bytes fit, if that is less than there may be
 */
export const createPostOffice = (fitting = Infinity) => {
  const room = Math.min(MOST_MESSAGE_BYTES, fitting);
  const mails = new Set<Mail>();
  const media = new Map<string, Media>();
  /** How many bytes were added since they were last counted. */
  let added = 0;
  /** Whether what waits to leave, and so cannot be dropped, takes all of the room. */
  let isFull = false;
  const makeRoom = (): void => {
    added = 0;
    const sizes = (): number[] => [...mails].map((mail) => mail.bytes);
    const isTooMuch = (all: readonly number[]): boolean => all.reduce((sum, size) => sum + size, 0) > room;
    const before = sizes();
    isFull = isTooMuch(before);
    if (!isFull) return;
    const level = fairLevel(room * SHARE_LEFT, before);
    for (const mail of mails) mail.shrinkTo(level);
    isFull = isTooMuch(sizes());
  };
  return {
    /** Opens the mail of an account. */
    open(): Mail {
      const mail = new Mail(media);
      mails.add(mail);
      return mail;
    },
    close(mail: Mail): void {
      mails.delete(mail);
      mail.end();
    },
    /** The bytes behind a token. */
    find: (token: string): Media | undefined => media.get(token),
    /** Whether a message with so many bytes can be held at all. */
    fits: (bytes: number): boolean => bytes <= room / 2,
    /** Whether there is room for one more message, when the oldest make room. */
    hasRoom(): boolean {
      if (isFull) makeRoom();
      return !isFull;
    },
    /** Must be called once this many bytes have been added. */
    added(bytes: number): void {
      added += bytes;
      // Counting takes time by the number of accounts, so it is done for each hundredth of the room.
      if (added >= room / 100) makeRoom();
    },
  };
};
