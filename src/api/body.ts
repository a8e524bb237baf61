import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { HttpError } from './errors.js';
import { recordBody } from './recording.js';

/** Reads JSON bodies and no others. */
export const readJsonBodies = (app: FastifyInstance): void => {
  // A field named __proto__ is a field that we do not know, no more: what is validated is copied field by field.
  const parseJson = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A client may send the header on every call; where no body is expected an empty one is fine.
    const text = String(body);
    recordBody(request, text);
    if (text === '') done(null, undefined);
    else void parseJson(request, text, done);
  });
};

/** Fastify would check a body that is not there as `null`, and so refuse it where it may be missing. */
export const checkEmptyBody = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
  const schema = request.routeOptions.schema?.body;
  if (request.body !== undefined || !(schema instanceof z.ZodType)) {
    done();
  } else if (schema.safeParse(undefined).success) {
    request.body = {};
    done();
  } else {
    done(new HttpError(400, 'The body is empty; it must be a JSON object.'));
  }
};
