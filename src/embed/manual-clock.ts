import { ADVANCE, readAdvance } from '../control/clock.js';
import { manualClock as drivenClock, systemTime, type TimeSource } from '../domain/time-source.js';
import { fromCaller, fromCallerAtOnce } from './calls.js';
import { must } from './given.js';
import type { Duration } from './options.js';

/** A clock that moves only when told to. */
export type ManualClock = TimeSource & {
  /**
   * Moves time forward; everything that falls due happens, in order, before it resolves.
   * Stops after 10,000 events, at the time of the last one, and at the end of the year 9999.
   * @param by `'45s'`, or a number of milliseconds
   * @returns the time that was reached, in milliseconds since 1970, and whether that is short of what was asked for
   * @throws {RangeError} if it is no duration
   */
  readonly advance: (by: Duration) => Promise<{ readonly now: number; readonly stoppedShort: boolean }>;
};

/**
 * A clock for tests: it stands still until it is advanced.
 * @param start ISO 8601 time at which it starts; by default the present, so that runs repeat only with a start
 * @throws {RangeError} if `start` is not a time
 * @example
 * const clock = manualClock();
 * const wachat = await startWachat({ clock });
 * await clock.advance('45s'); // the first QR has expired, the second one is current
 */
export const manualClock = fromCallerAtOnce((start: string = new Date(systemTime.now()).toISOString()): ManualClock => {
  const { advance, ...clock } = drivenClock(start);
  return {
    ...clock,
    // At once, so that nothing depends on who awaits it.
    advance: fromCaller(
      (by) =>
        new Promise((resolve) => {
          resolve(advance(must('advance', ADVANCE, by, readAdvance)));
        }),
    ),
  };
});
