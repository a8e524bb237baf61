import { METHODS } from 'node:http';
import * as z from 'zod';
import { create, sample } from '../../api/samples.js';
import type { Emulator } from '../../emulator.js';
import { json, operation } from '../../http/operation.js';
import { BASE_PATH } from '../../http/paths.js';
import { time } from '../../http/replies.js';
import { UNCLAIMED, type Entry, type Text } from '../../journal/journal.js';
import { MOST_STEPS } from '../../journal/trail.js';
import { operationNames } from '../../api/routes.js';
import { numberInQuery } from '../../schema/query-number.js';
import { registry } from '../../schema/registry.js';
import { mustBeOneOf } from '../../schema/strict.js';
import { named } from '../../config-error.js';
import { mustBe } from '../../schema/wording.js';
import { iso } from '../iso.js';
import type { Elsewhere } from './elsewhere.js';
import { look, sendFound, type Searchable } from './lookout.js';
import { createMask, parseMasked } from './masking.js';
import { beforeNumber, flag, found, members, moment, names, oneOf, queryOf, text } from './query.js';
import { equals, includes, mentions, type Check, type Source } from './search.js';

const statusClasses = ['2xx', '3xx', '4xx', '5xx', 'none'] as const;
/** The class of a status, as a query has it. */
const classOf = (status: number | null): string => (status === null ? 'none' : `${String(status).charAt(0)}xx`);

const METHOD = 'an HTTP method such as POST';

const RequestQuery = queryOf(
  {
    operation: oneOf(operationNames, 'Only calls of this operation.', 'createInstance'),
    method: z
      .string(mustBe(`${METHOD}, given once`))
      .refine((method) => METHODS.includes(method.toUpperCase()), mustBeOneOf(METHODS, METHOD))
      .optional()
      .register(registry, { description: 'Only this method.', example: 'POST' }),
    path: text('a path', 'Only this path, with /api/v1 or without.', '/instance/create'),
    ...names,
    status: numberInQuery('Only this status.', 599, 201, 100),
    statusClass: oneOf(
      statusClasses,
      'Only a status of this class; none: those without an answer, since the client left or a fault broke the connection.',
      '4xx',
    ),
    contains: text(
      'a text',
      'Only with this in the method, path, query, body, reply or warning, whatever the case: JSON without spaces, keys masked, pictures left out.',
      'jakarta',
    ),
    fault: text('a label', 'Only those that were hit by this fault, by its label.', 'twice'),
    hasFault: flag('true: only those that a fault hit; false: only the others.'),
    since: moment("Only from this time on, by the account's clock."),
    until: moment('Only up to this time.'),
    body: members('Only bodies with these members; they may have more.', '{"instanceName":"Toko Jakarta"}'),
    unclaimed: flag('true: the requests without a key, or with one that is not allowed, instead of your own.'),
  },
  beforeNumber('the request with this id'),
);

const Sent = (what: string) =>
  z
    .strictObject({
      bytes: z.int().register(registry, { description: 'How long it was.', example: 120 }),
      cut: z.boolean().register(registry, { description: 'Whether only the first 16 KiB are kept.', example: false }),
      content: z.unknown().register(registry, { description: 'Parsed if it is JSON, otherwise the text.' }),
    })
    .nullable()
    .register(registry, { description: what });

const Request = z
  .strictObject({
    id: z.int().register(registry, { description: "Counts the account's requests from 1.", example: 1 }),
    time: time("When it was answered, by the account's clock."),
    method: z.string().register(registry, { description: 'The HTTP method.', example: 'POST' }),
    path: z
      .string()
      .register(registry, { description: 'As it was sent, without the query.', example: '/api/v1/instance/create' }),
    operation: z.enum(operationNames).nullable().register(registry, {
      description: 'The operationId; null for an unknown path, a wrong method and what is not implemented.',
      example: 'createInstance',
    }),
    instanceName: z
      .string()
      .nullable()
      .register(registry, { description: 'The instance that it was about.', example: sample.technicalName }),
    query: z.record(z.string(), z.unknown()).register(registry, { description: 'What was in the URL; keys masked.' }),
    headers: z.record(z.string(), z.string()).register(registry, { description: 'What was sent; keys masked.' }),
    body: Sent('What was sent; null when there was none, or it was not read. Secrets are masked.'),
    status: z.int().nullable().register(registry, {
      description:
        'The status of the answer, before a fault cut it; null when none came: the client left, or a fault broke the connection instead.',
      example: 201,
    }),
    reply: Sent('The body of the answer; null for a picture or a stream.'),
    duration: z.number().register(registry, {
      description: 'Milliseconds until the answer, by the clock of the process.',
      example: 1.2,
    }),
    warnings: z
      .string()
      .nullable()
      .register(registry, { description: 'What the caller was warned of.', example: null }),
    fault: z.string().nullable().register(registry, { description: 'The fault that hit it.', example: null }),
  })
  .register(registry, { id: 'Request', description: 'A request to the imitated API, and its answer.' });
