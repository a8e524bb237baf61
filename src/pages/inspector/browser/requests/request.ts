import type { Request } from '../../../../shapes.js';
import { isObject } from '../call.js';
import type { Feed, Taken } from '../feed.js';
import { createFeed } from '../feed.js';
import { place } from '../route.js';
import { basePath } from '../settings.js';
import type { Note } from '../stream.js';

/** A request and its reply, as the journal has it. */
export type Asked = Request;

/** What a line shows of a request. */
export type AskedLine = Pick<
  Asked,
  'id' | 'time' | 'method' | 'path' | 'instanceName' | 'status' | 'duration' | 'fault'
> & { readonly operation: string | null; readonly hasWarnings: boolean };

export const isAsked = (value: unknown): value is Asked =>
  isObject(value) && typeof value.id === 'number' && typeof value.path === 'string' && isObject(value.headers);

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const lineOf = (value: Readonly<Record<string, unknown>>): AskedLine => ({
  id: Number(value.id),
  time: String(value.time),
  method: String(value.method),
  path: String(value.path),
  operation: textOrNull(value.operation),
  instanceName: textOrNull(value.instanceName),
  status: typeof value.status === 'number' ? value.status : null,
  duration: Number(value.duration),
  fault: textOrNull(value.fault),
  hasWarnings: value.warnings === true || typeof value.warnings === 'string',
});

/** The path below the base path, which all requests have in common. */
export const shortPath = (path: string): string =>
  path.startsWith(`/${basePath}/`) ? path.slice(basePath.length + 1) : path;

const classOf = (status: number | null): string => (status === null ? 'none' : `${String(status).slice(0, 1)}xx`);
const isClass = (status: string): boolean => /^([1-5]xx|none)$/.test(status);

type Query = Readonly<Record<string, string>>;

/** The conditions of the address, as the control API takes them. */
const conditionsOf = ({ operation, status = '', instance, text, fault, unclaimed }: Query): URLSearchParams =>
  new URLSearchParams(
    [
      ['operation', operation],
      [isClass(status) ? 'statusClass' : 'status', status],
      ['instanceName', instance],
      ['contains', text],
      ['hasFault', fault],
      ['unclaimed', unclaimed],
    ].filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''),
  );

const meets = (line: AskedLine, { operation, status = '', instance, fault }: Query): boolean =>
  (operation === undefined || line.operation === operation) &&
  (instance === undefined || line.instanceName === instance) &&
  (fault === undefined || (line.fault !== null) === (fault === 'true')) &&
  (status === '' || (isClass(status) ? classOf(line.status) === status : String(line.status) === status));

/** What the notes tell of requests is all that a line shows; only what a text is searched in has to be read. */
const taken = (items: readonly AskedLine[], notes: readonly Note[]): Taken<AskedLine> => {
  const { query } = place.peek();
  if (query.text !== undefined) return { items, newer: [], mustRead: true };
  if (query.unclaimed === 'true') return { items, newer: [], mustRead: false };
  const last = items[0]?.id ?? 0;
  const newer = notes.map(({ data }) => lineOf(data)).filter((line) => line.id > last && meets(line, query));
  return { items, newer: newer.reverse(), mustRead: false };
};

/** The requests that the address asks for, newest first. */
export const followRequests = (): Feed<AskedLine> =>
  createFeed<AskedLine>({
    path: () => `requests?${conditionsOf(place.peek().query).toString()}`,
    member: 'requests',
    itemOf: (value) => (isObject(value) && typeof value.id === 'number' ? lineOf(value) : undefined),
    idOf: ({ id }) => String(id),
    isOldestFirst: true,
    kinds: ['request'],
    take: taken,
  });
