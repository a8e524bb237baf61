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
export type DraftField = keyof Draft;

const empty: Draft = {
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
    ...empty,
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

/** What is no number is sent as it is: the API's words say what it should be. */
const numberIn = (text: string): number | string => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);

const bodyIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const headersIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const at = line.indexOf(':');
        return at === -1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );

type Members = Readonly<Record<string, unknown>>;
const given = (name: string, text: string): Members => (text.trim() === '' ? {} : { [name]: text.trim() });

const delayIn = ({ delay, delayTo }: Draft): Members => {
  if (delayTo.trim() === '') return given('delay', delay);
  return { delay: { from: delay.trim(), to: delayTo.trim() } };
};

/** What happens, of what a person typed for it; what they typed for something else stays in the form. */
const effectIn = (draft: Draft): Members => {
  const { effect, status, retryAfter, body, contentType, headers, cut, carryOut } = draft;
  const carried = carryOut ? { carryOut: true } : {};
  switch (effect) {
    case 'status':
      return {
        status: numberIn(status),
        ...(retryAfter.trim() === '' ? {} : { retryAfter: numberIn(retryAfter.trim()) }),
        ...(body === '' ? {} : { body: bodyIn(body), ...given('contentType', contentType) }),
        ...(headers.trim() === '' ? {} : { headers: headersIn(headers) }),
        ...delayIn(draft),
        ...carried,
      };
    case 'delay':
      return { delay: '', ...delayIn(draft), ...carried };
    case 'cut':
      return { cut, ...(cut === 'before' && !carryOut ? { carryOut: false } : {}), ...delayIn(draft) };
    case 'hang':
      return { hang: true, ...carried };
    case 'truncate':
      return { truncate: true, ...delayIn(draft) };
    case 'staleImage':
      return { staleImage: true };
  }
};

const courseIn = ({ course, copies, delay, encoding, signature }: Draft): Members => ({
  ...(course === 'usual'
    ? {}
    : course === 'duplicate'
      ? { duplicate: copies.trim() === '1' ? true : numberIn(copies) }
      : course === 'delay'
        ? { delay: delay.trim() }
        : { [course]: true }),
  // What is dropped is never written or signed.
  ...(course === 'drop' || encoding === 'usual' ? {} : { encoding: encoding === 'unusual' ? encoding : [encoding] }),
  ...(course === 'drop' || signature === 'right' ? {} : { signature }),
});

/** The fault that was typed, as the API takes it. */
export const faultIn = (draft: Draft): Members => {
  const { kind, which, operation, method, path, event, webhook, instanceName, when, amount, name } = draft;
  const turn = when === 'always' ? {} : { [when]: numberIn(amount) };
  if (kind === 'deliveries') {
    return {
      ...given('name', name),
      ...given('event', event),
      ...given('instanceName', instanceName),
      ...(webhook.trim() === '' ? {} : { webhook: numberIn(webhook) }),
      ...turn,
      ...courseIn(draft),
    };
  }
  return {
    ...given('name', name),
    ...(which === 'operation'
      ? { operation }
      : which === 'path'
        ? { ...given('path', path), ...given('method', method) }
        : {}),
    ...given('instanceName', instanceName),
    ...turn,
    ...effectIn(draft),
  };
};

/** Which control holds what the API calls by a name. */
const controlOf = (path: string, { kind }: Draft): DraftField | undefined => {
  const [root = ''] = path.split('.');
  if (path === 'delay.to') return 'delayTo';
  if (['first', 'nth', 'every', 'from', 'share'].includes(root)) return 'amount';
  if (root === 'duplicate') return 'copies';
  if (root === 'staleImage') return 'effect';
  if (kind === 'deliveries' && ['swap', 'drop', 'repeat'].includes(root)) return 'course';
  return root !== 'kind' && Object.hasOwn(empty, root) ? fieldNames.find((field) => field === root) : undefined;
};
const fieldNames: readonly DraftField[] = [
  'operation',
  'method',
  'path',
  'event',
  'webhook',
  'instanceName',
  'status',
  'retryAfter',
  'body',
  'contentType',
  'headers',
  'delay',
  'cut',
  'carryOut',
  'encoding',
  'signature',
  'name',
];

export type Problems = Readonly<Partial<Record<DraftField, string>>>;

type Detail = { readonly path: string; readonly message: string };

const isDetail = (value: unknown): value is Detail =>
  typeof value === 'object' &&
  value !== null &&
  'path' in value &&
  typeof value.path === 'string' &&
  'message' in value &&
  typeof value.message === 'string';

/** A refusal, sorted by the controls that it is about; what is about none of them is for the whole form. */
export const problemsIn = (
  sentence: string,
  details: unknown,
  draft: Draft,
): { readonly fields: Problems; readonly rest: string } => {
  const told: readonly Detail[] = Array.isArray(details) ? details.filter(isDetail) : [];
  // A refusal of the domain has no details, but begins with the field.
  const [, path = '', message = ''] = /^"(\w+)" (.*?)\.?$/s.exec(sentence) ?? [];
  const all = told.length > 0 ? told : path === '' ? [] : [{ path, message }];
  const fields: Partial<Record<DraftField, string>> = {};
  const rest: string[] = [];
  for (const one of all) {
    const control = controlOf(one.path, draft);
    if (control === undefined)
      rest.push(one.path === '' ? `The fault ${one.message}.` : `"${one.path}" ${one.message}.`);
    else fields[control] ??= one.message;
  }
  return { fields, rest: all.length === 0 ? sentence : rest.join(' ') };
};
