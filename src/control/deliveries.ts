import type { Deliveries } from '../delivery/deliveries.js';
import { bodyOf } from '../delivery/payload.js';
import type { Delivery } from '../delivery/record.js';
import type { Account } from '../domain/accounts.js';

/** Which deliveries are meant. */
export type DeliveryQuery = {
  readonly event?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly webhook?: number | undefined;
  readonly status?: Delivery['status'] | undefined;
  /** How many have to be there for a wait to end; 1 unless it says otherwise. */
  readonly count?: number | undefined;
  /** Most to list, the newest ones; 100 unless it says otherwise. */
  readonly limit?: number | undefined;
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
  readonly attempts: readonly {
    readonly time: string;
    readonly status: number | null;
    readonly error: string | null;
  }[];
  /** What was or will be sent. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type Found = {
  /** How many fit; more than are listed, perhaps. */
  readonly count: number;
  readonly deliveries: readonly DeliveryView[];
  /** How many are not kept any more, or never were. */
  readonly dropped: number;
  /** Whether there are as many as were asked for. */
  readonly satisfied: boolean;
};

const iso = (time: number): string => new Date(time).toISOString();

const viewOf = (account: Account, delivery: Delivery): DeliveryView => {
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
    body: bodyOf(event, webhook, account.key),
  };
};

const fits = ({ event, webhook, status }: Delivery, query: DeliveryQuery): boolean =>
  (query.event === undefined || event.name === query.event) &&
  (query.instanceName === undefined || event.instance === query.instanceName) &&
  (query.webhook === undefined || webhook.id === query.webhook) &&
  (query.status === undefined || status === query.status);

export const findDeliveries = (account: Account, deliveries: Deliveries, query: DeliveryQuery): Found => {
  const { deliveries: all, dropped } = deliveries.all();
  const found = all.filter((delivery) => fits(delivery, query));
  return {
    count: found.length,
    deliveries: found.slice(-(query.limit ?? 100)).map((delivery) => viewOf(account, delivery)),
    dropped,
    satisfied: found.length >= (query.count ?? 1),
  };
};

/**
 * Resolves as soon as enough fit, the wait is over or the caller has left, the account was reset, or the instance that
 * is meant was deleted.
 */
export const waitForDeliveries = (
  account: Account,
  deliveries: Deliveries,
  query: DeliveryQuery,
  over: AbortSignal,
): Promise<Found> =>
  new Promise((resolve) => {
    const { instanceName } = query;
    let isDeleted = false;
    const isEnough = (): boolean =>
      deliveries.all().deliveries.filter((delivery) => fits(delivery, query)).length >= (query.count ?? 1);
    const look = (): void => {
      if (!over.aborted && !deliveries.isClosed() && !isDeleted && !isEnough()) return;
      stop();
      stopWatching?.();
      over.removeEventListener('abort', look);
      resolve(findDeliveries(account, deliveries, query));
    };
    const ended = (): void => {
      isDeleted = true;
      look();
    };
    const stop = deliveries.onChange(look);
    const stopWatching =
      instanceName !== undefined && account.instances.has(instanceName)
        ? account.watchers.add(instanceName, { changed: () => undefined, ended })
        : undefined;
    over.addEventListener('abort', look);
    look();
  });
