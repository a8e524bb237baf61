import {
  defaultRangeExtractor,
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
  /** Where it is read from, and where it stays while items come there: the top, or the end as in a conversation. */
  readonly anchor?: 'start' | 'end';
  /** Called when the end is near, or the beginning of what is read from its end. */
  readonly onEnd?: () => void;
  /** Called with whether the reader has left where it is read from. */
  readonly onLeave?: (hasLeft: boolean) => void;
  readonly role?: 'list' | 'listbox' | 'log';
  /** Called with the indexes of the first and the last item that are in the document. */
  readonly onSee?: (first: number, last: number) => void;
  /** The index of the item that is to be seen. */
  readonly reveal?: number | undefined;
  /** For a listbox, which keeps the focus itself: the id of the option that it is at, and what keys do. */
  readonly keyboard?: {
    readonly active: string | undefined;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
};

/** Pixels: so near to its end, a list follows what is added there. */
const NEAR = 48;

type Options = VirtualizerOptions<HTMLDivElement, HTMLElement>;

/** The index of the item that has the focus. */
const focusedIn = (list: HTMLElement | null): number | undefined => {
  const item =
    list?.contains(document.activeElement) === true ? document.activeElement?.closest('.virtual-item') : null;
  return item instanceof HTMLElement ? Number(item.dataset.index) : undefined;
};

/** A list that scrolls by itself, and of which only what is seen is in the document. */
export const Virtual = <Item,>(props: Props<Item>): JSX.Element => {
  const { items, keyOf, estimate, render, label, onEnd, onLeave, onSee, role = 'list', reveal, keyboard } = props;
  const { anchor = 'start' } = props;
  const root = useRef<HTMLDivElement>(null);
  const isAway = useRef(false);
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
    anchorTo: anchor,
    followOnAppend: anchor === 'end',
    scrollEndThreshold: NEAR,
    // What has the focus stays, so that it is not lost by scrolling.
    rangeExtractor(range) {
      const shown = defaultRangeExtractor(range);
      const focused = focusedIn(root.current);
      if (focused === undefined || focused >= items.length || shown.includes(focused)) return shown;
      return [...shown, focused].sort((one, other) => one - other);
    },
    scrollToFn: elementScroll,
    observeElementRect: (instance, told) =>
      observeElementRect(instance, (rect) => {
        told(rect);
        // A keyboard that comes up must not hide what was said last.
        if (anchor === 'end' && !isAway.current) instance.scrollToEnd();
      }),
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
  const isFilled = items.length > 0;
  useLayoutEffect(() => {
    if (anchor === 'end' && isFilled) virtualizer.scrollToEnd();
  }, [virtualizer, anchor, isFilled]);
  useLayoutEffect(() => {
    if (reveal !== undefined && reveal >= 0) virtualizer.scrollToIndex(reveal, { align: 'auto' });
  }, [virtualizer, reveal]);

  const seen = virtualizer.getVirtualItems();
  const { startIndex: firstSeen = 0, endIndex: lastSeen = 0 } = virtualizer.range ?? {};
  useLayoutEffect(() => {
    onSee?.(firstSeen, lastSeen);
  }, [firstSeen, lastSeen, onSee]);
  const edge = anchor === 'start' ? lastSeen : firstSeen;
  useLayoutEffect(() => {
    // What is read from its end stands at its beginning until it has been measured.
    const isNear = anchor === 'start' ? edge >= items.length - 12 : (root.current?.scrollTop ?? 0) < 12 * estimate;
    if (items.length > 0 && isNear) onEnd?.();
  }, [items.length, edge, onEnd, anchor, estimate]);
  const hasLeft = anchor === 'start' ? (virtualizer.scrollOffset ?? 0) > estimate / 2 : !virtualizer.isAtEnd(NEAR);
  useLayoutEffect(() => {
    isAway.current = hasLeft;
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
