import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { speakTlsToo } from '../../src/http/secure.js';
import { identityOf } from '../../src/tls/identity.js';
import { client, type Json } from '../support/client.js';
import { begin, build } from '../support/emulator.js';
import { allFrom, buildSecure, emptyFolder, placeOf } from '../support/secure.js';
import { rawRequest, sendRaw } from '../support/socket.js';

const bodyOf = (answer: string): Json => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
const statusesIn = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

const createRequest = (headers: Readonly<Record<string, string>> = {}, name = 'shop'): string => {
  const body = JSON.stringify({ instanceName: name });
  return rawRequest(
    'POST /api/v1/instance/create HTTP/1.1',
    {
      Host: 'localhost',
      Authorization: 'Bearer key',
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
      ...headers,
    },
    body,
  );
};
const healthRequest = (headers: Readonly<Record<string, string>> = {}): string =>
  rawRequest('GET /_emulator/health HTTP/1.1', { Host: 'localhost', ...headers });

/** Resolves once a connection is closed, whether by an error or not. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => undefined).resume();
    socket.once('close', () => {
      resolve();
    });
  });

/** An HTTP server that speaks TLS too, whose connections can be looked at. */
const bare = async () => {
  const reasons: string[] = [];
  const server: Server = createServer((_request, response) => response.end('hello'));
  const config = readConfig({ tls: true, tlsDir: await emptyFolder() }, (name) => name);
  const identity = (await identityOf(config, Date.now())) ?? expect.fail();
  const end = await speakTlsToo(server, identity, (reason) => reasons.push(reason));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    end();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    server,
    reasons,
    end,
    ca: identity.ca?.certificate ?? '',
    port,
    /** A connection as the server has it. */
    accepted: async (): Promise<Socket> => {
      const [socket]: Socket[] = await once(server, 'connection');
      return socket ?? expect.fail();
    },
    open: () =>
      new Promise<number>((resolve) => {
        server.getConnections((_error, count) => {
          resolve(count);
        });
      }),
  };
};

