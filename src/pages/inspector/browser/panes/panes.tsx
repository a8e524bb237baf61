import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../icons.js';
import { go } from '../route.js';
import { useMedia } from '../media.js';
import { useSubject } from '../subject.js';

type Props = {
  readonly list: ComponentChildren;
  /** What is opened; beside the list, or over it where there is no room. */
  readonly detail: ComponentChildren;
  /** What is opened, as a name for its part of the page; `undefined` when nothing is. */
  readonly opened: string | undefined;
  /** Where closing it leads. */
  readonly closed: string;
};

/** A list, and beside it what is opened of it. Escape closes that, and leads back to the list. */
export const Panes = ({ list, detail, opened, closed }: Props): JSX.Element => {
  const isNarrow = useMedia('(max-width: 1000px)');
  const root = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const isOpen = opened !== undefined;
  const before = useRef(opened);
  useSubject(opened);
  useEffect(() => {
    const isOther = before.current !== opened;
    before.current = opened;
    const list = root.current?.querySelector<HTMLElement>('.panes-list');
    const isLost = document.activeElement?.matches('body, #content') !== false;
    // Where it covers the list, it is where one is; and what had the focus may be gone with what was opened before.
    if (opened !== undefined) {
      const isInside = pane.current?.contains(document.activeElement) === true;
      if (!isInside && (isNarrow || (isOther && isLost))) pane.current?.focus({ preventScroll: true });
    } else if (isOther && isLost)
      (list?.querySelector<HTMLElement>('.virtual') ?? list)?.focus({ preventScroll: true });
  }, [opened, isNarrow]);
  const close = (): void => {
    go(closed);
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    const press = ({ key, target, defaultPrevented }: KeyboardEvent): void => {
      // What is open elsewhere on the page closes by itself; and in a field, Escape may be meant for what the browser offers.
      if (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.value !== '') return;
      const isHere = target === document.body || (target instanceof Node && root.current?.parentNode?.contains(target));
      if (key === 'Escape' && isHere === true && !defaultPrevented) close();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [isOpen, closed]);
  return (
    <div ref={root} class={`panes${isOpen ? ' opened' : ''}`}>
      <div class="panes-list" tabIndex={-1} inert={isOpen && isNarrow}>
        {list}
      </div>
      {isOpen && (
        <section ref={pane} class="panes-detail" aria-label={opened} tabIndex={-1}>
          <button type="button" class="bare panes-close" aria-label="Close" title="Close (Esc)" onClick={close}>
            <Icon name={isNarrow ? 'back' : 'close'} />
          </button>
          {detail}
        </section>
      )}
    </div>
  );
};
