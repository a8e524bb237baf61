import type { Account } from '../domain/account.js';
import type { Due } from '../domain/due.js';
import type { DomainEvent } from '../domain/events.js';
import { Refusal } from '../domain/refusals.js';
import { wants, type Webhook } from '../domain/webhooks.js';
import { planOf, type Plan } from './plan.js';
import { envelopeOf } from './envelope.js';
import { createQueue, MOST_KEPT, type Queue } from './queue.js';
import { DELIVERY_ID, type DeliveriesRecord, type Delivery } from './record.js';
import type { Room } from './room.js';
import type { Send } from './sender.js';
import { createTroubles, type Trouble } from './troubles.js';

export const deliveryNotFound = (): Refusal =>
  new Refusal(
    'deliveryNotFound',
    'This account has no delivery with that id, or no longer keeps it; GET /_emulator/deliveries lists those that it has.',
  );

/** The deliveries of one account. */
export type Deliveries = ReturnType<typeof createDeliveries>;

/**
 * @param signedAt the time that they are signed with, in milliseconds since 1970
 * @param tell is told of webhooks that fail
 */
export const createDeliveries = (
  account: Account,
  send: Send,
  room: Room,
  signedAt: () => number,
  tell: (trouble: Trouble) => void,
) => {
  const troubles = createTroubles(account, tell);
  const queues = new Map<number, Queue>();
  const listeners = new Set<(delivery?: Delivery) => void>();
  let isClosed = false;
  let count = 0;
  const held = { isHeld: false };

  const changed = (delivery?: Delivery): void => {
    if (delivery !== undefined) troubles.look(delivery);
    for (const listener of [...listeners]) listener(delivery);
  };

  const nextOrder = (): number => ++count;

  /** What the faults of the account do to an event for a webhook. */
  const planFor = ({ name: event, instance }: DomainEvent, { id }: Webhook, queue: Queue): Plan | undefined => {
    const met = account.deliveryFaults.meet({ event, instance, webhook: id }, !queue.hasSwapped());
    return met && planOf(met);
  };

  const deliver = (event: DomainEvent): void => {
    for (const webhook of account.webhooks.all()) {
      if (!wants(webhook, event)) continue;
      const queue = queues.get(webhook.id) ?? createQueue(account, webhook, send, changed, held, room, signedAt);
      queues.set(webhook.id, queue);
      queue.add(event, nextOrder, account.hasDeliveryFaults() ? planFor(event, webhook, queue) : undefined);
    }
  };

  return {
    /** Must be called after a webhook was created, changed or deleted. */
    webhooksChanged(): void {
      for (const [id, queue] of queues) {
        const webhook = account.webhooks.find(id);
        if (webhook !== undefined) {
          queue.update(webhook);
          continue;
        }
        queue.close();
        queues.delete(id);
        troubles.forget(id);
      }
      if (account.webhooks.all().some(({ enabled }) => enabled)) account.listeners.add(deliver);
      else account.listeners.delete(deliver);
      changed();
    },
    /** All deliveries that are kept, oldest first. */
    all: (): readonly Delivery[] =>
      [...queues.values()].flatMap((queue) => queue.deliveries()).sort((a, b) => a.order - b.order),
    /**
     * One of them.
     * @throws {Refusal} `deliveryNotFound`, which says whether there was one
     */
    find(id: string): Delivery {
      const [, webhook = '', number = ''] = DELIVERY_ID.exec(id) ?? [];
      const queue = queues.get(Number(webhook));
      const delivery = queue?.deliveries().find((one) => one.number === Number(number));
      if (delivery !== undefined) return delivery;
      if (account.webhooks.isDeleted(Number(webhook)))
        throw new Refusal('deliveryNotFound', `The webhook ${webhook} was deleted, and its deliveries with it.`);
      if (queue === undefined || Number(number) < 1 || Number(number) > queue.count()) throw deliveryNotFound();
      throw new Refusal(
        'deliveryNotFound',
        `The delivery ${id} is no longer kept: of each webhook the newest finished ones are, at most ${MOST_KEPT.toLocaleString('en')}, and none of them after a restore.`,
      );
    },
    /** The newest POST of a delivery, or the next one as it would be now, if there was none with its webhook as it is. */
    envelopeOf: (delivery: Delivery) =>
      envelopeOf(delivery, delivery.webhook, account.key, delivery.signedAt ?? signedAt()),
    /** How many are no longer kept, or never were. */
    dropped: (): number => [...queues.values()].reduce((sum, queue) => sum + queue.dropped(), 0),
    /**
     * Must be called after the faults of deliveries were set, or one was removed: what earlier ones hold back or repeat is
     * let go.
     * @param id of the one that was removed
     */
    faultsChanged(id?: number): void {
      for (const queue of queues.values()) queue.release(id);
    },
    /**
     * Sends the event of a delivery once more, as a new delivery at the end of its queue, which meets no faults.
     * @throws {Refusal} `deliveryNotFound`, `webhookNotActive`, `tooManyDeliveries`
     */
    redeliver(id: string): Delivery {
      const [, webhook = '', number = ''] = DELIVERY_ID.exec(id) ?? [];
      const delivery = queues.get(Number(webhook))?.redeliver(Number(number), nextOrder);
      if (delivery !== undefined) return delivery;
      if (account.webhooks.isDeleted(Number(webhook)))
        throw new Refusal('webhookNotActive', `The webhook ${webhook} was deleted, and its deliveries with it.`);
      throw deliveryNotFound();
    },
    /** Lets nothing be sent until the returned function is called. */
    hold(): () => void {
      held.isHeld = true;
      return () => {
        held.isHeld = false;
        for (const queue of queues.values()) queue.advance();
      };
    },
    /** What falls due for them by the account's clock. */
    due: (): readonly Due[] => [...queues.values()].flatMap((queue) => queue.due()),
    /** Those that are in flight. */
    inFlight: (): readonly Delivery[] => [...queues.values()].flatMap((queue) => queue.inFlight() ?? []),
    isClosed: () => isClosed,
    record: (): DeliveriesRecord => ({ count, queues: [...queues.values()].map((queue) => queue.record()) }),
    /** Resumes saved deliveries; must be called on a new account that has its webhooks. */
    resume(record: DeliveriesRecord): void {
      ({ count } = record);
      for (const past of record.queues) {
        const webhook = account.webhooks.find(past.webhook);
        if (webhook === undefined) continue;
        const queue = createQueue(account, webhook, send, changed, held, room, signedAt, past);
        queues.set(webhook.id, queue);
        queue.advance();
      }
    },
    /** Calls `listener` with each one that has changed, and without one when any may have, and at the end. */
    onChange(listener: (delivery?: Delivery) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close(): void {
      isClosed = true;
      for (const queue of queues.values()) queue.close();
      queues.clear();
      changed();
      listeners.clear();
    },
  };
};
