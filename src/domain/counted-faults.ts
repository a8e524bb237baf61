import { derive } from './ids.js';
import { Refusal } from './refusals.js';

/** Maximum number of faults of one kind per account. */
export const MOST_FAULTS = 100;

/** Which of those that it matches a fault hits: all, without any of these. */
type Hits = {
  readonly first?: number | undefined;
  readonly nth?: number | undefined;
  readonly every?: number | undefined;
  readonly from?: number | undefined;
  readonly share?: number | undefined;
};

/** A fault, how many it matched, and on how many of them it fired. */
type Counts<Kind> = { readonly fault: Kind; readonly seen: number; readonly fired: number };

/** The same with its id, which no other fault of its account and kind ever has. */
export type Counted<Kind> = Counts<Kind> & { readonly id: number };

/** Everything that faults need to continue elsewhere as they would have here: plain data. */
export type FaultsDump<Kind> = {
  readonly round: number;
  readonly faults: readonly (Counts<Kind> & { readonly id?: number | undefined })[];
  /** The id of the first fault that was set last, and the last id given. Absent, as all ids are, if they are 1, 2, 3 … */
  readonly ids?: { readonly first: number; readonly last: number } | undefined;
};

/** @param path of the list, below the control API */
export const faultNotFound = (path: string): Refusal =>
  new Refusal(
    'faultNotFound',
    `This account has no fault with that id; GET /_emulator/${path} lists those that it has.`,
  );

const isDue = ({ first, nth, every, from, share }: Hits, count: number, luck: number): boolean => {
  if (first !== undefined) return count <= first;
  if (nth !== undefined) return count === nth;
  if (every !== undefined) return count % every === 0;
  if (from !== undefined) return count >= from;
  return share === undefined || luck < share;
};

/** A number is milliseconds. */
export const withUnit = (duration: string | number = ''): string =>
  typeof duration === 'number' ? `${String(duration)}ms` : duration;

/**
 * The faults of one account of one kind, in their order, and how often each fired.
 * @param kind @param secret together they decide which ones are among a share
 */
export const createCountedFaults = <Kind extends Hits>(kind: string, secret: string) => {
  let faults: { readonly id: number; readonly fault: Kind; seen: number; fired: number }[] = [];
  /** How often faults were set: a share must not pick the same ones each time a test sets its faults. */
  let round = 0;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    if (listeners.size > 0) for (const listener of [...listeners]) listener();
  };
  /** The id of the first fault that was set last, and the last id given. */
  let first = 1;
  let last = 0;

  /** Two numbers from 0 to 1; by the place of a fault, which stays the same when those before it are removed. */
  const draw = (place: number, count: number): readonly [luck: number, spread: number] => {
    const bytes = derive(8, kind, secret, round, place, count);
    return [bytes.readUInt32BE(0) / 2 ** 32, bytes.readUInt32BE(4) / 2 ** 32];
  };

  return {
    /** Replaces all faults; counting starts again. */
    set: (list: readonly Kind[]): void => {
      round++;
      first = last + 1;
      faults = list.map((fault) => ({ id: ++last, fault, seen: 0, fired: 0 }));
      tell();
    },
    /**
     * Adds one at the end; all others go on counting.
     * @throws {Refusal} `tooManyFaults`
     */
    add: (fault: Kind): Counted<Kind> => {
      if (faults.length >= MOST_FAULTS) {
        throw new Refusal(
          'tooManyFaults',
          `This account has ${String(MOST_FAULTS)} faults of this kind, which is the most; remove one first.`,
        );
      }
      const one = { id: ++last, fault, seen: 0, fired: 0 };
      faults.push(one);
      tell();
      return { ...one };
    },
    /** Removes one; all others go on counting. False if there is none with this id. */
    remove: (id: number): boolean => {
      const before = faults.length;
      faults = faults.filter((one) => one.id !== id);
      const isGone = faults.length < before;
      if (isGone) tell();
      return isGone;
    },
    all: (): readonly Counted<Kind>[] => faults.map((one) => ({ ...one })),
    hasAny: (): boolean => faults.length > 0,
    /**
     * Counts one request or delivery, and returns the faults that fire on it, each with its place among those that were
     * set or added since the last were set, and a number from 0 to 1.
     * @param fires whether one that matches, and whose turn it is, does
     */
    count: (matches: (fault: Kind) => boolean, fires: (fault: Kind) => boolean) => {
      const fired: { readonly fault: Kind; readonly id: number; readonly place: number; readonly spread: number }[] =
        [];
      let matched = 0;
      for (const one of faults) {
        const { id, fault } = one;
        if (!matches(fault)) continue;
        matched++;
        const place = id - first;
        // Each counts all that it matches, even what another fault takes: so the second is the second.
        const [luck, spread] = draw(place, ++one.seen);
        if (!isDue(fault, one.seen, luck) || !fires(fault)) continue;
        one.fired++;
        fired.push({ fault, id, place, spread });
      }
      if (matched > 0) tell();
      return fired;
    },
    /** Calls `listener` when they were set, or one has counted, until the returned function is called. */
    onChange: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Whether there has never been one. */
    isUntouched: (): boolean => round === 0 && last === 0,
    dump: (): FaultsDump<Kind> => {
      const isPlain = first === 1 && last === faults.length;
      return {
        round,
        faults: faults.map(({ id, fault, seen, fired }) => ({ ...(!isPlain && { id }), fault, seen, fired })),
        ...(!isPlain && { ids: { first, last } }),
      };
    },
    restore: (dump: FaultsDump<Kind>): void => {
      round = dump.round;
      ({ first, last } = dump.ids ?? { first: 1, last: dump.faults.length });
      faults = dump.faults.map(({ id, fault, seen, fired }, index) => ({ id: id ?? index + 1, fault, seen, fired }));
    },
  };
};
