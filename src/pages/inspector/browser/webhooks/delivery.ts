import type { Delivery as Shape } from '../../../../shapes.js';
import { has } from '../call.js';
import { createFeed, type Feed, type Left, type Taken } from '../feed.js';
import { searched } from '../panes/search.js';
import { place } from '../route.js';
import type { Note } from '../stream.js';

/** One event on its way to one webhook. */
export type Delivery = Shape;

/** What a line shows of a delivery. */
export type DeliveryLine = Pick<
  Delivery,
  'id' | 'webhookId' | 'createdAt' | 'instanceName' | 'fault' | 'copyOf' | 'nextAttemptAt'
> & {
  readonly event: string;
  readonly status: string;
  readonly attempts: number;
  /** What the receiver answered last; null without an answer. */
  readonly httpStatus: number | null;
  readonly error: string | null;
};

export const deliveryStatuses = ['waiting', 'delivering', 'delivered', 'failed', 'dropped'] as const;

const isDelivery = has<Delivery>('attempts');

export const lineOf = (delivery: Delivery): DeliveryLine => {
  const { id, webhookId, createdAt, instanceName, fault, copyOf, nextAttemptAt, event, status, attempts } = delivery;
  const last = attempts.at(-1);
  return {
    ...{ id, webhookId, createdAt, instanceName, fault, copyOf, nextAttemptAt, event, status },
    attempts: attempts.length,
    httpStatus: last?.status ?? null,
    error: last?.error ?? null,
  };
};

/** A line as a note says that it is now; what the note does not say is read, as far as it is among the newest. */
const changedBy = (line: DeliveryLine, { status, attempts, httpStatus }: Note['data']): DeliveryLine => ({
  ...line,
  status: String(status),
  attempts: Number(attempts),
  httpStatus: typeof httpStatus === 'number' ? httpStatus : null,
  ...(status === 'waiting' ? {} : { nextAttemptAt: null }),
});

const taken = (items: readonly DeliveryLine[], notes: readonly Note[]): Taken<DeliveryLine> => {
  const last = new Map(notes.map(({ data }) => [String(data.id), data]));
  const known = new Set(items.map(({ id }) => id));
  const { status } = place.peek().query;
  return {
    items: items
      .map((line) => {
        const data = last.get(line.id);
        return data === undefined ? line : changedBy(line, data);
      })
      .filter((line) => status === undefined || line.status === status),
    newer: [],
    mustRead: [...last].some(([id, data]) => !known.has(id) || data.status === 'waiting' || data.httpStatus === null),
  };
};

/** The deliveries that the address asks for, newest first. */
export const followDeliveries = (left: Left<DeliveryLine> | undefined): Feed<DeliveryLine> =>
  createFeed<DeliveryLine>({
    path: () => searched('deliveries'),
    member: 'deliveries',
    itemOf: (value) => (isDelivery(value) ? lineOf(value) : undefined),
    idOf: ({ id }) => id,
    isOldestFirst: true,
    kinds: ['delivery', 'webhooks'],
    take: taken,
    left,
  });
