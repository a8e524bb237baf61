import type { DomainEvent } from '../domain/events.js';
import type { Webhook } from '../domain/webhooks.js';
import { keep, restore, type KeptEvent } from '../events/table.js';

type Attempt = {
  /** Milliseconds since 1970, by the account's clock. */
  readonly time: number;
  readonly status: number | null;
  readonly error: string | null;
};

/** One event on its way to one webhook. */
export type Delivery = {
  readonly id: string;
  /** Counts the webhook's deliveries from 1. */
  readonly number: number;
  /** Counts the account's deliveries from 1. */
  readonly order: number;
  /** The webhook as it was when this was sent last, or is now. */
  webhook: Webhook;
  readonly event: DomainEvent;
  status: 'waiting' | 'delivering' | 'delivered' | 'failed';
  readonly attempts: Attempt[];
  /** When it is tried again, by the account's clock; `null` when it is not, or as soon as its turn comes. */
  nextAttempt: number | null;
};

/** A delivery that waits, as it is written down; it goes to the webhook as that is then. */
type DeliveryRecord = Readonly<Pick<Delivery, 'number' | 'order' | 'nextAttempt'>> & {
  readonly event: KeptEvent;
  readonly attempts: readonly Attempt[];
};

export type QueueRecord = {
  readonly webhook: number;
  /** How many deliveries this webhook has had. */
  readonly count: number;
  /** First the one whose turn it is. */
  readonly waiting: readonly DeliveryRecord[];
};

export type DeliveriesRecord = {
  /** How many deliveries the account has had. */
  readonly count: number;
  readonly queues: readonly QueueRecord[];
};

/** The id of a webhook's delivery with this number. */
export const deliveryId = (webhook: Webhook, number: number): string => `${String(webhook.id)}-${String(number)}`;

/** Writes a delivery down. One that is under way counts as waiting: what becomes of it is not known. */
export const deliveryRecordOf = ({ number, order, event, attempts, nextAttempt }: Delivery): DeliveryRecord => ({
  number,
  order,
  event: keep(event),
  attempts: [...attempts],
  nextAttempt,
});

/** The delivery that was written down. */
export const deliveryOf = (webhook: Webhook, { event, attempts, ...rest }: DeliveryRecord): Delivery => ({
  ...rest,
  id: deliveryId(webhook, rest.number),
  webhook,
  event: restore(event),
  status: 'waiting',
  attempts: [...attempts],
});
