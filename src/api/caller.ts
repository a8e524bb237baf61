import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Emulator } from '../emulator.js';
import { keyOf } from './auth.js';
import { originOf } from './own-urls.js';
import type { Caller } from './replies.js';

const KEY = 'apiKey';

/** Makes room for the caller's key on every request of this scope. */
export const decorateWithCaller = (app: FastifyInstance): void => {
  app.decorateRequest(KEY, '');
};

/** A hook that lets in only who shows a good key; the account of that is in use until the answer has ended. */
export const requireKey = (emulator: Emulator, inQuery = false): onRequestHookHandler => {
  return (request, reply, done) => {
    const key = keyOf(request, emulator.accounts.admitted, inQuery);
    request.setDecorator(KEY, key);
    const over = emulator.accounts.use(key);
    // Who has left already is not told of again.
    if (reply.raw.destroyed) over();
    else reply.raw.once('close', over);
    done();
  };
};

/** The API key that the request showed. */
export const keyFrom = (request: FastifyRequest): string => request.getDecorator<string>(KEY);

/** Who asks, and under which URL they reach the imitated API. */
export const callerOf = (request: FastifyRequest, emulator: Emulator): Caller => ({
  key: keyFrom(request),
  base: originOf(request, emulator.config.publicUrl) + request.server.prefix,
});
