import { signal } from '@preact/signals';
import type { ClockChange, ClockChanged } from '../../../../shapes.js';
import { isObject, type Call } from '../call.js';
import { accountTime } from '../clock.js';
import { announce } from '../news.js';
import type { Note } from '../stream.js';
import { things, timeOf } from '../times.js';
import { millisecondsIn } from './durations.js';

/** What came of the last move of the clock. */
type Move = {
  readonly change: ClockChange;
  readonly clock: ClockChanged['clock'];
  /** Where it was to go, if that is known; ISO 8601. */
  readonly goal: string | undefined;
  /** The browser's time then, in milliseconds. */
  readonly at: number;
};

export const lastMove = signal<Move | null>(null);
/** Why the last one was refused; empty if it was not. */
export const moveProblem = signal('');
/** Says why a move was refused, in place of what came of the one before; empty when one begins. */
export const sayMove = (sentence: string): void => {
  moveProblem.value = sentence;
  if (sentence !== '') lastMove.value = null;
};
export const forgetMove = (): void => {
  moveProblem.value = '';
  lastMove.value = null;
};
/** The account's time as a move began, in milliseconds since 1970. */
let begun = 0;
export const beginMove = (): void => {
  forgetMove();
  begun = accountTime();
};
/** Whether a move waits for the answers of webhooks. */
export const settles = signal(false);

const isChanged = (answer: unknown): answer is ClockChanged =>
  isObject(answer) && isObject(answer.clock) && 'happened' in answer.clock;

/** Milliseconds: a long way takes its time, and so do webhooks that are waited for. */
const PATIENCE = 30_000;

export const moveOf = (change: ClockChange): Call => ({
  method: 'POST',
  path: '_emulator/clock',
  body:
    settles.value && (change.advance !== undefined || change.set !== undefined) ? { ...change, settle: true } : change,
  patience: PATIENCE,
});

/** Says what came of the move that was begun last. */
export const moved = (change: ClockChange, answer: unknown): void => {
  if (!isChanged(answer)) return;
  const way = typeof change.advance === 'string' ? millisecondsIn(change.advance) : change.advance;
  const goal = change.set ?? (way === undefined ? undefined : new Date(begun + way).toISOString());
  lastMove.value = { change, clock: answer.clock, goal, at: Date.now() };
  const { happened, now } = answer.clock;
  announce(`The clock is at ${timeOf(now)}. ${things(happened, 'thing')} happened.`);
};

/** Milliseconds that a running clock may be told late. */
const LATE = 2_000;

/** When the clock is elsewhere by now, what came of the last move is history. */
export const hearMove = ({ kind, data }: Note): void => {
  const clock = kind === 'clock' ? data : data.clock;
  const last = lastMove.peek();
  if (last === null || !isObject(clock)) return;
  const { now, frozen } = last.clock;
  const way = Date.parse(String(clock.now)) - Date.parse(now) - (frozen ? 0 : Date.now() - last.at);
  if (clock.frozen !== frozen || Math.abs(way) > (frozen ? 0 : LATE)) forgetMove();
};
