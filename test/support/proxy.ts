import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** A TCP proxy before an origin, which can swallow all that passes through the connections it has; ends with the test. */
export const proxyTo = async (origin: string) => {
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Socket>();
  let swallows = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    // A connection that is bad once stays bad.
    let isBad = swallows;
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        isBad ||= swallows;
        if (!isBad) to.write(bytes);
      });
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return {
    origin: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`,
    /** From now on nothing passes, and no connection is closed. */
    swallow: (): void => {
      swallows = true;
    },
    /** Ends the connections that there are; new ones are good. */
    cut: (): void => {
      for (const socket of sockets) socket.destroy();
    },
    /** New connections are good again. */
    recover: (): void => {
      swallows = false;
    },
  };
};

/**
 * A proxy for HTTPS that leads to where `hosts` says, whatever the name means elsewhere, and nowhere else. Its origin is
 * a value for `https_proxy`; ends with the test.
 * @param hosts origins by host and port
 */
export const tunnelTo = async (hosts: Readonly<Record<string, string>>) => {
  const sockets = new Set<Duplex>();
  const asked: string[] = [];
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url = '' }, near: Duplex) => {
    asked.push(url);
    const origin = hosts[url];
    if (origin === undefined) {
      near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const far = connect(Number(new URL(origin).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return { origin: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`, asked };
};
