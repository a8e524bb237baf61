import { readLinkTime } from '../config.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import type { Scan } from '../domain/phone.js';
import { atOnce, inSlices } from '../domain/turns.js';
import type { Emulator } from '../emulator.js';
import { accountList } from './accounts.js';
import type { Clock, Due, MovedClock } from '../shapes.js';
import { blockFor, listChats, readChatFor, type ChatQuery } from './chats.js';
import { changeClock, clockAtRest, readClock, type ClockStep } from './clock.js';
import { dueFor } from './due.js';
import { createDeliveryControls } from './faults/delivery-operations.js';
import { createFaultControls } from './faults/operations.js';
import type { Tick } from '../domain/message.js';
import { callFor, postStatusFor, receiveFor, type CallBody, type ReceiveBody, type StatusBody } from './messages.js';
import { controlled } from './watching/instances.js';
import { createLookout } from './watching/lookout.js';
import { messageView } from './watching/messages.js';
import type { Problem } from '../schema/wording.js';
import { hasNoCountry, WITH_ZERO } from '../schema/dialled.js';
import type { ScanBody, ScanThisBody } from './scan.js';
import { readSnapshot, snapshotOf, type SavedAccount } from './snapshot/reading.js';

/** What the person writing a test can do to one account: the control API and the handle both call this. */
export type Controls = ReturnType<typeof createControls>;

export const createControls = (emulator: Emulator, key: string) => {
  const { phone, accounts, instances, config } = emulator;
  /**
   * A scan as the domain takes it.
   * @throws {RangeError} with `--strict`, for a phone whose number has no country code; otherwise that is logged
   */
  const scannedBy = (how: Pick<ScanBody, 'number' | 'profileName' | 'linkTime'>): Scan => {
    const { number, profileName: name, linkTime } = how;
    if (hasNoCountry(number)) {
      if (config.strict) throw new RangeError(`"number" ${WITH_ZERO} (strict).`);
      emulator.doubt(`"number" of a phone that scans ${WITH_ZERO}`);
    }
    return { profile: { number, name }, linkTime: readLinkTime(linkTime) };
  };
  return {
    act: (name: string, action: PhoneAction) => controlled(phone.act(key, name, action)),
    /** Scans the QR with this text, the one with this pairing code, or the one that an instance shows, which has either name. */
    scan({ code, pairingCode, instanceName, displayName = '', ...how }: ScanBody) {
      const scanned = scannedBy(how);
      if (code !== undefined) return controlled(phone.scanText(key, code, scanned));
      if (pairingCode !== undefined) return controlled(phone.typeCode(key, pairingCode, scanned));
      return controlled(phone.act(key, instanceName ?? instances.named(key, displayName), 'scan', scanned));
    },
    /** Scans the QR that an instance shows, which has to be the one with this text or pairing code, if there is one. */
    scanInstance(name: string, { code, pairingCode, ...how }: NonNullable<ScanThisBody> = {}) {
      const scanned = scannedBy(how);
      if (code !== undefined) return controlled(phone.scanText(key, code, scanned, name));
      if (pairingCode !== undefined) return controlled(phone.typeCode(key, pairingCode, scanned, name));
      return controlled(phone.act(key, name, 'scan', scanned));
    },
    receive: (name: string, body: ReceiveBody) => receiveFor(emulator, key, name, body),
    postStatus: (name: string, body: StatusBody) => postStatusFor(emulator, key, name, body),
    call: (name: string, body: CallBody) => callFor(emulator, key, name, body),
    chats: (name: string, query: ChatQuery) => atOnce(listChats(emulator, key, name, query)).chats,
    block: (name: string, customer: string, isBlocked: boolean) => blockFor(emulator, key, name, customer, isBlocked),
    readChat: (name: string, chat: string) => readChatFor(emulator, key, name, chat),
    tick: (id: string, tick: Tick) => messageView(emulator.messages.tick(key, id, tick)),
    clock: (): Clock => readClock(accounts.clockOf(key)),
    /** What falls due next. */
    due: (limit?: number): Due[] => atOnce(dueFor(emulator, key, limit)).due,
    /** Freezes, runs or moves the clock; what falls due on the way happens before it resolves. */
    changeClock: (change: ClockStep): Promise<MovedClock> => changeClock(emulator, accounts.claim(key), change),
    ...createLookout(emulator, key),
    ...createFaultControls(emulator, key),
    ...createDeliveryControls(emulator, key),
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
