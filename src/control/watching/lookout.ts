import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { readDuration } from '../../config.js';
import type { Account } from '../../domain/account.js';
import { createDeadline } from '../../domain/deadline.js';
import { inTurns, isTurnOver, pause } from '../../domain/turns.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { sent } from '../../http/operation.js';
import type { Condition } from '../../shapes.js';
import { likelyCause, type Elsewhere } from './elsewhere.js';
import { find, findAtOnce, waitUntilFound, type Check, type Found, type Source } from './search.js';

/** What every query may have. */
export type Amount = {
  /** Only this instance, by technical name. */
  readonly instanceName?: string | undefined;
  /** How many must match; 1 by default. */
  readonly count?: number | undefined;
  /** How many to list at most, the newest; 100 by default. */
  readonly limit?: number | undefined;
  /** Only what is older than the item that this names. */
  readonly before?: string | number | undefined;
};

/** Whose things these are. */
export type Whose = {
  readonly key: string;
  /** The display name of an instance, by its technical name; none if it is not known. */
  readonly displayNameOf: (technicalName: string | null) => string | null;
};

/** One kind of thing that can be listed, and waited for. */
export type Searchable<Query extends Amount, Item, View> = {
  /** The query, as a URL has it. */
  readonly query: z.ZodObject;
  /** Where to search; `undefined` until the account exists. */
  readonly source: (emulator: Emulator, key: string, query: Query) => Source<Item> | undefined;
  /**
   * Tells what is older than the item that `before` names.
   * @throws {Refusal} when nobody can know, because the item is not there
   */
  readonly isBefore: (emulator: Emulator, key: string, before: NonNullable<Query['before']>) => (item: Item) => boolean;
  readonly checks: (query: Query, whose: Whose) => readonly Check<Item>[];
  /** What the search leaves out, by which a wait in vain is explained. */
  readonly elsewhere: (emulator: Emulator, key: string, query: Query) => Iterable<Elsewhere<Item>>;
  /** An item as a test sees it. */
  readonly view: (key: string, query: Query) => (item: Item) => View;
  /** What was seen of an item, without the secrets that a view of it would hide. */
  readonly masked?: (key: string, query: Query) => (item: Item, seen: unknown) => unknown;
  /** An item in one line. */
  readonly describe: (view: View) => string;
};

/** What was found, as a test sees it. */
export type FoundViews<View> = {
  readonly count: number;
  readonly items: View[];
  readonly dropped: number;
  readonly satisfied: boolean;
  readonly ended: boolean;
  /** The likely cause of a wait in vain, in a sentence. */
  readonly hint: string | null;
  readonly closest: { readonly item: View; readonly conditions: Condition[] }[];
};

const nothingFound = (hasEnded: boolean) => ({
  count: 0,
  items: [],
  dropped: 0,
  satisfied: false,
  ended: hasEnded,
  hint: null,
  closest: [],
});

/** The first items, up to one of which this is not true. */
const upTo = function* <Item>(items: Iterable<Item>, isTrue: (item: Item) => boolean): Generator<Item> {
  for (const item of items) {
    if (!isTrue(item)) return;
    yield item;
  }
};

