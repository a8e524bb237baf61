import type { Chat, Message, MessageContent } from '../../../../shapes.js';
import { timeOf } from '../times.js';

type Type = MessageContent['type'];
type Status = Message['status'];

/** What stands for a message that has no text of its own. */
export const typeWords: Readonly<Record<Type, string>> = {
  text: 'Text',
  image: 'Picture',
  video: 'Video',
  document: 'Document',
  audio: 'Audio',
  location: 'Location',
  contact: 'Contact',
  list: 'List',
  buttons: 'Buttons',
  listReply: 'Choice',
  buttonReply: 'Choice',
  reaction: 'Reaction',
  call: 'Call',
};

/** A message in one line. */
export const previewOf = ({ type, text }: Pick<NonNullable<Chat['lastMessage']>, 'type' | 'text'>): string => {
  if (type === 'reaction') return text === null || text === '' ? 'Took a reaction back' : `Reacted with ${text}`;
  if (text === null || text === '') return typeWords[type];
  return type === 'text' || type === 'listReply' || type === 'buttonReply' ? text : `${typeWords[type]}: ${text}`;
};

const sentWords: Readonly<Record<Status, string>> = {
  waiting: 'being typed',
  pending: 'pending: WhatsApp does not have it yet',
  sent: 'sent: one tick',
  delivered: 'delivered: two ticks',
  read: 'read',
  played: 'played',
  failed: 'failed',
  cancelled: 'cancelled',
  ignored: 'ignored',
};
const receivedWords: Readonly<Record<Status, string>> = {
  ...sentWords,
  waiting: 'waits until the instance is connected',
  pending: 'pending',
  delivered: 'the instance has it',
  read: 'read by the instance',
  ignored: 'the gateway takes no notice of it',
};

/** How far a message has come, in words. */
export const statusWords = ({ direction, status, reason }: Message): string => {
  const words = (direction === 'sent' ? sentWords : receivedWords)[status];
  return reason === null ? words : `${words}: ${reason}`;
};

/** When a message was, or will be, as its bubble shows it. */
export const momentOf = ({ time, acceptedAt }: Pick<Message, 'time' | 'acceptedAt'>): string => time ?? acceptedAt;

/** `22:45` today, otherwise the date. */
export const shortTimeOf = (iso: string, today: string): string => {
  const time = timeOf(iso, today);
  return time.length > 8 ? time.slice(0, 10) : time.slice(0, 5);
};

const dayFormat = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
/** `Today`, or a day with its name. Both are days as ISO 8601 begins. */
export const dayWords = (day: string, today: string): string =>
  day === today ? 'Today' : dayFormat.format(new Date(`${day}T00:00:00Z`));

/** The beginning of a text, without half a character at its end. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** `1.2 MB`. */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000
    ? `${String(bytes)} B`
    : bytes < 1_000_000
      ? `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`;
