import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A port that nobody listens on, at the time of asking. */
export const freePort = async (): Promise<number> => {
  const { port, close } = await occupyPort();
  await close();
  return port;
};

/** A port that somebody else listens on. */
export const occupyPort = async (host = '127.0.0.1') => {
  const server = createServer((socket) => socket.destroy()).listen(0, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { port, close };
};
