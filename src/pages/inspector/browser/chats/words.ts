import type { Chat, Message, MessageContent } from '../../../../shapes.js';
import { numberOf, timeOf } from '../times.js';

type Type = MessageContent['type'];
type Status = Message['status'];

/** A word as a sentence begins. */
export const begun = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What people call the types that they have another word for. */
const others: Readonly<Partial<Record<Type, string>>> = {
  image: 'picture',
  listReply: 'choice',
  buttonReply: 'choice',
};
/** What stands for a message that has no text of its own. */
export const typeWords = (type: Type): string => begun(others[type] ?? type);

/** A message in one line. */
export const previewOf = ({ type, text }: Pick<NonNullable<Chat['lastMessage']>, 'type' | 'text'>): string => {
  if (type === 'reaction') return text ? `Reacted with ${text}` : 'Took a reaction back';
  if (!text) return typeWords(type);
  return ['text', 'listReply', 'buttonReply'].includes(type) ? text : `${typeWords(type)}: ${text}`;
};

type Words = Readonly<Partial<Record<Status, string>>>;
const sentWords: Words = {
  waiting: 'being typed',
  pending: 'pending: WhatsApp does not have it yet',
  sent: 'sent: one tick',
  delivered: 'delivered: two ticks',
};
const receivedWords: Words = {
  waiting: 'waits until the instance is connected',
  delivered: 'the instance has it',
  read: 'read by the instance',
  ignored: 'the gateway takes no notice of it',
};

/** How far a message has come, in words. */
export const statusWords = ({
  direction,
  status,
  reason,
}: Pick<Message, 'direction' | 'status' | 'reason'>): string => {
  const words = (direction === 'sent' ? sentWords : receivedWords)[status] ?? status;
  return reason === null ? words : `${words}: ${reason}`;
};

/** When a message was, or will be, as its bubble shows it. */
export const momentOf = ({ time, acceptedAt }: Pick<Message, 'time' | 'acceptedAt'>): string => time ?? acceptedAt;

/** `22:45` today, otherwise the date. */
export const shortTimeOf = (iso: string, today: string): string => timeOf(iso, today).replace(/ .*|:\d\d$/, '');

const dayFormat = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' });
/** `Today`, or a day with its name. Both are days as ISO 8601 begins. */
export const dayWords = (day: string, today: string): string =>
  day === today ? 'Today' : dayFormat.format(new Date(day));

/** The beginning of a text, without half a character at its end. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** `1,235 kB`. */
export const sizeWords = (bytes: number): string => `${numberOf(Math.ceil(bytes / 1_000))} kB`;
