import type { Account } from '../domain/account.js';
import { derive } from '../domain/ids.js';

/** Upstream's retries: number of attempts, first and longest backoff in milliseconds, and the jitter. [upstream] */
export const ATTEMPTS = 10;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
const SPREAD = 0.2;
/** Statuses that are not retried. [upstream] */
const FINAL = new Set([400, 401, 403, 404, 422]);

/** Whether an answer ends the attempts, although the delivery has not come. */
export const isFinal = (status: number | null): boolean => status !== null && FINAL.has(status);
export const isDelivered = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/**
 * The backoff after failed attempt `count`, with jitter derived from the account's secret. After the last attempt that
 * upstream makes, it doubles: what is repeated for ever must not make a jump of the clock long.
 */
export const waitAfter = ({ secret }: Account, id: string, count: number): number => {
  const wait = Math.min(FIRST_WAIT * 2 ** (count - 1), LONGEST_WAIT) * 2 ** Math.max(0, count + 1 - ATTEMPTS);
  const share = derive(4, 'retry', secret, id, count).readUInt32BE(0) / 2 ** 32;
  return Math.round(wait * (1 - SPREAD + 2 * SPREAD * share));
};
