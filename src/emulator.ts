import type { Config } from './config.js';
import { createDeliveries, type Deliveries } from './delivery/deliveries.js';
import type { Fetch } from './delivery/post.js';
import { createAccounts, type Account } from './domain/accounts.js';
import { createInstances } from './domain/instances.js';
import { createPhone } from './domain/phone.js';
import { MANUAL_START, systemTime, type TimeSource } from './domain/time-source.js';
import { createTransitions } from './domain/transitions.js';

/** What the emulator takes from outside itself. */
export type Surroundings = { readonly time?: TimeSource; readonly fetch?: Fetch };

/** The parts, joined. Nothing in it knows of HTTP but the deliveries. */
export const createEmulator = (config: Config, { time = systemTime, fetch = globalThis.fetch }: Surroundings = {}) => {
  const deliveries = new Map<Account, Deliveries>();
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
        for (const name of account.watchers.names()) account.watchers.tell(name);
      });
    },
    onGone(account) {
      deliveries.get(account)?.close();
      deliveries.delete(account);
    },
  });
  const transitions = createTransitions(accounts, config);
  return {
    config,
    accounts,
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
    /** Ends all that waits and lets go of all timers. */
    close: accounts.close,
  };
};
export type Emulator = ReturnType<typeof createEmulator>;
