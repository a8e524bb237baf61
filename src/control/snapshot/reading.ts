import type { Config } from '../../config.js';
import { END_OF_TIME } from '../../domain/time-source.js';
import type { EmulatorRecord } from '../../emulator.js';
import { contradictionIn } from './checks.js';
import { checkedSnapshot, FORMAT } from './schema.js';
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

/** Reads a snapshot, or says what is wrong with it; the account stays as it is. */
export const readSnapshot = (
  value: unknown,
  config: Config,
): { readonly record: EmulatorRecord } | { readonly problems: readonly Problem[] } => {
  const result = checkedSnapshot().safeParse(value);
  if (!result.success) return { problems: problemsIn(result.error) };
  const { number, lastStamp, lastSequence, secret, randomness, clock, instances, webhooks, deliveries, faults } =
    result.data;
  const record: EmulatorRecord = {
    number,
    lastStamp,
    lastSequence,
    secret,
    randomness,
    clock: { ...clock, now: Date.parse(clock.now) },
    instances,
    webhooks,
    deliveries,
    faults,
  };
  const contradiction = contradictionIn(record, config);
  return contradiction === undefined ? { record } : { problems: [contradiction] };
};
