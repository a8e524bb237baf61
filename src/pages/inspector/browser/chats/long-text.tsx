import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { numberOf } from '../times.js';
import { cut } from './words.js';

/** UTF-16 units of a text that are shown at first; a message has up to 65,536. */
const AT_FIRST = 1_200;

/** What somebody wrote, as they wrote it. */
export const LongText = ({ text }: { readonly text: string }): JSX.Element => {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > AT_FIRST;
  return (
    <div class="chats-text" dir="auto">
      {isCut ? cut(text, AT_FIRST) : text}
      {isCut && (
        <button
          type="button"
          class="chats-inline"
          onClick={() => {
            setWhole(true);
          }}
        >
          Show all {numberOf(text.length)} characters
        </button>
      )}
    </div>
  );
};
