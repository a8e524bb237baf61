import { createAlarms } from './alarms.js';
import type { TimeSource } from './time-source.js';
import { isTurnOfAlarmsOver } from './turns.js';

/** The time of a clock, and whether the clock itself is frozen; a frozen time source does not count. */
export type ClockPosition = { readonly now: number; readonly frozen: boolean };

/** An account's clock: it follows its source at an offset, or it is frozen. One timer serves all its alarms. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  readonly position: () => ClockPosition;
  /** Whether it moves only when told to; then nothing should show a countdown. */
  readonly isFrozen: () => boolean;
  /**
   * Runs `action` when the clock reaches `time`; returns a function that cancels it.
   * @param rank at the same time, the lower rank goes first. It depends on what falls due, not on when that was set, so
   *   that a restored account does the same things in the same order.
   */
  readonly at: (time: number, action: () => void, rank?: number) => () => void;
  readonly freeze: () => void;
  readonly run: () => void;
  /** Moves to the next alarm that is due by `end` and fires it; false if there is none. */
  readonly step: (end: number) => boolean;
  /** Moves to `time`, forward or back, without firing the alarms on the way. */
  readonly moveTo: (time: number) => void;
  /** When the next alarm is due. */
  readonly nextTime: () => number | undefined;
  /** Calls `told` whenever the clock is frozen, started or moved, with whether that was back in time. */
  readonly onMove: (told: (isBack: boolean) => void) => void;
  /** Whether its source moves only when told to, within a call: then nothing that it makes happen may take turns. */
  readonly isDriven: boolean;
  /** Cancels all alarms. */
  readonly clear: () => void;
};

/** @param frozenAt the time at which the clock starts frozen; without it, it follows its source */
export const createClock = (source: TimeSource, frozenAt?: number): Clock => {
  const alarms = createAlarms();
  const isDriven = source.standsStill === true;
  let offset = 0;
  let frozen = frozenAt;
  let armed: { readonly time: number; readonly cancel: () => void } | undefined;
  let told: (isBack: boolean) => void = () => undefined;

  const now = (): number => frozen ?? source.now() + offset;
  const disarm = (): void => {
    armed?.cancel();
    armed = undefined;
  };
  const arm = (): void => {
    const time = frozen === undefined ? alarms.nextTime() : undefined;
    if (time === armed?.time) return;
    disarm();
    if (time !== undefined) armed = { time, cancel: source.after(Math.max(0, time - now()), fire) };
  };
  const fire = (): void => {
    armed = undefined;
    for (let alarm = alarms.takeDue(now()); alarm !== undefined; alarm = alarms.takeDue(now())) {
      alarm.action();
      // The rest is due at once, but in another turn of the event loop.
      if (!isDriven && isTurnOfAlarmsOver()) break;
    }
    arm();
  };
  const land = (time: number): void => {
    // The timer was armed from a time that is no longer valid.
    disarm();
    if (frozen === undefined) offset = time - source.now();
    else frozen = time;
  };
  const rearm = (isBack = false): void => {
    disarm();
    arm();
    told(isBack);
  };

  return {
    now,
    position: () => ({ now: now(), frozen: frozen !== undefined }),
    isFrozen: () => frozen !== undefined || isDriven,
    isDriven,
    at(time, action, rank) {
      const cancel = alarms.add(time, action, rank);
      arm();
      return () => {
        cancel();
        arm();
      };
    },
    freeze() {
      frozen = now();
      rearm();
    },
    run() {
      if (frozen !== undefined) {
        offset = frozen - source.now();
        frozen = undefined;
      }
      rearm();
    },
    step(end) {
      const alarm = alarms.takeDue(end);
      if (alarm === undefined) return false;
      if (alarm.time > now()) land(alarm.time);
      alarm.action();
      arm();
      return true;
    },
    moveTo(time) {
      const isBack = time < now();
      land(time);
      rearm(isBack);
    },
    nextTime: alarms.nextTime,
    onMove(listener) {
      told = listener;
    },
    clear() {
      alarms.clear();
      disarm();
    },
  };
};
