import type { EventName } from './events.js';
import type { Action, ShownState } from './lifecycle.js';

/** One thing that a client sees: when, in seconds after create, in which state, by which event, with which code. */
export type Sight = readonly [time: number, state: ShownState, event: EventName | null, code: number | null];

/**
 * Where the course of an instance stands: before the act with this index, of a scenario that began at this time; or
 * before the automatic scan. Times are milliseconds since 1970.
 */
export type Course = { readonly startedAt: number; readonly act: number } | { readonly scanAt: number };

/** A course of events that a client picks by the number that it creates an instance with. */
export type Scenario = {
  readonly number: string;
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly about: string;
  /** Where real integrators met it; none for the happy ones. */
  readonly threads: readonly string[];
  /** What happens by itself, in seconds after pairing starts. */
  readonly acts: readonly (readonly [time: number, action: Action])[];
  /** Repeats the last `count` acts for ever, `every` so many seconds. */
  readonly repeat?: { readonly count: number; readonly every: number };
  /** Life of one QR in milliseconds, and how many follow one another, whatever the settings are. */
  readonly qrTtl: number;
  readonly qrLimit: number;
  /** The gateway has no QR yet when pairing starts. */
  readonly startsWithoutQr?: true;
  /** What the answers or the list promise, and what does not come of it. */
  readonly quirk?: 'logoutDoesNothing' | 'notFoundByName' | 'neverLinks';
  /** What a client sees until the course ends, or for as long as `about` says. */
  readonly course: readonly Sight[];
};
