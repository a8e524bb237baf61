/** Maximum number of deliveries in all accounts, waiting or finished, and about what each takes, in bytes. */
export const MOST_DELIVERIES = 100_000;
export const DELIVERY_BYTES = 300;

/** A queue, as long as it has not ended. */
type Member = { dropOldest: (() => void) | undefined };

export type Room = ReturnType<typeof createRoom>;

/**
 * The room that the deliveries of all accounts share. Those that are finished make place for new ones, the oldest first.
 * @param fitting how many fit, if that is fewer than there may be
 */
export const createRoom = (fitting = Infinity) => {
  const most = Math.min(MOST_DELIVERIES, Math.max(1, Math.floor(fitting)));
  let count = 0;
  /** Whose oldest finished one is next to be dropped, in the order in which they were finished. */
  let finished: Member[] = [];
  let next = 0;
  return {
    /** Takes the place of one delivery; false if there is none left. */
    enter(): boolean {
      while (count >= most && next < finished.length) finished[next++]?.dropOldest?.();
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
    /**
     * For one queue.
     * @param dropOldest drops its oldest finished delivery, if there still is one
     */
    join(dropOldest: () => void) {
      const member: Member = { dropOldest };
      return {
        /** One of its deliveries is finished. */
        finished: (): void => {
          finished.push(member);
          if (finished.length - next > 2 * most) next = finished.length - 2 * most;
        },
        /** There are no more of them: nothing may hold on to the queue, and so to its account. */
        end: (): void => {
          member.dropOldest = undefined;
        },
      };
    },
  };
};
