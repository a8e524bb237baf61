import { createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { codeOf } from './error-code.js';

/** How often a port that is free on one loopback may turn out to be taken on the other. */
const MOST_TRIES = 10;

/** What listens on `::1` and hands every connection on; `undefined` where there is no IPv6. */
const listenBeside = (app: FastifyInstance, port: number): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    // As an HTTP server listens by itself: https://nodejs.org/api/http.html#event-connection
    const beside = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      app.server.emit('connection', socket);
    });
    beside.once('error', (error) => {
      const isMissing = codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT';
      if (isMissing) resolve(undefined);
      else reject(error);
    });
    beside.listen({ host: '::1', port, ipv6Only: true }, () => {
      resolve(beside);
    });
  });

/**
 * Listens on both loopbacks at one port, whatever the system takes `localhost` for: to a client it may be either.
 * It is one HTTP server, so that a connection is served alike on both.
 * @param port 0 takes any that is free on both
 * @returns what stops listening on the second one
 * @throws {Error} with the system's code, when one of them cannot be listened on
 */
export const listenOnLoopbacks = async (app: FastifyInstance, port: number): Promise<() => void> => {
  for (let tries = 1; ; tries++) {
    const beside = await listenBeside(app, port);
    const address = beside?.address();
    try {
      await app.listen({
        host: '127.0.0.1',
        port: typeof address === 'object' && address !== null ? address.port : port,
      });
      return () => beside?.close();
    } catch (error) {
      beside?.close();
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || tries === MOST_TRIES) throw error;
    }
  }
};
