import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { itemAt, topsOf } from './tops.js';

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
  /** Where it is scrolled to, if that is kept. */
  readonly scroll?: Scroll;
  /** For a listbox, which keeps the focus itself: the id of the option that it is at, and what keys do. */
  readonly keyboard?: {
    readonly active: string | undefined;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
};

/** Pixels: so near to its end, a list follows what is added there. Who scrolls, or goes up by a key, moves further. */
const NEAR = 2;
/** How many items are in the document before and after those that are seen. */
const MARGIN = 6;

/** The index of the item that has the focus. */
const focusedIn = (list: HTMLElement | null): number | undefined => {
  const item =
    list?.contains(document.activeElement) === true ? document.activeElement?.closest('.virtual-item') : null;
  return item instanceof HTMLElement ? Number(item.dataset.index) : undefined;
};

/** What a list knows besides its items: what was measured, where it is scrolled to, and what must not move there. */
export type Scroll = {
  readonly heights: Map<string, number>;
  /** The first item that is seen, and how far above it the view begins. */
  held: { readonly key: string; readonly distance: number } | undefined;
  isAway: boolean;
  top: number;
  /** Guessed before the list is there, so that the first picture has items. */
  height: number;
};

/** @param isFromEnd whether it begins at its end */
export const createScroll = (isFromEnd: boolean): Scroll => ({
  heights: new Map(),
  held: undefined,
  isAway: false,
  top: isFromEnd ? Infinity : 0,
  height: innerHeight,
});

type Watch = (element: HTMLElement | null) => (() => void) | undefined;

/** Makes what watches the height of an element for as long as that is there. It stays the same, or it would begin anew. */
const createWatch = (changed: () => void): Watch => {
  const observer = new ResizeObserver(changed);
  return (element) => {
    if (element === null) return undefined;
    observer.observe(element);
    return () => {
      observer.unobserve(element);
    };
  };
};

/**
 * A list that scrolls by itself, and of which only what is seen is in the document. Whatever comes or changes its height,
 * what the reader looks at stays where it is.
 */
