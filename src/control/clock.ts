import { readDuration } from '../config.js';
import type { Account } from '../domain/account.js';
import type { Clock } from '../domain/clock.js';
import { createDeadline } from '../domain/deadline.js';
import { isTurnOver, pause } from '../domain/turns.js';
import { END_OF_TIME, MOST_PER_ADVANCE } from '../domain/time-source.js';
import type { Deliveries } from '../delivery/deliveries.js';
import { deliveryId } from '../delivery/record.js';
import type { Emulator } from '../emulator.js';
import type { Clock as ClockNow, MovedClock } from '../shapes.js';

/** How long one change may wait for deliveries in total, in real milliseconds. */
const PATIENCE = 10_000;

/** One change of a clock; durations and times in milliseconds. */
export type ClockStep = {
  readonly freeze?: boolean | undefined;
  readonly run?: boolean | undefined;
  readonly advance?: number | undefined;
  readonly set?: number | undefined;
  readonly settle?: boolean | undefined;
};

const MOST = 3_660 * 86_400_000;
const EARLIEST = 0;
const LATEST = Date.parse('3000-01-01T00:00:00Z');
export const ADVANCE = 'a duration from 0ms to 3660d, such as 500ms, 45s, 30m, 12h or 1d';
export const SET = 'an ISO 8601 time with a time zone, from 1970 to 2999, such as 2026-07-01T00:00:00Z';

/** How far to advance, in milliseconds; `undefined` if it cannot be read. */
export const readAdvance = (value: unknown): number | undefined => {
  const duration = readDuration(value);
  return duration !== undefined && duration <= MOST ? duration : undefined;
};

/** A time to set, in milliseconds since 1970; `undefined` if it cannot be read. */
export const readTime = (value: unknown): number | undefined => {
  if (typeof value !== 'string') return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
  // Date.parse takes the 31st of any month for the first days of the next.
  const [day = ''] = value.split('T');
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const time = Date.parse(value);
  return time >= EARLIEST && time < LATEST ? time : undefined;
};

export const readClock = (clock: Clock): ClockNow => ({
  now: new Date(clock.now()).toISOString(),
  frozen: clock.isFrozen(),
});

/** Resolves once no delivery is in flight, or when `patience` runs out. */
const settled = async (deliveries: Deliveries, patience: AbortSignal): Promise<void> => {
  while (deliveries.inFlight().length > 0 && !patience.aborted && !deliveries.isClosed()) {
    await new Promise<void>((resolve) => {
      const stop = deliveries.onChange(done);
      patience.addEventListener('abort', done);
      function done(): void {
        stop();
        patience.removeEventListener('abort', done);
        resolve();
      }
    });
  }
};

/** The last change of each account's clock: changes run one at a time, in order. */
const lastChanges = new WeakMap<Account, Promise<unknown>>();

/** Resolves once every change of the account's clock that began before this call is done. */
export const clockAtRest = async (account: Account): Promise<void> => {
  await lastChanges.get(account);
};

/** Moves a clock to `end`, or as far as one call may move it. */
const moveTo = async (
  clock: Clock,
  deliveries: Deliveries,
  end: number,
  patience: AbortSignal | undefined,
): Promise<Omit<MovedClock, keyof ClockNow>> => {
  const goal = Math.min(end, END_OF_TIME);
  let happened = 0;
  if (patience !== undefined) await settled(deliveries, patience);
  while (happened < MOST_PER_ADVANCE && !deliveries.isClosed() && clock.step(goal)) {
    happened++;
    if (patience !== undefined) await settled(deliveries, patience);
    if (isTurnOver()) await pause();
  }
  const isThere = !deliveries.isClosed() && (clock.nextTime() ?? Infinity) > goal;
  if (isThere) clock.moveTo(goal);
  const open = patience === undefined ? [] : deliveries.inFlight();
  return { happened, stoppedShort: !isThere || goal < end, unsettled: open.map(deliveryId) };
};

/**
 * Freezes, runs or moves an account's clock. What falls due on the way happens, in order, before this resolves; at most
 * 10,000 things do. With `settle`, time stands still after each until its deliveries have been answered.
 * @param impatience ends the wait for deliveries, which otherwise ends 10 real seconds from now
 */
export const changeClock = (
  emulator: Emulator,
  account: Account,
  { freeze, run, advance, set, settle }: ClockStep,
  impatience?: AbortSignal,
): Promise<MovedClock> => {
  const deliveries = emulator.deliveriesFor(account);
  // From now on, also while earlier changes are under way.
  const deadline = settle === true ? createDeadline(PATIENCE, impatience) : undefined;
  const before = lastChanges.get(account) ?? Promise.resolve();
  const change = before.then(async () => {
    const { clock } = account;
    await emulator.allFollowed(account);
    // So that what happens, and when, does not depend on how fast receivers answer meanwhile.
    const release = settle === true ? undefined : deliveries.hold();
    const endMove = emulator.beginMove(account);
    if (freeze === true) clock.freeze();
    const isRunning = !clock.isFrozen();
    // So that a move takes no time of its own.
    if (isRunning) clock.freeze();
    try {
      const move = await moveTo(clock, deliveries, set ?? clock.now() + (advance ?? 0), deadline?.signal);
      if (run === true || isRunning) clock.run();
      return { ...readClock(clock), ...move };
    } catch (error) {
      if (isRunning) clock.run();
      throw error;
    } finally {
      endMove();
      release?.();
    }
  });
  const done = change.finally(() => deadline?.release());
  lastChanges.set(
    account,
    done.catch(() => undefined),
  );
  return done;
};
