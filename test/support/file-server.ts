import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root } from './repository.js';

/** What a server does with a request, if it is not of the usual kind. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * A server that files can be fetched from, on a free port of the loopback; ends with the test.
 * @param isSecure with a certificate that it signed itself
 */
export const serveFiles = async (serve: Serve, isSecure = false) => {
  const requests: IncomingMessage[] = [];
  const waiting: (() => void)[] = [];
  let closed = 0;
  const tell = (): void => {
    for (const resume of waiting.splice(0)) resume();
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    response.on('error', () => undefined);
    response.once('close', () => {
      closed++;
      tell();
    });
    tell();
    serve(request, response);
  };
  const pem = isSecure ? readFileSync(join(root, 'test/fixtures/self-signed.pem')) : undefined;
  const server = pem === undefined ? createServer(listener) : createSecureServer({ key: pem, cert: pem }, listener);
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
    url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${String(port)}/files/tea.png`,
    requests,
    /** Resolves once so many requests have come. */
    asked: (count: number) => until(() => requests.length >= count),
    /** Resolves once so many answers have ended, or were given up. */
    ended: (count: number) => until(() => closed >= count),
    end,
  };
};
