import type { Config } from './config.js';
import { createDeliveries, type Deliveries } from './delivery/deliveries.js';
import type { Fetch } from './delivery/post.js';
import type { DeliveriesRecord } from './delivery/record.js';
import type { Account } from './domain/account.js';
import { createAccounts } from './domain/accounts.js';
import { checkRoom, recordOf, revive } from './domain/continuation.js';
import { createInstances } from './domain/instances.js';
import { createPhone } from './domain/phone.js';
import type { AccountRecord } from './domain/record.js';
import { applySeed, type SeedAccount } from './domain/seed.js';
import { MANUAL_START, systemTime, type TimeSource } from './domain/time-source.js';
import { createJournal } from './journal/journal.js';
import { createTransitions } from './domain/transitions.js';

/** What the emulator needs from outside. */
export type Surroundings = {
  readonly time?: TimeSource;
  readonly fetch?: Fetch;
  /** The accounts that are there from the start, in the order of their numbers. */
  readonly seeds?: readonly SeedAccount[];
  /** The URL of the imitated API for accounts that have not called it yet. */
  readonly ownUrl?: () => string;
};

/** An account and its pending deliveries, serialized. */
export type EmulatorRecord = AccountRecord & { readonly deliveries: DeliveriesRecord };

/** The parts, wired together. Only the deliveries know about HTTP. */
export const createEmulator = (
  config: Config,
  { time = systemTime, fetch = globalThis.fetch, seeds = [], ownUrl = () => '' }: Surroundings = {},
) => {
  const deliveries = new Map<Account, Deliveries>();
  const journal = createJournal();
  /** How many observers an account has. */
  const attending = new WeakMap<Account, number>();
  const beginnings = new Map(
    seeds.map((seed) => [
      seed.key,
      (account: Account): void => {
        applySeed(accounts, transitions, config, account, seed, ownUrl());
        webhooksChanged(account);
      },
    ]),
  );
  const accounts = createAccounts({
    keys: config.apiKeys,
    seed: config.seed,
    seeds: beginnings,
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
  const deliveriesFor = (account: Account): Deliveries => {
    const found = deliveries.get(account);
    if (found === undefined) throw new Error('This account was reset.');
    return found;
  };
  const webhooksChanged = (account: Account): void => {
    deliveries.get(account)?.webhooksChanged();
    transitions.followAll(account);
  };
  let isClosed = false;
  const resetAll = (): void => {
    accounts.resetAll();
    journal.clear();
  };
  return {
    config,
    time,
    accounts,
    journal,
    instances: createInstances(accounts, config, transitions),
    phone: createPhone(accounts, config, transitions),
    /** The deliveries of an account; `undefined` once it has been reset. */
    deliveriesOf: (account: Account): Deliveries | undefined => deliveries.get(account),
    /** The same for an account that has just been claimed. */
    deliveriesFor,
    /** Must be called after a webhook of the account was created, changed or deleted. */
    webhooksChanged,
    /** Creates the accounts of the seed; must be called once `ownUrl` is known. */
    plantSeeds(): void {
      for (const { key } of seeds) accounts.claim(key);
    },
    /** Serializes an account as it is at the first step. */
    *recordOf(account: Account): Generator<undefined, EmulatorRecord> {
      const pending = deliveriesFor(account).record();
      return { ...(yield* recordOf(account)), deliveries: pending };
    },
    /**
     * Replaces the account of a key, which ends as in a reset, by a serialized one: at the last step, and until then
     * it goes on as it was. Of two that are restored at the same time, the one that is ready last stays.
     * @throws {Refusal} `tooManyInstances`
     */
    *restore(key: string, record: EmulatorRecord): Generator<undefined, void> {
      const check = (): void => {
        checkRoom(accounts, config.maxInstances, key, record.instances.length);
      };
      check();
      const account = yield* revive(accounts, transitions, key, record);
      // Others may have come, or the end, while this gave way.
      check();
      if (isClosed) return;
      // A key may have requests in the journal without having an account.
      journal.clear(key);
      accounts.replace(account, !record.clock.frozen);
      deliveriesFor(account).resume(record.deliveries);
      webhooksChanged(account);
    },
    /**
     * Calls `look` at each event and each change of an account, QR rotations included, and when the account ends;
     * returns a function that stops it.
     */
    attend(account: Account, look: () => void): () => void {
      // Only the first observer and the last one to leave change which QRs are followed.
      const count = attending.get(account) ?? 0;
      attending.set(account, count + 1);
      account.listeners.add(look);
      const stop = account.watchers.add(undefined, { changed: look, ended: look });
      if (count === 0) transitions.followAll(account);
      return () => {
        const left = (attending.get(account) ?? 1) - 1;
        attending.set(account, left);
        account.listeners.delete(look);
        stop();
        if (left === 0) transitions.followAll(account);
      };
    },
    /** Resets the account of a key, and drops its requests from the journal. */
    reset(key: string): void {
      accounts.reset(key);
      // A key may have requests in the journal without having an account.
      journal.clear(key);
    },
    /** Deletes an account and drops its requests from the journal; false if there was none. */
    delete(key: string): boolean {
      journal.clear(key);
      return accounts.delete(key);
    },
    resetAll,
    /** Whether the emulator has been closed. */
    isClosed: (): boolean => isClosed,
    /** Ends everything that waits and cancels all timers. */
    close: (): void => {
      isClosed = true;
      beginnings.clear();
      accounts.close();
      journal.clear();
    },
  };
};
export type Emulator = ReturnType<typeof createEmulator>;
