/** Maximum number of deliveries in all accounts, waiting or finished: some 30 MB. */
const MOST_IN_ALL = 100_000;

export type Room = ReturnType<typeof createRoom>;

/** The room that the deliveries of all accounts share. Those that are finished make place for new ones, the oldest first. */
export const createRoom = (most = MOST_IN_ALL) => {
  let count = 0;
  /** How to drop the oldest finished one of a queue, in the order in which they were finished. */
  let finished: (() => void)[] = [];
  let next = 0;
  return {
    /** Takes the place of one delivery; false if there is none left. */
    enter(): boolean {
      while (count >= most && next < finished.length) finished[next++]?.();
      if (next > most) {
        finished = finished.slice(next);
        next = 0;
      }
      if (count >= most) return false;
      count++;
      return true;
    },
    /** Takes places whether there are any or not. */
    enterAnyway(places: number): void {
      count += places;
    },
    leave(places: number): void {
      count -= places;
    },
    /** @param dropOldest drops the oldest finished delivery of its queue, if there still is one */
    finished(dropOldest: () => void): void {
      finished.push(dropOldest);
      if (finished.length - next > 2 * most) next = finished.length - 2 * most;
    },
  };
};
