import { createAlarms } from './alarms.js';
import { clearTimeout, setImmediate, setTimeout } from './timers.js';

/** Where time comes from. Times are milliseconds since 1970, UTC. */
export type TimeSource = {
  readonly now: () => number;
  /** Runs `action` once, `delay` milliseconds from now; returns a function that cancels it. */
  readonly after: (delay: number, action: () => void) => () => void;
  /** It moves only when told to, so nothing should show a countdown. */
  readonly standsStill?: boolean;
};

/** Longest delay of Node's timers; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. Its timers do not keep a process alive. */
export const systemTime: TimeSource = {
  now: () => Date.now(),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(delay, LONGEST_TIMER));
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves when everything that has reached this process by now has been read. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    // The first may run before the event loop polls again; the second runs after that.
    setImmediate(() => setImmediate(resolve));
  });

/** Maximum number of alarms that one call to `advance` fires. */
export const MOST_PER_ADVANCE = 10_000;
/** The last time that a clock reaches: after it, a year has more than four digits. */
export const END_OF_TIME = Date.parse('9999-12-31T23:59:59.999Z');
/** Default start of a manual clock. */
export const MANUAL_START = '2026-01-01T00:00:00.000Z';

/** A clock that moves only when told to. */
export type ManualClock = TimeSource & {
  /**
   * Moves time forward by `milliseconds`; everything that falls due happens, in order, before the call returns.
   * Stops after 10,000 events, at the time of the last one, and at the end of the year 9999.
   * @returns the time that was reached, and whether it stopped short of the time that was asked for
   * @throws {RangeError} if `milliseconds` is negative or not a whole number
   */
  readonly advance: (milliseconds: number) => { readonly now: number; readonly stoppedShort: boolean };
};

/**
 * A clock for tests: it stands still until it is advanced.
 * @param start ISO 8601 time at which it starts
 * @throws {RangeError} if `start` is not a time
 * @example
 * const clock = manualClock();
 * const wachat = await startWachat({ clock, seed: 'any text' });
 * clock.advance(45_000); // the first QR has expired, the second one is current
 */
export const manualClock = (start = MANUAL_START): ManualClock => {
  let now = Date.parse(start);
  if (Number.isNaN(now)) throw new RangeError(`manualClock takes an ISO 8601 time, not ${JSON.stringify(start)}.`);
  const alarms = createAlarms();
  return {
    standsStill: true,
    now: () => now,
    after: (delay, action) => alarms.add(now + Math.max(0, delay), action),
    advance(milliseconds) {
      if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
        throw new RangeError('advance takes a whole number of milliseconds, 0 or more.');
      }
      const asked = now + milliseconds;
      const end = Math.min(asked, END_OF_TIME);
      for (let happened = 0; happened < MOST_PER_ADVANCE; happened++) {
        const alarm = alarms.takeDue(end);
        if (alarm === undefined) break;
        now = Math.max(now, alarm.time);
        alarm.action();
      }
      if ((alarms.nextTime() ?? Infinity) > end) now = end;
      return { now, stoppedShort: now < asked };
    },
  };
};
