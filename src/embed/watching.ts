import type * as z from 'zod';
import { readDuration } from '../config.js';
import type { Controls } from '../control/controls.js';
import { searchableDeliveries } from '../control/watching/deliveries.js';
import { searchableEvents } from '../control/watching/events.js';
import { searchableInstances } from '../control/watching/instances.js';
import type { Amount, FoundViews, Searchable } from '../control/watching/lookout.js';
import { searchableMessages } from '../control/watching/messages.js';
import { searchableRequests } from '../control/watching/requests.js';
import type { Calls } from './calls.js';
import { isJson, isPlain } from '../schema/plain.js';
import { meantBy } from '../schema/nearest.js';
import { hintAt } from '../schema/strict.js';
import { named } from '../config-error.js';
import { nameOfKind } from '../schema/wording.js';
import type { Duration } from './options.js';
import type { Patience, Watched, Watching } from './wachat.js';

const PATIENCE = 'waitFor takes a duration such as 500ms or 2s to wait';
/** Shorter than what Vitest and Jest give a test, 5 s: whoever waits in vain is to see why. */
const USUAL_PATIENCE = '4s';

/** How long a caller wants to wait. */
const timeoutIn = (given: Patience): Duration => {
  if (typeof given !== 'object') return given;
  const { timeout = USUAL_PATIENCE, ...rest } = isPlain(given) ? given : { given };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new RangeError(`${PATIENCE}, or { timeout: '2s' }, not ${named(given)}.`);
  return timeout;
};

/** A value as a URL has it; what cannot be JSON is nothing. */
const jsonOf = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
};

/** The sentence about a value of a query that HTTP would refuse, too; `undefined` when it is right. */
const problemIn = (schema: z.ZodType, value: unknown): string | undefined => {
  const read = schema.safeParse(typeof value === 'string' ? value : jsonOf(value));
  if (!read.success) return read.error.issues[0]?.message;
  if (nameOfKind(read.data) !== nameOfKind(value))
    // What is no text may read like one.
    return (
      schema.safeParse(value).error?.issues[0]?.message ?? `must be ${nameOfKind(read.data)}, not ${nameOfKind(value)}`
    );
  return isJson(value) ? undefined : 'must be JSON throughout: no undefined, no function, no Date';
};

/**
 * A query as it was when it was given.
 * @throws {RangeError} for what would otherwise be ignored, or never be found
 */
export const taken = <Query extends object>(
  what: string,
  { query: allowed }: { readonly query: z.ZodObject },
  given: Query,
): Query => {
  if (!isPlain(given)) {
    const kind = nameOfKind(given);
    throw new RangeError(
      `The query of ${what} must be ${kind === 'an object' ? 'a plain object, such as { count: 2 }' : `an object, not ${kind}`}.`,
    );
  }
  const query = { ...given };
  const shape: Readonly<Record<string, z.ZodType>> = allowed.shape;
  // The handle takes how long to wait as a parameter of its own.
  const known = Object.keys(shape).filter((one) => one !== 'wait');
  for (const [name, value] of Object.entries(query)) {
    const schema = known.includes(name) ? shape[name] : undefined;
    if (schema === undefined)
      throw new RangeError(
        `The query of ${what} has no "${name}"${hintAt(meantBy(name, known))}; it has ${known.join(', ')}.`,
      );
    const problem = value === undefined ? undefined : problemIn(schema, value);
    if (problem !== undefined) throw new RangeError(`The query of ${what} cannot be taken: "${name}" ${problem}.`);
  }
  return query;
};

/** Most characters of a value in a line. */
const LONGEST_VALUE = 300;
const shown = (value: unknown): string => {
  const text = JSON.stringify(value ?? null);
  return text.length <= LONGEST_VALUE
    ? text
    : `${text.slice(0, LONGEST_VALUE).toWellFormed()}… (${String(text.length)} characters)`;
};

