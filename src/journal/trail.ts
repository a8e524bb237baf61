/** Most entries of a trail. */
export const MOST_STEPS = 1_000;

/** What drops the requests of an account from the journal. */
export type Ending = 'reset' | 'restore' | 'delete';

/** One time that this happened, to one account or to all. */
type Mark = {
  readonly by: Ending;
  /** The last entry before that, by its number over all accounts. */
  readonly after: number;
};

/** A request of a key. */
export type Step<Entry> = {
  readonly key: string;
  readonly entry: Entry;
  /** The first ending of its account since. */
  readonly mark: Mark | undefined;
};

/**
 * The newest requests of all keys, whatever became of their accounts: for whoever runs a suite, which may reset in its
 * tear-down, and for a wait that was in vain.
 * @param room how many bytes fit in; one entry always does
 */
export const createTrail = <Entry extends { readonly order: number }>(
  room: number,
  sizeOf: (entry: Entry) => number,
) => {
  let steps: Step<Entry>[] = [];
  let size = 0;
  return {
    add(key: string, entry: Entry): void {
      steps.push({ key, entry, mark: undefined });
      size += sizeOf(entry);
      while (steps.length > MOST_STEPS || (size > room && steps.length > 1)) {
        const oldest = steps.shift();
        if (oldest !== undefined) size -= sizeOf(oldest.entry);
      }
    },
    /** Marks the requests of a key, or all, as those of an account that has ended. */
    end(by: Ending, key?: string): void {
      const mark: Mark = { by, after: steps.at(-1)?.entry.order ?? 0 };
      steps = steps.map((step) =>
        step.mark === undefined && (key === undefined || step.key === key) ? { ...step, mark } : step,
      );
    },
    /** The newest, oldest first. */
    last: (count: number): readonly Step<Entry>[] => steps.slice(-count),
  };
};
