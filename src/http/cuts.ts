import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '../shapes.js';
import { carrierOf } from './carrier.js';

export type Breakage = Exclude<Fault['cut'], undefined> | 'truncate';

/** The part of a body that is sent before the connection is cut. */
const firstHalf = (whole: Buffer): Buffer => whole.subarray(0, Math.floor(whole.length / 2));

/** Largest reply, in bytes, that is followed by a reset: a reset drops what the client's system has not received yet. */
const MOST_BEFORE_RESET = 16_384;

type Head = Readonly<Record<string, string>>;

/** Writes the head of a reply, bypassing Fastify. */
export const writeHead = (reply: FastifyReply, head: Head): void => {
  reply.headers(head).hijack();
  for (const [header, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(header, value);
  reply.raw.writeHead(reply.statusCode);
};

/** Writes a reply, bypassing Fastify, and cuts the connection where `cut` says. */
const cutReply = (
  { raw: { socket } }: FastifyRequest,
  reply: FastifyReply,
  cut: Exclude<Breakage, 'truncate'>,
  head: Head,
  whole: Buffer,
): void => {
  const { raw } = reply;
  const drop = (): void => {
    if (socket.destroyed) return;
    if (cut !== 'after') socket.destroy();
    else if (whole.length > MOST_BEFORE_RESET) socket.destroySoon();
    else carrierOf(socket).resetAndDestroy();
  };
  if (cut === 'before') {
    reply.hijack();
    drop();
    return;
  }
  writeHead(reply, head);
  if (cut === 'after') {
    raw.end(whole, drop);
    return;
  }
  // Without a body, as in the answer to HEAD, write() would not even send the head.
  raw.flushHeaders();
  raw.write(firstHalf(whole), drop);
};

/** The reply to send instead of the whole one; `undefined` if everything has been sent already. */
export const breakReply = (
  request: FastifyRequest,
  reply: FastifyReply,
  breakage: Breakage,
  payload: unknown,
): { readonly payload: unknown } | undefined => {
  const whole = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : undefined;
  if (breakage === 'truncate') return { payload: whole && firstHalf(whole) };
  const head = whole && { 'Content-Length': String(whole.length) };
  cutReply(request, reply, breakage, head ?? {}, whole ?? Buffer.alloc(0));
  return undefined;
};

/** The same for an event stream, which sends its first event and no more. */
export const breakStream = (
  request: FastifyRequest,
  reply: FastifyReply,
  breakage: Breakage,
  head: Head,
  event: string,
): void => {
  const whole = Buffer.from(event);
  if (breakage !== 'truncate') {
    cutReply(request, reply, breakage, head, whole);
    return;
  }
  writeHead(reply, head);
  reply.raw.end(firstHalf(whole));
};
