/** A subscriber to changes. */
export type Watcher = {
  /** One thing has changed, or is gone; without a name, anything may have. */
  readonly changed: (name?: string) => void;
  /** The clock was frozen, started or moved forward; what changed by that was told. */
  readonly moved?: () => void;
  /** What is watched is gone. */
  readonly ended: () => void;
};

export type Watchers = {
  /** Watches one thing by name, such as an instance, or all without a name; returns a function that stops it. */
  readonly add: (name: string | undefined, watcher: Watcher) => () => void;
  /** Whether anybody watches this one; without a name, whether anybody watches all. */
  readonly has: (name?: string) => boolean;
  /** Notifies those who watch this one, or all. */
  readonly tell: (name: string) => void;
  /** Notifies everybody that the clock was frozen, started or moved. */
  readonly tellMove: (isBack: boolean) => void;
  /** Ends the watches on one thing, which is a change to those who watch all; or ends all watches. */
  readonly end: (name?: string) => void;
};

export const createWatchers = (): Watchers => {
  /** Watchers of all things are under `undefined`. */
  const watchers = new Map<string | undefined, Set<Watcher>>();
  const of = (name: string | undefined): readonly Watcher[] => [...(watchers.get(name) ?? [])];
  const tellEach = (set: readonly Watcher[], name?: string): void => {
    for (const watcher of set) watcher.changed(name);
  };
  const everybody = (): readonly Watcher[] => [...watchers.keys()].flatMap(of);
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
      if (watchers.size > 0) tellEach([...of(name), ...of(undefined)], name);
    },
    tellMove(isBack) {
      for (const watcher of everybody()) {
        if (isBack) watcher.changed();
        else watcher.moved?.();
      }
    },
    has: (name) => watchers.has(name) || watchers.has(undefined),
    end(name) {
      const ending = name === undefined ? everybody() : of(name);
      if (name === undefined) watchers.clear();
      else watchers.delete(name);
      for (const watcher of ending) watcher.ended();
      if (name !== undefined) tellEach(of(undefined), name);
    },
  };
};
