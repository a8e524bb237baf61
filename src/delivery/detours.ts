import type { Account } from '../domain/account.js';
import type { Delivery, Detour } from './record.js';

const sooner = (one: Delivery, other: Delivery): number =>
  (one.nextAttempt ?? 0) - (other.nextAttempt ?? 0) || one.number - other.number;

/**
 * The deliveries of one webhook that faults keep out of its line, each until a time by the account's clock. One alarm
 * serves them all.
 * @param rank of that alarm
 * @param rejoin gets each whose time has come
 */
export const createDetours = (account: Account, rank: number, rejoin: (delivery: Delivery) => void) => {
  /** The next one first. */
  let all: readonly Delivery[] = [];
  let alarm: { readonly time: number; readonly cancel: () => void } | undefined;

  const arm = (): void => {
    const time = all[0]?.nextAttempt ?? undefined;
    if (alarm?.time === time) return;
    alarm?.cancel();
    alarm = time === undefined ? undefined : { time, cancel: account.clock.at(time, goOff, rank) };
  };
  const remove = (delivery: Delivery): void => {
    all = all.filter((one) => one !== delivery);
    delivery.detour = null;
    delivery.nextAttempt = null;
    arm();
  };
  const goOff = (): void => {
    alarm = undefined;
    const now = account.clock.now();
    for (const delivery of all) {
      if (delivery.nextAttempt !== null && delivery.nextAttempt > now) break;
      remove(delivery);
      rejoin(delivery);
    }
    arm();
  };

  return {
    all: (): readonly Delivery[] => all,
    /** The oldest one of this kind. */
    oldest: (detour: Detour): Delivery | undefined =>
      all
        .filter((one) => one.detour === detour)
        .reduce<Delivery | undefined>(
          (oldest, one) => (oldest && oldest.number < one.number ? oldest : one),
          undefined,
        ),
    add(delivery: Delivery, detour: Detour, until: number): void {
      delivery.detour = detour;
      delivery.nextAttempt = until;
      all = [...all, delivery].sort(sooner);
      arm();
    },
    remove,
    clear(): void {
      alarm?.cancel();
      alarm = undefined;
      all = [];
    },
  };
};
