import type { Condition } from '../../shapes.js';

/** One condition that an item must meet. */
export type Check<Item> = {
  readonly name: string;
  readonly expected: unknown;
  readonly seen: (item: Item) => unknown;
  readonly isMet: (seen: unknown) => boolean;
};

/** Where to search: requests, events, deliveries or instances. */
export type Source<Item> = {
  /** What is there now, oldest first, and how many are no longer kept. */
  readonly read: () => { readonly items: readonly Item[]; readonly dropped: number };
  /** Calls `look` on every change; returns a function that stops this. */
  readonly watch: (look: () => void) => () => void;
  /** Whether nothing more will come. */
  readonly isOver: () => boolean;
  /** Whether items never change, new ones are appended, and only the oldest are evicted. */
  readonly isLog?: boolean;
};

export type Found<Item> = {
  /** How many match; may be more than are listed. */
  readonly count: number;
  /** The newest that match, oldest first. */
  readonly items: readonly Item[];
  readonly dropped: number;
  /** Whether as many match as were asked for. */
  readonly satisfied: boolean;
  /** Whether the wait ended early, because nothing more will come. */
  readonly ended: boolean;
  /** When not satisfied: those that come closest, the best first, and which conditions each meets. */
  readonly closest: readonly { readonly item: Item; readonly conditions: Condition[] }[];
};

export type Search<Item> = {
  readonly checks: readonly Check<Item>[];
  /** How many must match. */
  readonly count: number;
  /** How many to list at most. */
  readonly limit: number;
};

const MOST_CLOSEST = 3;

/** A check that a value equals what is expected; none when nothing is expected. */
export const equals = <Item>(name: string, expected: unknown, seen: (item: Item) => unknown): readonly Check<Item>[] =>
  expected === undefined ? [] : [{ name, expected, seen, isMet: (value) => value === expected }];

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMember = (value: unknown, name: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);

/** The value at a path in JSON. */
const valueAt = (json: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (isMember(value, name) ? value[name] : undefined), json);

/** Checks that JSON has every expected member; it may have more. A list must be equal. */
export const includes = <Item>(
  name: string,
  expected: unknown,
  json: (item: Item) => unknown,
  path: readonly string[] = [],
): readonly Check<Item>[] => {
  if (expected === undefined) return [];
  const wanted = JSON.stringify(expected);
  if (isObject(expected) && (wanted !== '{}' || path.length === 0)) {
    return Object.entries(expected).flatMap(([member, value]) => includes(name, value, json, [...path, member]));
  }
  return [
    {
      name: [name, ...path].join('.'),
      expected,
      seen: (item) => valueAt(json(item), path),
      // An empty object matches any object.
      isMet: (seen) => (isObject(expected) ? isObject(seen) : JSON.stringify(seen) === wanted),
    },
  ];
};

/** What comes closest: most conditions met first, and the newest first among equals. */
const closestOf = <Item>(items: readonly Item[], checks: readonly Check<Item>[]): Found<Item>['closest'] =>
  items
    .map((item) => {
      const conditions = checks.map(({ name, expected, seen, isMet }) => {
        const value = seen(item);
        return { condition: name, expected, seen: value ?? null, met: isMet(value) };
      });
      return { item, conditions, met: conditions.filter(({ met }) => met).length };
    })
    .filter(({ met }) => met < checks.length)
    .reverse()
    .sort((a, b) => b.met - a.met)
    .slice(0, MOST_CLOSEST)
    .map(({ item, conditions }) => ({ item, conditions }));

const matchesIn = <Item>(items: readonly Item[], checks: readonly Check<Item>[]): readonly Item[] =>
  items.filter((item) => checks.every(({ seen, isMet }) => isMet(seen(item))));

/** What matches now. */
export const find = <Item>({ read }: Source<Item>, { checks, count, limit }: Search<Item>): Found<Item> => {
  const { items, dropped } = read();
  const matches = matchesIn(items, checks);
  const satisfied = matches.length >= count;
  return {
    count: matches.length,
    items: matches.slice(-limit),
    dropped,
    satisfied,
    ended: false,
    closest: satisfied ? [] : closestOf(items, checks),
  };
};

/** Counts the matches. In a log it checks each item once: a thousand may wait while ten thousand requests come in. */
const createCount = <Item>({ read, isLog }: Source<Item>, checks: readonly Check<Item>[]) => {
  let before: { readonly first: Item | undefined; readonly length: number; readonly matches: number } | undefined;
  return (): number => {
    const { items } = read();
    const [first] = items;
    const known = isLog === true && before?.first === first ? before : undefined;
    const matches = (known?.matches ?? 0) + matchesIn(items.slice(known?.length), checks).length;
    before = { first, length: items.length, matches };
    return matches;
  };
};

/** Resolves as soon as enough match, when the wait is over, or when nothing more will come. */
export const waitUntilFound = <Item>(
  source: Source<Item>,
  search: Search<Item>,
  over: AbortSignal,
): Promise<Found<Item>> =>
  new Promise((resolve) => {
    const countMatches = createCount(source, search.checks);
    const isEnough = (): boolean => countMatches() >= search.count;
    const look = (): void => {
      if (!over.aborted && !source.isOver() && !isEnough()) return;
      stop();
      over.removeEventListener('abort', look);
      const found = find(source, search);
      resolve({ ...found, ended: !found.satisfied && !over.aborted });
    };
    const stop = source.watch(look);
    over.addEventListener('abort', look);
    look();
  });
