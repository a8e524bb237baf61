import type { DomainEvent } from './events.js';

/** Maximum number of events kept of one account, and in all. */
const MOST = 1_000;
const MOST_IN_ALL = 20_000;
/** How much of that is left when it is full, so that making room is rare. */
const SHARE_LEFT = 0.8;

/** Whose events they are. */
type Owner = { readonly serial: number; eventCount: number };

export type EventLog = ReturnType<typeof createEventLog>;

/** The newest events of all accounts, in the order in which they were added. */
export const createEventLog = () => {
  // Two lists instead of one of pairs, since there is room for many.
  let events: DomainEvent[] = [];
  let owners: number[] = [];

  const keep = (isKept: (owner: number) => boolean): void => {
    const [before, whose] = [events, owners];
    events = [];
    owners = [];
    whose.forEach((owner, index) => {
      const event = before[index];
      if (event === undefined || !isKept(owner)) return;
      events.push(event);
      owners.push(owner);
    });
  };

  /** Leaves each account the same number of its newest events, if it has as many. */
  const makeRoom = (): void => {
    const counts = new Map<number, number>();
    for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    let room = MOST_IN_ALL * SHARE_LEFT;
    let others = counts.size;
    let level = 0;
    for (const count of [...counts.values()].sort((a, b) => a - b)) {
      level = Math.min(MOST, Math.max(1, Math.floor(room / others)));
      if (count > level) break;
      room -= count;
      others--;
    }
    keep((owner) => {
      const left = counts.get(owner) ?? 0;
      counts.set(owner, left - 1);
      return left <= level;
    });
  };

  const of = ({ serial }: Owner): readonly DomainEvent[] =>
    events.filter((_event, index) => owners[index] === serial).slice(-MOST);

  return {
    add(owner: Owner, event: DomainEvent): void {
      owner.eventCount++;
      events.push(event);
      owners.push(owner.serial);
      if (events.length > MOST_IN_ALL) makeRoom();
    },
    /** The newest events of an account, oldest first. */
    of,
    /** How many of an account's events are no longer kept. */
    dropped: (owner: Owner): number => owner.eventCount - of(owner).length,
    /** Drops all events of an account. */
    forget({ serial, eventCount }: Owner): void {
      if (eventCount > 0) keep((owner) => owner !== serial);
    },
  };
};
