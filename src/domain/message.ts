/** What a message says, by its type. What is not there is `null`. */
export type Content =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: MediaType;
      /** Where the sender said that it is; `null` if the bytes were given. */
      readonly url: string | null;
      readonly mimetype: string | null;
      readonly fileName: string | null;
      readonly caption: string | null;
    }
  | {
      readonly type: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name: string | null;
      readonly address: string | null;
    }
  | { readonly type: 'contact'; readonly name: string; readonly number: string }
  | {
      readonly type: 'list';
      readonly title: string;
      readonly text: string;
      readonly buttonText: string;
      readonly footerText: string | null;
      readonly sections: readonly Section[];
    }
  | {
      readonly type: 'buttons';
      readonly title: string | null;
      readonly text: string;
      readonly footerText: string | null;
      readonly buttons: readonly Button[];
    }
  | { readonly type: 'listReply'; readonly rowId: string; readonly title: string; readonly description: string | null }
  | { readonly type: 'buttonReply'; readonly buttonId: string; readonly text: string }
  /** An empty emoji takes the reaction back. */
  | { readonly type: 'reaction'; readonly emoji: string; readonly target: string; readonly targetFromMe: boolean }
  | { readonly type: 'call'; readonly video: boolean; readonly rejected: boolean };

export const mediaTypes = ['image', 'video', 'document', 'audio'] as const;
export type MediaType = (typeof mediaTypes)[number];
export const messageTypes = [
  'text',
  ...mediaTypes,
  'location',
  'contact',
  'list',
  'buttons',
  'listReply',
  'buttonReply',
  'reaction',
  'call',
] as const satisfies readonly Content['type'][];

type Section = { readonly title: string; readonly rows: readonly Row[] };
type Row = { readonly rowId: string; readonly title: string; readonly description: string | null };
type Button = { readonly id: string; readonly text: string };

/**
 * How far a message has come. One that is sent waits for its typing to end, is pending until the gateway has it, and gets
 * its ticks from there. One that is received waits while the instance has no connection.
 */
export const messageStatuses = [
  'waiting',
  'pending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
  'ignored',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** What the recipient's phone, or the network, can make of a sent message; in this order, and never back. */
export const ticks = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type Tick = (typeof ticks)[number];

/** Which way a message goes, as seen by the instance. */
export const directions = ['sent', 'received'] as const;

/** A message of a chat: one instance and one number or group. */
export type Message = {
  /** As WhatsApp knows it: unique within the account. */
  readonly id: string;
  /** Its number within the account, from 1. */
  readonly order: number;
  /** Technical name of the instance. */
  readonly instance: string;
  /** The address of the other side: a person, a group, or `status@broadcast`. */
  readonly jid: string;
  /** Whether the instance sent it. */
  readonly fromMe: boolean;
  /** Who wrote it, by number; the other side of a chat with a person, or one of a group. `null` for what is sent. */
  readonly author: string | null;
  /** The name that its author goes by, if known. */
  readonly pushName: string | null;
  readonly content: Content;
  /** The message that it quotes. */
  readonly quoted: { readonly id: string; readonly fromMe: boolean; readonly content: Content } | null;
  /** Where its bytes are, if they are here: a name that nobody can guess. */
  readonly media: { readonly token: string; readonly size: number } | null;
  /** When it was handed over: milliseconds since 1970, by the account's clock. */
  readonly acceptedAt: number;
  /** When it leaves, or left; for one that is received, when it came. `null` while that is open. */
  at: number | null;
  status: MessageStatus;
  /** Why it failed, or was cancelled or ignored, in words. */
  reason: string | null;
};

/** What people read of a message: its text or its caption, or what was chosen. */
export const textOf = (content: Content): string | null => {
  switch (content.type) {
    case 'text':
    case 'list':
    case 'buttons':
    case 'buttonReply':
      return content.text;
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
      return content.caption;
    case 'location':
    case 'contact':
      return content.name;
    case 'listReply':
      return content.title;
    case 'reaction':
      return content.emoji;
    case 'call':
      return null;
  }
};

/** What a message takes beside its texts, in bytes. */
const MESSAGE_BYTES = 700;

/** All the texts in a content, in UTF-16 units. */
const unitsIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const part of Object.values(value)) sum += unitsIn(part);
  return sum;
};

/** About how many bytes of the heap a message takes, without its media. What it quotes may be kept by nobody else. */
export const sizeOf = ({ content, quoted }: Message): number =>
  MESSAGE_BYTES + 2 * (unitsIn(content) + unitsIn(quoted?.content));

/** The address of a group, as upstream writes it. [upstream] */
const GROUP = /^\d{5,20}(-\d{5,20})?@g\.us$/;
export const isGroup = (jid: string): boolean => GROUP.test(jid);
/** Where status updates are sent. [upstream] */
export const STATUS_JID = 'status@broadcast';

/** The number in the address of a person; `undefined` for a group. */
export const numberIn = (jid: string): string | undefined => /^(\d+)@s\.whatsapp\.net$/.exec(jid)?.[1];
