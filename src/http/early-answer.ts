import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { systemTime } from '../domain/time-source.js';
import { writeHead } from './cuts.js';

/** How many bytes of a body that nobody wants are read on, and how long the next of them may take, in milliseconds. */
const MOST_BYTES = 256 * 1_048_576;
const PATIENCE = 5_000;

/** Whether more of a request is to come, and no more than is read on. */
const isUnfinished = ({ complete, readableEnded, destroyed, headers }: IncomingMessage): boolean => {
  if (complete || readableEnded || destroyed) return false;
  const length = Number(headers['content-length'] ?? 0);
  return headers['transfer-encoding'] !== undefined || (length > 0 && length <= MOST_BYTES);
};

/**
 * Sends the body of an answer at once, but ends it only when the rest of its request has been read and thrown away.
 * Many clients send to the end before they read, and a connection that closes meanwhile breaks their pipe: then the
 * system drops the answer. This keeps nothing; who stops sending, or does not stop, is cut off.
 */
export const endWhenRead = (request: IncomingMessage, response: ServerResponse, body: string | Buffer): void => {
  if (!isUnfinished(request)) {
    response.end(body);
    return;
  }
  let left = MOST_BYTES;
  const end = (): void => {
    stopWaiting();
    request.off('data', count).off('end', end).off('close', end);
    response.end();
  };
  const cutOff = (): void => {
    end();
    request.socket.destroySoon();
  };
  const count = ({ length }: Buffer): void => {
    left -= length;
    stopWaiting();
    stopWaiting = systemTime.after(PATIENCE, cutOff);
    if (left < 0) cutOff();
  };
  let stopWaiting = systemTime.after(PATIENCE, cutOff);
  // Without a body, as in the answer to HEAD, write() would not even send the head.
  response.flushHeaders();
  response.write(body);
  // It closes when the client has left.
  request.on('data', count).on('end', end).on('close', end);
};

/** The same for an answer of Fastify's; as a hook, it must come after all else that looks at answers. */
export const sendEarly = (
  { raw }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void => {
  // These have no body, so its length would be wrong; Fastify would say it to HEAD.
  const hasNoBody = reply.statusCode === 204 || reply.statusCode === 304;
  if ((hasNoBody || isUnfinished(raw)) && (typeof payload === 'string' || Buffer.isBuffer(payload))) {
    writeHead(reply, hasNoBody ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) });
    endWhenRead(raw, reply.raw, payload);
  } else done(null, payload);
};
