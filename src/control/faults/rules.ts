import type { Fault } from '../../shapes.js';

/** Most headers of a fault, and most characters in them all: a client reads 16 KiB at most. */
const MOST_HEADERS = 50;
const MOST_HEADER_CHARACTERS = 4_096;
/** How deep a body may be nested. */
const MOST_DEPTH = 100;
/** Most characters of a name that a sentence repeats. */
const SHOWN = 64;

const TURNS = ['first', 'nth', 'every', 'from', 'share'] as const;
const EFFECTS = ['status', 'cut', 'truncate', 'hang'] as const;
const ONLY_WITH_STATUS = ['body', 'contentType', 'headers', 'retryAfter'] as const;

/** Headers that say how the reply is framed, or that have a field of their own, or that tell of us. */
const notTheirs: ReadonlyMap<string, string> = new Map([
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
  ['x-wachat-emulator', "it is the emulator's own"],
  ['x-wachat-emulator-fault', "it is the emulator's own"],
]);

/** A problem of a fault: the field, and the rest of a sentence about it. */
export type Problem = { readonly field?: keyof Fault; readonly message: string };

export const shown = (text: string): string => JSON.stringify(text.slice(0, SHOWN).toWellFormed());

/** Whether a value can be sent as JSON; what is nested too deeply, or in a circle, cannot. */
export const isJson = (value: unknown, depth = 0): boolean => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > MOST_DEPTH) return false;
  return Object.values(value).every((child) => isJson(child, depth + 1));
};

const headerProblem = (headers: Readonly<Record<string, string>>): string | undefined => {
  const entries = Object.entries(headers);
  const names = entries.map(([name]) => name.toLowerCase());
  if (entries.length > MOST_HEADERS || entries.flat().join('').length > MOST_HEADER_CHARACTERS) {
    return `must be at most ${String(MOST_HEADERS)} headers of ${MOST_HEADER_CHARACTERS.toLocaleString('en')} characters in all`;
  }
  for (const [name, value] of entries) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return `must have names of headers; ${shown(name)} cannot be one`;
    const reason = notTheirs.get(name.toLowerCase());
    if (reason !== undefined) return `must not have ${shown(name)}: ${reason}`;
    if (!/^[\t -~\xa0-\xff]*$/.test(value)) {
      return `must have values without control characters or letters beyond Latin-1; that of ${shown(name)} has some`;
    }
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `must have each header once, and has ${shown(twice)} twice`;
};

/** What is wrong with how the fields of a fault go together. */
export const problemsOf = (fault: Fault): readonly Problem[] => {
  const problems: Problem[] = [];
  const given = <Field extends keyof Fault>(fields: readonly Field[]): readonly Field[] =>
    fields.filter((field) => fault[field] !== undefined);
  for (const { fields, what } of [
    { fields: TURNS, what: 'Which of the requests it hits' },
    { fields: EFFECTS, what: 'What happens' },
  ]) {
    const [one, another] = given<keyof Fault>(fields);
    if (one === undefined || another === undefined) continue;
    problems.push({
      field: another,
      message: `cannot go with "${one}": ${what} is at most one of ${fields.join(', ')}`,
    });
  }
  if (given(EFFECTS).length === 0 && fault.delay === undefined) {
    problems.push({ message: `does nothing; it must have delay or one of ${EFFECTS.join(', ')}` });
  }
  for (const field of fault.status === undefined ? given(ONLY_WITH_STATUS) : []) {
    problems.push({ field, message: 'goes with "status" only' });
  }
  if (fault.contentType !== undefined && fault.body === undefined) {
    problems.push({ field: 'contentType', message: 'goes with "body" only' });
  }
  const { headers } = fault;
  const message = headers && headerProblem(headers);
  if (message !== undefined) problems.push({ field: 'headers', message });
  if (
    fault.retryAfter !== undefined &&
    Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'retry-after')
  ) {
    problems.push({ field: 'retryAfter', message: 'cannot go with a header "Retry-After"' });
  }
  return problems;
};
