import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { HttpError } from './errors.js';
import { recordBody } from './recording.js';

/** Parses JSON bodies, and only those. */
export const readJsonBodies = (app: FastifyInstance): void => {
  // A field named __proto__ is just an unknown field: validation copies field by field.
  const parseJson = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = Buffer.from(body);
    const text = bytes.toString();
    recordBody(request, text);
    // A client may send the header on every call, so an empty body is fine where none is expected.
    if (text === '') done(null, undefined);
    // Otherwise invalid bytes would end up in a name, as question marks.
    else if (!isUtf8(bytes)) done(new HttpError(400, 'The body is not valid UTF-8, which JSON must be.'));
    else return parseJson(request, text, done);
  });
};

/** Compressed bodies are not supported; without this check the client would be told that its JSON is invalid. */
export const refuseCompressed = (
  request: FastifyRequest,
  _reply: FastifyReply,
  _payload: unknown,
  done: (error?: Error) => void,
): void => {
  const { headers, method } = request;
  const encoding = headers['content-encoding'] ?? 'identity';
  // The body of these is never read.
  const isUnread = method === 'GET' || method === 'HEAD';
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  done(
    isUnread || isEmpty || encoding.toLowerCase() === 'identity'
      ? undefined
      : new HttpError(415, 'The body must be sent as it is, without the header Content-Encoding.'),
  );
};

/** Fastify validates a missing body as `null`, and so would refuse it even where it is optional. */
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
