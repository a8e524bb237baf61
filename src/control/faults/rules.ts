import { isJson } from '../../schema/plain.js';
import type { Fault } from '../../shapes.js';

/** Most headers of a fault, and most characters in them all: a client reads 16 KiB at most. */
const MOST_HEADERS = 50;
const MOST_HEADER_CHARACTERS = 4_096;
/** How deep a body may be nested, and how many values it may have in all. */
const MOST_DEPTH = 100;
const MOST_VALUES = 100_000;
/** Most characters of a name that a message repeats. */
const SHOWN = 64;

/** The fields that say which of those that it matches a fault hits. */
export const TURNS = ['first', 'nth', 'every', 'from', 'share'] as const;
const EFFECTS = ['status', 'cut', 'truncate', 'hang', 'staleImage'] as const;
/** Statuses whose answers have no body. */
const WITHOUT_BODY: readonly (number | undefined)[] = [204, 205, 304];
const ONLY_WITH_STATUS = ['body', 'contentType', 'headers', 'retryAfter'] as const;

/** Headers that frame the reply, or have a field of their own. */
const reservedHeaders: ReadonlyMap<string, string> = new Map([
  ...[
    'connection',
    'content-length',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ].map((name) => [name, 'it says how the reply is sent'] as const),
  ['content-type', 'that is the field "contentType"'],
]);

/** A problem with a fault: the field, and the rest of a sentence about it. */
export type Problem = { readonly field?: keyof Fault; readonly message: string };

export const shown = (text: string): string => JSON.stringify(text.slice(0, SHOWN).toWellFormed());

/** Whether a value can be sent as JSON; what has a cycle, or far too much in it, cannot. */
export const isSendable = (value: unknown): boolean => isJson(value, MOST_VALUES, MOST_DEPTH);

const headerProblem = (headers: Readonly<Record<string, string>>): string | undefined => {
  const entries = Object.entries(headers);
  if (entries.length > MOST_HEADERS || entries.flat().join('').length > MOST_HEADER_CHARACTERS) {
    return `must be at most ${String(MOST_HEADERS)} headers of ${MOST_HEADER_CHARACTERS.toLocaleString('en')} characters in all`;
  }
  for (const [index, [name, value]] of entries.entries()) {
    // Not repeated: who writes a whole header as a name may have written a key.
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      return `must have valid header names; that of header ${String(index + 1)} is not one`;
    const reason = /^x-wachat-emulator/i.test(name)
      ? "it is the emulator's own"
      : reservedHeaders.get(name.toLowerCase());
    if (reason !== undefined) return `must not have ${shown(name)}: ${reason}`;
    if (!/^[\t -~\xa0-\xff]*$/.test(value)) {
      return `must have values without control characters or letters beyond Latin-1; that of ${shown(name)} has some`;
    }
  }
  const names = entries.map(([name]) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `must have each header once, and has ${shown(twice)} twice`;
};

/** The problem of a fault that has two of the fields of which only one may decide `what`. */
export const clashIn = <Field extends string>(given: readonly Field[], all: readonly Field[], what: string) => {
  const [one, another] = given;
  if (one === undefined || another === undefined) return [];
  const message = `cannot be combined with "${one}": at most one of ${all.join(', ')} says ${what}`;
  return [{ field: another, message }];
};

/** The problems with how the fields of a fault are combined. */
export const problemsOf = (fault: Fault): readonly Problem[] => {
  const problems: Problem[] = [];
  const given = <Field extends keyof Fault>(fields: readonly Field[]): readonly Field[] =>
    fields.filter((field) => fault[field] !== undefined);
  problems.push(
    ...clashIn(given(TURNS), TURNS, 'which of the requests it hits'),
    ...clashIn(given(EFFECTS), EFFECTS, 'what happens'),
  );
  if (given(EFFECTS).length === 0 && fault.delay === undefined) {
    problems.push({ message: `does nothing; it must have delay or one of ${EFFECTS.join(', ')}` });
  }
  for (const field of fault.status === undefined ? given(ONLY_WITH_STATUS) : []) {
    problems.push({ field, message: 'is allowed only with "status"' });
  }
  if (fault.contentType !== undefined && fault.body === undefined) {
    problems.push({ field: 'contentType', message: 'is allowed only with "body"' });
  }
  if (fault.body !== undefined && WITHOUT_BODY.includes(fault.status)) {
    problems.push({ field: 'body', message: `is not allowed: an answer with status ${String(fault.status)} has none` });
  }
  const [answered] = fault.cut === 'before' ? [] : given(['cut', 'truncate', 'staleImage']);
  if (fault.carryOut === false && answered !== undefined) {
    problems.push({
      field: 'carryOut',
      message: `cannot be false with "${answered}", which is done to the answer of a request that is carried out`,
    });
  }
  if (fault.carryOut === false && fault.delay !== undefined && given(EFFECTS).length === 0) {
    problems.push({ field: 'carryOut', message: 'cannot be false with "delay" alone: what is late is carried out' });
  }
  if (fault.staleImage === true && [fault.operation].flat().some((one) => one !== 'getQrImage')) {
    problems.push({ field: 'staleImage', message: 'is allowed only with "operation": "getQrImage"' });
  }
  const { headers } = fault;
  const message = headers && headerProblem(headers);
  if (message !== undefined) problems.push({ field: 'headers', message });
  if (
    fault.retryAfter !== undefined &&
    Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'retry-after')
  ) {
    problems.push({ field: 'retryAfter', message: 'cannot be combined with a header "Retry-After"' });
  }
  return problems;
};
