import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf } from '../error-code.js';
import type { Identity } from '../tls/identity.js';
import { carriers } from './carrier.js';
import { ARRIVAL } from './server.js';

/** What a TLS connection begins with: the type of a handshake record. */
const HANDSHAKE = 0x16;

/** What two ends of one connection have in common. */
const endsOf = ({ localAddress, remoteAddress, remotePort }: Socket): string =>
  [localAddress, remoteAddress, remotePort].join(' ');

/**
 * Lets an HTTP server speak TLS too, on the same port: the first byte of a connection says which it is. What is
 * decrypted goes to the same server, so that its limits, its answers and its end are the same for both.
 * @param told hears why a handshake failed
 * @returns a function that ends the connections that the server does not know: those that have not said anything, and
 * those below TLS
 */
export const speakTlsToo = async (
  server: Server,
  { cert, key }: Identity,
  told: (reason: string) => void,
): Promise<() => void> => {
  const { createServer } = await import('node:tls');
  const listeners = server.listeners('connection');
  const answer = (socket: Socket): void => {
    for (const listener of listeners) Reflect.apply(listener, server, [socket]);
  };
  const silent = new Set<Socket>();
  const encrypted = new Map<string, Socket>();

  const secure = createServer({ cert, key, ALPNProtocols: ['http/1.1'], handshakeTimeout: ARRIVAL }, (socket) => {
    const carrier = encrypted.get(endsOf(socket));
    if (carrier === undefined) {
      // Its other end is not known any more: the client has left.
      socket.destroy();
      return;
    }
    carriers.set(socket, carrier);
    answer(socket);
  });
  secure.on('tlsClientError', (error, socket) => {
    told(codeOf(error) ?? error.message);
    socket.destroy();
  });

  const decrypt = (socket: Socket): void => {
    const ends = endsOf(socket);
    encrypted.set(ends, socket);
    socket.on('error', () => socket.destroy()).once('close', () => encrypted.delete(ends));
    // Whoever closes their side has left, also during the handshake.
    socket.allowHalfOpen = false;
    secure.emit('connection', socket);
  };

  const meet = (socket: Socket): void => {
    silent.add(socket);
    const forget = (): void => {
      silent.delete(socket);
      socket.setTimeout(0).off('timeout', late).off('readable', look).off('error', forget).off('close', forget);
    };
    const late = (): void => {
      forget();
      // No parser of the server's knows it, and so nobody else ends it: not a client that keeps its side open.
      socket.on('error', () => socket.destroy()).once('finish', () => socket.destroy());
      server.emit('clientError', Object.assign(new Error('silent'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    };
    const look = (): void => {
      forget();
      const first: unknown = socket.read();
      if (first !== null) socket.unshift(first);
      if (Buffer.isBuffer(first) && first[0] === HANDSHAKE) decrypt(socket);
      else answer(socket);
    };
    socket.setTimeout(ARRIVAL).once('timeout', late).once('readable', look).once('error', forget).once('close', forget);
  };
  server.removeAllListeners('connection').on('connection', meet);

  return () => {
    // Whoever comes now is the server's to end.
    server.off('connection', meet).on('connection', answer);
    for (const socket of [...silent, ...encrypted.values()]) socket.destroy();
  };
};
