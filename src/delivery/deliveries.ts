import type { Account } from '../domain/account.js';
import type { DomainEvent } from '../domain/events.js';
import { wants } from '../domain/webhooks.js';
import type { Fetch } from './post.js';
import { createQueue, type Queue } from './queue.js';
import type { DeliveriesRecord, Delivery } from './record.js';

/** The deliveries of one account. */
export type Deliveries = ReturnType<typeof createDeliveries>;

export const createDeliveries = (account: Account, fetch: Fetch) => {
  const queues = new Map<number, Queue>();
  const listeners = new Set<() => void>();
  let isClosed = false;
  let count = 0;

  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };

  const deliver = (event: DomainEvent): void => {
    for (const webhook of account.webhooks.all()) {
      if (!wants(webhook, event)) continue;
      const queue = queues.get(webhook.id) ?? createQueue(account, webhook, fetch, changed);
      queues.set(webhook.id, queue);
      queue.add(event, ++count);
    }
    changed();
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
      }
      if (account.webhooks.all().some(({ enabled }) => enabled)) account.listeners.add(deliver);
      else account.listeners.delete(deliver);
      changed();
    },
    /** All deliveries that are kept, oldest first, and how many are not. */
    all(): { readonly deliveries: readonly Delivery[]; readonly dropped: number } {
      const lists = [...queues.values()].map((queue) => queue.deliveries());
      return {
        deliveries: lists.flatMap(({ deliveries }) => deliveries).sort((a, b) => a.order - b.order),
        dropped: lists.reduce((sum, { dropped }) => sum + dropped, 0),
      };
    },
    /** Whether a POST is in flight. */
    isBusy: (): boolean => [...queues.values()].some((queue) => queue.isBusy()),
    isClosed: () => isClosed,
    record: (): DeliveriesRecord => ({ count, queues: [...queues.values()].map((queue) => queue.record()) }),
    /** Resumes saved deliveries; must be called on a new account that has its webhooks. */
    resume(record: DeliveriesRecord): void {
      ({ count } = record);
      for (const past of record.queues) {
        const webhook = account.webhooks.find(past.webhook);
        if (webhook === undefined) continue;
        const queue = createQueue(account, webhook, fetch, changed, past);
        queues.set(webhook.id, queue);
        queue.resume();
      }
    },
    /** Calls `listener` at each change, and once at the end; returns a function that stops it. */
    onChange(listener: () => void): () => void {
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
