import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { expect, onTestFinished } from 'vitest';
import type { Options } from '../../src/index.js';
import { build } from './emulator.js';

/** An empty folder that goes with the test. */
export const emptyFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'wachat-tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Where to connect to, from an origin. */
export const placeOf = (origin: string): { readonly host: string; readonly port: number } => {
  const { hostname, port } = new URL(origin);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
};

/** All that comes on a connection until the other side closes it. */
export const allFrom = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
  });

/** An emulator that speaks TLS too, with a CA of its own, and clients that trust it. */
export const buildSecure = async (options: Options = {}) => {
  const built = await build({ tls: true, tlsDir: await emptyFolder(), ...options });
  const { url, ca } = built.wachat.tls ?? expect.fail();
  const { origin } = new URL(url);
  const dial = async (how: ConnectionOptions = {}): Promise<TLSSocket> => {
    const socket = connect({ ...placeOf(origin), servername: 'localhost', ...(ca !== undefined && { ca }), ...how });
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'secureConnect');
    return socket;
  };
  return {
    ...built,
    secureOrigin: origin,
    ca,
    /** A connection that has shaken hands. */
    dial,
    /** Sends text byte by byte as it stands; all that comes until the other side closes. */
    send: async (text: string, how: ConnectionOptions = {}): Promise<string> => {
      const socket = await dial(how);
      const received = allFrom(socket);
      socket.write(text);
      return received;
    },
  };
};