/** Searches the account of one key for things of any kind. */
export const createLookout = (emulator: Emulator, key: string) => {
  const { accounts, instances } = emulator;
  const whoseOf = (one: string): Whose => ({
    key: one,
    displayNameOf(name) {
      const account = accounts.of(one);
      return account === undefined || name === null ? null : (accounts.displayNameOf(account, name) ?? null);
    },
  });
  /** @throws {Refusal} `notTechnicalName` */
  const searchOf = <Query extends Amount, Item, View>(kind: Searchable<Query, Item, View>, query: Query) => {
    if (query.instanceName !== undefined) instances.checkName(key, query.instanceName);
    return { checks: kind.checks(query, whoseOf(key)), count: query.count ?? 1, limit: query.limit ?? 100 };
  };
  /**
   * Where to search; `undefined` until the account exists.
   * @throws {Refusal} when there is no such item to go on below
   */
  const sourceOf = <Query extends Amount, Item, View>(
    kind: Searchable<Query, Item, View>,
    query: Query,
  ): Source<Item> | undefined => {
    const { before } = query;
    const source = kind.source(emulator, key, query);
    if (before === undefined) return source;
    const isBefore = kind.isBefore(emulator, key, before);
    return (
      source && {
        ...source,
        items: () => upTo(source.items(), isBefore),
        watch: (observer) =>
          source.watch({
            ...observer,
            // What is older may change, but nothing that is new is older.
            changed(item) {
              if (isBefore(item)) observer.changed(item);
            },
          }),
      }
    );
  };
  /** What turns what was found into what a test sees. */
  const viewsOf = <Query extends Amount, Item, View>(kind: Searchable<Query, Item, View>, query: Query) => {
    const view = kind.view(key, query);
    const masked = kind.masked?.(key, query) ?? ((_item: Item, seen: unknown) => seen);
    return {
      view,
      close: ({ item, conditions }: Found<Item>['closest'][number]) => ({
        item: view(item),
        conditions: conditions.map((one) => ({ ...one, seen: masked(item, one.seen) })),
      }),
    };
  };
  /** Views of what was found. A picture for each of a thousand takes its time, so this gives way to requests. */
  const shown = async <Query extends Amount, Item, View>(
    kind: Searchable<Query, Item, View>,
    query: Query,
    found: Found<Item>,
    leaving: AbortSignal | undefined,
  ): Promise<FoundViews<View>> => {
    const { view, close } = viewsOf(kind, query);
    const items: View[] = [];
    await inTurns(found.items, (item) => {
      items.push(view(item));
      return leaving?.aborted !== true;
    });
    return { ...found, items, hint: null, closest: found.closest.map(close) };
  };

  return {
    /** What is there now, found in one go: for callers in this process. */
    findAtOnce<Query extends Amount, Item, View>(kind: Searchable<Query, Item, View>, query: Query): FoundViews<View> {
      const search = searchOf(kind, query);
      const source = sourceOf(kind, query);
      if (source === undefined) return nothingFound(false);
      const found = findAtOnce(source, search);
      const { view, close } = viewsOf(kind, query);
      return { ...found, items: found.items.map(view), hint: null, closest: found.closest.map(close) };
    },

    /** What is there now. */
    async find<Query extends Amount, Item, View>(
      kind: Searchable<Query, Item, View>,
      query: Query,
      leaving?: AbortSignal,
    ): Promise<FoundViews<View>> {
      const search = searchOf(kind, query);
      const source = sourceOf(kind, query);
      if (source === undefined) return nothingFound(false);
      return shown(kind, query, await find(source, search, leaving), leaving);
    },

    /** What is there as soon as enough match, or when the wait (real milliseconds) is over. */
    async waitFor<Query extends Amount, Item, View>(
      kind: Searchable<Query, Item, View>,
      query: Query,
      wait: number,
      leaving?: AbortSignal,
    ): Promise<FoundViews<View>> {
      const search = searchOf(kind, query);
      const over = createDeadline(wait, leaving);
      const explained = async (found: FoundViews<View>): Promise<FoundViews<View>> =>
        found.satisfied || emulator.isClosed()
          ? found
          : {
              ...found,
              hint: await likelyCause(
                kind.elsewhere(emulator, key, query),
                (one) => kind.checks(query, whoseOf(one)),
                leaving,
              ),
            };
      const used = emulator.accounts.use(key);
      try {
        // Waiting is not a write, so it does not create the account; it waits for that too.
        if (sourceOf(kind, query) === undefined) await emulator.accounts.whenThere(key, over.signal);
        const source = sourceOf(kind, query);
        if (source === undefined) return await explained(nothingFound(!over.signal.aborted));
        const found = await waitUntilFound(source, search, over.signal, leaving);
        return await explained(await shown(kind, query, found, leaving));
      } finally {
        used();
        over.release();
      }
    },
  };
};

/** Looks at once, or for as long as the caller of an operation wants to wait. */
export const look = async <Query extends Amount, Item, View>(
  request: FastifyRequest,
  reply: FastifyReply,
  emulator: Emulator,
  kind: Searchable<Query, Item, View>,
  query: Query & { readonly wait?: string | undefined },
): Promise<FoundViews<View>> => {
  const lookout = createLookout(emulator, keyFrom(request));
  const patience = readDuration(query.wait);
  const leaving = new AbortController();
  if (reply.raw.destroyed) leaving.abort();
  reply.raw.once('close', () => {
    leaving.abort();
  });
  return patience === undefined
    ? lookout.find(kind, query, leaving.signal)
    : lookout.waitFor(kind, query, patience, leaving.signal);
};

/** A list is written in parts of about this many characters. */
const PART = 65_536;

/**
 * What was found, as JSON, a part after the other; the last one, which may be the only one, is what it returns. Each item
 * is checked and written by itself, so that this gives way to requests.
 */
const partsOf = async function* <Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  { items, ...rest }: FoundViews<z.input<Schema>>,
): AsyncGenerator<string, string> {
  let part = `${JSON.stringify({ success: true, ...rest }).slice(0, -1)},"${name}":[`;
  for (const [index, item] of items.entries()) {
    if (isTurnOver()) await pause();
    if (part.length > PART) {
      yield part;
      part = '';
    }
    part += `${index > 0 ? ',' : ''}${JSON.stringify(schema.parse(item))}`;
  }
  return `${part}]}`;
};

/**
 * Sends what was found. A thousand long messages are half a gigabyte: what is longer than a part leaves in parts, each
 * when the one before is on its way, so that no more than that is in memory.
 * @param name the member that has the list
 * @param schema of one item
 */
export const sendFound = async <Schema extends z.ZodType>(
  reply: FastifyReply,
  name: string,
  schema: Schema,
  found: FoundViews<z.input<Schema>>,
): Promise<typeof sent> => {
  const parts = partsOf(name, schema, found);
  const first = await parts.next();
  const all = async function* () {
    yield first.value;
    yield yield* parts;
  };
  void reply
    .type('application/json; charset=utf-8')
    .send(first.done === true ? first.value : Readable.from(all(), { highWaterMark: 1 }));
  return sent;
};

/** Whether the account was reset. */
const isReset = ({ accounts }: Emulator, account: Account): boolean => !accounts.isCurrent(account);

/**
 * A source in one account; nothing is there once the account was reset.
 * @param name the only instance that is asked for: nothing more comes once it was deleted
 */
export const sourceIn = <Item>(
  emulator: Emulator,
  account: Account,
  name: string | undefined,
  source: Omit<Source<Item>, 'isOver'>,
): Source<Item> => {
  const wasThere = name !== undefined && account.instances.has(name);
  return {
    ...source,
    items: () => (isReset(emulator, account) ? [] : source.items()),
    dropped: () => (isReset(emulator, account) ? 0 : source.dropped()),
    isOver: () => isReset(emulator, account) || (wasThere && !account.instances.has(name)),
  };
};
