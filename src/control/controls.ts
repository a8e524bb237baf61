import { instanceReply } from '../api/replies.js';
import type { ControlledInstance } from '../api/reply-schemas.js';
import type { GivenProfile } from '../domain/events.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import { possibleFor } from '../domain/phone.js';
import type { InstanceNow } from '../domain/transitions.js';
import { createDeadline } from '../deadline.js';
import type { Emulator, EmulatorRecord } from '../emulator.js';
import { dataUri, drawQr } from '../qr/png.js';
import { changeClock, clockAtRest, readClock, type ClockChange, type ClockNow, type Move } from './clock.js';
import { findDeliveries, waitForDeliveries, type DeliveryQuery, type Found } from './deliveries.js';
import { readSnapshot, snapshotOf, type WrittenAccount } from './snapshot-reading.js';

const controlled = (instance: InstanceNow): ControlledInstance => {
  const qr = instance.qr();
  const { profile } = instance;
  return {
    ...instanceReply(instance),
    phase: instance.fineState,
    actions: [...possibleFor(instance)],
    phone: profile && { number: profile.number, profileName: profile.name },
    qrcode:
      qr === undefined
        ? null
        : {
            base64: dataUri(drawQr(qr.code)),
            code: qr.code,
            pairingCode: qr.pairingCode,
            count: qr.count,
            expiresAt: new Date(qr.endsAt).toISOString(),
          },
  };
};

const nothing: Found = { count: 0, deliveries: [], dropped: 0, satisfied: false };

/** What the person writing a test can do to one account: the control API and the handle both call this. */
export type Controls = ReturnType<typeof createControls>;

export const createControls = (emulator: Emulator, key: string) => {
  const { instances, phone, accounts } = emulator;
  return {
    instances(limit: number) {
      const { instances: found, count } = instances.list(key, limit);
      return { count, instances: found.map(controlled) };
    },
    act: (name: string, action: PhoneAction, profile: GivenProfile = {}) =>
      controlled(phone.act(key, name, action, profile)),
    scanText: (code: string, profile: GivenProfile = {}) => controlled(phone.scanText(key, code, profile)),
    clock: (): ClockNow => readClock(accounts.clockOf(key)),
    /** Freezes, sets running or moves the clock; what falls due on the way happens before it resolves. */
    changeClock(change: ClockChange): Promise<ClockNow & Move> {
      const account = accounts.claim(key);
      return changeClock(account, emulator.deliveriesFor(account), change);
    },
    /** The deliveries that fit. */
    deliveries(query: DeliveryQuery): Found {
      const account = accounts.find(key);
      const deliveries = account && emulator.deliveriesOf(account);
      if (account === undefined || deliveries === undefined) return nothing;
      return findDeliveries(account, deliveries, query);
    },
    /** The deliveries that fit, as soon as there are enough, or when the wait (real milliseconds) is over. */
    async waitForDeliveries(query: DeliveryQuery, wait: number, leaving?: AbortSignal): Promise<Found> {
      const over = createDeadline(wait, leaving);
      try {
        // To wait is not to write, so it does not bring an account into being; it waits for that too.
        const account = await accounts.whenThere(key, over.signal);
        const deliveries = account && emulator.deliveriesOf(account);
        if (account === undefined || deliveries === undefined) return nothing;
        return await waitForDeliveries(account, deliveries, query, over.signal);
      } finally {
        over.release();
      }
    },
    /** Writes the account down. It comes into being by that, for its number and its randomness have to be decided. */
    async snapshot(): Promise<WrittenAccount> {
      await clockAtRest(accounts.claim(key));
      return snapshotOf(emulator.recordOf(accounts.claim(key)));
    },
    readSnapshot: (value: unknown) => readSnapshot(value, emulator.config),
    /** Puts what was written down in the place of the account. */
    restore(record: EmulatorRecord): void {
      emulator.restore(key, record);
    },
    reset(): void {
      accounts.reset(key);
    },
  };
};
