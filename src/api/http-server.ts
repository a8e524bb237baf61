import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { version } from '../version.js';
import { HttpError } from './errors.js';

const headers = (body: string) => ({
  'X-Wachat-Emulator': version,
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

/** Answers what is not HTTP at all. The error itself is not logged: it holds the raw bytes, and so the key. */
export const refuseBrokenHttp = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    refuse(socket, '431 Request Header Fields Too Large', 'The headers are too large; at most 16 KiB are read.');
  } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    refuse(socket, '408 Request Timeout', 'The request did not arrive in time.');
  } else {
    refuse(socket, '400 Bad Request', 'This is not a valid HTTP request.');
  }
};

/** Answers in our words what Node would answer, or drop, before Fastify sees it. */
export const refuseOddHttp = (server: Server): void => {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify({ success: false, error: 'The only Expect header that is met is 100-continue.' });
    response.writeHead(417, headers(body)).end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    refuse(socket, '405 Method Not Allowed', 'The emulator is not a proxy.');
  });
};

/** HTTP/1.1 demands a Host; Node's own refusal has no body. */
export const requireHost = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
  const isMissing = request.headers.host === undefined && request.raw.httpVersion === '1.1';
  done(isMissing ? new HttpError(400, 'A request by HTTP/1.1 must have a Host header.') : undefined);
};
