/** How much of its room is used by a log that was full, so that making room is rare. */
const SHARE_LEFT = 0.8;

/** How much each may have, so that all together fit: those who have less leave the rest to the others. */
export const fairLevel = (room: number, sizes: readonly number[]): number => {
  let rest = room;
  let others = sizes.length;
  for (const one of [...sizes].sort((a, b) => a - b)) {
    if (one > rest / others) break;
    rest -= one;
    others--;
  }
  return rest / others;
};

export type SharedLog<Owner, Item> = ReturnType<typeof createSharedLog<Owner, Item>>;

/**
 * The newest items of many owners, in the order in which they were added, in one list with one bound. When it is full,
 * those who have most lose their oldest, so that a busy neighbour costs nobody else anything.
 * @param room how much fits in
 * @param sizeOf how much of it an item takes: a whole number
 * @param onDropped is told who has lost items, and how many it has left
 */
export const createSharedLog = <Owner, Item>(
  room: number,
  sizeOf: (item: Item) => number,
  onDropped: (owner: Owner, left: number) => void = () => undefined,
) => {
  // Two lists instead of one of pairs, since they are long.
  let items: Item[] = [];
  let owners: Owner[] = [];
  let size = 0;
  /** Owners whose items are to be dropped. */
  const gone = new Set<Owner>();

  const keep = (isKept: (owner: Owner, item: Item) => boolean): void => {
    const [before, whose] = [items, owners];
    items = [];
    owners = [];
    size = 0;
    for (const [index, owner] of whose.entries()) {
      const item = before[index];
      if (item === undefined || !isKept(owner, item)) continue;
      items.push(item);
      owners.push(owner);
      size += sizeOf(item);
    }
  };

  /** Drops the items of those who are gone. */
  const sweep = (): void => {
    if (gone.size === 0) return;
    keep((owner) => !gone.has(owner));
    gone.clear();
  };

  const makeRoom = (): void => {
    const taken = new Map<Owner, number>();
    for (const [index, owner] of owners.entries()) {
      const item = items[index];
      if (item !== undefined) taken.set(owner, (taken.get(owner) ?? 0) + sizeOf(item));
    }
    const level = fairLevel(room * SHARE_LEFT, [...taken.values()]);
    const left = new Map(taken);
    // Everybody keeps the newest, if there is room for that.
    keep((owner, item) => {
      const rest = left.get(owner) ?? 0;
      left.set(owner, rest - sizeOf(item));
      return rest <= Math.max(level, sizeOf(item));
    });
    let surplus = size - room * SHARE_LEFT;
    keep((_owner, item) => {
      surplus -= surplus > 0 ? sizeOf(item) : 0;
      return surplus <= 0;
    });
    const counts = new Map<Owner, number>();
    for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    for (const owner of taken.keys()) onDropped(owner, counts.get(owner) ?? 0);
  };

  return {
    add(owner: Owner, item: Item): void {
      sweep();
      items.push(item);
      owners.push(owner);
      size += sizeOf(item);
      if (size > room) makeRoom();
    },
    /** The items of an owner, oldest first. */
    of: (owner: Owner): readonly Item[] =>
      gone.has(owner) ? [] : items.filter((_item, index) => owners[index] === owner),
    /** Drops the items of an owner: in one pass for all who go at the same time, as thousands do at a reset of all. */
    forget(owner: Owner): void {
      // Not queueMicrotask, which fake timers may hold back.
      if (gone.size === 0) Promise.resolve().then(sweep, () => undefined);
      gone.add(owner);
    },
    clear(): void {
      gone.clear();
      items = [];
      owners = [];
      size = 0;
    },
  };
};
