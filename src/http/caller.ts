import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Emulator } from '../emulator.js';
import { HttpError } from './errors.js';
import { rootOf } from './own-urls.js';
import { lookOf } from './placeholder-keys.js';
import { warn } from './unknown-fields.js';

const KEY = 'apiKey';

/** Where other gateways take their key. */
const KEY_HEADERS = ['apikey', 'x-api-key', 'api-key', 'token', 'x-auth-token'] as const;

const unauthorized = (message: string): HttpError =>
  new HttpError(401, message, { headers: { 'WWW-Authenticate': 'Bearer' } });

/** The key in the header `Authorization`, or `undefined`; the scheme's name may be in any case. */
export const bearerIn = (authorization: string | undefined): string | undefined =>
  /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
/** The same for a request. */
export const bearerOf = (request: FastifyRequest): string | undefined => bearerIn(request.headers.authorization);

const queryKeyOf = (request: FastifyRequest): string | undefined => {
  const query = request.query;
  const key = typeof query === 'object' && query !== null && 'apiKey' in query ? query.apiKey : undefined;
  return typeof key === 'string' && key !== '' ? key : undefined;
};

/** The key that a request carries, valid or not, in the header or the query. */
export const shownKeyOf = (request: FastifyRequest): string | undefined => bearerOf(request) ?? queryKeyOf(request);

/**
 * The API key of a request.
 * @param admitted the keys that are accepted; `undefined` accepts any
 * @throws {HttpError} 401 if there is none, or one that is not accepted
 */
const keyOf = (request: FastifyRequest, admitted: ReadonlySet<string> | undefined, inQuery: boolean): string => {
  const queryKey = queryKeyOf(request);
  const key = bearerOf(request) ?? (inQuery ? queryKey : undefined);
  if (key === undefined) {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const look = lookOf(/^bearer +(\S.*)$/i.exec(authorization)?.[1] ?? '');
      if (look !== undefined) throw unauthorized(`The API key looks like ${look}.`);
      throw unauthorized(
        /^bearer +bearer\b/i.test(authorization)
          ? 'The header Authorization has the word "Bearer" twice; it must be "Bearer" and an API key, separated by a space.'
          : 'The header Authorization must be "Bearer" and an API key, separated by a space.',
      );
    }
    const elsewhere = KEY_HEADERS.find((name) => request.headers[name] !== undefined);
    if (elsewhere !== undefined) {
      throw unauthorized(`Send an API key in the header Authorization: Bearer <key>, not in the header ${elsewhere}.`);
    }
    throw unauthorized(
      queryKey === undefined || inQuery
        ? `Send an API key in the header Authorization: Bearer <key>${inQuery ? ', or as ?apiKey=' : ''}.`
        : 'This call takes the API key in the header Authorization: Bearer <key>, not in the URL.',
    );
  }
  if (admitted !== undefined && !admitted.has(key)) {
    throw unauthorized(
      'This API key is not one of those that the emulator was started with (--api-key, WACHAT_API_KEYS).',
    );
  }
  return key;
};

/** Declares the caller's key on every request of this scope. */
export const decorateWithCaller = (app: FastifyInstance): void => {
  app.decorateRequest(KEY, '');
};

/** Where the API key may be sent. In the URL only for `<img>` and `<iframe>`, which cannot send a header. [doc] */
export type KeyPlace = 'header' | 'headerOrQuery' | 'none';

/** A hook that requires a valid key; its account counts as in use until the response has ended. */
export const requireKey = (emulator: Emulator, place: Exclude<KeyPlace, 'none'>): onRequestHookHandler => {
  return (request, reply, done) => {
    const key = keyOf(request, emulator.accounts.admitted, place === 'headerOrQuery');
    // Keys that were given are right as they are.
    const look = emulator.accounts.admitted === undefined ? lookOf(key) : undefined;
    if (look !== undefined) {
      if (emulator.config.strict) throw unauthorized(`The API key looks like ${look} (--strict).`);
      warn(reply, `the API key looks like ${look}, which is a key of nobody in production`);
    }
    request.setDecorator(KEY, key);
    const over = emulator.accounts.use(key);
    // A connection that is closed already emits no second close.
    if (reply.raw.destroyed) over();
    else reply.raw.once('close', over);
    done();
  };
};

/** The API key of the request. */
export const keyFrom = (request: FastifyRequest): string => request.getDecorator<string>(KEY);

/** Who is calling: their key, and the URL under which they reach the imitated API. */
export type Caller = { readonly key: string; readonly base: string };

export const callerOf = (request: FastifyRequest, emulator: Emulator): Caller => ({
  key: keyFrom(request),
  base: rootOf(request, emulator.config.publicUrl) + request.server.prefix,
});
