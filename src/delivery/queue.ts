import type { Account } from '../domain/account.js';
import type { Due } from '../domain/due.js';
import { weightOf, type DomainEvent } from '../domain/events.js';
import { Refusal } from '../domain/refusals.js';
import { END_OF_TIME } from '../domain/time-source.js';
import { isTurnOfSendsOver, pause } from '../domain/turns.js';
import type { Webhook } from '../domain/webhooks.js';
import { createDetours } from './detours.js';
import { envelopeOf } from './envelope.js';
import type { Plan } from './plan.js';
import { post } from './post.js';
import {
  deliveryId,
  deliveryOf,
  deliveryRecordOf,
  newDelivery,
  placesOf,
  type Delivery,
  type QueueRecord,
} from './record.js';
import { ATTEMPTS, isDelivered, isFinal, waitAfter } from './retries.js';
import type { Room } from './room.js';
import type { Send } from './sender.js';

/** Maximum number of pending deliveries per webhook, and of finished ones that are kept. */
export const MOST_WAITING = 1_000;
export const MOST_KEPT = 1_000;

/** Retries go before the alarms of instances at the same time, in the order of their webhooks. */
const retryRank = ({ id }: Webhook): number => id - 2 ** 32;
/** What a fault held back comes right after those of the same webhook. */
const detourRank = (webhook: Webhook): number => retryRank(webhook) + 0.5;

/** What a delivery that waits for a time falls due with. */
const dueOf = (delivery: Delivery): Due => {
  const { webhook, event, detour, attempts, repeats } = delivery;
  const [id, instance] = [deliveryId(delivery), event.instance];
  const common = { time: delivery.nextAttempt ?? 0, instance, id };
  const what = `${event.name} to webhook ${String(webhook.id)}`;
  if (detour === null) {
    const attempt = `attempt ${String(attempts.length + 1)} of ${String(ATTEMPTS)}`;
    return { ...common, rank: retryRank(webhook), what: 'deliveryRetry', detail: `${what}, ${attempt}` };
  }
  const rank = detourRank(webhook);
  if (detour === 'repeat')
    return { ...common, rank, what: 'deliveryRepeats', detail: `${what}, repetition ${String(repeats)}` };
  return { ...common, rank, what: detour === 'swap' ? 'deliverySwapEnds' : 'deliveryDelayEnds', detail: what };
};

/** How long a delivery waits for the next one, with which a fault swaps it, by the account's clock. */
const LONGEST_SWAP = 60_000;

