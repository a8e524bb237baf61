import { createClock, type Clock } from './clock.js';
import type { DomainEvent, EventListener } from './events.js';
import { createFaults, type Faults } from './faults.js';
import { createRandomness, freshSeed, type Randomness } from './ids.js';
import type { Instance } from './instance.js';
import { createLog, type Log } from './log.js';
import { createRoster, type Member } from './roster.js';
import type { TimeSource } from './time-source.js';
import { createWatchers, type Watchers } from './watchers.js';
import { createWebhooks, type Webhooks } from './webhooks.js';

/** Most events of one account that are kept. */
const MOST_EVENTS = 1_000;

/** An API key and all that belongs to it. Nothing outside it refers to what is in it, so a reset forgets all. */
export type Account = {
  readonly key: string;
  /** The number in technical names: `t1_…`. */
  readonly number: number;
  readonly clock: Clock;
  readonly random: Randomness;
  /** What the texts of this account's QRs are made from. */
  readonly secret: string;
  /** By technical name, oldest first. */
  readonly instances: Map<string, Instance>;
  /** Technical names by sequence number. */
  readonly names: Map<number, string>;
  readonly watchers: Watchers;
  /** What happened; the newest. */
  readonly events: Log<DomainEvent>;
  /** Who is told of every event. */
  readonly listeners: Set<EventListener>;
  /** What calls off the next rotation of a QR, by technical name. */
  readonly rotations: Map<string, () => void>;
  /** What calls off the next act of a scenario, or the automatic scan, by technical name. */
  readonly courses: Map<string, () => void>;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  lastStamp: number;
  lastSequence: number;
};

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
}): Accounts => {
  const accounts = new Map<string, Account>();
  /** Who waits for the account of a key to come into being. */
  const waiting = createWatchers();
  let instanceCount = 0;

  const claim = (key: string): Account => {
    const number = roster.enter(key);
    const found = accounts.get(key);
    if (found !== undefined) return found;
    // Without a seed, what comes after a reset must not repeat what was before: an old QR would fit a new instance.
    const random = createRandomness(options.seed ?? freshSeed(), key);
    const secret = random.id(32);
    const account: Account = {
      key,
      number,
      clock: createClock(options.time, options.frozenAt),
      random,
      secret,
      instances: new Map(),
      names: new Map(),
      watchers: createWatchers(),
      events: createLog(MOST_EVENTS),
      listeners: new Set(),
      rotations: new Map(),
      courses: new Map(),
      webhooks: createWebhooks(random),
      faults: createFaults(secret),
      lastStamp: 0,
      lastSequence: 0,
    };
    accounts.set(key, account);
    options.onNew(account);
    waiting.tell(key);
    return account;
  };

  const reset = (key: string): void => {
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

  const resetAll = (): void => {
    waiting.end();
    for (const key of [...accounts.keys()]) reset(key);
  };

  const remove = (key: string): boolean => {
    reset(key);
    return roster.leave(key);
  };
  const roster = createRoster({ listed: options.keys, time: options.time, ttl: options.ttl, expire: remove });

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
      for (const due of [account.rotations, account.courses]) {
        due.get(technicalName)?.();
        due.delete(technicalName);
      }
      account.watchers.end(technicalName);
    },
    reset,
    resetAll,
    delete: remove,
    close() {
      roster.close();
      resetAll();
    },
  };
};
