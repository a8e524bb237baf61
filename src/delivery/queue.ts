import type { Account } from '../domain/account.js';
import { weightOf, type DomainEvent } from '../domain/events.js';
import { derive } from '../domain/ids.js';
import { isTurnOfSendsOver, pause } from '../domain/turns.js';
import type { Webhook } from '../domain/webhooks.js';
import { bodyOf } from './payload.js';
import { post } from './post.js';
import { deliveryId, deliveryOf, deliveryRecordOf, placesOf, type Delivery, type QueueRecord } from './record.js';
import type { Room } from './room.js';
import type { Send } from './sender.js';
import { sign } from './sign.js';

/** Maximum number of pending deliveries per webhook, and of finished ones that are kept. */
export const MOST_WAITING = 1_000;
const MOST_KEPT = 1_000;

/** Retries go before the alarms of instances at the same time, in the order of their webhooks. */
const retryRank = ({ id }: Webhook): number => id - 2 ** 32;

/** Upstream's retries: number of attempts, first and longest backoff in milliseconds, and the jitter. [upstream] */
export const ATTEMPTS = 10;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
const SPREAD = 0.2;
/** Statuses that are not retried. [upstream] */
const FINAL = new Set([400, 401, 403, 404, 422]);

export const isDelivered = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** The backoff after failed attempt `count`, with jitter derived from the account's secret. */
const waitAfter = (account: Account, id: string, count: number): number => {
  const wait = Math.min(FIRST_WAIT * 2 ** (count - 1), LONGEST_WAIT);
  const share = derive(4, 'retry', account.secret, id, count).readUInt32BE(0) / 2 ** 32;
  return Math.round(wait * (1 - SPREAD + 2 * SPREAD * share));
};

/** The deliveries of one webhook: in order, one at a time. */
export type Queue = ReturnType<typeof createQueue>;

/**
 * @param changed is told of each delivery that is new or has changed
 * @param held while `isHeld`, nothing is sent
 * @param room what the deliveries of all accounts share
 * @param signedAt the time that they are signed with
 * @param past saved deliveries to resume, if any
 */
export const createQueue = (
  account: Account,
  first: Webhook,
  send: Send,
  changed: (delivery: Delivery) => void,
  held: { readonly isHeld: boolean },
  room: Room,
  signedAt: () => number,
  past: Omit<QueueRecord, 'webhook'> = { count: 0, waiting: [] },
) => {
  const waiting = past.waiting.map((delivery) => deliveryOf(first, delivery));
  const kept: Delivery[] = [];
  const leaving = new AbortController();
  let current = first;
  let { count } = past;
  let dropped = 0;
  let isBusy = false;
  let cancel: (() => void) | undefined;
  const isClosed = (): boolean => leaving.signal.aborted;

  const dropOldest = (): void => {
    const oldest = kept.shift();
    if (oldest === undefined) return;
    member.leave(placesOf(oldest));
    dropped++;
  };
  const member = room.join(dropOldest);
  for (const delivery of waiting) member.enterAnyway(placesOf(delivery));
  const finish = (delivery: Delivery, status: 'delivered' | 'failed'): void => {
    if (isClosed()) return;
    delivery.status = status;
    delivery.nextAttempt = null;
    waiting.shift();
    kept.push(delivery);
    member.finished(placesOf(delivery));
    if (kept.length > MOST_KEPT) dropOldest();
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    const webhook = current;
    delivery.webhook = webhook;
    delivery.status = 'delivering';
    delivery.nextAttempt = null;
    changed(delivery);
    // The reply to the call that caused this event goes first.
    await Promise.resolve();
    if (isTurnOfSendsOver()) await pause();
    if (isClosed()) return;
    const time = account.clock.now();
    const timestamp = String(Math.floor(signedAt() / 1_000));
    const body = JSON.stringify(bodyOf(delivery.event, webhook, account.key));
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'wachat-emulator',
      'X-Wachat-Event': delivery.event.name,
      'X-Wachat-Timestamp': timestamp,
      'X-Wachat-Signature': sign(webhook.secret, timestamp, body),
      'X-Wachat-Webhook-Id': String(webhook.id),
    };
    const { status, error, hops } = await post(send, webhook.url, headers, body, leaving.signal);
    if (isClosed()) return;
    const places = placesOf(delivery);
    // Not by push, which would reserve room for many more.
    delivery.attempts = [...delivery.attempts, { time, status, error, ...(hops.length > 0 && { hops }) }];
    member.enterAnyway(placesOf(delivery) - places);
    if (isDelivered(status)) finish(delivery, 'delivered');
    else if ((status !== null && FINAL.has(status)) || delivery.attempts.length >= ATTEMPTS) finish(delivery, 'failed');
    else {
      const wait = waitAfter(account, deliveryId(delivery), delivery.attempts.length);
      delivery.status = 'waiting';
      delivery.nextAttempt = webhook === current ? account.clock.now() + wait : null;
    }
  };

  /** Sends the first one in the queue; the others wait for it. */
  const advance = (): void => {
    const [delivery] = waiting;
    if (isBusy || held.isHeld || delivery === undefined || !current.enabled || isClosed()) return;
    const { nextAttempt } = delivery;
    if (nextAttempt !== null && nextAttempt > account.clock.now()) {
      const retry = (): void => {
        cancel = undefined;
        advance();
      };
      cancel ??= account.clock.at(nextAttempt, retry, retryRank(current));
      return;
    }
    isBusy = true;
    attempt(delivery)
      // Whatever goes wrong with one delivery, or with who is told of it, must not block the next one or end the process.
      .catch(() => {
        finish(delivery, 'failed');
      })
      .then(() => {
        isBusy = false;
        advance();
        changed(delivery);
      })
      .catch(() => undefined);
  };

  return {
    /** The one that is in flight. */
    inFlight: (): Delivery | undefined => (isBusy ? waiting[0] : undefined),
    /** All deliveries that are kept, oldest first. */
    deliveries: (): readonly Delivery[] => [...kept, ...waiting],
    /** How many are no longer kept, or never were. */
    dropped: (): number => dropped,
    add(event: DomainEvent, order: number): void {
      if (waiting.length >= MOST_WAITING || !member.enter(weightOf(event))) {
        dropped++;
        return;
      }
      const number = ++count;
      const delivery: Delivery = {
        number,
        order,
        webhook: current,
        event,
        status: 'waiting',
        attempts: [],
        nextAttempt: null,
      };
      waiting.push(delivery);
      changed(delivery);
      advance();
    },
    /** Pending deliveries use the webhook as it is now: at once, since a change may have fixed it, or once it is enabled. */
    update(webhook: Webhook): void {
      if (webhook === current) return;
      current = webhook;
      cancel?.();
      cancel = undefined;
      for (const delivery of waiting) {
        if (delivery.status !== 'waiting') continue;
        delivery.webhook = webhook;
        delivery.nextAttempt = null;
      }
      advance();
    },
    /** Sends what waits, unless it waits for good reason. */
    advance,
    record: (): QueueRecord => ({ webhook: current.id, count, waiting: waiting.map(deliveryRecordOf) }),
    /** Aborts the POST in flight and drops the rest. */
    close(): void {
      cancel?.();
      leaving.abort();
      member.end();
      waiting.length = 0;
      kept.length = 0;
    },
  };
};