/** The deliveries of one webhook: in order, one at a time; faults keep some out of the line for a while. */
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
  const pending = past.waiting.map((delivery) => deliveryOf(first, delivery));
  const waiting = pending.filter(({ detour }) => detour === null);
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
  for (const delivery of pending) member.enterAnyway(placesOf(delivery));
  const finish = (delivery: Delivery, status: 'delivered' | 'failed' | 'dropped'): void => {
    if (isClosed()) return;
    delivery.status = status;
    delivery.nextAttempt = null;
    leaveLine(delivery);
    kept.push(delivery);
    member.finished(placesOf(delivery));
    if (kept.length > MOST_KEPT) dropOldest();
  };

  const leaveLine = (delivery: Delivery): void => {
    const place = waiting.indexOf(delivery);
    if (place >= 0) waiting.splice(place, 1);
  };
  const lineUp = (deliveries: readonly Delivery[]): void => {
    for (const delivery of deliveries) {
      delivery.status = 'waiting';
      waiting.push(delivery);
      changed(delivery);
    }
    advance();
  };
  const detours = createDetours(account, detourRank(first), (delivery) => {
    lineUp([delivery]);
  });
  for (const delivery of pending) {
    if (delivery.detour !== null) detours.add(delivery, delivery.detour, delivery.nextAttempt ?? 0);
  }
  /** Those that are new go before the one that was to come after the next. */
  const lineUpNew = (deliveries: readonly Delivery[]): void => {
    const swapped = detours.oldest('swap');
    if (swapped !== undefined) detours.remove(swapped);
    lineUp(swapped === undefined ? deliveries : [...deliveries, swapped]);
  };

  const repetitionOf = (delivery: Delivery): number =>
    account.clock.now() + waitAfter(account, deliveryId(delivery), delivery.repeats + 1);
  /** What has come is finished, unless a fault repeats it; then a final answer, which a client can give, ends that. */
  const come = (delivery: Delivery, status: number | null): void => {
    const next = delivery.isRepeated && !isFinal(status) ? repetitionOf(delivery) : Infinity;
    // After that, no clock goes on.
    if (next > END_OF_TIME) {
      finish(delivery, 'delivered');
      return;
    }
    leaveLine(delivery);
    delivery.status = 'delivered';
    delivery.attempts = delivery.attempts.slice(1 - ATTEMPTS);
    delivery.repeats++;
    detours.add(delivery, 'repeat', next);
  };
  const endRepeat = (delivery: Delivery): void => {
    delivery.isRepeated = false;
    if (delivery.repeats === 0 || delivery.status === 'delivering') return;
    if (delivery.detour !== null) detours.remove(delivery);
    finish(delivery, 'delivered');
    changed(delivery);
  };
  /** @param heldBy the id of a fault, if only what that one repeats is to end */
  const endRepeats = (heldBy?: number): void => {
    for (const delivery of [...waiting, ...detours.all()])
      if (delivery.isRepeated && (heldBy ?? delivery.fault?.heldBy) === delivery.fault?.heldBy) endRepeat(delivery);
  };

  /** Takes the place of one more, which what was only repeated gives up. */
  const takePlace = (event: DomainEvent): boolean => {
    while (waiting.length + detours.all().length >= MOST_WAITING || !member.enter(weightOf(event))) {
      const repeated = detours.oldest('repeat');
      if (repeated === undefined) return false;
      endRepeat(repeated);
    }
    return true;
  };
  /** A new delivery, if there is a place for it. */
  const make = (event: DomainEvent, nextOrder: () => number, more: Pick<Partial<Delivery>, 'fault' | 'copyOf'>) =>
    takePlace(event)
      ? newDelivery({ number: ++count, order: nextOrder(), webhook: current, event, ...more })
      : undefined;

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
    const signed = signedAt();
    delivery.signedAt = signed;
    const { headers, body } = envelopeOf(delivery, webhook, account.key, signed);
    const { status, error, hops } = await post(send, webhook.url, headers, body, leaving.signal);
    if (isClosed()) return;
    const places = placesOf(delivery);
    // Not by push, which would reserve room for many more.
    delivery.attempts = [
      ...delivery.attempts,
      {
        ...{ time, status, error },
        ...(Math.floor(signed / 1_000) !== Math.floor(time / 1_000) && { signedAt: signed }),
        ...(hops.length > 0 && { hops }),
      },
    ];
    member.enterAnyway(placesOf(delivery) - places);
    if (isDelivered(status) || delivery.repeats > 0) come(delivery, status);
    else if (isFinal(status) || delivery.attempts.length >= ATTEMPTS) finish(delivery, 'failed');
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

  const all = (): readonly Delivery[] => [...kept, ...waiting, ...detours.all()];

  return {
    /** The one that is in flight. */
    inFlight: (): Delivery | undefined => (isBusy ? waiting[0] : undefined),
    /** All deliveries that are kept, oldest first. */
    deliveries: all,
    /** How many there have been. */
    count: (): number => count,
    /** How many are no longer kept, or never were. */
    dropped: (): number => dropped,
    /** Whether one waits for the next, with which a fault swaps it. */
    hasSwapped: (): boolean => detours.oldest('swap') !== undefined,
    /**
     * @param nextOrder the number of one more within the account
     * @param plan what faults do to it, if they do anything
     */
    add(event: DomainEvent, nextOrder: () => number, plan?: Plan): void {
      const fault = plan?.writing ?? null;
      const delivery = make(event, nextOrder, { fault });
      if (delivery === undefined) {
        dropped++;
        return;
      }
      if (plan === undefined) {
        lineUpNew([delivery]);
        return;
      }
      if (plan.isDropped) finish(delivery, 'dropped');
      else if (plan.isSwapped) detours.add(delivery, 'swap', account.clock.now() + LONGEST_SWAP);
      else if (plan.delay > 0) detours.add(delivery, 'delay', account.clock.now() + plan.delay);
      else {
        delivery.isRepeated = plan.isRepeated;
        const copies = Array.from({ length: plan.copies }, () =>
          make(event, nextOrder, { fault, copyOf: delivery.number }),
        ).filter((copy) => copy !== undefined);
        dropped += plan.copies - copies.length;
        lineUpNew([delivery, ...copies]);
        return;
      }
      changed(delivery);
    },
    /**
     * Sends the event of a delivery once more, as a new one; `undefined` if that delivery is not kept.
     * @throws {Refusal} `webhookNotActive`, `tooManyDeliveries`
     */
    redeliver(number: number, nextOrder: () => number): Delivery | undefined {
      const original = all().find((one) => one.number === number);
      if (original === undefined) return undefined;
      const called = `The webhook ${String(current.id)}`;
      if (!current.enabled)
        throw new Refusal('webhookNotActive', `${called} is disabled, so nothing is sent to it; enable it first.`);
      const delivery = make(original.event, nextOrder, { copyOf: number });
      if (delivery === undefined)
        throw new Refusal(
          'tooManyDeliveries',
          `${called} has no place for another delivery: too many wait, at most ${MOST_WAITING.toLocaleString('en')} of one webhook.`,
        );
      lineUpNew([delivery]);
      return delivery;
    },
    /**
     * Ends what faults hold back or repeat.
     * @param heldBy the id of a fault, if only what that one does is to end
     */
    release(heldBy?: number): void {
      endRepeats(heldBy);
      const heldBack = detours
        .all()
        .filter(({ fault }) => heldBy === undefined || fault?.heldBy === heldBy)
        .sort((one, other) => one.number - other.number);
      for (const delivery of heldBack) detours.remove(delivery);
      lineUp(heldBack);
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
        delivery.signedAt = null;
        delivery.nextAttempt = null;
      }
      for (const delivery of detours.all()) if (delivery.status === 'waiting') delivery.webhook = webhook;
      if (!webhook.enabled) endRepeats();
      advance();
    },
    /** What falls due: the next attempt, and the end of what faults keep out of the line. */
    due(): readonly Due[] {
      const [next] = waiting;
      const isRetried = !isBusy && current.enabled && next !== undefined && next.nextAttempt !== null;
      return [...(isRetried ? [next] : []), ...detours.all()].map(dueOf);
    },
    /** Sends what waits, unless it waits for good reason. */
    advance,
    record: (): QueueRecord => ({
      webhook: current.id,
      count,
      waiting: [...waiting, ...detours.all()].map(deliveryRecordOf),
    }),
    /** Aborts the POST in flight and drops the rest. */
    close(): void {
      cancel?.();
      detours.clear();
      leaving.abort();
      member.end();
      waiting.length = 0;
      kept.length = 0;
    },
  };
};
