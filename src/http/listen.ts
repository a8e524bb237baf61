import { createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { codeOf } from '../error-code.js';

/** How often to retry when a port that is free on one loopback is taken on the other. */
const MOST_TRIES = 10;

/** A listener on `::1` that passes every connection on; `undefined` without IPv6. */
const listenBeside = (app: FastifyInstance, port: number): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    // The documented way to hand a socket to an HTTP server: https://nodejs.org/api/http.html#event-connection
    const beside = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      app.server.emit('connection', socket);
    });
    beside.once('error', (error) => {
      const isMissing = codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT';
      if (isMissing) resolve(undefined);
      else reject(error);
    });
    beside.listen({ host: '::1', port, ipv6Only: true }, () => {
      // From now on, it is a connection that could not be accepted.
      beside.on('error', (error) => app.server.emit('error', error));
      resolve(beside);
    });
  });

/**
 * Listens on both loopbacks at the same port, since a client may resolve `localhost` to either.
 * One HTTP server handles the connections of both.
 * @param port 0 picks one that is free on both
 * @param keepsAlive whether the process goes on as long as the second one listens
 * @returns a function that closes the second listener
 * @throws {Error} with the system's code, if one of them cannot be bound
 */
export const listenOnLoopbacks = async (app: FastifyInstance, port: number, keepsAlive = true): Promise<() => void> => {
  for (let tries = 1; ; tries++) {
    const beside = await listenBeside(app, port);
    const address = beside?.address();
    try {
      await app.listen({
        host: '127.0.0.1',
        port: typeof address === 'object' && address !== null ? address.port : port,
      });
      if (!keepsAlive) beside?.unref();
      return () => beside?.close();
    } catch (error) {
      beside?.close();
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || tries === MOST_TRIES) throw error;
    }
  }
};
