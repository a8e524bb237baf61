import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Json } from './client.js';

/** One POST as it came: the headers, the raw bytes, and what they say. */
export type Received = {
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

/** A receiver of webhooks on a free port of the loopback; ends with the test. */
export const receive = async (answer: Answer = ok) => {
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
      const one = { headers: headersOf(request), raw, body: JSON.parse(raw.toString()) };
      received.push(one);
      for (const tell of waiting.splice(0)) tell();
      current(one, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
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
