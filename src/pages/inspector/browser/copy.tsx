import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icons.js';
import { announce } from './news.js';

/** Puts a text into the clipboard. */
export const copyText = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Under plain HTTP, other than on this machine, there is no clipboard but the selection's.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'unseen';
    document.body.append(area);
    area.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else works there
    document.execCommand('copy');
    area.remove();
  }
};

type Props = {
  readonly text: string;
  /** What it copies, for those who do not see where it stands. */
  readonly what: string;
  /** The words on it; without them it is a picture. */
  readonly label?: string;
};

/** A button that copies a text. */
export const Copy = ({ text, what, label }: Props): JSX.Element => {
  const [isDone, setDone] = useState(false);
  return (
    <button
      type="button"
      class={label === undefined ? 'bare' : 'calm'}
      aria-label={label === undefined ? `Copy ${what}` : `${label}: ${what}`}
      title={`Copy ${what}`}
      onClick={(event) => {
        const { currentTarget } = event;
        void copyText(text).then(() => {
          currentTarget.focus();
          announce('Copied');
          setDone(true);
          setTimeout(() => {
            setDone(false);
          }, 1_500);
        });
      }}
    >
      {label === undefined ? <Icon name={isDone ? 'done' : 'copy'} /> : isDone ? 'Copied' : label}
    </button>
  );
};
