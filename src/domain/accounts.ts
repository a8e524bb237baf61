import { createAccount, type Account } from './account.js';
import { createClock, type Clock } from './clock.js';
import type { Instance } from './instance.js';
import type { AccountRecord } from './record.js';
import { createRoster, type Member } from './roster.js';
import type { TimeSource } from './time-source.js';
import { createWatchers } from './watchers.js';

export type Accounts = {
  /** The keys that are let in; `undefined` when any is. */
  readonly admitted: ReadonlySet<string> | undefined;
  /** All that have come into being, oldest first; one that was reset has nothing until it is claimed again. */
  readonly list: () => readonly (Member & { readonly account: Account | undefined })[];
  /** The account of a key is in use until what this returns is called. */
  readonly use: (key: string) => () => void;
  /** The account of a key, if it has come into being; to ask for it is to use it. */
  readonly find: (key: string) => Account | undefined;
  /** Whether this is still the account of its key, and was not reset. */
  readonly isCurrent: (account: Account) => boolean;
  /** The clock of a key's account, or the one that it would begin with. */
  readonly clockOf: (key: string) => Clock;
  /** The account of a key, brought into being if need be. */
  readonly claim: (key: string) => Account;
  /** The account of a key as soon as there is one; `undefined` when `over` comes first, or a reset. */
  readonly whenThere: (key: string, over: AbortSignal) => Promise<Account | undefined>;
  /** How many instances there are over all accounts. */
  readonly instanceCount: () => number;
  /** Keeps an instance, or its successor of the same technical name. */
  readonly keep: (account: Account, instance: Instance) => void;
  /** Forgets an instance and ends what waits on it. */
  readonly drop: (account: Account, instance: Instance) => void;
  /** Forgets all that the account has and ends what waits on it; its number stays. */
  readonly reset: (key: string) => void;
  readonly resetAll: () => void;
  /** Resets an account, but what comes after is one that was written down, without its instances yet. */
  readonly replace: (key: string, record: AccountRecord) => Account;
  /** Resets an account and forgets its number and place too; false when there was none. */
  readonly delete: (key: string) => boolean;
  /** Resets every account, for good. */
  readonly close: () => void;
};

export const createAccounts = (options: {
  readonly keys: readonly string[];
  readonly seed: string | undefined;
  readonly time: TimeSource;
  /** Where every account's clock stands first; without it, they run. */
  readonly frozenAt: number | undefined;
  /** How long an account may be out of use, in milliseconds; without it, for ever. */
  readonly ttl: number | undefined;
  /** Joins what is outside the domain to a new account. */
  readonly onNew: (account: Account) => void;
  /** Lets go of that. */
  readonly onGone: (account: Account) => void;
  /** What gives a new account of such a key what it begins with. Such accounts are there all the time. */
  readonly seeds: ReadonlyMap<string, (account: Account) => void>;
}): Accounts => {
  const accounts = new Map<string, Account>();
  /** Who waits for the account of a key to come into being. */
  const waiting = createWatchers();
  let instanceCount = 0;

  const begin = (key: string, past?: AccountRecord): Account => {
    const account = createAccount(key, roster.enter(key), options, past);
    accounts.set(key, account);
    options.onNew(account);
    if (past === undefined) options.seeds.get(key)?.(account);
    waiting.tell(key);
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
  /** What a seed begins with is there all the time. */
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
      if (!account.instances.has(instance.technicalName)) instanceCount++;
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
      account.courses.get(technicalName)?.callOff();
      account.courses.delete(technicalName);
      account.watchers.end(technicalName);
    },
    reset,
    resetAll,
    replace(key, record) {
      end(key);
      return begin(key, record);
    },
    delete: remove,
    close() {
      roster.close();
      resetAll();
    },
  };
};
