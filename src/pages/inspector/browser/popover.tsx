import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { hideCurl } from './act.js';

/** Pixels to what it belongs to, and to the edges of the window. */
const GAP = 6;

type Props = {
  /** What it belongs to: it opens below, or above where there is no room. */
  readonly at: Element;
  readonly label: string;
  readonly class?: string;
  readonly onClose: () => void;
  /** Its content, which may close it; the focus goes back to where it was. */
  readonly children: (close: () => void) => ComponentChildren;
};

/** A box above all else, which Escape and a press elsewhere close. */
export const Popover = ({ at, label, onClose, children, ...rest }: Props): JSX.Element => {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = root.current;
    if (box === null) return undefined;
    box.showPopover();
    const put = (): void => {
      const anchor = at.getBoundingClientRect();
      const { width, height } = box.getBoundingClientRect();
      const isBelow = anchor.bottom + GAP + height <= innerHeight || anchor.top - GAP - height < 0;
      const top = isBelow ? anchor.bottom + GAP : anchor.top - GAP - height;
      box.style.left = `${String(Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP)))}px`;
      box.style.top = `${String(Math.max(GAP, Math.min(top, innerHeight - height - GAP)))}px`;
    };
    put();
    // It grows where something is wrong, say, and the window may be turned.
    const watched = new ResizeObserver(put);
    watched.observe(box);
    watched.observe(document.body);
    const first = box.querySelector<HTMLElement>('[autofocus], button:not(:disabled), input, textarea, select');
    first?.focus();
    if (first instanceof HTMLInputElement) first.select();
    return () => {
      watched.disconnect();
      // This gives the focus back to where it was.
      box.hidePopover();
    };
  }, [at]);
  return (
    <div
      ref={root}
      popover="auto"
      class={`floating ${rest.class ?? ''}`}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        // It closes this alone.
        if (event.key === 'Escape') event.stopPropagation();
      }}
      onToggle={({ newState }) => {
        if (newState !== 'closed') return;
        hideCurl();
        onClose();
      }}
    >
      {children(() => {
        root.current?.hidePopover();
      })}
    </div>
  );
};
