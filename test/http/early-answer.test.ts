import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemTime } from '../../src/domain/time-source.js';
import { build } from '../support/emulator.js';
import { rawRequest } from '../support/socket.js';

const KEY = 'key';
const MEGABYTE = 1_048_576;
/** More than the buffers of a connection hold. */
const LARGE = Buffer.alloc(20 * MEGABYTE, 'x');

const open = async (origin: string) => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  const problems: unknown[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  socket.on('error', (error) => problems.push(error));
  return {
    socket,
    problems,
    closed,
    read: () => socket.setEncoding('utf8').on('data', (text: string) => (received += text)),
    received: () => received,
    until: async (text: string): Promise<void> => {
      while (!received.includes(text)) await once(socket, 'data');
    },
  };
};

const common = {
  Host: 'localhost',
  Authorization: `Bearer ${KEY}`,
  'Content-Type': 'application/json',
};
const head = { ...common, 'Content-Length': String(LARGE.length) };
const chunked = { ...common, 'Transfer-Encoding': 'chunked' };

const refused = [
  ['a body that is too large', 413, 'POST /api/v1/instance/create', head],
  ['one that does not say its length', 413, 'POST /api/v1/instance/create', chunked],
  ['one of the control API', 413, 'POST /_emulator/reset', head],
  ['one without a key', 401, 'POST /api/v1/instance/create', { ...head, Authorization: 'none' }],
  ['one at no path', 404, 'POST /api/v1/nowhere', head],
  ['one at no path of the control API', 404, 'POST /_emulator/nowhere', head],
  ['one by another method', 405, 'PUT /api/v1/instance/create', head],
  ['one that is no JSON', 415, 'POST /api/v1/instance/create', { ...head, 'Content-Type': 'image/png' }],
  ['one that is compressed', 415, 'POST /api/v1/instance/create', { ...head, 'Content-Encoding': 'gzip' }],
  ['one of a foreign page', 403, 'POST /_emulator/reset', { ...head, Origin: 'http://evil.example.com' }],
  ['one under two names', 400, 'POST /api/v1/instance/create', { ...head, host: 'other' }],
  ['one to a URL that cannot be decoded', 400, 'POST /api/v1/%zz', head],
  ['one with an unknown expectation', 417, 'POST /api/v1/instance/create', { ...head, Expect: 'the worst' }],
  ['one that is met by a fault', 429, 'POST /api/v1/webhooks/none', head],
  ['one that a GET has for no reason', 200, 'GET /api/v1/instance/list', head],
] as const;

describe('A client that sends all before it reads', () => {
  test.each(refused)('reads why %s is answered with %i', async (_what, status, line, headers) => {
    const { origin, control } = await build({ apiKeys: [KEY] });
    const faults = [{ path: '/webhooks/none', status: 429 }];
    expect((await control.call('PUT', '/faults', { body: { faults } })).status).toBe(200);
    for (const Connection of ['close', 'keep-alive']) {
      const { socket, problems, closed, read, received, until } = await open(origin);
      socket.write(rawRequest(`${line} HTTP/1.1`, { Connection, ...headers }));
      const isChunked = 'Transfer-Encoding' in headers;
      if (isChunked) socket.write(`${LARGE.length.toString(16)}\r\n`);
      const sent = new Promise<unknown>((resolve) => socket.write(LARGE, resolve));
      expect(await sent).toBeFalsy();
      if (isChunked) socket.write('\r\n0\r\n\r\n');
      read();
      if (Connection === 'close') await closed;
      else await until('}');
      expect(received()).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
      expect(received()).toMatch(/\r\n\r\n\{.*\}$/s);
      expect(problems).toEqual([]);
      socket.destroy();
    }
  });

  test('is not kept waiting for the answer until it has sent all', async () => {
    const { origin } = await build();
    const { socket, read, until, closed } = await open(origin);
    read();
    socket.write(rawRequest('POST /api/v1/instance/create HTTP/1.1', head, 'the beginning'));
    await until('The body is too large; the limit is 1 MiB.');
    expect(socket.closed).toBe(false);
    socket.destroy();
    await closed;
  });

  test('may ask again on the same connection', async () => {
    const { origin } = await build({ apiKeys: [KEY] });
    const { socket, read, until } = await open(origin);
    read();
    const wrong = { ...head, Authorization: 'none', Connection: 'keep-alive' };
    socket.write(rawRequest('POST /api/v1/instance/create HTTP/1.1', wrong));
    await until('"success":false');
    socket.write(LARGE);
    socket.write(
      rawRequest('GET /api/v1/instance/list HTTP/1.1', { Host: 'localhost', Authorization: head.Authorization }),
    );
    await until('"success":true');
    socket.destroy();
  });
});

describe('What is read on', () => {
  test.each(['close', 'keep-alive'])(
    'has an end, also for who never stops sending, with Connection: %s',
    async (Connection) => {
      const { origin } = await build();
      const { socket, read, received } = await open(origin);
      read();
      socket.write(rawRequest('POST /api/v1/instance/create HTTP/1.1', { Connection, ...chunked }));
      let sent = 0;
      const chunk = Buffer.concat([
        Buffer.from(`${MEGABYTE.toString(16)}\r\n`),
        Buffer.alloc(MEGABYTE, 'x'),
        Buffer.from('\r\n'),
      ]);
      while (!socket.destroyed) {
        await new Promise((resolve) => socket.write(chunk, resolve));
        sent++;
      }
      expect(received()).toMatch(/^HTTP\/1\.1 413 /);
      expect(sent).toBeGreaterThan(60);
      // What the buffers of the system hold may come on top.
      expect(sent).toBeLessThan(320);
    },
  );

  test('is not waited for longer than a while, when a client sends no more', async () => {
    const { origin } = await build();
    const cuts: (() => void)[] = [];
    const spy = vi.spyOn(systemTime, 'after').mockImplementation((_delay, cut) => {
      cuts.push(cut);
      return () => undefined;
    });
    onTestFinished(() => {
      spy.mockRestore();
    });
    const { socket, read, until, closed } = await open(origin);
    read();
    socket.write(rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...head, Connection: 'keep-alive' }, 'x'));
    await until('}');
    expect(socket.closed).toBe(false);
    cuts.at(-1)?.();
    await closed;
  });
});
