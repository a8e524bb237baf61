import { weightOf, type DomainEvent } from '../domain/events.js';
import type { Webhook } from '../domain/webhooks.js';
import { keep, restore, type KeptEvent } from '../events/table.js';
import { sizeOfHop, type Hop } from './redirects.js';
import { DELIVERY_BYTES } from './room.js';

export type Attempt = {
  /** Milliseconds since 1970, by the account's clock. */
  readonly time: number;
  readonly status: number | null;
  readonly error: string | null;
  /** The redirects that were met; absent if there were none. */
  readonly hops?: readonly Hop[] | undefined;
};

/** One event for one webhook. */
export type Delivery = {
  /** Its number within the webhook, from 1. */
  readonly number: number;
  /** Its number within the account, from 1. */
  readonly order: number;
  /** The webhook as it was at the last attempt, or is now. */
  webhook: Webhook;
  readonly event: DomainEvent;
  status: 'waiting' | 'delivering' | 'delivered' | 'failed';
  attempts: readonly Attempt[];
  /** Time of the next attempt, by the account's clock; `null` if there is none, or as soon as its turn comes. */
  nextAttempt: number | null;
};

/** A serialized pending delivery; it will use the webhook as that is then. */
type DeliveryRecord = Readonly<Pick<Delivery, 'number' | 'order' | 'nextAttempt'>> & {
  readonly event: KeptEvent;
  readonly attempts: readonly Attempt[];
};

export type QueueRecord = {
  readonly webhook: number;
  /** How many deliveries this webhook has had. */
  readonly count: number;
  /** The next one first. */
  readonly waiting: readonly DeliveryRecord[];
};

export type DeliveriesRecord = {
  /** How many deliveries the account has had. */
  readonly count: number;
  readonly queues: readonly QueueRecord[];
};

/** The id of a delivery: its webhook and its number. */
export const deliveryId = ({ webhook, number }: Delivery): string => `${String(webhook.id)}-${String(number)}`;

/** How many deliveries of the usual size take as much room as this one. */
export const placesOf = ({ event, attempts }: Pick<Delivery, 'event' | 'attempts'>): number => {
  const hops = attempts.flatMap((attempt) => attempt.hops ?? []).reduce((sum, hop) => sum + sizeOfHop(hop), 0);
  return weightOf(event) + Math.floor(hops / DELIVERY_BYTES);
};

/** Serializes a delivery. One in flight counts as pending, since its result is not known. */
export const deliveryRecordOf = ({ number, order, event, attempts, nextAttempt }: Delivery): DeliveryRecord => ({
  number,
  order,
  event: keep(event),
  attempts,
  nextAttempt,
});

/** Restores a serialized delivery. */
export const deliveryOf = (webhook: Webhook, { event, ...rest }: DeliveryRecord): Delivery => ({
  ...rest,
  webhook,
  event: restore(event),
  status: 'waiting',
});
