import { derive } from './ids.js';

/** Which of those that it matches a fault hits: all, without any of these. */
type Hits = {
  readonly first?: number | undefined;
  readonly nth?: number | undefined;
  readonly every?: number | undefined;
  readonly from?: number | undefined;
  readonly share?: number | undefined;
};

/** A fault, how many it matched, and on how many of them it fired. */
type Counted<Kind> = { readonly fault: Kind; readonly seen: number; readonly fired: number };

/** Everything that faults need to continue elsewhere as they would have here: plain data. */
export type FaultsDump<Kind> = { readonly round: number; readonly faults: readonly Counted<Kind>[] };

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
  let faults: { readonly fault: Kind; seen: number; fired: number }[] = [];
  /** How often faults were set: a share must not pick the same ones each time a test sets its faults. */
  let round = 0;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    if (listeners.size > 0) for (const listener of [...listeners]) listener();
  };

  /** Two numbers from 0 to 1. */
  const draw = (index: number, count: number): readonly [luck: number, spread: number] => {
    const bytes = derive(8, kind, secret, round, index, count);
    return [bytes.readUInt32BE(0) / 2 ** 32, bytes.readUInt32BE(4) / 2 ** 32];
  };

  return {
    /** Replaces all faults; counting starts again. */
    set: (list: readonly Kind[]): void => {
      round++;
      faults = list.map((fault) => ({ fault, seen: 0, fired: 0 }));
      tell();
    },
    all: (): readonly Counted<Kind>[] => faults.map((one) => ({ ...one })),
    hasAny: (): boolean => faults.length > 0,
    /**
     * Counts one request or delivery, and returns the faults that fire on it, each with its index and a number from 0 to 1.
     * @param fires whether one that matches, and whose turn it is, does
     */
    count: (matches: (fault: Kind) => boolean, fires: (fault: Kind) => boolean) => {
      const fired: { readonly fault: Kind; readonly index: number; readonly spread: number }[] = [];
      let matched = 0;
      faults.forEach((one, index) => {
        const { fault } = one;
        if (!matches(fault)) return;
        matched++;
        // Each counts all that it matches, even what another fault takes: so the second is the second.
        const [luck, spread] = draw(index, ++one.seen);
        if (!isDue(fault, one.seen, luck) || !fires(fault)) return;
        one.fired++;
        fired.push({ fault, index, spread });
      });
      if (matched > 0) tell();
      return fired;
    },
    /** Calls `listener` when they were set, or one has counted, until the returned function is called. */
    onChange: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dump: (): FaultsDump<Kind> => ({ round, faults: faults.map((one) => ({ ...one })) }),
    restore: (dump: FaultsDump<Kind>): void => {
      round = dump.round;
      faults = dump.faults.map((one) => ({ ...one }));
    },
  };
};
