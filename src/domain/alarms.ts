import TinyQueue from 'tinyqueue';

type Alarm = {
  readonly time: number;
  readonly rank: number;
  readonly order: number;
  readonly action: () => void;
  cancelled: boolean;
};

const sooner = (a: Alarm, b: Alarm): number => a.time - b.time || a.rank - b.rank || a.order - b.order;

export type Alarms = ReturnType<typeof createAlarms>;

/** A queue of alarms by time; at the same time the lower rank goes first, and in the same rank the one set first. */
export const createAlarms = () => {
  let queue = new TinyQueue<Alarm>([], sooner);
  let order = 0;
  let cancelled = 0;
  const next = (): Alarm | undefined => {
    while (queue.peek()?.cancelled === true) {
      queue.pop();
      cancelled--;
    }
    return queue.peek();
  };
  return {
    /** The time of the next alarm. */
    nextTime: (): number | undefined => next()?.time,
    /** Removes and returns the next alarm if it is due at `time`. */
    takeDue(time: number): Alarm | undefined {
      const alarm = next();
      return alarm !== undefined && alarm.time <= time ? queue.pop() : undefined;
    },
    /** Sets an alarm; returns a function that cancels it. */
    add(time: number, action: () => void, rank = 0): () => void {
      const alarm: Alarm = { time, rank, order: order++, action, cancelled: false };
      queue.push(alarm);
      return () => {
        if (alarm.cancelled) return;
        alarm.cancelled = true;
        cancelled++;
        // Under a frozen clock nothing falls due, so cancelled alarms have to be removed here.
        if (cancelled > 64 && cancelled * 2 > queue.length) {
          const kept = queue.data.filter((one) => !one.cancelled);
          queue = new TinyQueue(kept, sooner);
          cancelled = 0;
        }
      };
    },
    clear(): void {
      queue = new TinyQueue<Alarm>([], sooner);
      cancelled = 0;
    },
  };
};
