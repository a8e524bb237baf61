import type { GivenProfile } from '../domain/events.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import { inSlices } from '../domain/turns.js';
import type { Emulator } from '../emulator.js';
import { accountList } from './accounts.js';
import type { Clock, MovedClock } from '../shapes.js';
import { changeClock, clockAtRest, readClock, type ClockStep } from './clock.js';
import { createFaultControls } from './faults/operations.js';
import type { Tick } from '../domain/message.js';
import { callFor, postStatusFor, receiveFor, type CallBody, type ReceiveBody, type StatusBody } from './messages.js';
import { controlled } from './watching/instances.js';
import { createLookout } from './watching/lookout.js';
import { messageView } from './watching/messages.js';
import type { Problem } from '../schema/wording.js';
import { hasNoCountry, WITH_ZERO } from '../schema/dialled.js';
import { readSnapshot, snapshotOf, type SavedAccount } from './snapshot/reading.js';

/** What a phone scans: one of these is there. */
type Scanned = {
  readonly code?: string | undefined;
  readonly instanceName?: string | undefined;
  readonly displayName?: string | undefined;
};

/** What the person writing a test can do to one account: the control API and the handle both call this. */
export type Controls = ReturnType<typeof createControls>;

export const createControls = (emulator: Emulator, key: string) => {
  const { phone, accounts, instances, config } = emulator;
  /** @throws {RangeError} with `--strict`, for a phone whose number has no country code */
  const checkPhone = ({ number }: GivenProfile): void => {
    if (config.strict && hasNoCountry(number)) throw new RangeError(`"number" ${WITH_ZERO} (strict).`);
  };
  return {
    act(name: string, action: PhoneAction, profile: GivenProfile = {}) {
      checkPhone(profile);
      return controlled(phone.act(key, name, action, profile));
    },
    /** Scans the QR with this text, or the one that an instance shows, which has either name. */
    scan({ code, instanceName, displayName = '' }: Scanned, profile: GivenProfile) {
      checkPhone(profile);
      if (code !== undefined) return controlled(phone.scanText(key, code, profile));
      return controlled(phone.act(key, instanceName ?? instances.named(key, displayName), 'scan', profile));
    },
    receive: (name: string, body: ReceiveBody) => receiveFor(emulator, key, name, body),
    postStatus: (name: string, body: StatusBody) => postStatusFor(emulator, key, name, body),
    call: (name: string, body: CallBody) => callFor(emulator, key, name, body),
    tick: (id: string, tick: Tick) => messageView(emulator.messages.tick(key, id, tick)),
    clock: (): Clock => readClock(accounts.clockOf(key)),
    /** Freezes, runs or moves the clock; what falls due on the way happens before it resolves. */
    changeClock: (change: ClockStep): Promise<MovedClock> => changeClock(emulator, accounts.claim(key), change),
    ...createLookout(emulator, key),
    ...createFaultControls(emulator, key),
    /** Saves the account, and creates it first if need be: its number and its randomness have to be decided. */
    async snapshot(): Promise<SavedAccount> {
      await clockAtRest(accounts.claim(key));
      return snapshotOf(await inSlices(emulator.recordOf(accounts.claim(key))));
    },
    /**
     * Replaces the account with a saved one, at its last step.
     * @returns what is wrong with that; then nothing has changed
     */
    *restore(snapshot: unknown): Generator<undefined, readonly Problem[]> {
      const read = yield* readSnapshot(snapshot, emulator.config);
      if ('problems' in read) return read.problems;
      yield* emulator.restore(key, read.record);
      return [];
    },
    isClosed: emulator.isClosed,
    accounts: () => accountList(emulator, key).accounts,
    /** @returns whether there was an account to delete */
    delete: (): boolean => emulator.delete(key),
    reset: (): void => {
      emulator.reset(key);
    },
  };
};
