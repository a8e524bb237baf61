import type { Fault } from '../shapes.js';
import { derive } from './ids.js';
import { listingOf } from './listing.js';

/** Maximum number of faults per account. */
export const MOST_FAULTS = 100;

/** A fault, how many requests it matched, and on how many of them it fired. */
export type CountedFault = { readonly fault: Fault; readonly seen: number; readonly fired: number };

/** What a fault is matched against. */
export type Asked = {
  readonly operation: string | undefined;
  readonly path: string;
  readonly method: string;
  readonly instanceName: string | undefined;
};

/** The faults that fire on a request: some that only delay, and at most one that does more, the last. */
export type Met = {
  readonly label: string;
  /** Each with a number from 0 to 1: its position in a spread. */
  readonly faults: readonly { readonly fault: Fault; readonly spread: number }[];
};

/** Everything that faults need to continue elsewhere as they would have here: plain data. */
export type FaultsDump = { readonly round: number; readonly faults: readonly CountedFault[] };

export type Faults = ReturnType<typeof createFaults>;

/** Whether a text matches a pattern. Not by a regular expression: some patterns would backtrack forever. */
const matchesPattern = (pattern: string, text: string): boolean => {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === pattern;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - tail.length;
};

const matches = (fault: Fault, asked: Asked): boolean => {
  const { operation, path, method, instanceName } = fault;
  return (
    (operation === undefined || [operation].flat().some((one) => one === asked.operation)) &&
    (path === undefined || matchesPattern(path, asked.path)) &&
    (method === undefined || method === asked.method) &&
    (instanceName === undefined || instanceName === asked.instanceName)
  );
};

const isDue = ({ first, nth, every, from, share }: Fault, count: number, luck: number): boolean => {
  if (first !== undefined) return count <= first;
  if (nth !== undefined) return count === nth;
  if (every !== undefined) return count % every === 0;
  if (from !== undefined) return count >= from;
  return share === undefined || luck < share;
};

const isOnlyDelay = ({ status, cut, truncate, hang, staleImage }: Fault): boolean =>
  status === undefined && cut === undefined && truncate === undefined && hang === undefined && staleImage === undefined;

/** A number is milliseconds. */
const withUnit = (duration: string | number = ''): string =>
  typeof duration === 'number' ? `${String(duration)}ms` : duration;

const effectOf = ({ status, cut, truncate, hang, staleImage, delay }: Fault): string => {
  if (status !== undefined) return `status ${String(status)}`;
  if (cut !== undefined) return `cut ${cut}`;
  if (truncate === true) return 'truncate';
  if (hang === true) return 'hang';
  if (staleImage === true) return 'staleImage';
  return `delay ${typeof delay === 'object' ? `${withUnit(delay.from)} to ${withUnit(delay.to)}` : withUnit(delay)}`;
};

const labelOf = (fault: Fault, index: number): string => {
  const { name, carryOut } = fault;
  if (name !== undefined) return name;
  const how = carryOut === undefined ? '' : carryOut ? ' with carryOut' : ' without carryOut';
  return `faults.${String(index)}: ${effectOf(fault)}${how}`;
};

/**
 * The faults of one account.
 * @param secret decides which requests are among a share, and how long a spread delay is
 */
export const createFaults = (secret: string) => {
  let faults: { readonly fault: Fault; seen: number; fired: number }[] = [];
  /** How often faults were set: a share must not pick the same requests each time a test sets its faults. */
  let round = 0;
  /** Ends each request that a fault delays or lets hang. */
  const held = new Set<() => void>();

  /** Two numbers from 0 to 1. */
  const draw = (index: number, count: number): readonly [luck: number, spread: number] => {
    const bytes = derive(8, 'fault', secret, round, index, count);
    return [bytes.readUInt32BE(0) / 2 ** 32, bytes.readUInt32BE(4) / 2 ** 32];
  };

  return {
    /** Replaces all faults; counting starts again. */
    set(list: readonly Fault[]): void {
      round++;
      faults = list.map((fault) => ({ fault, seen: 0, fired: 0 }));
    },
    all: (): readonly CountedFault[] => faults.map((one) => ({ ...one })),
    hasAny: (): boolean => faults.length > 0,
    /** Counts a request, and returns the faults that fire on it. */
    meet(asked: Asked): Met | undefined {
      const met: Met['faults'][number][] = [];
      const labels: string[] = [];
      let isOver = false;
      faults.forEach((one, index) => {
        const { fault } = one;
        if (!matches(fault, asked)) return;
        // Each counts every request that it matches, even one that another fault answers: so the second is the second.
        const [luck, spread] = draw(index, ++one.seen);
        if (isOver || !isDue(fault, one.seen, luck)) return;
        one.fired++;
        met.push({ fault, spread });
        labels.push(labelOf(fault, index));
        isOver = !isOnlyDelay(fault);
      });
      if (met.length === 0) return undefined;
      // Not all labels, since it goes into a header.
      return { faults: met, label: listingOf(labels) };
    },
    /** Registers a delayed request, which a reset of the account ends; returns a function that unregisters it. */
    hold(end: () => void): () => void {
      held.add(end);
      return () => held.delete(end);
    },
    /** Ends all delayed requests. */
    end(): void {
      for (const end of [...held]) end();
      held.clear();
    },
    dump: (): FaultsDump => ({ round, faults: faults.map((one) => ({ ...one })) }),
    restore(dump: FaultsDump): void {
      round = dump.round;
      faults = dump.faults.map((one) => ({ ...one }));
    },
  };
};
