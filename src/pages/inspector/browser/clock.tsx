import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ClockReply } from '../../../shapes.js';
import { has } from './call.js';
import { Icon } from './icons.js';
import { createResource } from './resource.js';
import { hrefOf } from './route.js';
import { apiKey } from './key.js';
import { offsetOf, timeOf } from './times.js';

type Reading = { readonly now: number; readonly frozen: boolean; readonly at: number } | null;
/** The account's clock as it was read, and the browser's time then. */
const reading = signal<Reading>(null);
const tick = signal(0);

const timeIn = (last: Reading, at: number): number =>
  last === null ? Date.now() : last.frozen ? last.now : last.now + at - last.at;

/** The account's time now, in milliseconds since 1970, as far as the page knows; a running clock is carried on. */
export const accountTime = (): number => timeIn(reading.value, tick.value);
/** How far that is from the browser's own time, in milliseconds. */
export const clockOffset = (): number => (reading.value === null ? 0 : accountTime() - tick.value);
export const isClockKnown = (): boolean => reading.value !== null;
/** The same, exactly, and once: who asks is not told when it goes on. */
export const timeOfAccount = (): number => timeIn(reading.peek(), Date.now());
export const isFrozen = (): boolean => reading.value?.frozen === true;

/** Reads the clock for as long as the page is open. */
export const followClock = (): void => {
  const clock = createResource<ClockReply>(() => 'clock', has<ClockReply>('clock'), ['clock', 'hello']);
  clock.value.subscribe((answer) => {
    const at = Date.now();
    tick.value = at;
    reading.value =
      answer === undefined ? null : { now: Date.parse(answer.clock.now), frozen: answer.clock.frozen, at };
  });
  apiKey.subscribe(() => {
    clock.look();
  });
};

/** The account's clock in the header; it leads to where it is moved. */
export const ClockChip = (): JSX.Element => {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) tick.value = Date.now();
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const now = new Date(accountTime()).toISOString();
  const last = reading.value;
  const offset = last === null ? '' : offsetOf(last.now - last.at);
  // A few hundred milliseconds lie between the clock's time and when we read it.
  const isMoved = last !== null && Math.abs(last.now - last.at) > 2_000;
  return (
    <a
      class={`chip clock${isFrozen() ? ' frozen' : ''}`}
      href={hrefOf('lab', ['clock'])}
      title="The account's clock: move it in the Lab"
    >
      <Icon name="clock" />
      <time dateTime={now} role="timer" aria-live="off">
        {timeOf(now, isMoved || isFrozen() ? undefined : now)}
      </time>
      <span>{isFrozen() ? 'frozen' : isMoved ? offset : 'UTC'}</span>
    </a>
  );
};
