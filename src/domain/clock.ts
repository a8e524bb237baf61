import { createAlarms, type Alarms } from './alarms.js';
import type { TimeSource } from './time-source.js';
import { isTurnOfAlarmsOver } from './turns.js';

/** The time of a clock, and whether the clock itself is frozen; a frozen time source does not count. */
export type ClockPosition = { readonly now: number; readonly frozen: boolean };

/** What is to be told that a clock was frozen, started or moved, and whether that was back in time. */
export type ClockOwner = { readonly clockMoved: (isBack: boolean) => void };

/**
 * An account's clock: it follows its source at an offset, or it is frozen. One timer serves all its alarms.
 *
 * A class, since each account has one: closures would take ten times the memory.
 */
export class Clock {
  readonly #source: TimeSource;
  readonly #owner: ClockOwner | undefined;
  #offset = 0;
  #frozen: number | undefined;
  #alarms: Alarms | undefined;
  #armed: { readonly time: number; readonly cancel: () => void } | undefined;

  /** @param frozenAt the time at which the clock starts frozen; without it, it follows its source */
  constructor(source: TimeSource, frozenAt?: number, owner?: ClockOwner) {
    this.#source = source;
    this.#frozen = frozenAt;
    this.#owner = owner;
  }

  /** Milliseconds since 1970, UTC. */
  now(): number {
    return this.#frozen ?? this.#source.now() + this.#offset;
  }

  position(): ClockPosition {
    return { now: this.now(), frozen: this.#frozen !== undefined };
  }

  /** Whether its source moves only when told to, within a call: then nothing that it makes happen may take turns. */
  get isDriven(): boolean {
    return this.#source.standsStill === true;
  }

  /** Whether it moves only when told to; then nothing should show a countdown. */
  isFrozen(): boolean {
    return this.#frozen !== undefined || this.isDriven;
  }

  /**
   * Runs `action` when the clock reaches `time`; returns a function that cancels it.
   * @param rank at the same time, the lower rank goes first. It depends on what falls due, not on when that was set, so
   *   that a restored account does the same things in the same order.
   */
  at(time: number, action: () => void, rank?: number): () => void {
    const cancel = (this.#alarms ??= createAlarms()).add(time, action, rank);
    this.#arm();
    return () => {
      cancel();
      this.#arm();
    };
  }

  freeze(): void {
    this.#frozen = this.now();
    this.#rearm(false);
  }

  run(): void {
    if (this.#frozen !== undefined) {
      this.#offset = this.#frozen - this.#source.now();
      this.#frozen = undefined;
    }
    this.#rearm(false);
  }

  /** Moves to the next alarm that is due by `end` and fires it; false if there is none. */
  step(end: number): boolean {
    const alarm = this.#alarms?.takeDue(end);
    if (alarm === undefined) return false;
    if (alarm.time > this.now()) this.#land(alarm.time);
    try {
      alarm.action();
    } finally {
      this.#arm();
    }
    return true;
  }

  /** Moves to `time`, forward or back, without firing the alarms on the way. */
  moveTo(time: number): void {
    const isBack = time < this.now();
    this.#land(time);
    this.#rearm(isBack);
  }

  /** When the next alarm is due. */
  nextTime(): number | undefined {
    return this.#alarms?.nextTime();
  }

  /** Cancels all alarms. */
  clear(): void {
    this.#alarms?.clear();
    this.#disarm();
  }

  #disarm(): void {
    this.#armed?.cancel();
    this.#armed = undefined;
  }

  #arm(): void {
    const time = this.#frozen === undefined ? this.nextTime() : undefined;
    if (time === this.#armed?.time) return;
    this.#disarm();
    if (time === undefined) return;
    const cancel = this.#source.after(Math.max(0, time - this.now()), () => {
      this.#fire();
    });
    this.#armed = { time, cancel };
  }

  #fire(): void {
    this.#armed = undefined;
    // Whatever goes wrong in one, the others go off.
    try {
      for (
        let alarm = this.#alarms?.takeDue(this.now());
        alarm !== undefined;
        alarm = this.#alarms?.takeDue(this.now())
      ) {
        alarm.action();
        // The rest is due at once, but in another turn of the event loop.
        if (!this.isDriven && isTurnOfAlarmsOver()) break;
      }
    } finally {
      this.#arm();
    }
  }

  #land(time: number): void {
    // The timer was armed from a time that is no longer valid.
    this.#disarm();
    if (this.#frozen === undefined) this.#offset = time - this.#source.now();
    else this.#frozen = time;
  }

  #rearm(isBack: boolean): void {
    this.#disarm();
    this.#arm();
    this.#owner?.clockMoved(isBack);
  }
}
