import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { codeOf } from '../../src/error-code.js';
import type { Json } from './client.js';

/** One request as it came: a POST, or what a redirect made of it; the headers, the raw bytes, and what they say. */
export type Received = {
  readonly method: string | undefined;
  /** With the query. */
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly raw: Buffer;
  readonly body: Json;
};

/** What a receiver does with a POST; by default it answers 200. */
export type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => unknown;

const ok: Answer = (_received, response) => {
  response.end();
};

/** An answer with this status. */
export const status =
  (code: number): Answer =>
  (_received, response) => {
    response.writeHead(code).end();
  };

/** Never answers. */
export const hang: Answer = () => undefined;

const headersOf = (request: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

/**
 * A receiver of webhooks on the loopback; ends with the test.
 * @param givenPort by default any free one
 */
export const receive = async (answer: Answer = ok, givenPort = 0) => {
  const received: Received[] = [];
  const waiting: (() => void)[] = [];
  const open = { now: 0, most: 0 };
  let current = answer;
  // A connection that is kept open must not be closed at the moment that it is used again.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    open.most = Math.max(open.most, ++open.now);
    response.once('close', () => open.now--);
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const { method, url: path } = request;
      const body: unknown = raw.length === 0 ? undefined : JSON.parse(raw.toString());
      const one = { method, path, headers: headersOf(request), raw, body };
      received.push(one);
      for (const tell of waiting.splice(0)) tell();
      current(one, response, request);
    });
  });
  server.listen(givenPort, '127.0.0.1');
  await once(server, 'listening');
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  onTestFinished(end);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    port,
    server,
    received,
    /** How many POSTs are open at one time: now, and at most so far. */
    open,
    /** Resolves once this many have come in all. */
    async until(count: number): Promise<void> {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    /** What it does from now on. */
    answerWith(next: Answer): void {
      current = next;
    },
    end,
  };
};
export type Receiver = Awaited<ReturnType<typeof receive>>;

/** The ports above 1,023 that `fetch` refuses, by its standard. */
const REFUSED_PORTS = [
  ...[1_719, 1_720, 1_723, 2_049, 3_659, 4_045, 4_190, 5_060, 5_061, 6_000, 6_566],
  ...[6_665, 6_666, 6_667, 6_668, 6_669, 6_679, 6_697, 10_080],
];

/** A receiver on a port that `fetch` refuses; `undefined` if none of them is free. */
export const receiveWhereFetchDoesNot = async (answer?: Answer): Promise<Receiver | undefined> => {
  for (const port of REFUSED_PORTS) {
    try {
      return await receive(answer, port);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE' && codeOf(error) !== 'EACCES') throw error;
    }
  }
  return undefined;
};
