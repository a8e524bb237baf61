import type { EventName } from './events.js';
import type { Action, ShownState } from './lifecycle.js';

/** One thing that a client sees: when, in seconds after create, the state, the event and its code. */
export type Sight = readonly [time: number, state: ShownState, event: EventName | null, code: number | null];

/**
 * The position of an instance's course: before the act with this index of a scenario that started at this time, or
 * before the automatic scan. Times are milliseconds since 1970.
 */
export type Course = { readonly startedAt: number; readonly act: number } | { readonly scanAt: number };

/** A course of events that a client picks by the number it gives at create. */
export type Scenario = {
  readonly number: string;
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly about: string;
  /** Where real integrators met it; none for the happy ones. */
  readonly threads: readonly string[];
  /** What happens automatically, in seconds after pairing starts. */
  readonly acts: readonly (readonly [time: number, action: Action])[];
  /** Repeats the last `count` acts forever, `every` so many seconds. */
  readonly repeat?: { readonly count: number; readonly every: number };
  /** Life of one QR in milliseconds, and how many follow one another, whatever the settings are. */
  readonly qrTtl: number;
  readonly qrLimit: number;
  /** The gateway has no QR yet when pairing starts. */
  readonly startsWithoutQr?: true;
  /** What the answers or the list of instances promise and do not keep. */
  readonly quirk?: 'logoutDoesNothing' | 'notFoundByName' | 'neverLinks' | 'imageSticks';
  /** What a client sees until the course ends, or for as long as `about` says. */
  readonly course: readonly Sight[];
};
