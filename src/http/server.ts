import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTurnOver, pause } from '../domain/turns.js';
import { endWhenRead } from './early-answer.js';
import { HttpError } from './errors.js';
import { ALWAYS } from './headers.js';

/** Keep-alive timeout, in milliseconds: longer than that of clients and proxies. */
const KEEP_ALIVE = 72_000;
/** How long a request may take to arrive, in milliseconds. */
export const ARRIVAL = 60_000;
/** While this many requests wait, no more are read from a connection; then not even that the client has left. */
const MANY_WAITING = 16;
/** The prefix that a client puts before its paths when it takes the emulator for a proxy. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

const always = new Map(Object.entries(ALWAYS));

const headers = (body: string) => ({
  ...ALWAYS,
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(body)),
  Connection: 'close',
});

const refuse = (socket: Duplex, status: string, error: string): void => {
  if (!socket.writable) return;
  const body = JSON.stringify({ success: false, error });
  const head = Object.entries(headers(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('')}\r\n${body}`);
};

/** What any call may get from the server itself, in the words of the documents. */
export const serverErrors = {
  408: 'The request did not arrive in time.',
  417: 'The Expect header is not 100-continue.',
  431: 'The headers or the URL are too large.',
} as const satisfies Readonly<Record<number, string>>;

/** Answers bytes that are not HTTP. The error itself is not logged: it holds the bytes, and so the key. */
const refuseBroken = ({ code }: NodeJS.ErrnoException, socket: Duplex): void => {
  if (code === 'HPE_HEADER_OVERFLOW') {
    refuse(socket, '431 Request Header Fields Too Large', 'The headers are too large; the limit is 16 KiB.');
  } else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    refuse(socket, '408 Request Timeout', 'The request did not arrive in time.');
  } else if (code === 'HPE_INVALID_URL') {
    refuse(
      socket,
      '400 Bad Request',
      'The URL contains a character that must be percent-encoded: a space, or anything but printable ASCII.',
    );
  } else {
    refuse(socket, '400 Bad Request', 'This is not a valid HTTP request.');
  }
};

/** Answers a request that no app has taken. */
export const refuseRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  error: string,
): void => {
  const body = JSON.stringify({ success: false, error });
  endWhenRead(request, response.writeHead(status, headers(body)), body);
};

/** A request in the line of its connection. */
type Waiting = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly begin: () => void;
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The server in front of Fastify: it answers in our words what Node itself would answer, or drop.
 * Both members are options of Fastify, which makes one server of them.
 * @param take gets each request with its URL in the usual form, and Fastify's own handler
 */
export const createHttpServer = (
  take: (request: IncomingMessage, response: ServerResponse, answer: Answer) => void,
): {
  readonly serverFactory: (answer: Answer) => Server;
  readonly clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => void;
} => {
  /** The requests of each connection whose answers are not complete: the first is being handled, the others wait. */
  const lines = new WeakMap<Duplex, Waiting[]>();

  /** Begins with the next request of a connection, if it still has one, when other work has had its turn. */
  const beginNext = async (socket: Duplex, line: readonly Waiting[]): Promise<void> => {
    if (isTurnOver()) await pause();
    if (!socket.destroyed) line[0]?.begin();
  };

  return {
    serverFactory(answer) {
      const server = createServer({ requireHostHeader: false, requestTimeout: ARRIVAL }, (request, response) => {
        const { socket } = request;
        const line = lines.get(socket) ?? [];
        if (!lines.has(socket)) {
          lines.set(socket, line);
          // Node resumes it for each body that is read.
          socket.on('resume', () => {
            if (line.length >= MANY_WAITING) socket.pause();
          });
        }
        const begin = (): void => {
          take(request, response, answer);
        };
        line.push({ request, response, begin });
        const leave = (): void => {
          line.shift();
          if (line.length === MANY_WAITING - 1) socket.resume();
          if (line.length > 0) beginNext(socket, line).catch(() => socket.destroy());
        };
        response.once('close', () => {
          // Some answers come before the whole request.
          if (request.complete) leave();
          else request.once('end', leave);
        });
        // Before anything else, so that whoever answers, Fastify itself among them, sends these too.
        response.setHeaders(always);
        const path = request.url?.replace(ORIGIN, '') ?? '';
        request.url = path.startsWith('/') ? path : `/${path}`;
        // One at a time: whoever sends many and does not read the answers keeps nothing but his own line waiting.
        if (line.length === 1) begin();
        else if (line.length >= MANY_WAITING) socket.pause();
      });
      server.keepAliveTimeout = KEEP_ALIVE;
      server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
        refuseRequest(request, response, 417, 'The only supported Expect header is 100-continue.');
      });
      server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
        // The server no longer knows it.
        socket.on('error', () => socket.destroy()).once('finish', () => socket.destroy());
        refuse(socket, '405 Method Not Allowed', 'The emulator is not a proxy.');
      });
      return server;
    },
    clientErrorHandler(error, socket) {
      const line = lines.get(socket) ?? [];
      const [first] = line;
      // Nothing may be written into an unfinished answer, such as a stream, and no request gets a second one.
      const isAnswering = line.some(
        ({ request, response }) => response.headersSent && !(response.writableEnded && request.complete),
      );
      if (isAnswering) socket.destroySoon();
      else if (first !== undefined && line.every(({ request }) => request.complete)) {
        // What came before is answered first.
        const begin = (): void => {
          refuseBroken(error, socket);
        };
        line.push({ ...first, begin });
      } else refuseBroken(error, socket);
    },
  };
};

/** Headers that say one thing. Of two, Node drops the second one, and a proxy in between may have read that. */
const SINGLE: readonly string[] = ['Host', 'Authorization', 'Content-Type'];

/** The first header that must be there once and is there twice. */
const doubledIn = ({ rawHeaders }: IncomingMessage): string | undefined => {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const single = SINGLE.find((one) => one.length === name.length && one.toLowerCase() === name);
    if (single === undefined) continue;
    if (seen.has(single)) return single;
    seen.add(single);
  }
  return undefined;
};

const problemWithHeaders = (request: IncomingMessage): string | undefined => {
  // Node's own refusal has no body.
  if (request.headers.host === undefined && request.httpVersion === '1.1')
    return 'An HTTP/1.1 request must have a Host header.';
  const twice = doubledIn(request);
  return twice && `The header ${twice} is there more than once; it must be sent once.`;
};

/** Refuses a request whose headers do not say whom and what it means. */
export const checkHeaders = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
  const problem = problemWithHeaders(request.raw);
  done(problem === undefined ? undefined : new HttpError(400, problem));
};
