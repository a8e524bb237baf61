import type { Config } from '../../config.js';
import { END_OF_TIME } from '../../domain/time-source.js';
import type { EmulatorRecord } from '../../emulator.js';
import { misfitIn } from './checks.js';
import { checkedSnapshot, FORMAT } from './schema.js';
import { problemsIn, type Problem } from '../../schema/wording.js';

/** An account written down as a snapshot has it. */
export type WrittenAccount = Omit<EmulatorRecord, 'clock'> & {
  readonly wachatEmulatorSnapshot: typeof FORMAT;
  readonly clock: { readonly now: string; readonly frozen: boolean };
};

/** The snapshot of what was written down. */
export const snapshotOf = ({ clock, ...record }: EmulatorRecord): WrittenAccount => ({
  wachatEmulatorSnapshot: FORMAT,
  ...record,
  // A clock that runs may have gone beyond the last time that can be written.
  clock: { now: new Date(Math.min(clock.now, END_OF_TIME)).toISOString(), frozen: clock.frozen },
});

/** What a snapshot says, or what is wrong with it. Nothing of the account is touched. */
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
  const misfit = misfitIn(record, config);
  return misfit === undefined ? { record } : { problems: [misfit] };
};
