import { BASE_PATH } from '../../http/paths.js';
import type { Emulator } from '../../emulator.js';
import { UNCLAIMED, type Entry, type Text } from '../../journal/journal.js';
import { iso } from '../iso.js';
import type { Amount, Kind } from './kind.js';
import { createMask, parseMasked } from './masking.js';
import { equals, includes, type Check } from './search.js';
import { requestSource } from './sources.js';

/** Which requests are meant. */
export type RequestQuery = Amount & {
  /** Id of an operation of the imitated API. */
  readonly operation?: string | undefined;
  readonly method?: string | undefined;
  /** With or without the base path. */
  readonly path?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly status?: number | undefined;
  /** From this ISO 8601 time on, by the account's clock. */
  readonly since?: string | undefined;
  /** Up to this time. */
  readonly until?: string | undefined;
  /** What the body has to have; other members may stand beside it. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Those of nobody, in place of one's own: without a key, or with one that is not let in. */
  readonly unclaimed?: boolean | undefined;
};

type Sent = { readonly bytes: number; readonly cut: boolean; readonly content: unknown };

/** A request as a test sees it; keys and secrets are masked. */
export type RequestView = {
  readonly id: number;
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly operation: string | null;
  readonly instanceName: string | null;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly body: Sent | null;
  readonly status: number | null;
  readonly reply: Sent | null;
  readonly duration: number;
  readonly warnings: string | null;
  readonly fault: string | null;
};

/** What a test sees of an entry. */
const requestView = (entry: Entry, key: string): RequestView => {
  const mask = createMask(entry, key);
  const sent = (text: Text | null): Sent | null =>
    text && { bytes: text.bytes, cut: text.isCut, content: mask.json(text.text) };
  return {
    id: entry.id,
    time: iso(entry.time),
    method: entry.method,
    path: mask.text(entry.path),
    operation: entry.operation,
    instanceName: entry.instance && mask.text(entry.instance),
    query: mask.query(),
    headers: mask.headers(),
    body: sent(entry.body),
    status: entry.status,
    reply: sent(entry.reply),
    duration: entry.duration,
    warnings: entry.warnings && mask.text(entry.warnings),
    fault: entry.fault,
  };
};

const bodyOf = ({ body }: Entry): unknown => body && parseMasked(body.text);

/** A check of the time, which is shown as it is written. */
const timeCheck = (
  name: string,
  expected: string | undefined,
  isMet: (time: number, limit: number) => boolean,
): readonly Check<Entry>[] =>
  expected === undefined
    ? []
    : [
        {
          name,
          expected,
          seen: ({ time }) => iso(time),
          isMet: (seen) => typeof seen === 'string' && isMet(Date.parse(seen), Date.parse(expected)),
        },
      ];

/** What was asked of the imitated API, and what was answered. */
export const requestKind: Kind<RequestQuery, Entry, RequestView> = {
  members: ['operation', 'method', 'path', 'instanceName', 'status', 'since', 'until', 'body', 'unclaimed'],
  source: (emulator, key, { unclaimed }) => requestSource(emulator, unclaimed === true ? UNCLAIMED : key),
  checks: ({ operation, method, path, instanceName, status, since, until, body }) => [
    ...equals<Entry>('operation', operation, (entry) => entry.operation),
    ...equals<Entry>('method', method?.toUpperCase(), (entry) => entry.method),
    ...equals<Entry>('path', path?.replace(BASE_PATH, ''), (entry) => entry.path.replace(BASE_PATH, '')),
    ...equals<Entry>('instanceName', instanceName, (entry) => entry.instance),
    ...equals<Entry>('status', status, (entry) => entry.status),
    ...timeCheck('since', since, (time, limit) => time >= limit),
    ...timeCheck('until', until, (time, limit) => time <= limit),
    ...includes<Entry>('body', body, bodyOf),
  ],
  view:
    (key, { unclaimed }) =>
    (entry) =>
      requestView(entry, unclaimed === true ? UNCLAIMED : key),
  masked:
    (key, { unclaimed }) =>
    (entry, seen) =>
      createMask(entry, unclaimed === true ? UNCLAIMED : key).value(seen),
  describe: ({ id, method, path, status }) =>
    `#${String(id)} ${method} ${path} ${String(status ?? 'without an answer')}`,
};

/** The last requests of all accounts, and those of nobody, oldest first. */
export const lastRequests = ({ journal }: Emulator, limit = 20): readonly RequestView[] =>
  journal.last(limit).map(([key, entry]) => requestView(entry, key));
