/** Who wants to be told when an instance changes. */
export type Watcher = {
  /** The instance has changed. */
  readonly changed: () => void;
  /** There is nothing left to watch. */
  readonly ended: () => void;
};

export type Watchers = {
  /** Watches one instance, by technical name; returns what stops it. */
  readonly add: (name: string, watcher: Watcher) => () => void;
  /** Whether anybody watches this instance. */
  readonly has: (name: string) => boolean;
  /** The technical names of all instances that are watched. */
  readonly names: () => readonly string[];
  /** Tells those who watch this instance. */
  readonly tell: (name: string) => void;
  /** Ends the watches of one instance, or all. */
  readonly end: (name?: string) => void;
};

export const createWatchers = (): Watchers => {
  const watchers = new Map<string, Set<Watcher>>();
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
      for (const watcher of [...(watchers.get(name) ?? [])]) watcher.changed();
    },
    has: (name) => watchers.has(name),
    names: () => [...watchers.keys()],
    end(name) {
      const ending = name === undefined ? [...watchers.values()] : [watchers.get(name) ?? new Set<Watcher>()];
      if (name === undefined) watchers.clear();
      else watchers.delete(name);
      for (const watcher of ending.flatMap((set) => [...set])) watcher.ended();
    },
  };
};
