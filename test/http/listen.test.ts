import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWachat } from '../../src/index.js';
import { build } from '../support/emulator.js';
import { freePort, occupyPort } from '../support/port.js';
import { rawRequest, sendRaw } from '../support/socket.js';

const probe = createServer();
const isThere = await new Promise<boolean>((resolve) => {
  probe.once('error', () => {
    resolve(false);
  });
  probe.listen(0, '::1', () => {
    probe.close(() => {
      resolve(true);
    });
  });
});
const title = `localhost${isThere ? '' : ' (this machine has no ::1, so nothing of it can be tested)'}`;

test('an emulator that follows another on its port can be called at once', async () => {
  const port = await freePort();
  for (let round = 0; round < 20; round++) {
    const wachat = await startWachat({ port });
    onTestFinished(wachat.close);
    // The connections are kept, and of the last emulator they must not be used.
    for (let call = 0; call < 2; call++) {
      const reply = await fetch(new URL('/_emulator/health', wachat.url));
      expect(await reply.json()).toMatchObject({ status: 'ok' });
    }
    await wachat.close();
  }
});

describe.skipIf(!isThere)(title, () => {
  const HOSTS = ['127.0.0.1', '[::1]'];

  test.each([
    ['a request', rawRequest('GET /_emulator/health HTTP/1.1', { Host: 'localhost' }), 200],
    ['what is not HTTP', 'BAD\r\n\r\n', 400],
    ['a URL that is not encoded', 'GET /api/v1/instance/qr?instanceName=店铺 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a header that is too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an expectation', rawRequest('GET / HTTP/1.1', { Host: 'localhost', Expect: 'a miracle' }), 417],
    ['a proxy that is asked for', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 405],
  ])('%s is answered alike on both loopbacks', async (_what, text, status) => {
    const { origin } = await build();
    for (const host of HOSTS) {
      const answer = await sendRaw(origin.replace('localhost', host), text);
      expect(answer, host).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
      expect(answer, host).toMatch(/\r\nx-wachat-emulator: \d/i);
      expect(answer, host).toMatch(/\{".*\}$/s);
    }
  });

  test('a port that is taken on the second one is taken', async () => {
    const { port } = await occupyPort('::1');
    await expect(startWachat({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    // And the first one has been let go of.
    const first = createServer().listen(port, '127.0.0.1');
    await once(first, 'listening');
    first.close();
  });

  test('both are free again after close, with a connection open on each', async () => {
    const port = await freePort();
    for (let round = 0; round < 2; round++) {
      const wachat = await startWachat({ port });
      onTestFinished(wachat.close);
      const ended = HOSTS.map((host) => sendRaw(`http://${host}:${String(port)}`, 'GET / HTTP/1.1\r\n'));
      for (const host of HOSTS)
        await sendRaw(
          `http://${host}:${String(port)}`,
          rawRequest('GET /_emulator/health HTTP/1.1', { Host: 'localhost' }),
        );
      await wachat.close();
      await Promise.all(ended);
    }
  });
});
