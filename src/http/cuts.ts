import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '../shapes.js';

export type Breakage = Exclude<Fault['cut'], undefined> | 'truncate';

/** The part of a body that comes before it breaks off. */
const firstHalf = (whole: Buffer): Buffer => whole.subarray(0, Math.floor(whole.length / 2));

/** Most bytes of a reply after which the connection is reset: a reset drops what the client's system has not taken yet. */
const MOST_BEFORE_RESET = 16_384;

type Head = Readonly<Record<string, string>>;

/** Writes the head of a reply past Fastify. */
export const writeHead = (reply: FastifyReply, head: Head): void => {
  reply.headers(head).hijack();
  for (const [header, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(header, value);
  reply.raw.writeHead(reply.statusCode);
};

/** Writes a reply past Fastify and cuts the connection where `cut` says. */
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
    else socket.resetAndDestroy();
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
  // Where there is no body, as in the answer to HEAD, a write would not even send the head.
  raw.flushHeaders();
  raw.write(firstHalf(whole), drop);
};

/** A reply as it is to be sent in place of the whole one; `undefined` when all has been done. */
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

/** The same for a stream of events: its first event is all that it sends. */
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
