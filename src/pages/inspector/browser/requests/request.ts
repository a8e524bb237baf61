import type { Request } from '../../../../shapes.js';
import { has } from '../call.js';
import { createFeed, type Feed, type Left, type Taken } from '../feed.js';
import { isTechnical, searched } from '../panes/search.js';
import { place } from '../route.js';
import { basePath } from '../settings.js';
import type { Note } from '../stream.js';

/** A request and its reply, as the journal has it. */
export type Asked = Request;

/** What a line shows of a request. */
export type AskedLine = Pick<
  Asked,
  'id' | 'time' | 'method' | 'path' | 'operation' | 'instanceName' | 'status' | 'duration' | 'fault'
> & { readonly warnings: unknown };

const isLine = has<AskedLine>('id');
/** Bodies are not kept: there may be ten thousand of them. */
const lineOf = (value: unknown): AskedLine | undefined => {
  if (!isLine(value)) return undefined;
  const { id, time, method, path, operation, instanceName, status, duration, fault, warnings } = value;
  return { id, time, method, path, operation, instanceName, status, duration, fault, warnings };
};

/** The path below the base path, which all requests have in common. */
export const shortPath = (path: string): string =>
  path.startsWith(`/${basePath}/`) ? path.slice(basePath.length + 1) : path;

/** What the notes tell of requests is all that a line shows; what else is asked for has to be read. */
const taken = (items: readonly AskedLine[], notes: readonly Note[]): Taken<AskedLine> => {
  const { operation, instance, fault, status, ...others } = place.peek().query;
  if (Object.keys(others).length > 0 || (instance !== undefined && !isTechnical(instance)))
    return { items, newer: [], mustRead: true };
  const last = items[0]?.id ?? 0;
  const newer = notes
    .map(({ data }) => lineOf(data))
    .filter(
      (line): line is AskedLine =>
        line !== undefined &&
        line.id > last &&
        (operation ?? line.operation) === line.operation &&
        (instance ?? line.instanceName) === line.instanceName &&
        (fault ?? String(line.fault !== null)) === String(line.fault !== null) &&
        [undefined, String(line.status ?? 'none'), `${String(line.status).charAt(0)}xx`].includes(status),
    );
  return { items, newer: newer.reverse(), mustRead: false };
};

/** The requests that the address asks for, newest first. */
export const followRequests = (left: Left<AskedLine> | undefined): Feed<AskedLine> =>
  createFeed<AskedLine>({
    path: () => searched('requests'),
    member: 'requests',
    itemOf: lineOf,
    idOf: ({ id }) => String(id),
    isOldestFirst: true,
    kinds: ['request'],
    take: taken,
    left,
  });
