import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { Emulator } from '../emulator.js';
import { requireKey } from '../http/caller.js';
import { HttpError } from '../http/errors.js';

/** What the original's documentation has and the emulator has not. */
const missing = [
  ['POST', '/send/text'],
  ['POST', '/send/media'],
  ['POST', '/send/list'],
  ['POST', '/send/button'],
  ['POST', '/send-location'],
  ['POST', '/send'],
  ['GET', '/contacts'],
] as const satisfies readonly (readonly [HTTPMethods, string])[];

/** Answers 501 to those, so that nobody takes the gap for a mistake of their own. */
export const missingRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  for (const [method, url] of missing) {
    app.route({
      method,
      url,
      schema: { hide: true },
      onRequest: requireKey(emulator),
      // Before the body is read: its form does not matter where nobody looks at it. But after the faults.
      preParsing(_request, _reply, _payload, done) {
        done(new HttpError(501, `${method} ${url} is part of the Wachat API, but this emulator does not have it yet.`));
      },
      handler: () => undefined,
    });
  }
};
