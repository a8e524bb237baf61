import { bePatient } from '../../browser/patience.js';
import { key } from './key.js';

/** The emulator's own words for why it did not do what was asked. */
export class AnswerError extends Error {
  readonly details: unknown;

  constructor(message: string, details: unknown) {
    super(message);
    this.details = details;
  }
}

export type Call = {
  readonly method: string;
  /** Seen from the page: a proxy may show us below a path that only the browser knows. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const answerTo = async ({ method, path, body, headers }: Call): Promise<{ reply: Response; answer: unknown }> => {
  const { signal, rest } = bePatient();
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  try {
    const reply = await fetch(path, {
      method,
      signal,
      cache: 'no-store',
      headers: { Authorization: `Bearer ${key()}`, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { reply, answer: parsed(await reply.text()) };
  } catch {
    const what = signal.aborted ? 'No answer came in time' : 'The connection broke';
    throw new Error(`${what}; it may have been carried out.`);
  } finally {
    rest();
  }
};

/** Resolves with an answer of the kind that is expected. The emulator sends its published shapes; something in between may answer in its place. */
export const call = async <Answer>(what: Call, isExpected: (answer: unknown) => answer is Answer): Promise<Answer> => {
  const { reply, answer } = await answerTo(what);
  if (reply.ok && isExpected(answer)) return answer;
  const { error, details } = isObject(answer) ? answer : {};
  if (!reply.ok && typeof error === 'string' && error !== '') throw new AnswerError(error, details);
  throw new Error(
    `The answer could not be used (${String(reply.status)})${reply.ok ? '; it may have been carried out.' : '.'}`,
  );
};

/** What the page asks by itself says so, since nobody wants to read of it in the log. */
export const watch = <Answer>(path: string, isExpected: (answer: unknown) => answer is Answer): Promise<Answer> =>
  call({ method: 'GET', path: `_emulator/${path}`, headers: { 'X-Wachat-Emulator-Page': 'home' } }, isExpected);
