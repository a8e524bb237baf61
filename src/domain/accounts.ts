import { Account, type Shared } from './account.js';
import { Clock } from './clock.js';
import type { Instance } from './instance.js';
import { freshSeed } from './ids.js';
import type { AccountRecord } from './record.js';
import { tooManyAccounts } from './refusals.js';
import { createRoster, type Member } from './roster.js';
import type { TimeSource } from './time-source.js';
import { createWatchers } from './watchers.js';

export type Accounts = {
  /** The keys that are accepted; `undefined` accepts any. */
  readonly admitted: ReadonlySet<string> | undefined;
  /** All accounts that exist, oldest first; one that was reset is empty until it is claimed again. */
  readonly list: () => readonly Member[];
  /** The account of a key, if it exists; asking does not count as use. */
  readonly of: (key: string) => Account | undefined;
  /** Marks the account of a key as in use until the returned function is called. */
  readonly use: (key: string) => () => void;
  /** The account of a key, if it exists; asking counts as use. */
  readonly find: (key: string) => Account | undefined;
  /** Whether this is still the account of its key and has not been reset. */
  readonly isCurrent: (account: Account) => boolean;
  /** The clock of a key's account, or the one that it would start with. */
  readonly clockOf: (key: string) => Clock;
  /**
   * The account of a key, created if necessary; that may cost another one its place that is empty and not in use.
   * @throws {Refusal} `tooManyAccounts`
   */
  readonly claim: (key: string) => Account;
  /** The account of a key as soon as there is one; `undefined` if `over` aborts first, or a reset comes. */
  readonly whenThere: (key: string, over: AbortSignal) => Promise<Account | undefined>;
  /** Calls `changed` whenever a key has got an account or lost it, until the returned function is called. */
  readonly watch: (key: string, changed: () => void) => () => void;
  /** The number of instances in all accounts. */
  readonly instanceCount: () => number;
  /** Stores an instance, or its successor under the same technical name. */
  readonly keep: (account: Account, instance: Instance) => void;
  /** Deletes an instance and ends everything that waits for it. */
  readonly drop: (account: Account, instance: Instance) => void;
  /** The display name of an instance, or of one of the account that was deleted lately. */
  readonly displayNameOf: (account: Account, technicalName: string) => string | undefined;
  /** Drops everything that the account has and ends what waits for it; it keeps its number. */
  readonly reset: (key: string) => void;
  readonly resetAll: () => void;
  /** Makes a restored account, still without its instances, whose clock stands until it replaces that of its key. */
  readonly prepare: (key: string, record: AccountRecord) => Account;
  /**
   * Replaces the account of a key, which ends as in a reset, by a prepared one.
   * @throws {Refusal} `tooManyAccounts`, and then nothing is replaced
   */
  readonly replace: (account: Account, isRunning: boolean) => void;
  /** Resets an account and gives up its number and its place; false if there was none. */
  readonly delete: (key: string) => boolean;
  /** Resets every account and cancels the timer of the time to live. */
  readonly close: () => void;
};

/** How many deleted instances are known by their display names, over all accounts. */
const MOST_FORMER = 5_000;

export const createAccounts = (options: {
  readonly keys: readonly string[];
  readonly seed: string | undefined;
  readonly time: TimeSource;
  /** The time at which every account's clock starts frozen; without it, clocks run. */
  readonly frozenAt: number | undefined;
  /** How long an account may be idle, in milliseconds; without it, forever. */
  readonly ttl: number | undefined;
  /** How many accounts there may be. */
  readonly maxAccounts: number;
  readonly clockMoved: Shared['clockMoved'];
  readonly office: Shared['office'];
  /** Called when an empty account has lost its place to another. */
  readonly onEvicted: () => void;
  /** Called when an account ends, so that they can detach. */
  readonly onGone: (account: Account) => void;
  /** Fills a new account of a seeded key. Seeded accounts always exist. */
  readonly seeds: ReadonlyMap<string, (account: Account) => void>;
}): Accounts => {
  const accounts = new Map<string, Account>();
  /** Those who wait for the account of a key to be created. */
  const waiting = createWatchers();
  /** Those who follow what becomes of a key. */
  const following = createWatchers();
  let instanceCount = 0;
  /** The display names of deleted instances, for those who ask what became of them; the oldest first. */
  const former = new Map<string, string>();
  const formerKey = ({ serial }: Account, name: string): string => `${String(serial)} ${name}`;

  const randomSeed = freshSeed();
  const shared: Shared = {
    time: options.time,
    frozenAt: options.frozenAt,
    // Without a seed, a reset must not repeat earlier secrets: an old QR would match a new instance.
    seedOf: (serial) => options.seed ?? `${randomSeed} ${String(serial)}`,
    clockMoved: options.clockMoved,
    office: options.office,
  };
  let serial = 0;

  /** @throws {Refusal} `tooManyAccounts` */
  const makeRoomFor = (key: string): void => {
    if (roster.has(key) || roster.count() < options.maxAccounts) return;
    const idle = roster.longestIdle((one) => !options.seeds.has(one) && accounts.get(one)?.isEmpty() !== false);
    if (idle === undefined) throw tooManyAccounts(options.maxAccounts);
    remove(idle);
    options.onEvicted();
  };
  const enter = (account: Account, fill?: (account: Account) => void): void => {
    const { key } = account;
    accounts.set(key, account);
    instanceCount += account.instances.size;
    account.begin();
    fill?.(account);
    waiting.tell(key);
    following.tell(key);
  };
  const begin = (key: string): Account => {
    makeRoomFor(key);
    const account = new Account(key, roster.enter(key), ++serial, shared);
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
    account.end();
    options.onGone(account);
    following.tell(key);
  };
  const reset = (key: string): void => {
    end(key);
    if (options.seeds.has(key)) begin(key);
  };

  const resetAll = (): void => {
    waiting.end();
    for (const key of [...accounts.keys()]) reset(key);
    former.clear();
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
    list: roster.all,
    of: (key) => accounts.get(key),
    use: roster.use,
    find(key) {
      roster.touch(key);
      return accounts.get(key);
    },
    isCurrent: (account) => accounts.get(account.key) === account,
    clockOf: (key) => accounts.get(key)?.clock ?? new Clock(options.time, options.frozenAt),
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
    watch: (key, changed) => following.add(key, { changed, ended: () => undefined }),
    instanceCount: () => instanceCount,
    keep(account, instance) {
      if (accounts.get(account.key) === account && !account.instances.has(instance.technicalName)) instanceCount++;
      account.keep(instance);
    },
    drop(account, instance) {
      if (!account.instances.has(instance.technicalName)) return;
      instanceCount--;
      account.drop(instance);
      former.set(formerKey(account, instance.technicalName), instance.displayName);
      for (const oldest of former.size > MOST_FORMER ? former.keys() : []) {
        former.delete(oldest);
        break;
      }
    },
    displayNameOf: (account, name) => account.instances.get(name)?.displayName ?? former.get(formerKey(account, name)),
    reset,
    resetAll,
    prepare: (key, record) => new Account(key, record.number, ++serial, shared, record),
    replace(account, isRunning) {
      makeRoomFor(account.key);
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
