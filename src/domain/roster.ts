import type { TimeSource } from './time-source.js';

/** Which keys have an account, their numbers, and when each was used last. Time is the process's, not an account's. */
export type Roster = {
  /** Enters a key if it is not there; returns its number. */
  readonly enter: (key: string) => number;
  /** Takes a key off; its number goes to no other. False when it was not there. */
  readonly leave: (key: string) => boolean;
  /** The key is used now. */
  readonly touch: (key: string) => void;
  /** The key is in use until what this returns is called. */
  readonly use: (key: string) => () => void;
  /** All that are there, oldest first. */
  readonly all: () => readonly Member[];
  /** Lets go of the timer, for good. */
  readonly close: () => void;
};

export type Member = {
  readonly key: string;
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
};

export const createRoster = (options: {
  /** These have numbers from the start, and keep them. */
  readonly listed: readonly string[];
  readonly time: TimeSource;
  /** How long a key may be out of use, in milliseconds; without it, for ever. */
  readonly ttl: number | undefined;
  /** What is done with a key that was not used for so long; it has to leave. */
  readonly expire: (key: string) => void;
}): Roster => {
  const { time, ttl, expire } = options;
  const listed = new Map(options.listed.map((key, index) => [key, index + 1]));
  const members = new Map<string, { readonly number: number; usedAt: number }>();
  /** How many things use a key at this moment. */
  const uses = new Map<string, number>();
  let lastNumber = listed.size;
  let callOff: (() => void) | undefined;
  let isClosed = false;

  /** One timer for all. What is used later is due later, so a timer that is armed is never too late. */
  const arm = (delay: number): void => {
    if (callOff === undefined && !isClosed) callOff = time.after(delay, sweep);
  };
  const sweep = (): void => {
    callOff = undefined;
    if (ttl === undefined) return;
    const now = time.now();
    let soonest = Infinity;
    for (const [key, { usedAt }] of [...members]) {
      // What is in use arms the timer when that ends.
      if (uses.has(key)) continue;
      if (usedAt + ttl <= now) expire(key);
      else soonest = Math.min(soonest, usedAt + ttl);
    }
    if (soonest !== Infinity) arm(soonest - now);
  };
  const touch = (key: string): void => {
    const member = members.get(key);
    if (member === undefined) return;
    member.usedAt = time.now();
    if (ttl !== undefined) arm(ttl);
  };

  return {
    enter(key) {
      const found = members.get(key);
      if (found !== undefined) return found.number;
      const number = listed.get(key) ?? ++lastNumber;
      members.set(key, { number, usedAt: time.now() });
      touch(key);
      return number;
    },
    leave: (key) => members.delete(key),
    touch,
    use(key) {
      uses.set(key, (uses.get(key) ?? 0) + 1);
      touch(key);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (uses.get(key) ?? 1) - 1;
        if (left === 0) uses.delete(key);
        else uses.set(key, left);
        touch(key);
      };
    },
    all: () =>
      [...members].map(([key, { number, usedAt }]) => ({ key, number, usedAt: uses.has(key) ? time.now() : usedAt })),
    close() {
      isClosed = true;
      callOff?.();
      callOff = undefined;
    },
  };
};
