import { createAccount, type Account } from './account.js';
import { createClock, type Clock } from './clock.js';
import type { Instance } from './instance.js';
import type { AccountRecord } from './record.js';
import { createRoster, type Member } from './roster.js';
import type { TimeSource } from './time-source.js';
import { createWatchers } from './watchers.js';

export type Accounts = {
  /** The keys that are accepted; `undefined` accepts any. */
  readonly admitted: ReadonlySet<string> | undefined;
  /** All accounts that exist, oldest first; one that was reset is empty until it is claimed again. */
  readonly list: () => readonly (Member & { readonly account: Account | undefined })[];
  /** Marks the account of a key as in use until the returned function is called. */
  readonly use: (key: string) => () => void;
  /** The account of a key, if it exists; asking counts as use. */
  readonly find: (key: string) => Account | undefined;
  /** Whether this is still the account of its key and has not been reset. */
  readonly isCurrent: (account: Account) => boolean;
  /** The clock of a key's account, or the one that it would start with. */
  readonly clockOf: (key: string) => Clock;
  /** The account of a key, created if necessary. */
  readonly claim: (key: string) => Account;
  /** The account of a key as soon as there is one; `undefined` if `over` aborts first, or a reset comes. */
  readonly whenThere: (key: string, over: AbortSignal) => Promise<Account | undefined>;
  /** The number of instances in all accounts. */
  readonly instanceCount: () => number;
  /** Stores an instance, or its successor under the same technical name. */
  readonly keep: (account: Account, instance: Instance) => void;
  /** Deletes an instance and ends everything that waits for it. */
  readonly drop: (account: Account, instance: Instance) => void;
  /** Drops everything that the account has and ends what waits for it; it keeps its number. */
  readonly reset: (key: string) => void;
  readonly resetAll: () => void;
  /** Makes a restored account, still without its instances, whose clock stands until it replaces that of its key. */
  readonly prepare: (key: string, record: AccountRecord) => Account;
  /** Replaces the account of a key, which ends as in a reset, by a prepared one. */
  readonly replace: (account: Account, isRunning: boolean) => void;
  /** Resets an account and gives up its number and its place; false if there was none. */
  readonly delete: (key: string) => boolean;
  /** Resets every account and cancels the timer of the time to live. */
  readonly close: () => void;
};

export const createAccounts = (options: {
  readonly keys: readonly string[];
  readonly seed: string | undefined;
  readonly time: TimeSource;
  /** The time at which every account's clock starts frozen; without it, clocks run. */
  readonly frozenAt: number | undefined;
  /** How long an account may be idle, in milliseconds; without it, forever. */
  readonly ttl: number | undefined;
  /** Called with each new account, so that the parts outside the domain can attach. */
  readonly onNew: (account: Account) => void;
  /** Called when an account ends, so that they can detach. */
  readonly onGone: (account: Account) => void;
  /** Fills a new account of a seeded key. Seeded accounts always exist. */
  readonly seeds: ReadonlyMap<string, (account: Account) => void>;
}): Accounts => {
  const accounts = new Map<string, Account>();
  /** Those who wait for the account of a key to be created. */
  const waiting = createWatchers();
  let instanceCount = 0;

  const enter = (account: Account, fill?: (account: Account) => void): void => {
    const { key } = account;
    accounts.set(key, account);
    instanceCount += account.instances.size;
    options.onNew(account);
    fill?.(account);
    waiting.tell(key);
  };
  const begin = (key: string): Account => {
    const account = createAccount(key, roster.enter(key), options);
    enter(account, options.seeds.get(key));
    return account;
  };
  const claim = (key: string): Account => {
    roster.touch(key);
    return accounts.get(key) ?? begin(key);
  };

  const end = (key: string): void => {
    waiting.end(key);
    const account = accounts.get(key);
    if (account === undefined) return;
    accounts.delete(key);
    instanceCount -= account.instances.size;
    account.clock.clear();
    account.listeners.clear();
    account.watchers.end();
    account.faults.end();
    options.onGone(account);
  };
  const reset = (key: string): void => {
    end(key);
    if (options.seeds.has(key)) begin(key);
  };

  const resetAll = (): void => {
    waiting.end();
    for (const key of [...accounts.keys()]) reset(key);
  };

  const remove = (key: string): boolean => {
    end(key);
    const wasThere = roster.leave(key);
    if (options.seeds.has(key)) begin(key);
    return wasThere;
  };
  /** Seeded accounts never expire. */
  const expire = (key: string): void => {
    if (!options.seeds.has(key)) remove(key);
  };
  const roster = createRoster({ listed: options.keys, time: options.time, ttl: options.ttl, expire });

  return {
    admitted: options.keys.length > 0 ? new Set(options.keys) : undefined,
    list: () => roster.all().map((member) => ({ ...member, account: accounts.get(member.key) })),
    use: roster.use,
    find(key) {
      roster.touch(key);
      return accounts.get(key);
    },
    isCurrent: (account) => accounts.get(account.key) === account,
    clockOf: (key) => accounts.get(key)?.clock ?? createClock(options.time, options.frozenAt),
    claim,
    whenThere: (key, over) =>
      new Promise((resolve) => {
        const done = (): void => {
          stop();
          over.removeEventListener('abort', done);
          resolve(accounts.get(key));
        };
        const stop = waiting.add(key, { changed: done, ended: done });
        over.addEventListener('abort', done);
        if (accounts.has(key) || over.aborted) done();
      }),
    instanceCount: () => instanceCount,
    keep(account, instance) {
      if (accounts.get(account.key) === account && !account.instances.has(instance.technicalName)) instanceCount++;
      account.instances.set(instance.technicalName, instance);
      account.names.set(instance.sequence, instance.technicalName);
    },
    drop(account, instance) {
      const { technicalName } = instance;
      if (!account.instances.delete(technicalName)) return;
      instanceCount--;
      account.names.delete(instance.sequence);
      account.rotations.get(technicalName)?.();
      account.rotations.delete(technicalName);
      account.courses.get(technicalName)?.cancel();
      account.courses.delete(technicalName);
      account.watchers.end(technicalName);
    },
    reset,
    resetAll,
    prepare: (key, record) => createAccount(key, record.number, options, record),
    replace(account, isRunning) {
      end(account.key);
      roster.enter(account.key);
      if (isRunning) account.clock.run();
      enter(account);
    },
    delete: remove,
    close() {
      roster.close();
      resetAll();
    },
  };
};
