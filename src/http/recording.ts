import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts } from '../domain/accounts.js';
import { systemTime } from '../domain/time-source.js';
import type { Emulator } from '../emulator.js';
import { UNCLAIMED, type Text } from '../journal/journal.js';
import { bearerIn, shownKeyOf } from './caller.js';
import { WARNING_HEADER } from './unknown-fields.js';

/** Longest part of a body that is kept, in characters: room for the longest text of a message, with its escapes. */
const LONGEST_BODY = 262_144;
/** The same of a reply and a query. */
const LONGEST_TEXT = 16_384;
const LONGEST_PATH = 1_000;

const BODY = 'bodyText';
const INSTANCE = 'concernedInstance';
const FAULT = 'recordedFault';
const ENTERED = 'isEntered';
const BEGUN = 'begunAt';

/** Paths of the imitated API and unknown ones, but not the control API or the page at `/`. */
const isRecorded = (url: string): boolean => !/^\/(?:_emulator(?:[/?]|$)|\?|$)/.test(url);
/** Some URLs show only by their route where they lead: `/%5Femulator`, or one with the host in it. */
const isImitated = ({ url, routeOptions }: FastifyRequest): boolean =>
  isRecorded(url) && (routeOptions.url === undefined || isRecorded(routeOptions.url));

const textOf = (text: string, longest: number): Text => {
  const isCut = text.length > longest;
  return {
    // A slice of a string keeps the whole string in memory; going through a buffer makes a copy.
    text: isCut ? Buffer.from(text.slice(0, longest)).toString() : text,
    bytes: Buffer.byteLength(text),
    isCut,
  };
};

/** Remembers the text of a body for the journal. */
export const recordBody = (request: FastifyRequest, text: string): void => {
  request.setDecorator(BODY, text);
};

/** Records which instance a request is about, for those that name none, or a new one. */
export const recordInstance = (request: FastifyRequest, technicalName: string): void => {
  request.setDecorator(INSTANCE, technicalName);
};

/** Records which fault was applied to a request. */
export const recordFault = (request: FastifyRequest, label: string): void => {
  request.setDecorator(FAULT, label);
};

/** Keeps a request out of the journal: its account has been reset. */
export const leaveUnrecorded = (request: FastifyRequest): void => {
  request.setDecorator(ENTERED, true);
};

const namedIn = (input: unknown): string | null =>
  typeof input === 'object' && input !== null && 'instanceName' in input && typeof input.instanceName === 'string'
    ? input.instanceName
    : null;

/** Records the instance that a body names, whether the rest of it is right or wrong. */
export const recordInstanceInBody = (request: FastifyRequest): void => {
  const name = namedIn(request.body);
  // No instance has a longer name, and the journal is not to be filled with them.
  if (name !== null && name.length <= LONGEST_PATH) recordInstance(request, name);
};

/** The technical name that a request gives, in its body or its query, as far as it has been read. */
export const instanceOf = (request: FastifyRequest): string | null =>
  request.getDecorator<string>(INSTANCE) || namedIn(request.query);

/** Whose request it is: that of its key, if the key is accepted. */
const keyOf = ({ admitted }: Accounts, shown: string | undefined): string =>
  shown !== undefined && (admitted?.has(shown) ?? true) ? shown : UNCLAIMED;

const splitUrl = (url: string): { readonly path: string; readonly query: string } => {
  const [path = '', ...rest] = url.split('?');
  return { path: path.slice(0, LONGEST_PATH), query: rest.join('?').slice(0, LONGEST_TEXT) };
};

/** Elapsed milliseconds: by the injected clock, so that a run repeats, or else by the most precise clock there is. */
const durationOf = ({ time }: Emulator, request: FastifyRequest, reply: FastifyReply): number =>
  time === systemTime
    ? Math.round(reply.elapsedTime * 1_000) / 1_000
    : time.now() - request.getDecorator<number>(BEGUN);

const enter = (emulator: Emulator, request: FastifyRequest, reply: FastifyReply, payload?: unknown): void => {
  if (request.getDecorator<boolean>(ENTERED)) return;
  request.setDecorator(ENTERED, true);
  const { accounts, journal } = emulator;
  const key = keyOf(accounts, shownKeyOf(request));
  const body = request.getDecorator<string>(BODY);
  const warnings = reply.getHeader(WARNING_HEADER);
  const { operationId } = request.routeOptions.schema ?? {};
  const [account, instance] = [accounts.of(key), instanceOf(request)];
  journal.add(key, {
    time: accounts.clockOf(key).now(),
    method: request.method,
    ...splitUrl(request.url),
    operation: request.is404 ? null : (operationId ?? null),
    instance,
    displayName:
      account === undefined || instance === null ? null : (accounts.displayNameOf(account, instance) ?? null),
    headers: request.headers,
    body: body === '' ? null : textOf(body, LONGEST_BODY),
    status: payload === undefined ? null : reply.statusCode,
    reply: typeof payload === 'string' ? textOf(payload, LONGEST_TEXT) : null,
    duration: durationOf(emulator, request, reply),
    warnings: typeof warnings === 'string' ? warnings : null,
    fault: request.getDecorator<string>(FAULT) || null,
  });
};

/** Records every request to the imitated API, just before its answer is sent or once its client has disconnected. */
export const recordRequests = (app: FastifyInstance, emulator: Emulator): void => {
  app.decorateRequest(BODY, '');
  app.decorateRequest(INSTANCE, '');
  app.decorateRequest(FAULT, '');
  app.decorateRequest(ENTERED, false);
  app.decorateRequest(BEGUN, 0);
  app.addHook('onRequest', (request, reply, done) => {
    if (isImitated(request)) {
      request.setDecorator(BEGUN, emulator.time.now());
      reply.raw.once('close', () => {
        enter(emulator, request, reply);
      });
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isImitated(request)) enter(emulator, request, reply, payload ?? null);
    done(null, payload);
  });
};

/** Records a request that is answered by a stream. */
export const recordStream = (emulator: Emulator, request: FastifyRequest, reply: FastifyReply): void => {
  enter(emulator, request, reply, null);
};

/** Records a request whose URL cannot be decoded, for which Fastify calls no hook. */
export const recordUnreadable = ({ accounts, journal }: Emulator, request: IncomingMessage, status: number): void => {
  const { url = '', method = '', headers } = request;
  if (!isRecorded(url)) return;
  const key = keyOf(accounts, bearerIn(headers.authorization));
  journal.add(key, {
    time: accounts.clockOf(key).now(),
    method,
    ...splitUrl(url),
    operation: null,
    instance: null,
    displayName: null,
    headers,
    body: null,
    status,
    reply: null,
    duration: 0,
    warnings: null,
    fault: null,
  });
};
