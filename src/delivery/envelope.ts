import { FAULT_HEADER, headerText } from '../net/header-text.js';
import type { Webhook } from '../domain/webhooks.js';
import { encode } from './encoding.js';
import { bodyOf } from './payload.js';
import type { BrokenSignature } from './plan.js';
import type { Delivery } from './record.js';
import { sign } from './sign.js';

/** How old the time of a stale signature is, in seconds: more than any receiver should tolerate. */
const STALE = 3_600;

const signatureOf = (secret: string, timestamp: string, body: string, broken: BrokenSignature | undefined) => {
  if (broken === 'missing') return {};
  // As if the secret had been changed.
  return { 'X-Wachat-Signature': sign(broken === 'wrong' ? `${secret}-former` : secret, timestamp, body) };
};

/**
 * The headers and the body of a POST.
 * @param signedAt the time that it is signed with, in milliseconds since 1970
 */
export const envelopeOf = (
  { event, fault }: Delivery,
  webhook: Webhook,
  key: string,
  signedAt: number,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } => {
  const age = fault?.signature === 'stale' ? STALE : 0;
  const timestamp = String(Math.max(0, Math.floor(signedAt / 1_000) - age));
  const json = JSON.stringify(bodyOf(event, webhook, key));
  const body = fault?.encoding === undefined ? json : encode(json, fault.encoding);
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'wachat-emulator',
    'X-Wachat-Event': event.name,
    'X-Wachat-Timestamp': timestamp,
    ...signatureOf(webhook.secret, timestamp, body, fault?.signature),
    'X-Wachat-Webhook-Id': String(webhook.id),
    ...(fault !== null && { [FAULT_HEADER]: headerText(fault.label) }),
  };
  return { headers, body };
};