type Request = z.infer<typeof Request>;

const Requests = z
  .strictObject({
    ...found(Request, 'ClosestRequest'),
    requests: z.array(Request).register(registry, { description: 'Those that match, oldest first.' }),
  })
  .register(registry, { id: 'Requests' });

/** The requests that were made with a key, or those without an admitted one. */
const requestSource = ({ journal }: Emulator, key: string): Source<Entry> => {
  let isOver = false;
  return {
    items: () => journal.of(key).entries,
    dropped: () => journal.of(key).dropped,
    watch: ({ changed, ended }) =>
      journal.watch(key, {
        changed,
        ended: () => {
          isOver = true;
          ended();
        },
      }),
    isOver: () => isOver,
  };
};

/** An entry as a test sees it. */
const requestView = (entry: Entry, key: string): Request => {
  const mask = createMask(entry, key);
  const sent = (text: Text | null): Request['body'] =>
    text && { bytes: text.bytes, cut: text.isCut, content: mask.json(text.text) };
  return {
    id: entry.id,
    time: iso(entry.time),
    method: entry.method,
    path: mask.text(entry.path),
    operation: operationNames.find((one) => one === entry.operation) ?? null,
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

/** The same in short. */
export const requestSummary = (entry: Entry, key: string) => {
  const { id, time, method, path, operation, instance, status, duration, warnings, fault } = entry;
  const mask = createMask(entry, key);
  return {
    id,
    time: iso(time),
    method,
    path: mask.text(path),
    operation: operationNames.find((one) => one === operation) ?? null,
    instanceName: instance && mask.text(instance),
    status,
    duration,
    warnings: warnings !== null,
    fault,
  };
};

/** What can be found by a part of it, as a test sees it. */
const textsOf = function* (entry: Entry, key: string): Generator<string> {
  const mask = createMask(entry, key);
  const query = Object.entries(mask.query()).map(([name, value]) => `${name}=${[value].flat().join(',')}`);
  yield `${entry.method} ${mask.text(entry.path)}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  if (entry.warnings !== null) yield mask.text(entry.warnings);
  for (const sent of [entry.body, entry.reply]) if (sent !== null) yield mask.searchable(sent.text);
};

/** How many characters of bodies are kept parsed. */
const MOST_PARSED = 4 * 1_048_576;

/** Parses bodies, each once, however many conditions and waits look at it, unless there are too many of them. */
const createParser = () => {
  let parsed = new WeakMap<Entry, unknown>();
  let size = 0;
  return (entry: Entry): unknown => {
    const { body } = entry;
    if (body === null) return null;
    if (parsed.has(entry)) return parsed.get(entry);
    size += body.text.length;
    if (size > MOST_PARSED) {
      parsed = new WeakMap();
      size = body.text.length;
    }
    const value = parseMasked(body.text);
    parsed.set(entry, value);
    return value;
  };
};
const bodyOf = createParser();

/** A check of the time, which conditions show as ISO 8601. */
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

/** The requests that a search for those of a key leaves out. */
const elsewhere = function* (
  { accounts, journal }: Emulator,
  own: string,
  { unclaimed: isUnclaimed = false, status, statusClass, body, displayName, contains }: z.output<typeof RequestQuery>,
): Generator<Elsewhere<Entry>> {
  const isBodyOfInterest = body !== undefined || displayName !== undefined || contains !== undefined;
  for (const { key, entry: item, mark } of journal.last()) {
    if (key === (isUnclaimed ? UNCLAIMED : own)) {
      if (mark !== undefined) yield { key, where: mark.by, item };
    } else if (mark !== undefined) {
      // Of an earlier test, as far as anybody can tell.
      continue;
    } else if (key === UNCLAIMED) {
      if (status !== undefined && status !== item.status) continue;
      if (statusClass !== undefined && statusClass !== classOf(item.status)) continue;
      const where = accounts.admitted === undefined ? 'no key' : 'no key that is accepted';
      yield { key, where: isBodyOfInterest ? `${where}, its body unread` : where, item };
    } else yield { key, where: key === own ? 'your own key' : 'another key', item };
  }
};

/** What was asked of the imitated API, and what was answered. */
export const searchableRequests: Searchable<z.output<typeof RequestQuery>, Entry, Request> = {
  query: RequestQuery,
  source: (emulator, key, { unclaimed }) => requestSource(emulator, unclaimed === true ? UNCLAIMED : key),
  isBefore:
    (_emulator, _key, before) =>
    ({ id }) =>
      id < before,
  checks: (
    {
      operation,
      method,
      path,
      instanceName,
      displayName,
      status,
      statusClass,
      contains,
      fault,
      hasFault,
      since,
      until,
      body,
      unclaimed,
    },
    { key },
  ) => [
    ...equals<Entry>('operation', operation, (entry) => entry.operation),
    ...equals<Entry>('method', method?.toUpperCase(), (entry) => entry.method),
    ...equals<Entry>('path', path?.replace(BASE_PATH, ''), (entry) => entry.path.replace(BASE_PATH, '')),
    ...timeCheck('since', since, (time, limit) => time >= limit),
    ...timeCheck('until', until, (time, limit) => time <= limit),
    ...equals<Entry>('fault', fault, (entry) => entry.fault),
    ...equals<Entry>('hasFault', hasFault, (entry) => entry.fault !== null),
    // Who sent no key was refused before the body was read, whatever it said.
    ...(key === UNCLAIMED && unclaimed !== true
      ? equals<Entry>('instanceName', instanceName, (entry) => entry.instance ?? instanceName)
      : [
          ...equals<Entry>('instanceName', instanceName, (entry) => entry.instance),
          ...equals<Entry>('displayName', displayName?.trim(), (entry) => entry.displayName),
          ...equals<Entry>('status', status, (entry) => entry.status),
          ...equals<Entry>('statusClass', statusClass, (entry) => classOf(entry.status)),
          ...mentions<Entry>('contains', contains, (entry) => textsOf(entry, key)),
          ...includes<Entry>('body', body, bodyOf),
        ]),
  ],
  elsewhere,
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

/**
 * The last requests of all accounts, and those that belong to none, oldest first, whatever became of the accounts.
 * @throws {RangeError} for a limit that is no whole number from 1 to 1000
 */
export const lastRequests = (emulator: Emulator, limit?: number) => {
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > MOST_STEPS))
    throw new RangeError(`lastRequests takes a whole number from 1 to ${String(MOST_STEPS)}, not ${named(limit)}.`);
  return pastRequests(emulator, limit).map(({ request }) => request);
};

/** The same, with where among them the accounts ended. */
export const pastRequests = ({ journal }: Emulator, limit = 20) =>
  journal.last(limit).map(({ key, entry, mark }) => ({
    request: { ...requestView(entry, key), endedBy: mark?.by ?? null },
    order: entry.order,
    mark,
  }));

export const getRequests = operation({
  id: 'getRequests',
  summary: 'List the requests',
  description:
    "The journal: every request to the imitated API with the caller's key, oldest first, including unknown paths. With wait, answers as soon as count of them match, or when the wait is over; then with the three requests that come closest, and why each does not match.",
  input: { querystring: RequestQuery },
  replies: { 200: json('The requests.', Requests) },
  async handle(request, reply, emulator) {
    const found = await look(request, reply, emulator, searchableRequests, request.query);
    return sendFound(reply, 'requests', Request, found);
  },
  examples: () => [
    { name: 'one', summary: 'The calls of one operation', before: [create], query: 'operation=createInstance' },
    {
      name: 'closest',
      summary: 'None matches; this one comes closest',
      before: [create],
      query: `operation=createInstance&body=${encodeURIComponent('{"instanceName":"Toko Jakarta"}')}`,
    },
    { name: 'badBody', summary: 'A parameter is wrong', query: 'body=shop' },
  ],
});
