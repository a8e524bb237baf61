import type { Account } from '../domain/account.js';
import type { Webhook } from '../domain/webhooks.js';
import { deliveryId, type Attempt, type Delivery } from './record.js';
import { ATTEMPTS, isDelivered } from './retries.js';

/** What whoever runs the emulator is told of a webhook, in words and as values; no key and no secret is in it. */
export type Trouble = {
  readonly level: 'warn' | 'info';
  readonly sentence: string;
  readonly facts: {
    /** The number of the account. */
    readonly account: number;
    readonly webhook: number;
    readonly delivery: string;
    readonly url: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly attempts: number;
  };
};

/** What is known of one webhook. */
type State = {
  readonly webhook: Webhook;
  /** The last attempt that was looked at. */
  last: Attempt | undefined;
  isFailing: boolean;
  /** How often it began to fail. */
  times: number;
  /** How many deliveries were given up since it began to, and how many of them since the last line. */
  givenUp: number;
  untold: number;
  wasToldOfGet: boolean;
};

/** Whether the n-th of its kind is worth a line: the first ten are, and then the 20th, the 40th, the 80th … */
const isTold = (count: number): boolean => count <= 10 || Number.isInteger(Math.log2(count / 10));

/** Longest URL and shortest secret in a line, in characters; what is shorter than that may be in a URL by chance. */
const LONGEST_SHOWN = 200;
const LEAST_SECRET = 6;

/** A URL for the log: without its query, which may have secrets. */
const shownUrl = (url: string, secrets: readonly string[]): string => {
  const { origin, pathname } = new URL(url);
  const shown = secrets
    .filter((secret) => secret.length >= LEAST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((text, secret) => text.replaceAll(secret, '••••'), origin + pathname);
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
};

const inSeconds = (milliseconds: number): string => `${String(Math.round(milliseconds / 100) / 10)} s`;

/** Tells when a webhook begins to fail, gives deliveries up, and works again: once each, however many deliveries wait. */
export const createTroubles = (account: Account, tell: (trouble: Trouble) => void) => {
  const states = new Map<number, State>();

  const stateOf = (webhook: Webhook): State => {
    const known = states.get(webhook.id);
    // One that was changed is another: the change may have been the remedy.
    if (known?.webhook === webhook) return known;
    const fresh: State = {
      webhook,
      last: undefined,
      isFailing: false,
      times: 0,
      givenUp: 0,
      untold: 0,
      wasToldOfGet: false,
    };
    states.set(webhook.id, fresh);
    return fresh;
  };

  const say = (level: Trouble['level'], delivery: Delivery, last: Attempt, what: string) => {
    const { webhook, attempts } = delivery;
    const { status, error } = last;
    const url = shownUrl(webhook.url, [account.key, webhook.secret]);
    const id = deliveryId(delivery);
    const facts = { account: account.number, webhook: webhook.id, delivery: id, url, status, error };
    const who = `webhook ${String(webhook.id)} of account ${String(account.number)} (${url})`;
    tell({
      level,
      facts: { ...facts, attempts: attempts.length },
      sentence: `${who} ${what}`.replaceAll(/\p{Cc}+/gu, ' '),
    });
  };

  /** How a delivery failed, and what becomes of it. */
  const failureOf = (delivery: Delivery, { status, error }: Attempt): string => {
    const { attempts, event, nextAttempt } = delivery;
    const what = `${error ?? `it answered ${String(status)}`}, for delivery ${deliveryId(delivery)} (${event.name})`;
    const when = nextAttempt === null ? 'at once' : `in ${inSeconds(nextAttempt - account.clock.now())}`;
    if (delivery.status === 'delivered') {
      const repeated = `${what}; it had come, and a fault repeats it`;
      return nextAttempt === null
        ? `${repeated}, which ends now`
        : `${repeated}, the next time ${when} by the account's clock`;
    }
    if (delivery.status !== 'failed') {
      return `${what}; after attempt ${String(attempts.length)} of ${String(ATTEMPTS)} the next one is due ${when} by the account's clock`;
    }
    return attempts.length < ATTEMPTS && status !== null
      ? `${what}; it is given up after attempt ${String(attempts.length)}, since ${String(status)} is not retried`
      : `${what}; it is given up after ${String(attempts.length)} attempts`;
  };

  const failed = (state: State, delivery: Delivery, last: Attempt): void => {
    const isFirst = !state.isFailing;
    if (isFirst) {
      state.isFailing = true;
      state.times++;
      state.givenUp = 0;
      state.untold = 0;
    }
    const isGivenUp = delivery.status === 'failed';
    if (isGivenUp) {
      state.givenUp++;
      state.untold++;
    }
    if (!isTold(state.times) || !(isFirst || (isGivenUp && isTold(state.givenUp)))) return;
    const others = isGivenUp ? state.untold - 1 : 0;
    const how = !isFirst
      ? 'still fails'
      : state.times === 1
        ? 'fails'
        : `fails again, ${String(state.times)} times by now`;
    const more = others === 0 ? '' : `; and ${String(others)} more since the last line`;
    say('warn', delivery, last, `${how}: ${failureOf(delivery, last)}${more}`);
    state.untold = 0;
  };

  const succeeded = (state: State, delivery: Delivery, last: Attempt): void => {
    if (state.isFailing && isTold(state.times))
      say('info', delivery, last, `works again; deliveries given up meanwhile: ${String(state.givenUp)}`);
    state.isFailing = false;
    const toGet = last.hops?.find(({ method }) => method === 'GET');
    if (toGet === undefined || state.wasToldOfGet) return;
    state.wasToldOfGet = true;
    say(
      'warn',
      delivery,
      last,
      `redirects with ${String(toGet.status)}, so it gets a GET without a body, which counts as delivered; 307 and 308 keep the POST`,
    );
  };

  return {
    /** Must be called whenever a delivery has changed. */
    look(delivery: Delivery): void {
      const last = delivery.attempts.at(-1);
      if (last === undefined || delivery.status === 'delivering') return;
      const state = stateOf(delivery.webhook);
      if (state.last === last) return;
      state.last = last;
      if (isDelivered(last.status)) succeeded(state, delivery, last);
      else failed(state, delivery, last);
    },
    /** Must be called when a webhook is deleted. */
    forget(id: number): void {
      states.delete(id);
    },
  };
};
