import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Props = {
  readonly label: string;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  /** What the button shows. */
  readonly button: ComponentChildren;
  readonly buttonClass?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
};

/** A button that opens something above the page, which moves nothing. Escape closes it, and the focus goes back. */
export const Opener = ({ label, isOpen, onToggle, button, buttonClass, children, ...more }: Props): JSX.Element => {
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (isOpen && !wasOpen.current) {
      const field = panel.current?.querySelector<HTMLElement>('input, select, textarea') ?? panel.current;
      field?.focus();
      if (field instanceof HTMLInputElement) field.select();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <div
      class="popover-place"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        onToggle(false);
        opener.current?.focus();
      }}
    >
      <button
        ref={opener}
        type="button"
        class={buttonClass ?? 'calm'}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => {
          onToggle(!isOpen);
        }}
      >
        {button}
      </button>
      {isOpen && (
        <div ref={panel} class={`popover ${more.class ?? ''}`} role="dialog" aria-label={label} tabIndex={-1}>
          {children}
        </div>
      )}
    </div>
  );
};
