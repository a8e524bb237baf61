import { isObject } from '../../schema/plain.js';
import { inTurns } from '../../domain/turns.js';
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
  /** What is there, oldest first; each item as it is when it is looked at. */
  readonly items: () => Iterable<Item>;
  /** How many are no longer kept. */
  readonly dropped: () => number;
  /** Tells of each change until the returned function is called. */
  readonly watch: (observer: Observer<Item>) => () => void;
  /** What stays the same when an item changes; by default the item itself. */
  readonly keyOf?: (item: Item) => unknown;
  /** Its place among the others, if that is not the one in which it was found. */
  readonly orderOf?: (item: Item) => number;
  /** The item as it is now, if it may change. */
  readonly copyOf?: (item: Item) => Item;
  /** Whether nothing more will come. */
  readonly isOver: () => boolean;
};

/** Somebody who waits. */
export type Observer<Item> = {
  /** An item is new, or has changed. */
  readonly changed: (item: Item) => void;
  /** The item with this key is gone. */
  readonly gone: (key: unknown) => void;
  /** Any item may have changed. */
  readonly moved: () => void;
  /** Nothing more will come. */
  readonly ended: () => void;
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

/**
 * A check that a text has a part, whatever the case.
 * @param textsOf where the part may be
 */
export const mentions = <Item>(
  name: string,
  part: string | undefined,
  textsOf: (item: Item) => Iterable<string>,
): readonly Check<Item>[] => {
  if (part === undefined) return [];
  const wanted = part.toLowerCase();
  return [
    {
      name,
      expected: part,
      // Not all the text, which may be long.
      seen(item) {
        for (const text of textsOf(item)) if (text.toLowerCase().includes(wanted)) return part;
        return null;
      },
      isMet: (seen) => seen !== null,
    },
  ];
};

export const isMatch = <Item>(item: Item, checks: readonly Check<Item>[]): boolean =>
  checks.every(({ seen, isMet }) => isMet(seen(item)));

/** Looks at items one by one, oldest first, each once. */
const createFinding = <Item>(source: Source<Item>, { checks, count, limit }: Search<Item>) => {
  const listed: Item[] = [];
  /** What comes closest: most conditions met first, and the newest first among equals. */
  const closest: { readonly item: Item; readonly met: number }[] = [];
  let matches = 0;
  return {
    /** @returns whether it matches */
    see(item: Item): boolean {
      const met = checks.filter(({ seen, isMet }) => isMet(seen(item))).length;
      if (met === checks.length) {
        matches++;
        listed.push(item);
        if (listed.length > 2 * limit) listed.splice(0, limit);
        return true;
      }
      const place = closest.findIndex((other) => other.met <= met);
      if (place >= 0 || closest.length < MOST_CLOSEST) {
        closest.splice(place < 0 ? closest.length : place, 0, { item, met });
        closest.splice(MOST_CLOSEST);
      }
      return false;
    },
    found(): Found<Item> {
      const satisfied = matches >= count;
      const conditionsOf = (item: Item): Condition[] =>
        checks.map(({ name, expected, seen, isMet }) => {
          const value = seen(item);
          return { condition: name, expected, seen: value ?? null, met: isMet(value) };
        });
      return {
        count: matches,
        items: listed.slice(-limit),
        dropped: source.dropped(),
        satisfied,
        ended: false,
        closest: satisfied ? [] : closest.map(({ item }) => ({ item, conditions: conditionsOf(item) })),
      };
    },
  };
};

/** What matches now, found in one go: for callers in this process. */
export const findAtOnce = <Item>(source: Source<Item>, search: Search<Item>): Found<Item> => {
  const finding = createFinding(source, search);
  for (const item of source.items()) finding.see(item);
  return finding.found();
};

/**
 * What matches now. Gives way to requests, so it may include what has happened since it was called.
 * @param leaving aborted when nobody wants to know any more
 */
export const find = async <Item>(
  source: Source<Item>,
  search: Search<Item>,
  leaving?: AbortSignal,
): Promise<Found<Item>> => {
  const finding = createFinding(source, search);
  await inTurns(source.items(), (item) => {
    finding.see(item);
    return leaving?.aborted !== true;
  });
  return finding.found();
};

/**
 * Resolves as soon as enough match, when the wait is over, or when nothing more will come.
 *
 * It looks at everything once, and then at what changes, when it changes: so nothing that was true only for a moment is
 * missed, and a change costs each wait one look, however much there is.
 * @param over aborted when the wait is over
 * @param leaving aborted when nobody waits any more
 */
export const waitUntilFound = async <Item>(
  source: Source<Item>,
  search: Search<Item>,
  over: AbortSignal,
  leaving?: AbortSignal,
): Promise<Found<Item>> => {
  const { checks, count, limit } = search;
  const { keyOf = (item: Item): unknown => item, orderOf, copyOf = (item: Item): Item => item } = source;
  /** What matches, by key; complete once everything has been looked at. */
  const matches = new Map<unknown, Item>();
  /** What came while older things were still being looked at, if only that tells their order; these never change. */
  const late: Item[] = [];
  let isAllSeen = false;
  let isStale = true;
  let wake = (): void => undefined;

  const isEnough = (): boolean => matches.size >= count;
  const isDone = (): boolean => isEnough() || source.isOver() || over.aborted;
  const see = (item: Item): void => {
    const key = keyOf(item);
    if (isMatch(item, checks)) matches.set(key, copyOf(item));
    // Enough is enough: what matched then is the answer, whatever happens until it is sent.
    else if (!isEnough()) matches.delete(key);
  };
  const stop = source.watch({
    changed(item) {
      if (isAllSeen && isEnough()) return;
      if (isAllSeen || orderOf !== undefined) see(item);
      else late.push(item);
      if (isAllSeen && isEnough()) wake();
    },
    gone(key) {
      if (!isEnough()) matches.delete(key);
    },
    moved() {
      isStale = true;
      wake();
    },
    ended: () => {
      wake();
    },
  });
  const onOver = (): void => {
    wake();
  };
  over.addEventListener('abort', onOver);
  try {
    while (!isAllSeen || !isDone()) {
      if (isStale) {
        isStale = false;
        isAllSeen = false;
        // What is there no more is not met again.
        if (!isEnough()) matches.clear();
        await inTurns(source.items(), (item) => {
          see(item);
          return !source.isOver() && !over.aborted;
        });
        for (const item of late.splice(0)) see(item);
        isAllSeen = true;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop();
    over.removeEventListener('abort', onOver);
  }
  if (!isEnough()) return { ...(await find(source, search, leaving)), ended: !over.aborted };
  const items = [...matches.values()];
  if (orderOf !== undefined) items.sort((one, other) => orderOf(one) - orderOf(other));
  return {
    count: items.length,
    items: items.slice(-limit),
    dropped: source.dropped(),
    satisfied: true,
    ended: false,
    closest: [],
  };
};
