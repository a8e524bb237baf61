import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act, hideCurl, showCurl, type Action } from './act.js';
import { announce } from './news.js';

type Props = Action & {
  readonly children: ComponentChildren;
  /** One sentence: what it does. */
  readonly about: string;
  /** The accessible name, when the words on it need their surroundings. */
  readonly name?: string;
  /** What it acts on, for the accessible name, where the words on it are all that is to come before that. */
  readonly of?: string;
  readonly class?: string;
  /** What it asks before it does what cannot be undone; a second press does it. */
  readonly asks?: string | undefined;
  readonly disabled?: boolean;
  readonly onDone?: ((answer: Readonly<Record<string, unknown>>) => void) | undefined;
};

/** A button that makes a call of the API. While it is in focus or pointed at, the strip at the bottom shows the command that does the same. */
export const ActButton = (props: Props): JSX.Element => {
  const { call, words, say, children, about, of, asks, disabled, onStart, onDone } = props;
  const [isAsking, setAsking] = useState(false);
  const name =
    props.name ?? (of === undefined ? undefined : `${typeof children === 'string' ? children : about}: ${of}`);
  const question = [asks, of ?? name].filter((part) => part !== undefined).join(' ');
  const preview = (): void => {
    showCurl(about, call);
  };
  const press = async (): Promise<void> => {
    const answer = await act({ call, words, say, onStart });
    if (answer !== undefined) onDone?.(answer);
  };
  return (
    <button
      type="button"
      class={`${props.class ?? 'calm'}${isAsking ? ' asking' : ''}`}
      title={about}
      aria-label={isAsking ? question : name}
      disabled={disabled}
      onFocus={preview}
      onPointerEnter={preview}
      onPointerLeave={hideCurl}
      onBlur={() => {
        hideCurl();
        setAsking(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isAsking) return;
        // It takes the question back, and closes nothing.
        event.preventDefault();
        event.stopPropagation();
        setAsking(false);
      }}
      onClick={({ detail, currentTarget }) => {
        // A double click is one press.
        if (asks !== undefined && (!isAsking || detail > 1)) {
          currentTarget.focus();
          setAsking(true);
          announce(question);
          return;
        }
        setAsking(false);
        void press();
      }}
    >
      {isAsking ? asks : children}
    </button>
  );
};
