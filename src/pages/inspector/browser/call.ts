import { bePatient } from '../../browser/patience.js';
import { apiKey } from './key.js';

/** The emulator's own words for why it did not do what was asked. */
export class AnswerError extends Error {
  readonly status: number;
  readonly details: unknown;
  /** The fault of this account that answered in place of the operation. */
  readonly fault: string | null;

  constructor(message: string, status: number, details: unknown, fault: string | null) {
    super(message);
    this.status = status;
    this.details = details;
    this.fault = fault;
  }
}

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Seen from the page: a proxy may show us below a path that only the browser knows. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that an answer may take, if it is more work than usual. */
  readonly patience?: number;
  /** The file that has the body, or that gets the answer: a command names it and does not repeat it. */
  readonly file?: string;
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Whether an answer is of the kind that has this member. The emulator sends its published shapes. */
export const has =
  <Answer extends object>(member: keyof Answer & string) =>
  (answer: unknown): answer is Answer =>
    isObject(answer) && member in answer;

/** What a text says as JSON; `undefined` if it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const answerTo = async ({
  method,
  path,
  body,
  headers,
  patience,
}: Call): Promise<{ reply: Response; answer: unknown }> => {
  const { signal, rest, expectMore } = bePatient();
  if (patience !== undefined) expectMore(patience);
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  try {
    const reply = await fetch(path, {
      method,
      signal,
      cache: 'no-store',
      headers: { Authorization: `Bearer ${apiKey.peek()}`, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { reply, answer: parsed(await reply.text()) };
  } catch {
    const what = signal.aborted ? 'No answer came in time' : 'The connection broke';
    throw new Error(method === 'GET' ? `${what}.` : `${what}; it may have been carried out.`);
  } finally {
    rest();
  }
};

/** The name of the fault that answered; one that a header cannot carry as it is, is percent-encoded. */
const faultOf = (reply: Response): string | null => {
  const name = reply.headers.get('X-Wachat-Emulator-Fault');
  try {
    return name === null ? null : decodeURIComponent(name);
  } catch {
    return name;
  }
};

const byFault = (fault: string | null, sentence: string): string =>
  fault === null ? sentence : `Your fault "${fault}" answered: ${sentence}`;

/** Resolves with an answer of the kind that is expected. Something in between may answer in the emulator's place. */
export const call = async <Answer>(what: Call, isExpected: (answer: unknown) => answer is Answer): Promise<Answer> => {
  const { reply, answer } = await answerTo(what);
  const fault = faultOf(reply);
  if (reply.ok && isExpected(answer)) return answer;
  const { error, details } = isObject(answer) ? answer : {};
  if (!reply.ok && typeof error === 'string' && error !== '')
    throw new AnswerError(byFault(fault, error), reply.status, details, fault);
  throw new Error(
    byFault(
      fault,
      `The answer could not be used (${String(reply.status)})${reply.ok && what.method !== 'GET' ? '; it may have been carried out.' : '.'}`,
    ),
  );
};

/** What the page asks by itself says so, since nobody wants to read of it in the log. */
export const WATCHING = { 'X-Wachat-Emulator-Page': 'home' } as const;
export const watch = <Answer>(path: string, isExpected: (answer: unknown) => answer is Answer): Promise<Answer> =>
  call({ method: 'GET', path: `_emulator/${path}`, headers: WATCHING }, isExpected);
