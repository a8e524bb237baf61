import type { Deliveries } from '../../delivery/deliveries.js';
import type { Delivery } from '../../delivery/record.js';
import type { Account } from '../../domain/account.js';
import type { DomainEvent } from '../../domain/events.js';
import type { InstanceNow } from '../../domain/transitions.js';
import type { Emulator } from '../../emulator.js';
import type { Entry } from '../../journal/journal.js';
import type { Source } from './search.js';

/** The requests that were made with a key, or without one that is good. */
export const requestSource = ({ journal }: Emulator, key: string): Source<Entry> => {
  let isOver = false;
  return {
    read: () => {
      const { entries, dropped } = journal.of(key);
      return { items: entries, dropped };
    },
    watch: (look) =>
      journal.watch(key, {
        changed: look,
        ended: () => {
          isOver = true;
          look();
        },
      }),
    isOver: () => isOver,
    isLog: true,
  };
};

const isReset = ({ accounts }: Emulator, account: Account): boolean => !accounts.isCurrent(account);
const nothing = { items: [], dropped: 0 };

/** Whether the account was reset, or the instance that is meant was deleted. */
const isGone = (emulator: Emulator, account: Account, name: string | undefined): (() => boolean) => {
  const wasThere = name !== undefined && account.instances.has(name);
  return () => isReset(emulator, account) || (wasThere && !account.instances.has(name));
};

export const eventSource = (emulator: Emulator, account: Account, name?: string): Source<DomainEvent> => ({
  read: () =>
    isReset(emulator, account) ? nothing : { items: account.events.all(), dropped: account.events.dropped() },
  watch: (look) => emulator.attend(account, look),
  isOver: isGone(emulator, account, name),
});

export const deliverySource = (
  emulator: Emulator,
  account: Account,
  deliveries: Deliveries,
  name?: string,
): Source<Delivery> => ({
  read: () => {
    if (isReset(emulator, account)) return nothing;
    const { deliveries: items, dropped } = deliveries.all();
    return { items, dropped };
  },
  watch(look) {
    const stops = [deliveries.onChange(look), account.watchers.add(undefined, { changed: look, ended: look })];
    return () => {
      for (const stop of stops) stop();
    };
  },
  isOver: isGone(emulator, account, name),
});

export const instanceSource = (emulator: Emulator, account: Account, name?: string): Source<InstanceNow> => ({
  read: () =>
    isReset(emulator, account)
      ? nothing
      : { items: emulator.instances.list(account.key).instances.toReversed(), dropped: 0 },
  watch: (look) => emulator.attend(account, look),
  isOver: isGone(emulator, account, name),
});
