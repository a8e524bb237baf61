import type { Config } from './config.js';
import { createDeliveries, type Deliveries } from './delivery/deliveries.js';
import type { DeliveriesRecord } from './delivery/record.js';
import { createRoom, DELIVERY_BYTES, MOST_DELIVERIES } from './delivery/room.js';
import { createSender, type Send } from './delivery/sender.js';
import type { Trouble } from './delivery/troubles.js';
import type { Account } from './domain/account.js';
import { createAccounts } from './domain/accounts.js';
import { checkRoom, recordOf, revive } from './domain/continuation.js';
import {
  createEventLog,
  EVENT_BYTES,
  eventsOf,
  MOST_EVENTS_IN_ALL,
  type EventListener,
  type NumberedEvent,
} from './domain/events.js';
import { createGate } from './domain/gate.js';
import { createInstances } from './domain/instances.js';
import { createPostOffice, MOST_MESSAGE_BYTES } from './domain/mailbox.js';
import { createMessages, type Messages } from './domain/messages.js';
import { createPhone } from './domain/phone.js';
import type { AccountRecord } from './domain/record.js';
import { Refusal } from './domain/refusals.js';
import { applySeed, type SeedAccount } from './domain/seed.js';
import { MANUAL_START, systemTime, type TimeSource } from './domain/time-source.js';
import { createJournal, MOST_JOURNAL_BYTES, TRAIL_SHARE } from './journal/journal.js';
import { createTransitions } from './domain/transitions.js';
import type { Watcher } from './domain/watchers.js';

/** What the emulator needs from outside. */
export type Surroundings = {
  readonly time?: TimeSource;
  /** What POSTs deliveries. */
  readonly send?: Send;
  /** The accounts that are there from the start, in the order of their numbers. */
  readonly seeds?: readonly SeedAccount[];
  /** The URL of the imitated API for accounts that have not called it yet. */
  readonly ownUrl?: () => string;
  /** Called when an empty account has lost its place to another. */
  readonly onEvicted?: () => void;
  /** Called when a webhook begins to fail, gives deliveries up, or works again. */
  readonly onTrouble?: (trouble: Trouble) => void;
  /** Called with what was taken although production may not. */
  readonly onDoubt?: (sentence: string) => void;
  /** How many bytes the heap has for what stays. */
  readonly heap?: number;
};

/** The shares of the heap that the journal, the deliveries and the messages may take, if their own bounds are not lower. */
const JOURNAL_SHARE = 1 / 8;
const DELIVERIES_SHARE = 1 / 16;
const MESSAGES_SHARE = 1 / 8;

/** How many bytes of a heap are for what is kept besides instances: requests, deliveries, messages, events. */
export const keptBytes = (heap: number): number =>
  Math.min(MOST_JOURNAL_BYTES, heap * JOURNAL_SHARE) * (1 + TRAIL_SHARE) +
  Math.min(MOST_DELIVERIES * DELIVERY_BYTES, heap * DELIVERIES_SHARE) +
  Math.min(MOST_MESSAGE_BYTES, heap * MESSAGES_SHARE) +
  MOST_EVENTS_IN_ALL * EVENT_BYTES;

/** How many bytes of large bodies, and of media that are fetched, may be in memory at a time: one snapshot of the largest. */
const MOST_IN_TRANSIT = 64 * 1_048_576;

/** Somebody who follows an account. */
type Observer = Watcher & { readonly happened?: EventListener };

/** An account and its pending deliveries, serialized. */
export type EmulatorRecord = AccountRecord & { readonly deliveries: DeliveriesRecord };

/** Where a clock starts that stands still: with a seed always at the same time, and otherwise at the present. */
const startOf = ({ seed }: Config, time: TimeSource): number =>
  seed === undefined ? time.now() : Date.parse(MANUAL_START);

