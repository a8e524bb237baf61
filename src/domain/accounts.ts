import { createClock, type Clock } from './clock.js';
import type { DomainEvent, EventListener } from './events.js';
import { createRandomness, freshSeed, streamOf, type Randomness } from './ids.js';
import type { Instance } from './instance.js';
import { createLog, type Log } from './log.js';
import type { AccountRecord } from './record.js';
import type { Course } from './scenario.js';
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
  /** Where the courses stand that go on by themselves, and what calls off their next act, by technical name. */
  readonly courses: Map<string, { readonly course: Course; readonly callOff: () => void }>;
  readonly webhooks: Webhooks;
  lastStamp: number;
  lastSequence: number;
};

export type Accounts = {
  /** The keys that are let in; `undefined` when any is. */
  readonly admitted: ReadonlySet<string> | undefined;
  /** The account of a key, if it has come into being. */
  readonly find: (key: string) => Account | undefined;
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
  /** Forgets all that the account has and ends what waits on it; its number stays. It begins again from its seed. */
  readonly reset: (key: string) => void;
  /** The same, but for what comes after: an account that was written down, without its instances yet. */
  readonly replace: (key: string, record: AccountRecord) => Account;
  readonly resetAll: () => void;
};

export const createAccounts = (options: {
  readonly keys: readonly string[];
  readonly seed: string | undefined;
  readonly time: TimeSource;
  /** Where every account's clock stands first; without it, they run. */
  readonly frozenAt: number | undefined;
  /** Joins what is outside the domain to a new account. */
  readonly onNew: (account: Account) => void;
  /** Lets go of that. */
  readonly onGone: (account: Account) => void;
  /** What gives a new account of such a key what it begins with. Such accounts are there all the time. */
  readonly seeds: ReadonlyMap<string, (account: Account) => void>;
}): Accounts => {
  const numbers = new Map<string, number>();
  const accounts = new Map<string, Account>();
  /** Who waits for the account of a key to come into being. */
  const waiting = createWatchers();
  let instanceCount = 0;
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  };
  options.keys.forEach(numberOf);
  for (const key of options.seeds.keys()) numberOf(key);

  const begin = (key: string, past?: AccountRecord): Account => {
    const number = numberOf(key);
    // Without a seed, what comes after a reset must not repeat what was before: an old QR would fit a new instance.
    const { stream, drawn } = past?.randomness ?? { stream: streamOf(options.seed ?? freshSeed(), key), drawn: 0 };
    const random = createRandomness(stream, drawn);
    const clock = createClock(options.time, past?.clock.now ?? options.frozenAt);
    if (past?.clock.frozen === false) clock.run();
    const account: Account = {
      key,
      number: past?.number ?? number,
      clock,
      random,
      secret: past?.secret ?? random.id(32),
      instances: new Map(),
      names: new Map(),
      watchers: createWatchers(),
      events: createLog(MOST_EVENTS),
      listeners: new Set(),
      rotations: new Map(),
      courses: new Map(),
      webhooks: createWebhooks(random, past?.webhooks),
      lastStamp: past?.lastStamp ?? 0,
      lastSequence: past?.lastSequence ?? 0,
    };
    accounts.set(key, account);
    options.onNew(account);
    if (past === undefined) options.seeds.get(key)?.(account);
    waiting.tell(key);
    return account;
  };
  const claim = (key: string): Account => accounts.get(key) ?? begin(key);

  const end = (key: string): void => {
    waiting.end(key);
    const account = accounts.get(key);
    if (account === undefined) return;
    accounts.delete(key);
    instanceCount -= account.instances.size;
    account.clock.clear();
    account.listeners.clear();
    account.watchers.end();
    options.onGone(account);
  };
  const reset = (key: string): void => {
    end(key);
    if (options.seeds.has(key)) begin(key);
  };

  return {
    admitted: options.keys.length > 0 ? new Set(options.keys) : undefined,
    find: (key) => accounts.get(key),
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
    replace(key, record) {
      end(key);
      return begin(key, record);
    },
    resetAll() {
      waiting.end();
      for (const key of [...accounts.keys()]) reset(key);
    },
  };
};
