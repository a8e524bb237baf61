/** Maximum number of deliveries in all accounts, waiting or finished, and about what each takes, in bytes. */
export const MOST_DELIVERIES = 100_000;
export const DELIVERY_BYTES = 300;

export type Room = ReturnType<typeof createRoom>;

/**
 * The room that the deliveries of all accounts share. Those that are finished make place for new ones, the oldest first.
 * @param fitting how many fit, if that is fewer than there may be
 */
export const createRoom = (fitting = Infinity) => {
  const most = Math.min(MOST_DELIVERIES, Math.max(1, Math.floor(fitting)));
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
