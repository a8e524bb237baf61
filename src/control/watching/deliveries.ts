import { bodyOf } from '../../delivery/payload.js';
import type { Delivery } from '../../delivery/record.js';
import { iso } from '../iso.js';
import { equals } from './search.js';
import { deliverySource } from './sources.js';
import type { Amount, Kind } from './kind.js';

/** Which deliveries are meant. */
export type DeliveryQuery = Amount & {
  readonly event?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly webhook?: number | undefined;
  readonly status?: Delivery['status'] | undefined;
};

/** A delivery as a test sees it. */
export type DeliveryView = {
  readonly id: string;
  readonly webhookId: number;
  readonly url: string;
  readonly event: string;
  readonly instanceName: string;
  readonly status: Delivery['status'];
  readonly createdAt: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: {
    readonly time: string;
    readonly status: number | null;
    readonly error: string | null;
  }[];
  /** What was or will be sent. */
  readonly body: Record<string, unknown>;
};

const viewOf = (key: string, delivery: Delivery): DeliveryView => {
  const { id, webhook, event, status, attempts, nextAttempt } = delivery;
  return {
    id,
    webhookId: webhook.id,
    url: webhook.url,
    event: event.name,
    instanceName: event.instance,
    status,
    createdAt: iso(event.time),
    nextAttemptAt: nextAttempt === null ? null : iso(nextAttempt),
    attempts: attempts.map((attempt) => ({ ...attempt, time: iso(attempt.time) })),
    body: bodyOf(event, webhook, key),
  };
};

/** What was sent to webhooks, or is about to be. */
export const deliveryKind: Kind<DeliveryQuery, Delivery, DeliveryView> = {
  members: ['event', 'instanceName', 'webhook', 'status'],
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    const deliveries = account && emulator.deliveriesOf(account);
    return account && deliveries && deliverySource(emulator, account, deliveries, instanceName);
  },
  checks: ({ event, instanceName, webhook, status }) => [
    ...equals<Delivery>('event', event, (delivery) => delivery.event.name),
    ...equals<Delivery>('instanceName', instanceName, (delivery) => delivery.event.instance),
    ...equals<Delivery>('webhook', webhook, (delivery) => delivery.webhook.id),
    ...equals<Delivery>('status', status, (delivery) => delivery.status),
  ],
  view: (key) => (delivery) => viewOf(key, delivery),
  describe: ({ id, event, instanceName, status }) => `${id} ${event} of ${instanceName}, ${status}`,
};
