import type { JSX } from 'preact';
import type { Message } from '../../../../shapes.js';
import { Icon, type IconName } from '../icons.js';
import { statusWords } from './words.js';

const glyphs: Readonly<Record<Message['status'], IconName>> = {
  waiting: 'clock',
  pending: 'clock',
  sent: 'done',
  delivered: 'twice',
  read: 'twice',
  played: 'play',
  failed: 'failed',
  cancelled: 'block',
  ignored: 'block',
};

/** How far a message has come: a picture to look at, words to hear and to point at. */
export const Ticks = ({ message }: { readonly message: Message }): JSX.Element => (
  <span class={`chats-ticks ${message.status}`} role="img" title={statusWords(message)} data-status={message.status}>
    <Icon name={glyphs[message.status]} />
  </span>
);
