import { createHmac, timingSafeEqual } from 'node:crypto';

/** Default tolerance between a delivery's time and now, in seconds. */
export const TOLERANCE = 300;

/**
 * The signature of a delivery: HMAC-SHA256 over `<timestamp>.<body>` with the webhook's secret, in hex.
 * @param secret the webhook's secret, `whsec_…` and all
 * @param timestamp the header `X-Wachat-Timestamp`: seconds since 1970
 * @param body the raw body, byte for byte as it came
 * @example sign('whsec_abc', '1767225600', '{"event":"connection.update"}');
 */
export const sign = (secret: string, timestamp: string, body: string | Uint8Array): string =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

/** A header as Node has it: a list if it was sent more than once. */
type Header = string | readonly string[] | null | undefined;

/** The result of `verify`: ok, or what is wrong. */
export type Verdict = 'ok' | 'missing' | 'malformed' | 'tooOld' | 'wrong';

/**
 * Verifies the signature of a delivery, as a client's own code should.
 * @param delivery the headers `X-Wachat-Timestamp` and `X-Wachat-Signature`, and the raw body
 * @param options `now` in milliseconds since 1970, `tolerance` in seconds (300)
 * @returns `missing` without the two headers, `malformed` if they are not digits and 64 hexadecimal digits,
 *   `wrong` if the signature does not match, `tooOld` if it matches but its time is too far from `now`
 * @example
 * verify({ secret, timestamp: headers['x-wachat-timestamp'], signature: headers['x-wachat-signature'], body }, { now: Date.now() }) === 'ok';
 */
export const verify = (
  delivery: {
    readonly secret: string;
    readonly timestamp: Header;
    readonly signature: Header;
    readonly body: string | Uint8Array;
  },
  options: { readonly now: number; readonly tolerance?: number },
): Verdict => {
  const { secret, timestamp, signature, body } = delivery;
  if (timestamp == null || signature == null || timestamp === '' || signature === '') return 'missing';
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return 'malformed';
  if (!/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{64}$/i.test(signature)) return 'malformed';
  const expected = Buffer.from(sign(secret, timestamp, body), 'hex');
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return 'wrong';
  const age = Math.abs(options.now / 1_000 - Number(timestamp));
  return age > (options.tolerance ?? TOLERANCE) ? 'tooOld' : 'ok';
};
