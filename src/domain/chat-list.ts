import { jidOf } from './events.js';
import type { Box } from './mailbox.js';
import { STATUS_JID, type Message } from './message.js';
import { plausibleName } from './people.js';

/** A chat as it is on the phone: an instance and one number or group. */
export type Chat = {
  readonly jid: string;
  /** The name that the other side goes by. */
  readonly name: string;
  /** How many messages came in that nobody has read. */
  readonly unread: number;
  /** Whether the other side has blocked the instance's number. */
  readonly blocked: boolean;
  /** How many messages wait, to be typed or for the connection. */
  readonly waiting: number;
  /** The newest message, if it is still kept. */
  readonly last: Message | null;
};

/** What the kept messages of a chat say about it. */
type Talk = { readonly last: Message; waiting: number; pushName: string | null };

/** The chats of an instance that have messages, the newest first. */
const talksIn = ({ messages }: Box): ReadonlyMap<string, Talk> => {
  const talks = new Map<string, Talk>();
  for (const message of [...messages].reverse()) {
    const { jid, status, author, pushName } = message;
    const talk = talks.get(jid) ?? { last: message, waiting: 0, pushName: null };
    talks.set(jid, talk);
    if (status === 'waiting') talk.waiting++;
    // In a group, that is the name of one of many.
    if (author !== null && jid === jidOf(author)) talk.pushName ??= pushName;
  }
  return talks;
};

const chatOf = (box: Box | undefined, jid: string, talk: Talk | undefined): Chat => {
  const contact = box?.contacts.get(jid);
  const known = contact?.isKnown === true ? contact.pushName : undefined;
  return {
    jid,
    name: jid === STATUS_JID ? 'Status updates' : (known ?? talk?.pushName ?? contact?.pushName ?? plausibleName(jid)),
    unread: contact?.unread ?? 0,
    blocked: contact?.blocked ?? false,
    waiting: talk?.waiting ?? 0,
    last: talk?.last ?? null,
  };
};

/** The chats of an instance, the one with the newest message first, each as it is when it is asked for. */
export const chatsIn = function* (box: Box): Generator<Chat> {
  const talks = talksIn(box);
  for (const [jid, talk] of talks) yield chatOf(box, jid, talk);
  // Their messages are no longer kept, so these are older; or there were none.
  for (const jid of [...box.contacts.keys()].reverse()) if (!talks.has(jid)) yield chatOf(box, jid, undefined);
};

/** One chat of an instance, whether there was a message in it or not. */
export const chatWith = (box: Box | undefined, jid: string): Chat => chatOf(box, jid, box && talksIn(box).get(jid));
