import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

type Props<Item> = {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** About how high an item is, in pixels; each is measured once it is seen. */
  readonly estimate: number;
  /** The content of an item's element. */
  readonly render: (item: Item, index: number) => ComponentChildren;
  /** What the list is called. */
  readonly label: string;
  readonly class?: string;
  /** Called when the end is near. */
  readonly onEnd?: () => void;
  /** Called with whether the reader has left the top. */
  readonly onLeave?: (hasLeft: boolean) => void;
  readonly role?: 'list' | 'listbox' | 'log';
  /** The index of the item that is to be seen. */
  readonly reveal?: number | undefined;
  /** For a listbox, which keeps the focus itself: the id of the option that it is at, and what keys do. */
  readonly keyboard?: {
    readonly active: string | undefined;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
};

type Options = VirtualizerOptions<HTMLDivElement, HTMLElement>;

/** A list that scrolls by itself, and of which only what is seen is in the document. */
export const Virtual = <Item,>(props: Props<Item>): JSX.Element => {
  const { items, keyOf, estimate, render, label, onEnd, onLeave, role = 'list', reveal, keyboard } = props;
  const root = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const options: Options = {
    count: items.length,
    getScrollElement: () => root.current,
    estimateSize: () => estimate,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan: 6,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => {
      redraw(0);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
  });
  useLayoutEffect(() => {
    if (reveal !== undefined && reveal >= 0) virtualizer.scrollToIndex(reveal, { align: 'auto' });
  }, [virtualizer, reveal]);

  const seen = virtualizer.getVirtualItems();
  const lastSeen = seen.at(-1)?.index ?? 0;
  useLayoutEffect(() => {
    if (items.length > 0 && lastSeen >= items.length - 12) onEnd?.();
  }, [items.length, lastSeen, onEnd]);
  const hasLeft = (virtualizer.scrollOffset ?? 0) > estimate / 2;
  useLayoutEffect(() => {
    onLeave?.(hasLeft);
  }, [hasLeft, onLeave]);

  return (
    <div
      ref={root}
      class={`virtual ${props.class ?? ''}`}
      role={role}
      aria-label={label}
      tabIndex={keyboard === undefined ? -1 : 0}
      aria-activedescendant={keyboard?.active}
      onKeyDown={keyboard?.onKeyDown}
    >
      <div class="virtual-all" role="presentation" style={{ height: `${String(virtualizer.getTotalSize())}px` }}>
        {seen.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div
              key={String(key)}
              class="virtual-item"
              role={role === 'listbox' ? 'presentation' : 'listitem'}
              data-index={index}
              aria-setsize={role === 'listbox' ? undefined : items.length}
              aria-posinset={role === 'listbox' ? undefined : index + 1}
              style={{ transform: `translateY(${String(start)}px)` }}
              ref={(element) => {
                virtualizer.measureElement(element);
              }}
            >
              {render(item, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
};
