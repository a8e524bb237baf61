import { createClock, type Clock } from './clock.js';
import type { DomainEvent, EventListener } from './events.js';
import { createFaults, type Faults } from './faults.js';
import { createRandomness, freshSeed, streamOf, type Randomness } from './ids.js';
import type { Instance } from './instance.js';
import { createLog, type Log } from './log.js';
import type { AccountRecord } from './record.js';
import type { Course } from './scenario.js';
import type { TimeSource } from './time-source.js';
import { createWatchers, type Watchers } from './watchers.js';
import { createWebhooks, type Webhooks } from './webhooks.js';

/** Maximum number of events kept per account. */
const MOST_EVENTS = 1_000;

/** An API key and everything that belongs to it. Nothing outside refers into it, so a reset drops everything. */
export type Account = {
  readonly key: string;
  /** The number in technical names: `t1_…`. */
  readonly number: number;
  readonly clock: Clock;
  readonly random: Randomness;
  /** The secret that the texts of this account's QRs are derived from. */
  readonly secret: string;
  /** By technical name, oldest first. */
  readonly instances: Map<string, Instance>;
  /** Technical names by sequence number. */
  readonly names: Map<number, string>;
  readonly watchers: Watchers;
  /** The newest events. */
  readonly events: Log<DomainEvent>;
  /** Called with every event. */
  readonly listeners: Set<EventListener>;
  /** Cancels the next rotation of a QR, by technical name. */
  readonly rotations: Map<string, () => void>;
  /** The position of each course that is running, and how to cancel its next act, by technical name. */
  readonly courses: Map<string, { readonly course: Course; readonly cancel: () => void }>;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  lastStamp: number;
  lastSequence: number;
};

/**
 * A new account, or a restored one, still without its instances and with its clock frozen.
 * @param frozenAt the time at which its clock starts frozen; without it, the clock runs
 */
export const createAccount = (
  key: string,
  number: number,
  {
    seed,
    time,
    frozenAt,
  }: { readonly seed: string | undefined; readonly time: TimeSource; readonly frozenAt: number | undefined },
  past?: AccountRecord,
): Account => {
  // Without a seed, a reset must not repeat earlier secrets: an old QR would match a new instance.
  const { stream, drawn } = past?.randomness ?? { stream: streamOf(seed ?? freshSeed(), key), drawn: 0 };
  const random = createRandomness(stream, drawn);
  const secret = past?.secret ?? random.id(32);
  const clock = createClock(time, past?.clock.now ?? frozenAt);
  const faults = createFaults(secret);
  if (past !== undefined) faults.restore(past.faults);
  return {
    key,
    number: past?.number ?? number,
    clock,
    random,
    secret,
    instances: new Map(),
    names: new Map(),
    watchers: createWatchers(),
    events: createLog(MOST_EVENTS),
    listeners: new Set(),
    rotations: new Map(),
    courses: new Map(),
    webhooks: createWebhooks(random, past?.webhooks),
    faults,
    lastStamp: past?.lastStamp ?? 0,
    lastSequence: past?.lastSequence ?? 0,
  };
};