export const Virtual = <Item,>(props: Props<Item>): JSX.Element => {
  const { items, keyOf, estimate, render, label, onEnd, onLeave, onSee, role = 'list', reveal, keyboard } = props;
  const { anchor = 'start' } = props;
  const isFromEnd = anchor === 'end';
  const root = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [place] = useState(() => props.scroll ?? createScroll(isFromEnd));
  const [watch] = useState(() =>
    createWatch(() => {
      redraw(0);
    }),
  );
  const keys = useMemo(() => items.map(keyOf), [items, keyOf]);
  const tops = topsOf(keys, (key) => place.heights.get(key), estimate);
  const total = tops.at(-1) ?? 0;

  /** The keys of what is in the document, whose indexes may be others by now. */
  const before = useRef(keys);
  /** Where the view will be: it goes with what must not move, since what had the focus there would lose it. */
  const topNow = (): number => {
    if (isFromEnd && !place.isAway) return total;
    if (before.current === keys || !place.isAway || place.held === undefined) return place.top;
    const index = keys.indexOf(place.held.key);
    return index === -1 ? place.top : (tops[index] ?? 0) + place.held.distance;
  };
  const top = Math.max(0, Math.min(topNow(), total - place.height));
  const firstSeen = itemAt(tops, top);
  const lastSeen = itemAt(tops, top + place.height);
  const shown = new Set<number>();
  for (let index = firstSeen - MARGIN; index <= lastSeen + MARGIN; index++)
    if (index >= 0 && index < items.length) shown.add(index);
  // What has the focus stays, so that it is not lost by scrolling.
  const focused = before.current[focusedIn(root.current) ?? -1];
  if (focused !== undefined) shown.add(keys.indexOf(focused));

  /** Takes over where the list is scrolled to. */
  const settle = (list: HTMLElement): void => {
    place.top = list.scrollTop;
    place.height = list.clientHeight;
    place.isAway = isFromEnd ? list.scrollHeight - place.height - place.top > NEAR : place.top > estimate / 2;
    const index = itemAt(tops, place.top);
    const key = keys[index];
    place.held = key === undefined ? undefined : { key, distance: place.top - (tops[index] ?? 0) };
  };
  const scrolled = (): void => {
    const list = root.current;
    if (list === null) return;
    const wasAway = place.isAway;
    settle(list);
    if (
      itemAt(tops, place.top) !== firstSeen ||
      itemAt(tops, place.top + place.height) !== lastSeen ||
      wasAway !== place.isAway
    )
      redraw(0);
  };

  useLayoutEffect(() => {
    root.current?.scrollTo(0, place.top);
  }, []);
  // Before anything is painted: measures what is new, and keeps in place what the reader looks at.
  useLayoutEffect(() => {
    const list = root.current;
    if (list === null) return;
    let isNew = false;
    for (const element of list.querySelectorAll<HTMLElement>('.virtual-item')) {
      const key = keys[Number(element.dataset.index)];
      const { offsetHeight } = element;
      if (key === undefined || offsetHeight === 0 || place.heights.get(key) === offsetHeight) continue;
      place.heights.set(key, offsetHeight);
      isNew = true;
    }
    if (isNew || list.clientHeight !== place.height) {
      place.height = list.clientHeight;
      redraw(0);
    }
    // The browser has scrolled, to what got the focus say, and tells of it later.
    if (before.current === keys && Number.isFinite(place.top) && Math.abs(list.scrollTop - place.top) > 1) settle(list);
    before.current = keys;
    if (isFromEnd && !place.isAway) list.scrollTop = list.scrollHeight;
    else if (place.isAway && place.held !== undefined) {
      const index = keys.indexOf(place.held.key);
      const wanted = (tops[index] ?? 0) + place.held.distance;
      if (index !== -1 && Math.abs(wanted - list.scrollTop) > 1) list.scrollTop = wanted;
    }
    settle(list);
  });
  useLayoutEffect(() => watch(root.current), [watch]);
  useLayoutEffect(() => {
    const list = root.current;
    const from = reveal === undefined ? undefined : tops[reveal];
    const to = reveal === undefined ? undefined : tops[reveal + 1];
    if (list === null || from === undefined || to === undefined) return;
    if (from < list.scrollTop) list.scrollTop = from;
    else if (to > list.scrollTop + list.clientHeight) list.scrollTop = to - list.clientHeight;
    scrolled();
    // Only when another is to be seen, not whenever something moves.
  }, [reveal]);

  useLayoutEffect(() => {
    onSee?.(firstSeen, lastSeen);
  }, [firstSeen, lastSeen, onSee]);
  const beyond = isFromEnd ? firstSeen : items.length - 1 - lastSeen;
  useLayoutEffect(() => {
    if (items.length > 0 && beyond < 2 * MARGIN) onEnd?.();
  }, [items.length, beyond, onEnd]);
  const hasLeft = place.isAway;
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
      onScroll={scrolled}
    >
      <div class="virtual-all" role="presentation" style={{ height: `${String(total)}px` }}>
        {[...shown]
          .sort((one, other) => one - other)
          .map((index) => {
            const item = items[index];
            const key = keys[index];
            if (item === undefined || key === undefined) return null;
            return (
              <div
                key={key}
                class="virtual-item"
                role={role === 'listbox' ? 'presentation' : 'listitem'}
                data-index={index}
                aria-setsize={role === 'listbox' ? undefined : items.length}
                aria-posinset={role === 'listbox' ? undefined : index + 1}
                style={{ transform: `translateY(${String(tops[index] ?? 0)}px)` }}
                ref={watch}
              >
                {render(item, index)}
              </div>
            );
          })}
      </div>
    </div>
  );
};
