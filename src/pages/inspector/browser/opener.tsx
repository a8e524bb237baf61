import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Popover } from './popover.js';

type Props = {
  readonly label: string;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  /** What the button shows. */
  readonly button: ComponentChildren;
  /** The accessible name of the button, where it shows less than that. */
  readonly name?: string;
  readonly buttonClass?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
};

/** A button that opens something above the page, which moves nothing. */
export const Opener = ({ isOpen, onToggle, button, name, buttonClass, children, ...box }: Props): JSX.Element => {
  const [opener, setOpener] = useState<HTMLButtonElement | null>(null);
  return (
    <div class="opener">
      <button
        ref={setOpener}
        class={buttonClass ?? 'calm'}
        aria-label={name}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => {
          onToggle(!isOpen);
        }}
      >
        {button}
      </button>
      {isOpen && opener !== null && (
        <Popover
          {...box}
          at={opener}
          onClose={() => {
            onToggle(false);
          }}
        >
          {() => children}
        </Popover>
      )}
    </div>
  );
};
