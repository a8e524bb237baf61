import { batch, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Instance, InstanceList } from '../../../../shapes.js';
import { AnswerError, has, watch } from '../call.js';
import type { Feed } from '../feed.js';
import { keepLooking } from '../looking.js';
import { queryOf } from '../route.js';
import { isFrozen, timeOfAccount } from '../clock.js';

/** How many are read at once. */
const PAGE = 100;
/** Around what is seen, so many are read again besides. */
const MARGIN = 10;

/** The notes that change what is shown of an instance. */
export const INSTANCE_NOTES = ['hello', 'instance', 'message', 'event', 'clock'] as const;

/**
 * The account's instances, newest first, of which as many are loaded as somebody has scrolled to. Its `problem` is what the
 * emulator says against it; that nobody answers is seen in the header.
 */
export type Instances = Omit<Feed<Instance>, 'look' | 'renew'> & {
  /** What is seen is read again when it changes, by its indexes. */
  readonly see: (first: number, last: number) => void;
  /** Whether what is shown is older than the last change, since nobody answers. */
  readonly isStale: ReadonlySignal<boolean>;
};

export const nameOf = ({ apiInstanceName }: Instance): string => apiInstanceName;

/** Milliseconds until the next of these changes by the time alone; undefined if none does. */
export const nextChange = (instances: readonly Instance[]): number | undefined => {
  if (isFrozen()) return undefined;
  const now = timeOfAccount();
  const ends = instances
    .flatMap(({ qrcode, opensAt }) => [qrcode?.expiresAt, opensAt])
    .flatMap((end) => (typeof end === 'string' ? [Date.parse(end) - now] : []))
    // What should have been long ago waits for a clock that does not run as ours does.
    .filter((left) => left > -5_000);
  return ends.length === 0 ? undefined : Math.max(1_000, Math.min(...ends) + 100);
};

/** Follows the instances until it is closed. Unlike a feed's, its items change, all of them, so that what is seen is read again. */
export const createInstances = (conditions: () => Readonly<Record<string, string>>): Instances => {
  const items = signal<readonly Instance[]>([]);
  const count = signal<number | undefined>(undefined);
  const waiting = signal(0);
  const problem = signal('');
  const isStale = signal(false);
  let turn = 0;
  let isFresh = true;
  let isHeld = false;
  let isLoading = false;
  let seen = { first: 0, last: 0 };

  const read = (before: Instance | undefined, limit: number): Promise<InstanceList> => {
    const query = { ...conditions(), limit: String(limit), before: before && nameOf(before) };
    return watch(`instances?${queryOf(query)}`, has<InstanceList>('instances'));
  };
  /** Puts a part of the list in its place. */
  const place = (start: number, part: readonly Instance[], isEnd: boolean): void => {
    const old = items.peek();
    const last = part.at(-1);
    const end = last === undefined ? -1 : old.findIndex((one) => nameOf(one) === nameOf(last));
    items.value = [...old.slice(0, start), ...part, ...(isEnd || end === -1 ? [] : old.slice(end + 1))];
  };
  const placeNewest = ({ count: total, instances }: InstanceList): void => {
    const isEnd = isFresh || instances.length < PAGE;
    const known = new Set(items.peek().map(nameOf));
    const meeting = instances.findIndex((one) => known.has(nameOf(one)));
    /** So many are not shown yet, since somebody reads further down. */
    const newer = isFresh || !isHeld || known.size === 0 ? 0 : meeting === -1 ? instances.length : meeting;
    problem.value = '';
    isStale.value = false;
    if (isEnd || newer < instances.length) {
      place(0, instances.slice(newer), isEnd);
      waiting.value = newer;
    } else waiting.value = Math.max(PAGE, total - items.peek().length);
    count.value = total;
    isFresh = false;
  };
  const look = async (): Promise<void> => {
    const mine = turn;
    try {
      const newest = await read(undefined, PAGE);
      if (mine !== turn) return;
      batch(() => {
        placeNewest(newest);
      });
      const start = Math.max(newest.instances.length, seen.first - MARGIN);
      const before = items.peek()[start - 1];
      if (seen.last < start || before === undefined || items.peek().length <= start) return;
      const wanted = Math.min(PAGE, seen.last + MARGIN - start);
      const { instances } = await read(before, wanted);
      if (mine === turn && items.peek()[start - 1] === before) place(start, instances, instances.length < wanted);
    } catch (error) {
      if (mine !== turn) return;
      batch(() => {
        isStale.value = true;
        problem.value = error instanceof AnswerError ? error.message : '';
        if (!(error instanceof AnswerError)) return;
        // What was here belongs to another key, perhaps.
        items.value = [];
        count.value = undefined;
        isFresh = true;
      });
    }
  };
  const more = async (): Promise<void> => {
    const last = items.peek().at(-1);
    if (isLoading || last === undefined || items.peek().length + waiting.peek() >= (count.peek() ?? 0)) return;
    isLoading = true;
    const mine = turn;
    try {
      const { instances } = await read(last, PAGE);
      if (mine === turn && items.peek().at(-1) === last) items.value = [...items.peek(), ...instances];
    } catch {
      // Scrolling on tries again.
    } finally {
      isLoading = false;
    }
  };

  const { soon, stop } = keepLooking(look, INSTANCE_NOTES);
  const forget = effect(() => {
    const wait = nextChange(items.value.slice(seen.first, seen.last + 1));
    if (wait === undefined) return undefined;
    const timer = setTimeout(soon, Math.min(wait, 2 ** 31 - 1));
    return () => {
      clearTimeout(timer);
    };
  });
  return {
    items,
    count,
    waiting,
    problem,
    isStale,
    more: () => {
      void more();
    },
    see(first, last) {
      const isElsewhere = first >= PAGE && (first < seen.first - MARGIN || last > seen.last + MARGIN);
      seen = { first, last };
      if (isElsewhere) soon();
    },
    hold(held) {
      if (isHeld === held) return;
      isHeld = held;
      if (!held) soon();
    },
    restart() {
      turn++;
      isFresh = true;
      soon();
    },
    close() {
      turn++;
      forget();
      stop();
    },
  };
};
