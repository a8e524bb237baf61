import { isObject } from '../call.js';
import { isDelivery, type Delivery } from './delivery.js';

export type Step = { readonly title: string; readonly detail: string; readonly value: string };
export type Mistake = { readonly name: string; readonly about: string; readonly value: string };
export type Signature = {
  readonly header: string;
  readonly value: string;
  readonly algorithm: string;
  readonly signed: string;
  readonly steps: readonly Step[];
  readonly mistakes: readonly Mistake[];
};
export type Verdict = { readonly matches: boolean; readonly mistake: string | null; readonly sentence: string };
export type SentRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bytes: number;
};

/** A delivery in detail. */
export type Inspected = {
  readonly delivery: Delivery;
  readonly request: SentRequest | undefined;
  readonly signature: Signature | null;
  readonly verdict: Verdict | null;
};

const isRequest = (value: unknown): value is SentRequest =>
  isObject(value) && typeof value.body === 'string' && isObject(value.headers);
const isSignature = (value: unknown): value is Signature => isObject(value) && Array.isArray(value.steps);
const isVerdict = (value: unknown): value is Verdict => isObject(value) && typeof value.sentence === 'string';

export const inspectedIn = (answer: unknown): Inspected | undefined => {
  if (!isObject(answer)) return undefined;
  const { delivery } = answer;
  if (!isDelivery(delivery)) return undefined;
  const all: Readonly<Record<string, unknown>> = { ...answer, ...delivery };
  return {
    delivery,
    request: isRequest(all.request) ? all.request : undefined,
    signature: isSignature(all.signature) ? all.signature : null,
    verdict: isVerdict(all.verdict) ? all.verdict : null,
  };
};
