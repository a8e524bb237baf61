import type { TimeSource } from './time-source.js';

/** Which keys have an account, their numbers, and when each was last used, by the time of the process. */
export type Roster = {
  /** Adds a key if it is new; returns its number. */
  readonly enter: (key: string) => number;
  /** Removes a key; its number is never reused. False if it was not there. */
  readonly leave: (key: string) => boolean;
  /** Records that the key is used now. */
  readonly touch: (key: string) => void;
  /** Marks the key as in use until the returned function is called. */
  readonly use: (key: string) => () => void;
  readonly has: (key: string) => boolean;
  readonly count: () => number;
  /** Of the keys that are not in use and may leave, the one that has not been used for the longest time. */
  readonly longestIdle: (mayLeave: (key: string) => boolean) => string | undefined;
  /** All keys, oldest first. */
  readonly all: () => readonly Member[];
  /** Cancels the timer for good. */
  readonly close: () => void;
};

export type Member = {
  readonly key: string;
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
};

export const createRoster = (options: {
  /** Keys that have numbers from the start, and keep them. */
  readonly listed: readonly string[];
  readonly time: TimeSource;
  /** How long a key may be idle, in milliseconds; without it, forever. */
  readonly ttl: number | undefined;
  /** Called with a key that has been idle for that long; it must remove the key. */
  readonly expire: (key: string) => void;
}): Roster => {
  const { time, ttl, expire } = options;
  const listed = new Map(options.listed.map((key, index) => [key, index + 1]));
  const members = new Map<string, { readonly number: number; usedAt: number }>();
  /** How many requests and the like are using a key at this moment. */
  const uses = new Map<string, number>();
  let lastNumber = listed.size;
  let cancel: (() => void) | undefined;
  let isClosed = false;

  /** One timer for all keys. A key that is used later is due later, so an armed timer is never too late. */
  const arm = (delay: number): void => {
    if (cancel === undefined && !isClosed) cancel = time.after(delay, sweep);
  };
  const sweep = (): void => {
    cancel = undefined;
    if (ttl === undefined) return;
    const now = time.now();
    let soonest = Infinity;
    for (const [key, { usedAt }] of [...members]) {
      // A key in use arms the timer when its use ends.
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
    has: (key) => members.has(key),
    count: () => members.size,
    longestIdle(mayLeave) {
      let idle: string | undefined;
      let since = Infinity;
      for (const [key, { usedAt }] of members) {
        if (usedAt >= since || uses.has(key) || listed.has(key) || !mayLeave(key)) continue;
        idle = key;
        since = usedAt;
      }
      return idle;
    },
    all: () =>
      [...members].map(([key, { number, usedAt }]) => ({ key, number, usedAt: uses.has(key) ? time.now() : usedAt })),
    close() {
      isClosed = true;
      cancel?.();
      cancel = undefined;
    },
  };
};
