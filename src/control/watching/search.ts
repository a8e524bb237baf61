/** One thing that is asked of what is sought. */
export type Check<Item> = {
  readonly name: string;
  readonly expected: unknown;
  readonly seen: (item: Item) => unknown;
  readonly isMet: (seen: unknown) => boolean;
};

/** What came of one check. */
export type Condition = {
  readonly condition: string;
  readonly expected: unknown;
  readonly seen: unknown;
  readonly met: boolean;
};

/** Where to search: requests, events, deliveries or instances. */
export type Source<Item> = {
  /** What is there now, oldest first, and how many are not kept any more. */
  readonly read: () => { readonly items: readonly Item[]; readonly dropped: number };
  /** Calls `look` whenever something changed; returns what stops that. */
  readonly watch: (look: () => void) => () => void;
  /** Whether nothing more will come. */
  readonly isOver: () => boolean;
  /** Whether items stay as they are, new ones come last, and only the first ones go. */
  readonly isLog?: boolean;
};

export type Found<Item> = {
  /** How many fit; more than are listed, perhaps. */
  readonly count: number;
  /** The newest that fit, oldest first. */
  readonly items: readonly Item[];
  readonly dropped: number;
  /** Whether as many fit as were asked for. */
  readonly satisfied: boolean;
  /** Whether a wait ended before its time, because nothing more will come. */
  readonly ended: boolean;
  /** When not: those that come closest, the best first, and how each condition was met. */
  readonly closest: readonly { readonly item: Item; readonly conditions: Condition[] }[];
};

export type Search<Item> = {
  readonly checks: readonly Check<Item>[];
  /** How many must fit. */
  readonly count: number;
  /** Most to list. */
  readonly limit: number;
};

const MOST_CLOSEST = 3;

/** A check that something is just what is expected; none when nothing is. */
export const equals = <Item>(name: string, expected: unknown, seen: (item: Item) => unknown): readonly Check<Item>[] =>
  expected === undefined ? [] : [{ name, expected, seen, isMet: (value) => value === expected }];

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMember = (value: unknown, name: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);

/** What stands at a place in JSON. */
const valueAt = (json: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (isMember(value, name) ? value[name] : undefined), json);

/** Checks that JSON has every member that is expected; others may stand beside them. A list must be the same. */
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
      // Of an empty object nothing is asked but that there is one.
      isMet: (seen) => (isObject(expected) ? isObject(seen) : JSON.stringify(seen) === wanted),
    },
  ];
};

/** What comes closest: with the most conditions met, the newest first. */
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

const fittingOf = <Item>(items: readonly Item[], checks: readonly Check<Item>[]): readonly Item[] =>
  items.filter((item) => checks.every(({ seen, isMet }) => isMet(seen(item))));

/** What fits now. */
export const find = <Item>({ read }: Source<Item>, { checks, count, limit }: Search<Item>): Found<Item> => {
  const { items, dropped } = read();
  const fitting = fittingOf(items, checks);
  const satisfied = fitting.length >= count;
  return {
    count: fitting.length,
    items: fitting.slice(-limit),
    dropped,
    satisfied,
    ended: false,
    closest: satisfied ? [] : closestOf(items, checks),
  };
};

/** Counts what fits. In a log it looks at each item once: a thousand may wait while ten thousand requests come in. */
const createCount = <Item>({ read, isLog }: Source<Item>, checks: readonly Check<Item>[]) => {
  let before: { readonly first: Item | undefined; readonly length: number; readonly fitting: number } | undefined;
  return (): number => {
    const { items } = read();
    const [first] = items;
    const known = isLog === true && before?.first === first ? before : undefined;
    const fitting = (known?.fitting ?? 0) + fittingOf(items.slice(known?.length), checks).length;
    before = { first, length: items.length, fitting };
    return fitting;
  };
};

/** Resolves as soon as enough fit, when the wait is over, or when nothing more will come. */
export const waitUntilFound = <Item>(
  source: Source<Item>,
  search: Search<Item>,
  over: AbortSignal,
): Promise<Found<Item>> =>
  new Promise((resolve) => {
    const countFitting = createCount(source, search.checks);
    const isEnough = (): boolean => countFitting() >= search.count;
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
