import { numberIn } from '../forms/numbers.js';
import { operations } from './operations.js';

/** A fault as it is typed: each field is the text in its control. */
export type Draft = {
  readonly kind: 'calls' | 'deliveries';
  readonly which: 'all' | 'operation' | 'path';
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly event: string;
  readonly webhook: string;
  readonly instanceName: string;
  readonly when: 'always' | 'first' | 'nth' | 'every' | 'from' | 'share';
  readonly amount: string;
  readonly effect: 'status' | 'delay' | 'cut' | 'truncate' | 'hang' | 'staleImage';
  readonly status: string;
  readonly retryAfter: string;
  readonly body: string;
  readonly contentType: string;
  readonly headers: string;
  readonly delay: string;
  readonly delayTo: string;
  readonly cut: 'before' | 'middle' | 'after';
  readonly carryOut: boolean;
  readonly course: 'usual' | 'duplicate' | 'swap' | 'delay' | 'drop' | 'repeat';
  readonly copies: string;
  readonly encoding: 'usual' | 'unusual' | 'slashes' | 'numbers' | 'spacing' | 'unicode';
  readonly signature: 'right' | 'wrong' | 'stale' | 'missing';
  readonly name: string;
};

export const emptyDraft: Draft = {
  kind: 'calls',
  which: 'operation',
  operation: 'createInstance',
  method: '',
  path: '/instance/*',
  event: '',
  webhook: '',
  instanceName: '',
  when: 'always',
  amount: '1',
  effect: 'status',
  status: '503',
  retryAfter: '',
  body: '',
  contentType: '',
  headers: '',
  delay: '',
  delayTo: '',
  cut: 'before',
  carryOut: false,
  course: 'duplicate',
  copies: '1',
  encoding: 'usual',
  signature: 'right',
  name: '',
};

/** The form as an address fills it in, so that another view can lead here with what is to be broken. */
export const draftFrom = (query: Readonly<Record<string, string>>): Draft => {
  const { operation = '', method = '', path = '', instanceName = '', status = '', event = '', kind = '' } = query;
  return {
    ...emptyDraft,
    kind: kind === 'deliveries' || event !== '' ? 'deliveries' : 'calls',
    ...(Object.hasOwn(operations, operation)
      ? { operation }
      : path !== '' || method !== ''
        ? { which: 'path', method, path }
        : {}),
    instanceName,
    event,
    // What went well is to fail the next time.
    ...(/^[345]\d\d$/.test(status) ? { status } : {}),
  };
};

/** Whether it is about the operation that answers with a QR picture, which alone can be an old one. */
export const isPicture = ({ which, operation }: Draft): boolean => which === 'operation' && operation === 'getQrImage';
export const fitDraft = (draft: Draft): Draft =>
  draft.effect === 'staleImage' && !isPicture(draft) ? { ...draft, effect: 'status' } : draft;

const bodyIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const linesIn = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');
const headersIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    linesIn(text).map((line) => {
      const [name = '', ...rest] = line.split(':');
      return [name.trim(), rest.join(':').trim()];
    }),
  );

/** What is wrong before the API is asked. */
export const checkDraft = ({ kind, effect, headers }: Draft): string => {
  const bare = linesIn(headers).find((line) => !line.includes(':'));
  return bare === undefined || kind === 'deliveries' || effect !== 'status'
    ? ''
    : `"headers" must have a colon in each line, but “${bare.trim()}” has none.`;
};

/** What is sent; what is `undefined` is not. */
type Members = Readonly<Record<string, unknown>>;
const textIn = (text: string): string | undefined => text.trim() || undefined;

/** What happens, of what a person typed for it; what they typed for something else stays in the form. */
const effectIn = (draft: Draft): Members => {
  const { effect, status, retryAfter, body, contentType, headers, cut } = draft;
  const from = textIn(draft.delay);
  const to = textIn(draft.delayTo);
  const delay = to === undefined ? from : { from: from ?? '', to };
  const carryOut = draft.carryOut || undefined;
  switch (effect) {
    case 'status':
      return {
        status: numberIn(status),
        retryAfter: retryAfter.trim() === '' ? undefined : numberIn(retryAfter.trim()),
        ...(body === '' ? {} : { body: bodyIn(body), contentType: textIn(contentType) }),
        headers: headers.trim() === '' ? undefined : headersIn(headers),
        delay,
        carryOut,
      };
    case 'delay':
      return { delay: delay ?? '', carryOut };
    case 'cut':
      return { cut, carryOut: cut === 'before' && !draft.carryOut ? false : undefined, delay };
    case 'hang':
      return { hang: true, carryOut };
    case 'truncate':
      return { truncate: true, delay };
    case 'staleImage':
      return { staleImage: true };
  }
};

const courseIn = ({ course, copies, delay, encoding, signature }: Draft): Members => {
  if (course === 'drop') return { drop: true };
  return {
    ...(course === 'usual' ? {} : { [course]: true }),
    ...(course === 'duplicate' && copies.trim() !== '1' ? { duplicate: numberIn(copies) } : {}),
    ...(course === 'delay' ? { delay: delay.trim() } : {}),
    encoding: encoding === 'usual' ? undefined : encoding === 'unusual' ? encoding : [encoding],
    signature: signature === 'right' ? undefined : signature,
  };
};

/** The fault that was typed, as the API takes it. */
export const faultIn = (draft: Draft): Members => {
  const { kind, which, operation, method, path, event, webhook, instanceName, when, amount, name } = draft;
  return {
    name: textIn(name),
    ...(kind === 'deliveries'
      ? { event: textIn(event), webhook: webhook.trim() === '' ? undefined : numberIn(webhook) }
      : which === 'operation'
        ? { operation }
        : which === 'path'
          ? { path: textIn(path), method: textIn(method) }
          : {}),
    instanceName: textIn(instanceName),
    ...(when === 'always' ? {} : { [when]: numberIn(amount) }),
    ...(kind === 'deliveries' ? courseIn(draft) : effectIn(draft)),
  };
};

/** The fields that hold what the API calls otherwise. */
export const draftAliases = {
  'delay.to': 'delayTo',
  first: 'amount',
  nth: 'amount',
  every: 'amount',
  from: 'amount',
  share: 'amount',
  duplicate: 'copies',
  swap: 'course',
  drop: 'course',
  repeat: 'course',
  staleImage: 'effect',
} as const;
