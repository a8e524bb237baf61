import type { Fault } from '../shapes.js';
import { createCountedFaults, withUnit } from './counted-faults.js';
import { listingOf } from './listing.js';

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

const isOnlyDelay = ({ status, cut, truncate, hang, staleImage }: Fault): boolean =>
  status === undefined && cut === undefined && truncate === undefined && hang === undefined && staleImage === undefined;

const effectOf = ({ status, cut, truncate, hang, staleImage, delay }: Fault): string => {
  if (status !== undefined) return `status ${String(status)}`;
  if (cut !== undefined) return `cut ${cut}`;
  if (truncate === true) return 'truncate';
  if (hang === true) return 'hang';
  if (staleImage === true) return 'staleImage';
  return `delay ${typeof delay === 'object' ? `${withUnit(delay.from)} to ${withUnit(delay.to)}` : withUnit(delay)}`;
};

const labelOf = (fault: Fault, place: number): string => {
  const { name, carryOut } = fault;
  if (name !== undefined) return name;
  const how = carryOut === undefined ? '' : carryOut ? ' with carryOut' : ' without carryOut';
  return `faults.${String(place)}: ${effectOf(fault)}${how}`;
};

/**
 * The faults of one account.
 * @param secret decides which requests are among a share, and how long a spread delay is
 */
export const createFaults = (secret: string) => {
  const { count, ...counted } = createCountedFaults<Fault>('fault', secret);
  /** Ends each request that a fault delays or lets hang. */
  const held = new Set<() => void>();

  return {
    ...counted,
    /** Counts a request, and returns the faults that fire on it. */
    meet(asked: Asked): Met | undefined {
      let isOver = false;
      const met = count(
        (fault) => matches(fault, asked),
        (fault) => {
          if (isOver) return false;
          isOver = !isOnlyDelay(fault);
          return true;
        },
      );
      if (met.length === 0) return undefined;
      // Not all labels, since it goes into a header.
      return { faults: met, label: listingOf(met.map(({ fault, place }) => labelOf(fault, place))) };
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
  };
};
