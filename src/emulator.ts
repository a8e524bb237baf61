import type { Config } from './config.js';
import { createDeliveries, type Deliveries } from './delivery/deliveries.js';
import type { Fetch } from './delivery/post.js';
import { createAccounts, type Account } from './domain/accounts.js';
import type { EventListener } from './domain/events.js';
import { createInstances } from './domain/instances.js';
import { createPhone } from './domain/phone.js';
import { MANUAL_START, systemTime, type TimeSource } from './domain/time-source.js';
import { createJournal } from './journal/journal.js';
import { createTransitions } from './domain/transitions.js';

/** What the emulator takes from outside itself. */
export type Surroundings = { readonly time?: TimeSource; readonly fetch?: Fetch };

/** The parts, joined. Nothing in it knows of HTTP but the deliveries. */
export const createEmulator = (config: Config, { time = systemTime, fetch = globalThis.fetch }: Surroundings = {}) => {
  const deliveries = new Map<Account, Deliveries>();
  const journal = createJournal();
  const accounts = createAccounts({
    keys: config.apiKeys,
    seed: config.seed,
    time,
    frozenAt: config.clock === 'manual' ? Date.parse(MANUAL_START) : undefined,
    ttl: config.accountTtl,
    onNew(account) {
      const deliver: Fetch = async (...given) => {
        const over = accounts.use(account.key);
        return fetch(...given).finally(over);
      };
      deliveries.set(account, createDeliveries(account, deliver));
      account.clock.onMove(() => {
        transitions.followAll(account);
        account.watchers.tell();
      });
    },
    onGone(account) {
      deliveries.get(account)?.close();
      deliveries.delete(account);
      journal.clear(account.key);
    },
  });
  const transitions = createTransitions(accounts, config);
  const resetAll = (): void => {
    accounts.resetAll();
    journal.clear();
  };
  return {
    config,
    accounts,
    journal,
    instances: createInstances(accounts, config, transitions),
    phone: createPhone(accounts, config, transitions),
    /** The deliveries of an account; `undefined` once it was reset. */
    deliveriesOf: (account: Account): Deliveries | undefined => deliveries.get(account),
    /** The same of an account that has just been claimed. */
    deliveriesFor(account: Account): Deliveries {
      const found = deliveries.get(account);
      if (found === undefined) throw new Error('This account was reset.');
      return found;
    },
    /** To be called whenever a webhook of the account was made, changed or deleted. */
    webhooksChanged(account: Account): void {
      deliveries.get(account)?.webhooksChanged();
      transitions.followAll(account);
    },
    /** Lets QRs change by themselves for whoever watches or listens now, or stops that. */
    followAll: transitions.followAll,
    /** Calls `listener` at each event of an account, those of QRs that change by themselves too; returns what stops that. */
    listen(account: Account, listener: EventListener): () => void {
      account.listeners.add(listener);
      transitions.followAll(account);
      return () => {
        account.listeners.delete(listener);
        transitions.followAll(account);
      };
    },
    /** Forgets what the account of a key has, and what was asked with that key. */
    reset(key: string): void {
      accounts.reset(key);
      // There may be requests without an account.
      journal.clear(key);
    },
    /** Forgets that there was an account, and what was asked with its key; false when there was none. */
    delete(key: string): boolean {
      journal.clear(key);
      return accounts.delete(key);
    },
    resetAll,
    /** Ends all that waits and lets go of all timers. */
    close: (): void => {
      accounts.close();
      journal.clear();
    },
  };
};
export type Emulator = ReturnType<typeof createEmulator>;
