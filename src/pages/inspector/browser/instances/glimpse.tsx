import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';
import { numberOf } from '../times.js';

const arrows = { sent: '→', received: '←' } as const;

/** The other side of a chat, by its address. */
const called = (chat: string): string => {
  const [who = '', where] = chat.split('@');
  if (where === 'broadcast') return 'status';
  return where === 'g.us' ? `group ${who}` : `+${who}`;
};

/** How many messages it sent and received, and the newest in a line: which way it went, to or from whom, and what it says. */
export const Mail = ({ one }: { readonly one: Instance }): JSX.Element | null => {
  const { sent, received, last } = one.messages;
  // Once a phone is linked there is room for it, so that the first message moves nothing.
  if (one.phone === null && last === null) return null;
  const said = last === null ? '' : last.text === null || last.text === '' ? `(${last.type})` : last.text;
  return (
    <p class="instances-mail">
      <span>{`${numberOf(sent)} sent, ${numberOf(received)} received`}</span>
      {last !== null && (
        <span class="instances-glimpse" title={last.text ?? ''}>
          <span class="instances-chat">{`${arrows[last.direction]} ${called(last.chat)}: `}</span>
          <span dir="auto">{said}</span>
        </span>
      )}
    </p>
  );
};
