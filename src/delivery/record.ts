import { weightOf, type DomainEvent } from '../domain/events.js';
import type { Webhook } from '../domain/webhooks.js';
import { keep, restore, type KeptEvent } from '../events/table.js';
import type { Writing } from './plan.js';
import { sizeOfHop, type Hop } from './redirects.js';
import { DELIVERY_BYTES } from './room.js';

export type Attempt = {
  /** Milliseconds since 1970, by the account's clock. */
  readonly time: number;
  readonly status: number | null;
  readonly error: string | null;
  /** The time that it was signed with, likewise; absent if that is the same second. */
  readonly signedAt?: number | undefined;
  /** The redirects that were met; absent if there were none. */
  readonly hops?: readonly Hop[] | undefined;
};

/** Why a fault keeps a delivery out of the line of its webhook: it is late, it comes after the next one, or it comes again. */
export const detourKinds = ['delay', 'swap', 'repeat'] as const;
export type Detour = (typeof detourKinds)[number];

/** One event for one webhook. */
export type Delivery = {
  /** Its number within the webhook, from 1. */
  readonly number: number;
  /** Its number within the account, from 1. */
  readonly order: number;
  /** The webhook as it was at the last attempt, or is now. */
  webhook: Webhook;
  readonly event: DomainEvent;
  status: 'waiting' | 'delivering' | 'delivered' | 'failed' | 'dropped';
  attempts: readonly Attempt[];
  /** The time that the newest POST was signed with; `null` before there was one with the webhook as it is here. */
  signedAt: number | null;
  /** Time of the next attempt, by the account's clock; `null` if there is none, or as soon as its turn comes. */
  nextAttempt: number | null;
  /** What faults do to each of its POSTs; `null` without one. */
  readonly fault: Writing | null;
  /** The number of the delivery that it is a copy of, within the webhook. */
  readonly copyOf: number | null;
  detour: Detour | null;
  /** Whether a fault sends it again although it has come. */
  isRepeated: boolean;
  /** How often it was sent again although it had come. */
  repeats: number;
};

/** A serialized pending delivery; it will use the webhook as that is then. */
type DeliveryRecord = Readonly<Pick<Delivery, 'number' | 'order' | 'nextAttempt'>> & {
  readonly event: KeptEvent;
  readonly attempts: readonly Attempt[];
} & {
  // Absent unless faults or a tester have meddled with it.
  readonly [Field in 'fault' | 'copyOf' | 'detour' | 'isRepeated' | 'repeats']?:
    NonNullable<Delivery[Field]> | undefined;
};

export type QueueRecord = {
  readonly webhook: number;
  /** How many deliveries this webhook has had. */
  readonly count: number;
  /** The next one first; then those that a fault keeps out of the line. */
  readonly waiting: readonly DeliveryRecord[];
};

export type DeliveriesRecord = {
  /** How many deliveries the account has had. */
  readonly count: number;
  readonly queues: readonly QueueRecord[];
};

/** The form of the ids of deliveries. */
export const DELIVERY_ID = /^([1-9]\d{0,8})-([1-9]\d{0,8})$/;
/** The id of a delivery: its webhook and its number. */
export const deliveryId = ({ webhook, number }: Pick<Delivery, 'webhook' | 'number'>): string =>
  `${String(webhook.id)}-${String(number)}`;

/** A delivery that nothing has happened to. */
export const newDelivery = (
  given: Pick<Delivery, 'number' | 'order' | 'webhook' | 'event'> & Partial<Pick<Delivery, 'fault' | 'copyOf'>>,
): Delivery => ({
  status: 'waiting',
  attempts: [],
  signedAt: null,
  nextAttempt: null,
  fault: null,
  copyOf: null,
  detour: null,
  isRepeated: false,
  repeats: 0,
  ...given,
});

/** How many deliveries of the usual size take as much room as this one. */
export const placesOf = ({ event, attempts }: Pick<Delivery, 'event' | 'attempts'>): number => {
  const hops = attempts.flatMap((attempt) => attempt.hops ?? []).reduce((sum, hop) => sum + sizeOfHop(hop), 0);
  return weightOf(event) + Math.floor(hops / DELIVERY_BYTES);
};

/** Serializes a delivery. One in flight counts as pending, since its result is not known. */
export const deliveryRecordOf = (delivery: Delivery): DeliveryRecord => {
  const { number, order, event, attempts, nextAttempt, fault, copyOf, detour, isRepeated, repeats } = delivery;
  return {
    ...{ number, order, event: keep(event), attempts, nextAttempt },
    ...(fault !== null && { fault }),
    ...(copyOf !== null && { copyOf }),
    ...(detour !== null && { detour }),
    ...(isRepeated && { isRepeated }),
    ...(repeats > 0 && { repeats }),
  };
};

/** Restores a serialized delivery. */
export const deliveryOf = (webhook: Webhook, record: DeliveryRecord): Delivery => {
  const { number, order, event, attempts, nextAttempt, fault, copyOf, detour, isRepeated, repeats } = record;
  return {
    ...newDelivery({ number, order, webhook, event: restore(event), fault: fault ?? null, copyOf: copyOf ?? null }),
    // What is repeated has come.
    status: detour === 'repeat' ? 'delivered' : 'waiting',
    attempts,
    nextAttempt,
    detour: detour ?? null,
    isRepeated: isRepeated ?? false,
    repeats: repeats ?? 0,
  };
};
