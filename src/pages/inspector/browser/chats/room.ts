import type { Message } from '../../../../shapes.js';
import type { Call } from '../call.js';

/** A chat as it is looked at: an instance, and who it talks with. */
export type Room = {
  /** Technical name of the instance. */
  readonly name: string;
  readonly jid: string;
  /** The number of the other side; `null` for a group and for status updates. */
  readonly number: string | null;
  readonly kind: 'person' | 'group' | 'status';
};

/** Where status updates are. */
export const STATUS = 'status@broadcast';

/** Whoever writes where nobody has written yet. */
export const SOMEBODY = '6281298765432';

/** The room that an address leads to; people write numbers. */
export const roomOf = (name: string, address: string): Room => {
  const jid = /^\d+$/.test(address) ? `${address}@s.whatsapp.net` : address;
  const number = /^(\d+)@s\.whatsapp\.net$/.exec(jid)?.[1] ?? null;
  return { name, jid, number, kind: jid === STATUS ? 'status' : number === null ? 'group' : 'person' };
};

/** What the list of chats, and everything in it, is below. */
export const instancePath = (name: string): string => `_emulator/instances/${encodeURIComponent(name)}`;
export const chatPath = ({ name, jid }: Room): string => `${instancePath(name)}/chats/${encodeURIComponent(jid)}`;

/** Who does something as a customer. */
export type Author = { readonly from: string; readonly pushName: string | undefined };

/** What a customer writes in a room. */
export const writing = ({ name, jid, kind }: Room, author: Author, what: object): Call => ({
  method: 'POST',
  path: `${instancePath(name)}/${kind === 'status' ? 'status' : 'receive'}`,
  body: { ...author, group: kind === 'group' ? jid : undefined, ...what },
});

/** Where the bytes of a message are, seen from the page. */
export const mediaHref = ({ mediaPath }: Message): string | null => mediaPath?.replace(/^\//, '') ?? null;

/** Whether a customer has a message, so that they can answer it. */
export const hasArrived = ({ direction, status, type }: Message): boolean =>
  type !== 'call' && (direction === 'received' || !['waiting', 'cancelled', 'failed'].includes(status));
