/** A subscriber to changes. */
export type Watcher = {
  /** The watched thing has changed. */
  readonly changed: () => void;
  /** The watched thing is gone. */
  readonly ended: () => void;
};

export type Watchers = {
  /** Watches one thing by name, such as an instance, or all without a name; returns a function that stops it. */
  readonly add: (name: string | undefined, watcher: Watcher) => () => void;
  /** Whether anybody watches this one. */
  readonly has: (name: string) => boolean;
  /** Notifies those who watch this one, or all. */
  readonly tell: (name?: string) => void;
  /** Ends the watches on one thing, which is a change to those who watch all; or ends all watches. */
  readonly end: (name?: string) => void;
};

export const createWatchers = (): Watchers => {
  /** Watchers of all things are under `undefined`. */
  const watchers = new Map<string | undefined, Set<Watcher>>();
  const of = (name: string | undefined): readonly Watcher[] => [...(watchers.get(name) ?? [])];
  const tellEach = (set: readonly Watcher[]): void => {
    for (const watcher of set) watcher.changed();
  };
  return {
    add(name, watcher) {
      const set = watchers.get(name) ?? new Set();
      watchers.set(name, set.add(watcher));
      return () => {
        set.delete(watcher);
        if (set.size === 0 && watchers.get(name) === set) watchers.delete(name);
      };
    },
    tell(name) {
      if (watchers.size === 0) return;
      tellEach(name === undefined ? [...watchers.keys()].flatMap(of) : [...of(name), ...of(undefined)]);
    },
    has: (name) => watchers.has(name) || watchers.has(undefined),
    end(name) {
      const ending = name === undefined ? [...watchers.keys()].flatMap(of) : of(name);
      if (name === undefined) watchers.clear();
      else watchers.delete(name);
      for (const watcher of ending) watcher.ended();
      if (name !== undefined) tellEach(of(undefined));
    },
  };
};
