import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { atOnce, inSlices } from '../domain/turns.js';
import type { Emulator } from '../emulator.js';
import { BODY_LIMIT, HttpError } from './errors.js';
import { gather } from './gather.js';
import { readJson, type Readout } from './json.js';
import { recordBody } from './recording.js';

/** A body of so many bytes is read at once. */
const SMALL = 65_536;
/** Bytes of a body for each value in it, at least: so a body that is full to its limit may hold this many values. */
const BYTES_PER_VALUE = 10;

const valueOf = (read: Readout): unknown => {
  if ('excess' in read) throw new HttpError(400, `The body ${read.excess}.`);
  return read.value;
};

const readBody = (
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void => {
  if (body.length <= BODY_LIMIT) recordBody(request, body.toString());
  // A client may send the header on every call, so an empty body is fine where none is expected.
  if (body.length === 0) {
    done(null, undefined);
    return;
  }
  // Otherwise invalid bytes would end up in a name, as question marks.
  if (!isUtf8(body)) throw new HttpError(400, 'The body is not valid UTF-8, which JSON must be.');
  const { config, bodyLimit } = request.routeOptions;
  const bytesOfValues = 'hasFewValues' in config && config.hasFewValues === true ? BODY_LIMIT : bodyLimit;
  const work = readJson(body, Math.floor(bytesOfValues / BYTES_PER_VALUE));
  // Most are so small that a promise would be the larger part of the work.
  if (body.length <= SMALL) {
    done(null, valueOf(atOnce(work)));
    return;
  }
  inSlices(work)
    .then(valueOf)
    .then((value) => {
      done(null, value);
    }, done);
};

/** Parses JSON bodies, and only those. */
export const readJsonBodies = (app: FastifyInstance): void => {
  app.removeContentTypeParser('text/plain');
  // Not Fastify's own parser: it builds whatever is sent. A field named __proto__ is just an unknown field, since
  // validation copies field by field. Nor does it gather the bytes, which Fastify does as a list of chunks.
  app.addContentTypeParser('application/json', (request: FastifyRequest, payload, done) => {
    const { bodyLimit } = request.routeOptions;
    const { 'content-length': given } = request.headers;
    const length = given === undefined ? undefined : Number(given);
    const tooLarge = (): void => {
      done(new HttpError(413, `The body is too large; the limit is ${String(bodyLimit / 1_048_576)} MiB.`));
    };
    if (length !== undefined && length > bodyLimit) {
      tooLarge();
      return;
    }
    gather(payload, bodyLimit, length, (error, body) => {
      if (error !== null) done(error);
      else if (body === undefined) tooLarge();
      else {
        try {
          readBody(request, body, done);
        } catch (problem) {
          done(problem instanceof Error ? problem : new Error(String(problem)));
        }
      }
    });
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

/**
 * Lets a large body in when there is room for it, since as many as there are connections would not fit into memory. The
 * others wait in line, for no longer than a request may take to arrive.
 */
export const awaitRoom =
  ({ bodies }: Emulator) =>
  (request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void): void => {
    const { bodyLimit } = request.routeOptions;
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    const bytes = length === undefined ? (encoding === undefined ? 0 : bodyLimit) : Number(length);
    // One that is too large is refused by its length.
    if (bytes <= BODY_LIMIT || bytes > bodyLimit || reply.raw.destroyed) done();
    else reply.raw.once('close', bodies.take(bytes, done));
  };

/** Takes a body that says nothing for `{}` where nothing is needed. Fastify would validate a missing one as `null`. */
export const checkEmptyBody = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
  const schema = request.routeOptions.schema?.body;
  const { body } = request;
  const isEmptyList = Array.isArray(body) && body.length === 0;
  if ((body !== undefined && !isEmptyList) || !(schema instanceof z.ZodType)) {
    done();
  } else if (isEmptyList) {
    // PHP writes an empty map as an empty list. Only where nothing is needed, and a list means nothing else.
    if (!schema.safeParse(body).success && schema.safeParse({}).success) request.body = {};
    done();
  } else if (schema.safeParse(undefined).success) {
    request.body = {};
    done();
  } else {
    done(new HttpError(400, 'The body is empty; it must be a JSON object.'));
  }
};
