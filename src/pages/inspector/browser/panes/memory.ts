import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Feed, Left } from '../feed.js';
import { apiKey } from '../key.js';
import { step } from '../route.js';
import { isNewLife, listen } from '../stream.js';
import { createScroll, type Scroll } from '../virtual.js';

/** A list as it was left, for who comes back to it. */
export type Memory<Item> = { last?: Left<Item> & { readonly where: string; readonly scroll: Scroll } };

let life = 0;
listen((note) => {
  if (isNewLife(note)) life++;
});
const whereNow = (): string => `${step()} ${String(life)} ${apiKey.peek()}`;

/** What was left at this step of the history. */
export const leftAt = <Item>({ last }: Memory<Item>): Memory<Item>['last'] =>
  last?.where === whereNow() ? last : undefined;

/** Where a list is scrolled to; it is kept for who comes back. */
export const useScroll = <Item>(memory: Memory<Item>, { items, count }: Feed<Item>): Scroll => {
  const [scroll] = useState(() => leftAt(memory)?.scroll ?? createScroll(false));
  const where = useRef('');
  where.current = whereNow();
  useLayoutEffect(
    () => () => {
      if (scroll.isAway) memory.last = { items: items.peek(), count: count.peek(), where: where.current, scroll };
    },
    [],
  );
  return scroll;
};
