import type { Config } from '../../config.js';
import type { QueueRecord } from '../../delivery/record.js';
import { END_OF_TIME } from '../../domain/time-source.js';
import type { EmulatorRecord } from '../../emulator.js';
import { contradictionIn } from './checks.js';
import { Delivery, Webhook } from './delivery.js';
import { Instance } from './instance.js';
import { CountedFault, FORMAT, QueueFrame, SnapshotFrame } from './schema.js';
import { readList } from '../../schema/strict.js';
import { problemsIn, type Problem } from '../../schema/wording.js';

/** An account as its snapshot has it. */
export type SavedAccount = Omit<EmulatorRecord, 'clock'> & {
  readonly wachatEmulatorSnapshot: typeof FORMAT;
  readonly clock: { readonly now: string; readonly frozen: boolean };
};

/** The snapshot of a record. */
export const snapshotOf = ({ clock, ...record }: EmulatorRecord): SavedAccount => ({
  wachatEmulatorSnapshot: FORMAT,
  ...record,
  // A running clock may be past the last time that can be written.
  clock: { now: new Date(Math.min(clock.now, END_OF_TIME)).toISOString(), frozen: clock.frozen },
});

/** How many items of a list are written at once. */
const AT_ONCE = 100;

/** The text of a snapshot. It yields between pieces. */
export const textOf = function* (snapshot: SavedAccount): Generator<undefined, string> {
  const members: string[] = [];
  for (const [name, value] of Object.entries(snapshot)) {
    if (!Array.isArray(value)) {
      members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
      continue;
    }
    const pieces: string[] = [];
    for (let index = 0; index < value.length; index += AT_ONCE) {
      pieces.push(JSON.stringify(value.slice(index, index + AT_ONCE)).slice(1, -1));
      yield;
    }
    members.push(`${JSON.stringify(name)}:[${pieces.join(',')}]`);
  }
  return `{${members.join(',')}}`;
};

/** Reads a snapshot, or says what is wrong with it; the account stays as it is. It yields between the items. */
export const readSnapshot = function* (
  value: unknown,
  config: Config,
): Generator<undefined, { readonly record: EmulatorRecord } | { readonly problems: readonly Problem[] }> {
  const result = SnapshotFrame.safeParse(value);
  if (!result.success) return { problems: problemsIn(result.error) };
  const { number, lastStamp, lastSequence, secret, randomness, clock, webhooks, deliveries, faults } = result.data;
  const problems: Problem[] = [];
  const instances = yield* readList(Instance, result.data.instances, 'instances', problems);
  const list = yield* readList(Webhook, webhooks.list, 'webhooks.list', problems);
  const queues: QueueRecord[] = [];
  for (const [index, queue] of (yield* readList(
    QueueFrame,
    deliveries.queues,
    'deliveries.queues',
    problems,
  )).entries()) {
    const at = `deliveries.queues.${String(index)}.waiting`;
    queues.push({ ...queue, waiting: yield* readList(Delivery, queue.waiting, at, problems) });
  }
  const record: EmulatorRecord = {
    number,
    lastStamp,
    lastSequence,
    secret,
    randomness,
    clock: { ...clock, now: Date.parse(clock.now) },
    instances,
    webhooks: { ...webhooks, list },
    deliveries: { ...deliveries, queues },
    faults: { ...faults, faults: yield* readList(CountedFault, faults.faults, 'faults.faults', problems) },
  };
  if (problems.length > 0) return { problems };
  const contradiction = yield* contradictionIn(record, config);
  return contradiction === undefined ? { record } : { problems: [contradiction] };
};