/** The parts, wired together. Only the deliveries know about HTTP. */
export const createEmulator = (
  config: Config,
  {
    time = systemTime,
    send,
    seeds = [],
    ownUrl = () => '',
    onEvicted = () => undefined,
    onTrouble = () => undefined,
    onDoubt = () => undefined,
    heap = Infinity,
  }: Surroundings = {},
) => {
  const deliveries = new Map<Account, Deliveries>();
  const journal = createJournal(heap * JOURNAL_SHARE);
  const sender = createSender(config.webhookHttp);
  const room = createRoom((heap * DELIVERIES_SHARE) / DELIVERY_BYTES);
  const office = createPostOffice(heap * MESSAGES_SHARE);
  const beginnings = new Map(
    seeds.map((seed) => [
      seed.key,
      (account: Account): void => {
        applySeed(accounts, transitions, config, account, seed, ownUrl(), messages.plant);
        webhooksChanged(account);
      },
    ]),
  );
  const accounts = createAccounts({
    keys: config.apiKeys,
    seed: config.seed,
    seeds: beginnings,
    time,
    frozenAt: config.clock === 'manual' ? startOf(config, time) : undefined,
    ttl: config.accountTtl,
    maxAccounts: config.maxAccounts,
    office,
    clockMoved(account, isBack) {
      // On the way forward, each QR that ends is an alarm.
      if (isBack) transitions.followAll(account, true);
      account.tellMove(isBack);
    },
    onEvicted,
    onGone(account) {
      deliveries.get(account)?.close();
      deliveries.delete(account);
      if (account.eventCount > 0) events.forget(account.serial);
      journal.clear(account.key);
    },
  });
  const events = createEventLog();
  const transitions = createTransitions(accounts, config, events, {
    stateChanged: (...change) => {
      messages.stateChanged(...change);
    },
    instanceDeleted: (...gone) => {
      messages.instanceDeleted(...gone);
    },
  });
  const messages: Messages = createMessages(config, transitions, office);
  /** What an account has delivered and is about to; made when it is first needed, as most accounts have no webhooks. */
  const deliveriesOf = (account: Account): Deliveries | undefined => {
    const found = deliveries.get(account);
    if (found !== undefined || !accounts.isCurrent(account)) return found;
    const deliver: Send = async (...given) => {
      const over = accounts.use(account.key);
      return (send ?? sender.send)(...given).finally(over);
    };
    const signedAt = (): number => (config.signatureTime === 'real' ? systemTime.now() : account.clock.now());
    const made = createDeliveries(account, deliver, room, signedAt, onTrouble);
    deliveries.set(account, made);
    return made;
  };
  const deliveriesFor = (account: Account): Deliveries => {
    const found = deliveriesOf(account);
    if (found === undefined) throw new Error('This account was reset.');
    return found;
  };
  const webhooksChanged = (account: Account): void => {
    // What happened before is not told to those who listen from now on.
    transitions.catchUp(account);
    deliveriesOf(account)?.webhooksChanged();
    transitions.followAll(account);
  };
  let isClosed = false;
  const resetAll = (): void => {
    accounts.resetAll();
    journal.clear(undefined, 'reset');
  };
  return {
    config,
    time,
    accounts,
    journal,
    instances: createInstances(accounts, config, transitions),
    phone: createPhone(accounts, config, transitions),
    messages,
    /** The bytes of received and fetched media, by token. */
    mediaOf: office.find,
    /** Through which large bodies come in, and media that are fetched. */
    bodies: createGate(MOST_IN_TRANSIT),
    fetches: createGate(MOST_IN_TRANSIT),
    /** The deliveries of an account; `undefined` once it has been reset. */
    deliveriesOf,
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
     * @throws {Refusal} `tooManyInstances`, `tooManyMessages`
     */
    *restore(key: string, record: EmulatorRecord): Generator<undefined, void> {
      const check = (): void => {
        checkRoom(accounts, config.maxInstances, key, record.instances.length);
      };
      check();
      const account = yield* revive(accounts, transitions, config.linkTime, key, record);
      // Others may have come, or the end, while this gave way.
      check();
      if (isClosed) return;
      messages.resume(account);
      if (account.mailIfAny !== undefined && !office.admits(account.mailIfAny, accounts.of(key)?.mailIfAny)) {
        throw new Refusal(
          'tooManyMessages',
          'The emulator has no room for all messages of this account; reset others, or raise its heap.',
        );
      }
      accounts.replace(account, !record.clock.frozen);
      office.makeRoom();
      // A key may have requests in the journal without having an account.
      journal.clear(key, 'restore');
      deliveriesFor(account).resume(record.deliveries);
      webhooksChanged(account);
    },
    /** Tells of each change of an account, QR rotations included, until the returned function is called. */
    attend(account: Account, { happened, ...watcher }: Observer): () => void {
      transitions.catchUp(account);
      const wasAttended = account.watchers.has();
      if (happened !== undefined) account.listeners.add(happened);
      const stop = account.watchers.add(undefined, watcher);
      if (!wasAttended) transitions.followAll(account);
      return () => {
        if (happened !== undefined) account.listeners.delete(happened);
        stop();
      };
    },
    /** The newest events of an account, oldest first. */
    eventsOf(account: Account): readonly NumberedEvent[] {
      transitions.catchUp(account);
      return eventsOf(events, account);
    },
    /** The same without a look at what has happened since, which changes nothing. */
    eventsKept: (account: Account): readonly NumberedEvent[] => eventsOf(events, account),
    /** How many events of an account are no longer kept. */
    eventsDropped: (account: Account): number => account.eventCount - eventsOf(events, account).length,
    /** Resolves once all instances are followed of which somebody wants to know. */
    allFollowed: transitions.allFollowed,
    beginMove: (account: Account): (() => void) => transitions.beginMove(account),
    /** Resets the account of a key, and drops its requests from the journal. */
    reset(key: string): void {
      accounts.reset(key);
      // A key may have requests in the journal without having an account.
      journal.clear(key, 'reset');
    },
    /** Deletes an account and drops its requests from the journal; false if there was none. */
    delete(key: string): boolean {
      journal.clear(key, 'delete');
      return accounts.delete(key);
    },
    resetAll,
    /** Tells whoever runs the emulator of what was taken although production may not. */
    doubt: onDoubt,
    /** Whether the emulator has been closed. */
    isClosed: (): boolean => isClosed,
    /** Ends everything that waits and cancels all timers. */
    close: (): void => {
      isClosed = true;
      beginnings.clear();
      accounts.close();
      sender.close();
      journal.clear();
    },
  };
};
export type Emulator = ReturnType<typeof createEmulator>;