describe('TLS on the port of HTTP', () => {
  describe('shape', () => {
    test.each([
      ['a request', healthRequest(), 200],
      ['what is not HTTP', 'BAD\r\n\r\n', 400],
      [
        'a header that is too large',
        `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
        431,
      ],
      ['an expectation', rawRequest('GET / HTTP/1.1', { Host: 'localhost', Expect: 'a miracle' }), 417],
      ['a proxy that is asked for', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 405],
      ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ])('%s is answered alike by both, on both loopbacks', async (_what, text, status) => {
      const { origin, send } = await buildSecure();
      const withoutDate = (answer: string) => answer.replace(/\r\ndate: .*/i, '');
      for (const host of ['127.0.0.1', '::1']) {
        const plain = await sendRaw(origin.replace('localhost', host.includes(':') ? `[${host}]` : host), text);
        expect(statusesIn(plain)).toEqual([status]);
        expect(withoutDate(await send(text, { host }))).toBe(withoutDate(plain));
      }
    });

    test('with --host there is one address, which its certificate names too', async () => {
      const { wachat, send } = await buildSecure({ host: '127.0.0.2' });
      expect(wachat.tls?.url).toMatch(/^https:\/\/127\.0\.0\.2:\d+\/api\/v1$/);
      const answer = await send(healthRequest(), { host: '127.0.0.2', servername: '' });
      expect(statusesIn(answer)).toEqual([200]);
    });

    test('replies lead to where the request came from', async () => {
      const { send, origin } = await buildSecure();
      const Host = 'app.wachat.net';
      const overTls = bodyOf(await send(createRequest({ Host })));
      expect(overTls.qrcode.imageUrl).toMatch(/^https:\/\/app\.wachat\.net\/api\/v1\/instance\/qr\/image\?/);
      expect(overTls.qrcode.liveUrl).toMatch(/^https:\/\/app\.wachat\.net\//);
      expect(bodyOf(await sendRaw(origin, createRequest({ Host }))).qrcode.liveUrl).toMatch(
        /^http:\/\/app\.wachat\.net\//,
      );
      // A proxy that encrypts again knows better.
      const proxied = bodyOf(await send(createRequest({ Host, 'X-Forwarded-Proto': 'http' })));
      expect(proxied.qrcode.liveUrl).toMatch(/^http:\/\/app\.wachat\.net\//);
    });

    test('the page at / shows the address that it was opened at', async () => {
      const { send } = await buildSecure();
      expect(await send(rawRequest('GET / HTTP/1.1', { Host: 'localhost:9224' }))).toContain(
        'https://localhost:9224/api/v1',
      );
    });

    test('without a setting, nothing of it is there', async () => {
      const { origin, wachat } = await build();
      expect(wachat.tls).toBeUndefined();
      const socket = connectSecurely({ ...placeOf(origin), rejectUnauthorized: false });
      const [error]: Error[] = await once(socket, 'error');
      expect(error?.message).toMatch(/wrong version number|packet length too long/);
    });
  });

  describe('rules', () => {
    const ofBrowser = { 'Sec-Fetch-Site': 'same-origin' };

    test.each(['app.wachat.net', 'shop.example.com', 'SHOP.example.com:8443'])(
      'pages and the control API may be called as %s, which the certificate names',
      async (Host) => {
        const { send } = await buildSecure({ tlsNames: ['Shop.example.com'] });
        expect(statusesIn(await send(rawRequest('GET / HTTP/1.1', { Host, ...ofBrowser })))).toEqual([200]);
        const clock = rawRequest('GET /_emulator/clock HTTP/1.1', { Host, Authorization: 'Bearer key' });
        expect(statusesIn(await send(clock))).toEqual([200]);
      },
    );

    test('not as another public name', async () => {
      const { send } = await buildSecure();
      const Host = 'evil.example.com';
      expect(statusesIn(await send(rawRequest('GET / HTTP/1.1', { Host, ...ofBrowser })))).toEqual([403]);
    });

    test.each(['app.wachat.net', 'shop.example.com', 'localhost', 'unknown.example.com'])(
      'a client that asks for %s is shown the one certificate, and judges it itself',
      async (servername) => {
        const { dial } = await buildSecure({ tlsNames: ['shop.example.com'] });
        const connected = dial({ servername });
        if (servername === 'unknown.example.com') {
          await expect(connected).rejects.toThrow('is not in the cert');
          expect((await dial({ servername, checkServerIdentity: () => undefined })).authorized).toBe(true);
        } else expect((await connected).authorized).toBe(true);
      },
    );

    test('a client that offers HTTP/2 gets HTTP/1.1', async () => {
      const { dial } = await buildSecure();
      expect((await dial({ ALPNProtocols: ['h2', 'http/1.1'] })).alpnProtocol).toBe('http/1.1');
    });
  });

  describe('behaviour', () => {
    test('a connection is kept, and requests are answered in their order', async () => {
      const { send, wachat } = await buildSecure();
      const many = Array.from({ length: 50 }, (_, index) =>
        createRequest({ Connection: index === 49 ? 'close' : 'keep-alive' }, `shop ${String(index)}`),
      );
      const names = [...(await send(many.join(''))).matchAll(/"displayName":"shop (\d+)"/g)].map(([, index]) => index);
      expect(names).toEqual(many.map((_, index) => String(index)));
      expect(wachat.account('key').instances()).toHaveLength(50);
    });

    test('bytes come in any pieces, by both protocols', async () => {
      const { dial, origin } = await buildSecure();
      const plain = connect(placeOf(origin).port, '127.0.0.1').setNoDelay(true);
      for (const socket of [plain, await dial()]) {
        let received = '';
        socket.setEncoding('utf8').on('data', (text: string) => (received += text));
        for (const byte of healthRequest()) {
          socket.write(byte);
          await new Promise(setImmediate);
        }
        await once(socket, 'close');
        expect(statusesIn(received)).toEqual([200]);
      }
    });

    test('a client may close its side after its request', async () => {
      const { dial, origin } = await buildSecure();
      const plain = connect(placeOf(origin).port, '127.0.0.1');
      for (const socket of [plain, await dial()]) {
        let received = '';
        socket.setEncoding('utf8').on('data', (text: string) => (received += text));
        socket.end(healthRequest({ Connection: 'keep-alive' }));
        await once(socket, 'close');

        expect(statusesIn(received)).toEqual([200]);
      }
    });

    test('a large body comes whole', async () => {
      const { send } = await buildSecure();
      const body = JSON.stringify({ instanceName: 'a', rest: 'x'.repeat(900_000) });
      const answer = await send(
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          {
            Host: 'localhost',
            Authorization: 'Bearer key',
            'Content-Type': 'application/json',
            'Content-Length': String(body.length),
          },
          body,
        ),
      );
      expect(statusesIn(answer)).toEqual([201]);
    });

    test('a stream of the live page tells of what happens', async () => {
      const { dial, wachat, api } = await buildSecure();
      const name = String((await api.create({ instanceName: 'a' })).body.instance.apiInstanceName);
      const socket = await dial();
      let received = '';
      socket.setEncoding('utf8').on('data', (text: string) => (received += text));
      const until = async (text: string): Promise<void> => {
        while (!received.includes(text)) await once(socket, 'data');
      };
      socket.write(
        rawRequest(`GET /api/v1/instance/qr/live?instanceName=${name} HTTP/1.1`, {
          Host: 'localhost',
          Authorization: `Bearer ${wachat.apiKey}`,
          Accept: 'text/event-stream',
          Connection: 'keep-alive',
        }),
      );
      await until('\n\n');
      wachat.scan({ instanceName: name });
      await until('"open"');
      const gone = closed(socket);
      await wachat.close();
      await gone;
    });

    test.each(['before', 'middle', 'after'] as const)('a cut %s the reply is the same', async (cut) => {
      const { origin, dial, wachat } = await buildSecure();
      wachat.account('key').setFaults([{ operation: 'createInstance', cut }]);
      const plain = await sendRaw(origin, createRequest({ Connection: 'keep-alive' }));
      const socket = await dial();
      const received = allFrom(socket);
      socket.write(createRequest({ Connection: 'keep-alive' }));
      const secure = await received;
      const shape = (answer: string) => [
        statusesIn(answer),
        /content-length: (\d+)/i.exec(answer)?.[1],
        Buffer.byteLength(answer.split('\r\n\r\n')[1] ?? ''),
      ];
      // Names differ in length by "https".
      const [length, bytes] = [Number(shape(secure)[1] ?? 0), shape(secure)[2]];
      expect(shape(secure)[0]).toEqual(shape(plain)[0]);
      expect(bytes).toBe({ before: 0, middle: Math.floor(length / 2), after: length }[cut]);
      expect(wachat.account('key').instances()).toHaveLength(2);
    });

    test('a large reply that is cut after it is whole', async () => {
      const { send, wachat } = await buildSecure();
      const account = wachat.account('key');
      await Promise.all(Array.from({ length: 100 }, () => client(wachat.url, 'key').create({ instanceName: 'shop' })));
      account.setFaults([{ cut: 'after' }]);
      const answer = await send(
        rawRequest('GET /api/v1/instance/list HTTP/1.1', { Host: 'localhost', Authorization: 'Bearer key' }),
      );
      expect(bodyOf(answer).count).toBe(100);
    });

    test('a request that hangs is recorded once its client has left', async () => {
      const { dial, wachat } = await buildSecure();
      const account = wachat.account('key');
      account.setFaults([{ operation: 'createInstance', hang: true }]);
      const socket = await dial();
      await begin(() => new Promise((resolve) => socket.write(createRequest(), resolve)));
      await expect.poll(() => account.faults()[0]?.fired).toBe(1);
      socket.destroy();
      expect(await account.waitFor('requests', { operation: 'createInstance' })).toMatchObject([{ status: null }]);
    });

    test('close ends whatever is open, and the port is free for the next', async () => {
      const { dial, origin, wachat } = await buildSecure();
      const { port } = placeOf(origin);
      const idle = await dial();
      idle.write(healthRequest({ Connection: 'keep-alive' }));
      await once(idle, 'data');
      const begun = await dial();
      begun.write('POST /api/v1/instance/create HTTP/1.1\r\n');
      const silent = connect(port, '127.0.0.1');
      const shaking = connect(port, '127.0.0.1');
      await Promise.all([once(silent, 'connect'), once(shaking, 'connect')]);
      shaking.write(Buffer.from([0x16, 3, 1]));
      // Whatever has been sent so far has been read.
      await sendRaw(origin, healthRequest());
      const gone = [idle, begun, silent, shaking].map(closed);
      await wachat.close();
      await Promise.all(gone);
      const next = await buildSecure({ port });
      expect(statusesIn(await next.send(healthRequest()))).toEqual([200]);
    });
  });

  describe('a handshake that fails', () => {
    const shake = (port: number, how: ConnectionOptions) => connectSecurely({ port, host: '127.0.0.1', ...how });

    const failures: readonly (readonly [string, (port: number, ca: string) => Socket, RegExp | undefined])[] = [
      ['by a client that does not trust it', (port) => shake(port, {}), /^ECONNRESET$/],
      [
        'by a client from before TLS 1.2',
        (port, ca) => shake(port, { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
        /UNSUPPORTED_PROTOCOL$/,
      ],
      ['by a client that speaks nothing but HTTP/2', (port, ca) => shake(port, { ca, ALPNProtocols: ['h2'] }), /./],
      [
        'by what only begins like one',
        (port) =>
          connect(port, '127.0.0.1', function (this: Socket) {
            this.write(Buffer.concat([Buffer.from([0x16]), Buffer.from('nothing of the kind')]));
          }),
        /^ERR_SSL_/,
      ],
      [
        'by a client that leaves in the middle',
        (port) =>
          connect(port, '127.0.0.1', function (this: Socket) {
            this.end(Buffer.from([0x16, 3, 1, 2, 0, 1]));
          }),
        /^ECONNRESET$/,
      ],
      [
        'by a client whose connection breaks',
        (port) =>
          connect(port, '127.0.0.1', function (this: Socket) {
            this.write(Buffer.from([0x16, 3, 1, 2, 0, 1]), () => this.resetAndDestroy());
          }),
        // Maybe it broke before anything was read.
        undefined,
      ],
    ];

    test.each(failures)('%s leaves nothing behind, and is told of', async (_what, fail, reason) => {
      const { port, ca, reasons, open } = await bare();
      await closed(fail(port, ca));
      if (reason !== undefined) await expect.poll(() => reasons).toEqual([expect.stringMatching(reason)]);
      await expect.poll(open).toBe(0);
      // And the next one is served.
      const good = shake(port, { ca, servername: 'localhost' });
      const received = allFrom(good);
      good.write(healthRequest());
      expect(statusesIn(await received)).toEqual([200]);
    });

    test('is in the log of debugging, and in no other', async () => {
      const lines: string[] = [];
      for (const logLevel of ['info', 'debug'] as const) {
        const { origin, wachat } = await buildSecure({ logLevel, logTo: { write: (line) => lines.push(line) } });
        const socket = shake(placeOf(origin).port, {});
        await closed(socket);
        const told = () => lines.filter((line) => line.includes('TLS'));
        if (logLevel === 'debug') await expect.poll(told).toHaveLength(1);
        await wachat.close();
        if (logLevel === 'info') expect(told()).toEqual([]);
      }
      expect(lines.filter((line) => line.includes('TLS')).map((line) => JSON.parse(line))).toMatchObject([
        { level: 20, msg: 'a TLS handshake failed', reason: 'ECONNRESET' },
      ]);
    });
  });

  describe('a client that says nothing', () => {
    test('is let go of when it leaves', async () => {
      const { port, open, reasons } = await bare();
      for (const leave of ['end', 'resetAndDestroy'] as const) {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket[leave]();
        await closed(socket);
        await expect.poll(open).toBe(0);
      }
      expect(reasons).toEqual([]);
    });

    test('is told so when its time is over, as one that speaks HTTP', async () => {
      const { port, accepted, server, open } = await bare();
      server.on('clientError', ({ message, code }: NodeJS.ErrnoException, socket: Socket) => {
        socket.end(`${String(code)} ${message}`);
      });
      const socket = connect(port, '127.0.0.1');
      const near = await accepted();
      let received = '';
      socket.setEncoding('utf8').on('data', (text: string) => (received += text));
      // What its timer says.
      near.emit('timeout');
      await once(socket, 'close');
      expect(received).toContain('ERR_HTTP_REQUEST_TIMEOUT');
      await expect.poll(open).toBe(0);
    });

    test('and is gone then, also if the client keeps its side open or resets it', async () => {
      const { port, accepted, server, open } = await bare();
      server.on('clientError', (_error: Error, socket: Socket) => {
        socket.end('late');
      });
      for (const leave of ['pause', 'resetAndDestroy'] as const) {
        const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
        socket.on('error', () => undefined).resume();
        const near = await accepted();
        near.emit('timeout');
        socket[leave]();
        await expect.poll(open).toBe(0);
        socket.destroy();
      }
    });

    test('is the server’s to end, if it comes when the rest is ended', async () => {
      const { port, accepted, end, open, server } = await bare();
      end();
      const socket = connect(port, '127.0.0.1');
      const gone = closed(socket);
      await accepted();
      server.closeAllConnections();
      await gone;
      await expect.poll(open).toBe(0);
    });

    test('is ended with the rest', async () => {
      const { port, accepted, end, open } = await bare();
      const socket = connect(port, '127.0.0.1');
      const gone = closed(socket);
      await accepted();
      end();
      await gone;
      await expect.poll(open).toBe(0);
    });
  });
});
