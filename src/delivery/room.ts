/**
 * Maximum number of deliveries in all accounts, waiting or finished, and about what each takes, in bytes. One whose event
 * carries a long text counts as many.
 */
export const MOST_DELIVERIES = 100_000;
export const DELIVERY_BYTES = 300;

/** A queue: the places of those of its deliveries that wait, and of all; and how to drop its oldest finished one. */
type Member = { waiting: number; places: number; dropOldest: (() => void) | undefined };

export type Room = ReturnType<typeof createRoom>;

/**
 * The room that the deliveries of all accounts share. Those that are finished make place for new ones, the oldest first.
 * @param fitting how many fit, if that is fewer than there may be
 */
export const createRoom = (fitting = Infinity) => {
  const most = Math.min(MOST_DELIVERIES, Math.max(2, Math.floor(fitting)));
  /** The places that are taken, and those of deliveries that wait, which cannot be dropped. */
  let taken = 0;
  let waiting = 0;
  /** Whose oldest finished one is next to be dropped, in the order in which they were finished. */
  let finished: Member[] = [];
  let next = 0;
  return {
    /**
     * For one queue.
     * @param dropOldest drops its oldest finished delivery, if there still is one
     */
    join(dropOldest: () => void) {
      const member: Member = { waiting: 0, places: 0, dropOldest };
      const take = (places: number): void => {
        member.waiting += places;
        member.places += places;
        waiting += places;
        taken += places;
      };
      return {
        /**
         * Takes the places of one delivery; false if there are not that many left. A queue gets no more than it leaves
         * to the others, so that a receiver that hangs costs these nothing.
         */
        enter(places: number): boolean {
          if (member.waiting + places > most - waiting) return false;
          while (taken + places > most && next < finished.length) finished[next++]?.dropOldest?.();
          if (next > most) {
            finished = finished.slice(next);
            next = 0;
          }
          if (taken + places > most) return false;
          take(places);
          return true;
        },
        /** Takes places whether there are any or not. */
        enterAnyway: take,
        /** One of its deliveries, with so many places, is finished. */
        finished(places: number): void {
          member.waiting -= places;
          waiting -= places;
          finished.push(member);
          if (finished.length - next > 2 * most) next = finished.length - 2 * most;
        },
        /** A finished one is no longer kept. */
        leave(places: number): void {
          member.places -= places;
          taken -= places;
        },
        /** There are no more of them: nothing may hold on to the queue, and so to its account. */
        end(): void {
          waiting -= member.waiting;
          taken -= member.places;
          member.waiting = 0;
          member.places = 0;
          member.dropOldest = undefined;
        },
      };
    },
  };
};
