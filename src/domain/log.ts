/** The newest of the items that were added, in order, and how many were dropped. */
export type Log<T> = {
  readonly add: (item: T) => void;
  /** Oldest first. */
  readonly all: () => readonly T[];
  readonly dropped: () => number;
};

/** Keeps the newest `most`. */
export const createLog = <T>(most: number): Log<T> => {
  const items: T[] = [];
  let count = 0;
  return {
    add(item) {
      items[count++ % most] = item;
    },
    all: () => (count <= most ? [...items] : [...items.slice(count % most), ...items.slice(0, count % most)]),
    dropped: () => Math.max(0, count - most),
  };
};
