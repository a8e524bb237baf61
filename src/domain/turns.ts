import { elapsed, setImmediate } from './timers.js';

/**
 * Long work gives way to requests: it may use a slice of each turn of the event loop, and then lets others have theirs.
 * All emulators of a process share its one thread, and so this too.
 */

/** How much of a turn of the event loop one kind of work may use, in milliseconds. */
const SLICE = 5;

/** A share of each turn of the event loop. */
const createShare = () => {
  let end: number | undefined;
  const renew = (): void => {
    end = undefined;
  };
  return {
    renew,
    /** Whether this turn's share is used up; the first to ask in a turn starts it. */
    isUsedUp: (): boolean => {
      if (end !== undefined) return elapsed() >= end;
      end = elapsed() + SLICE;
      setImmediate(renew);
      return false;
    },
  };
};

const work = createShare();
const alarms = createShare();

/** How many deliveries may leave in a turn. */
const MOST_SENDS = 24;
let sends = 0;
const renewSends = (): void => {
  sends = 0;
};

/** Whether what falls due by itself has had its share of this turn. */
export const isTurnOfAlarmsOver = alarms.isUsedUp;
/** Counts a delivery, and tells whether too many leave in this turn. By number, so that a few wait for nothing else. */
export const isTurnOfSendsOver = (): boolean => {
  if (sends++ === 0) setImmediate(renewSends);
  return sends > MOST_SENDS;
};
/** Whether long work has had its share of this turn, and should pause. */
export const isTurnOver = work.isUsedUp;

/** Those who have paused, in their order. */
const paused: (() => void)[] = [];
const resumeNext = (): void => {
  work.renew();
  paused.shift()?.();
  // One a turn: when it pauses again, or is done, is not known here.
  if (paused.length > 0) setImmediate(resumeNext);
};

/** Resolves in a later turn, after all who paused before. */
export const pause = (): Promise<void> =>
  new Promise((resolve) => {
    if (paused.push(resolve) === 1) setImmediate(resumeNext);
  });

/** Calls `act` with each item, over as many turns as it takes, until it returns `false`. */
export const inTurns = async <Item>(items: Iterable<Item>, act: (item: Item) => unknown): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  for (;;) {
    // Before the next one is taken: what was true of it may not be true after a pause.
    if (isTurnOver()) await pause();
    const step = iterator.next();
    if (step.done === true || act(step.value) === false) return;
  }
};

/** Does work to its end, whatever waits meanwhile. */
export const atOnce = <Result>(work: Generator<undefined, Result>): Result => {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
};

/** Does work that may take long, and gives way to requests between its steps. */
export const inSlices = async <Result>(work: Generator<undefined, Result>): Promise<Result> => {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (isTurnOver()) await pause();
  }
};
