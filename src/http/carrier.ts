import type { Socket } from 'node:net';

/** The TCP connection below each TLS connection. */
export const carriers = new WeakMap<Socket, Socket>();

/** The TCP connection below a connection, which alone can be reset. */
export const carrierOf = (socket: Socket): Socket => carriers.get(socket) ?? socket;