/** What was wanted and what was found, one condition per line. */
const explanation = <View>(
  what: string,
  waited: string,
  wanted: number,
  found: FoundViews<View>,
  describe: (view: View) => string,
): string =>
  [
    `${waited} for ${what}: ${String(wanted)} wanted, ${String(found.count)} found${found.dropped > 0 ? `, ${String(found.dropped)} no longer kept` : ''}.`,
    ...(found.hint === null ? [] : [`  ${found.hint}`]),
    ...found.items.map((item) => `  matches: ${describe(item)}`),
    ...found.closest.flatMap(({ item, conditions }) => [
      `  closest: ${describe(item)}`,
      ...conditions.map(({ condition, expected, seen, met }) =>
        met
          ? `    ok   ${condition}: ${shown(seen)}`
          : `    FAIL ${condition}: expected ${shown(expected)}, seen ${shown(seen)}`,
      ),
    ]),
  ].join('\n');

/** One or more, so that the compiler knows that there is a first. */
type Some<Item> = readonly [Item, ...Item[]];

type Waits = {
  readonly [What in keyof Watched]: (
    query: Watched[What][0] | undefined,
    patience: Duration,
  ) => Promise<Some<Watched[What][1]>>;
};

/** Looking at an account, and waiting for what happens there. */
export const createWatching = (controls: Controls, atOnce: Calls['atOnce'], wait: Calls['wait']): Watching => {
  const look = <Query extends Amount, Item, View>(what: string, kind: Searchable<Query, Item, View>, query: Query) =>
    controls.findAtOnce(kind, taken(what, kind, query)).items;
  const find = async <Query extends Amount, Item, View>(
    what: string,
    kind: Searchable<Query, Item, View>,
    given: Query,
    patience: Duration,
  ): Promise<Some<View>> => {
    const query = taken(what, kind, given);
    const duration = readDuration(patience);
    if (duration === undefined) throw new RangeError(`${PATIENCE}, not ${named(patience)}.`);
    if (controls.isClosed()) throw new Error(`The emulator was closed: there are no more ${what} to wait for.`);
    const found = await controls.waitFor(kind, query, duration);
    const [first, ...rest] = found.items;
    if (found.satisfied && first !== undefined) return [first, ...rest];
    const waited = found.ended
      ? `Stopped waiting, because the ${controls.isClosed() ? 'emulator was closed' : 'account was reset, restored or deleted, or the instance deleted'},`
      : `Waited ${typeof patience === 'number' ? `${String(patience)} ms` : patience}`;
    throw new Error(explanation(what, waited, query.count ?? 1, found, kind.describe));
  };
  const waits: Waits = {
    requests: (query = {}, patience) => find('requests', searchableRequests, query, patience),
    events: (query = {}, patience) => find('events', searchableEvents, query, patience),
    deliveries: (query = {}, patience) => find('deliveries', searchableDeliveries, query, patience),
    messages: (query = {}, patience) => find('messages', searchableMessages, query, patience),
    instances: (query = {}, patience) => find('instances', searchableInstances, query, patience),
  };
  return {
    requests: atOnce('requests', (query = {}) => look('requests', searchableRequests, query)),
    events: atOnce('events', (query = {}) => look('events', searchableEvents, query)),
    deliveries: atOnce('deliveries', (query = {}) => look('deliveries', searchableDeliveries, query)),
    messages: atOnce('messages', (query = {}) => look('messages', searchableMessages, query)),
    instances: atOnce('instances', (query = {}) => look('instances', searchableInstances, query).toReversed()),
    waitFor: wait(
      'waitFor',
      async <What extends keyof Watched>(what: What, query?: Watched[What][0], patience: Patience = {}) => {
        if (!Object.hasOwn(waits, what)) {
          throw new RangeError(`waitFor waits for ${Object.keys(waits).join(', ')}, not for ${named(what)}.`);
        }
        return waits[what](query, timeoutIn(patience));
      },
    ),
  };
};
