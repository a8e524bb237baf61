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
  readonly faults: Faults;
  lastStamp: number;
  lastSequence: number;
};

/**
 * A new account; or one that was written down, without its instances yet.
 * @param frozenAt where its clock stands first; without it, it runs
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
  // Without a seed, what comes after a reset must not repeat what was before: an old QR would fit a new instance.
  const { stream, drawn } = past?.randomness ?? { stream: streamOf(seed ?? freshSeed(), key), drawn: 0 };
  const random = createRandomness(stream, drawn);
  const secret = past?.secret ?? random.id(32);
  const clock = createClock(time, past?.clock.now ?? frozenAt);
  if (past?.clock.frozen === false) clock.run();
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
