import type { FastifyReply, FastifyRequest } from 'fastify';
import { dialledIn, WITH_ZERO } from '../schema/dialled.js';
import { HttpError } from './errors.js';
import { warn } from './unknown-fields.js';

/** Warns of own numbers that have no country code, or refuses them; what is else wrong with the input is told before. */
export const warnOfNumbers =
  (strict: boolean) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const schema = request.routeOptions.schema;
    const paths = [...dialledIn(schema?.querystring, request.query), ...dialledIn(schema?.body, request.body)];
    const sentence = paths.map((path) => `"${path}" ${WITH_ZERO}`).join(', ');
    if (paths.length > 0 && strict) {
      const details = paths.map((path) => ({ path, message: WITH_ZERO }));
      done(new HttpError(400, `${sentence} (--strict).`, { details }));
      return;
    }
    if (paths.length > 0) warn(reply, sentence);
    done();
  };
