import { describe, expect, test } from 'vitest';
import { imitatedApi } from '../../src/api/routes.js';
import type { Options } from '../../src/index.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { buildShop } from '../support/shop.js';
import { rawRequest, sendRaw } from '../support/socket.js';

/** The status of a control call with these headers, and whether anything came of it. */
const callWith = async (headers: Record<string, string>, options: Options = {}) => {
  const { origin, wachat } = await build(options);
  await client(wachat.url, 'key').create({ instanceName: 'shop' });
  const answer = await sendRaw(
    origin,
    rawRequest('POST /_emulator/reset HTTP/1.1', {
      Host: new URL(origin).host,
      Authorization: 'Bearer key',
      'Content-Length': '0',
      ...headers,
    }),
  );
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  const wasReset = wachat.account('key').instances().length === 0;
  expect(wasReset).toBe(status === 200);
  return status;
};

describe('The guard of the control API', () => {
  describe('rules', () => {
    test.each([
      'localhost',
      'localhost:9224',
      'LOCALHOST:9224',
      '127.0.0.1',
      '127.0.0.1:1',
      '192.168.1.20:9224',
      '[::1]',
      '[::1]:9224',
      '[fe80::1]',
      'wachat',
      'wachat:9224',
      'Wachat_Emulator:9224',
      'host.docker.internal',
      'host.docker.internal:9224',
      'emulator.localhost',
      'a.b.localhost:80',
      'printer.local',
      'MAC.LOCAL:9224',
      'wachat.test',
      'a.b.Wachat.TEST:9224',
      'nas.home.arpa',
    ])('the Host %s is private', async (Host) => {
      expect(await callWith({ Host })).toBe(200);
    });

    test.each([
      'evil.example.com',
      'evil.example.com:9224',
      'EVIL.EXAMPLE.COM',
      'localhost.evil.example.com',
      '127.0.0.1.evil.example.com',
      '127.0.0.1.nip.io:9224',
      'localhost.',
      'evil.localhost.com',
      'evil.com.localhostx',
      'evil.test.com',
      'evil.xtest',
      'evil.arpa',
      'evil.xhome.arpa',
      '1.0.0.127.in-addr.arpa',
      'notlocal.xlocal',
      'internal.example.com',
      'local.example.com:80',
      'evil.example.com:99999',
      'evil.example.com#.local',
      'evil.example.com/.local',
      'evil.example.com?.local',
      'evil.example.com\\.local',
      'evil.example.com@localhost',
      'evil.example.com:80@localhost',
      'a b',
      ':80',
    ])('the Host %s is public or none', async (Host) => {
      expect(await callWith({ Host })).toBe(403);
    });

    test.each([
      ['wachat.example.com', 200],
      ['wachat.example.com:9224', 200],
      ['WACHAT.Example.com', 200],
      ['other.example.com', 403],
      ['sub.wachat.example.com', 403],
      ['wachat.example.com.evil.com', 403],
    ])('with --allow-host Wachat.example.com the Host %s gets %i', async (Host, status) => {
      expect(await callWith({ Host }, { allowHosts: ['Wachat.example.com'] })).toBe(status);
    });

    test.each([
      ['wachat.example.com', 200],
      ['wachat.example.com:8443', 200],
      ['other.example.com', 403],
    ])('with the public URL https://wachat.example.com the Host %s gets %i', async (Host, status) => {
      expect(await callWith({ Host }, { publicUrl: 'https://wachat.example.com' })).toBe(status);
    });

    test.each([
      'https://evil.example.com',
      'http://localhost',
      'http://localhost:1',
      'http://127.0.0.1',
      'null',
      '',
      'file://',
      'chrome-extension://abc',
      'http://localhost.evil.example.com',
      'nonsense',
    ])('the Origin %j is foreign', async (Origin) => {
      expect(await callWith({ Origin })).toBe(403);
    });

    test('the own origin is not foreign, whatever the case of its letters', async () => {
      expect(await callWith({ Host: 'wachat:9224', Origin: 'http://wachat:9224' })).toBe(200);
      expect(await callWith({ Host: 'WACHAT:9224', Origin: 'http://wachat:9224' })).toBe(200);
      expect(await callWith({ Host: '[::1]:9224', Origin: 'http://[::1]:9224' })).toBe(200);
    });

    test('behind a proxy that changes the Host, the origin of the public URL is the own one', async () => {
      const options = { publicUrl: 'https://wachat.example.com/some/path' };
      expect(await callWith({ Host: 'inside:9224', Origin: 'https://wachat.example.com' }, options)).toBe(200);
      expect(await callWith({ Host: 'inside:9224', Origin: 'https://evil.example.com' }, options)).toBe(403);
      expect(await callWith({ Host: 'inside:9224', Origin: 'http://wachat.example.com' }, options)).toBe(403);
    });

    test.each([
      ['cross-site', 403],
      ['same-origin', 200],
      ['none', 200],
    ])('Sec-Fetch-Site: %s gets %i', async (site, status) => {
      expect(await callWith({ 'Sec-Fetch-Site': site })).toBe(status);
    });

    test('X-Forwarded-Host does not help a stranger', async () => {
      expect(await callWith({ Host: 'evil.example.com', 'X-Forwarded-Host': 'localhost' })).toBe(403);
      expect(await callWith({ Origin: 'https://evil.example.com', 'X-Forwarded-Host': 'evil.example.com' })).toBe(403);
    });
  });

  describe('behaviour', () => {
    test('is in force on every call of the control API but health, before the key is looked at', async () => {
      const { origin } = await build();
      const stranger = client(`${origin}/_emulator`, undefined);
      for (const [method, path] of [
        ['GET', '/instances'],
        ['POST', '/scan'],
        ['POST', '/instances/x/scan'],
        ['POST', '/instances/x/expire-qr'],
        ['POST', '/reset'],
      ] as const) {
        const reply = await stranger.call(method, path, { headers: { Origin: 'https://evil.example.com' } });
        expect(reply.status).toBe(403);
        expect(reply.body).toEqual({ success: false, error: expect.stringContaining('another origin') });
      }
    });

    test('the refusal of a public name says how to allow it', async () => {
      const { origin } = await build();
      const answer = await sendRaw(
        origin,
        rawRequest('GET /_emulator/instances HTTP/1.1', { Host: 'evil.example.com' }),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).toContain('--allow-host');
      expect(answer).not.toContain('evil.example.com');
    });
  });
});

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** What a request of a browser has, and that of no other client. */
const marks: readonly Readonly<Record<string, string>>[] = [
  { Origin: 'http://evil.example.com' },
  { Origin: 'null' },
  { Origin: '' },
  { 'Sec-Fetch-Site': 'same-origin' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'none' },
  { 'User-Agent': chrome },
  { 'User-Agent': firefox },
];

const builtUrls = imitatedApi.flatMap(({ routes }) => routes.map(({ method, path }) => ({ method, path })));
/** Pictures, and the live page with its polling and its stream. */
const forPages = ['/instance/qr/image', '/instance/profile-picture', '/instance/qr/live'];

/** The answer to a request with a key under this host. */
const ask = async (origin: string, line: string, headers: Readonly<Record<string, string>>) => {
  const answer = await sendRaw(
    origin,
    rawRequest(`${line} HTTP/1.1`, { Authorization: 'Bearer key', 'Content-Length': '0', ...headers }),
  );
  return { answer, status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]) };
};

describe('The guard of the imitated API', () => {
  describe('rules', () => {
    test.each(marks)('under a public name, a request with %j gets 403, whatever it asks for', async (mark) => {
      const { origin } = await build();
      for (const prefix of ['', '/api/v1']) {
        for (const { method, path } of builtUrls.filter((one) => !forPages.includes(one.path))) {
          const headers = { Host: 'evil.example.com', ...mark };
          expect([path, (await ask(origin, `${method} ${prefix}${path}`, headers)).status]).toEqual([path, 403]);
        }
      }
      for (const line of [
        'GET /',
        'HEAD /',
        'GET /?x',
        'GET /no/such/path',
        'PUT /instance/create',
        'HEAD /instance/list',
        'OPTIONS /instance/create',
        'POST /instance/create?response=image',
        'GET //',
        'GET /%69nstance/list',
      ])
        expect([line, (await ask(origin, line, { Host: 'evil.example.com', ...mark })).status]).toEqual([line, 403]);
    });

    test('it says what to do, makes nothing, and is in the journal', async () => {
      const { origin, control, wachat } = await build();
      const { answer } = await ask(origin, 'GET /instance/list', {
        Host: 'evil.example.com',
        Origin: 'http://evil.example.com',
        Authorization: `Bearer ${wachat.apiKey}`,
      });
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
        success: false,
        error:
          'Calls of a web page are refused under a public host name; allow it with --allow-host or WACHAT_ALLOWED_HOSTS.',
      });
      expect((await control.get('/accounts')).body.accounts).toEqual([]);
      expect(wachat.requests()).toMatchObject([{ path: '/instance/list', status: 403 }]);
    });

    test('a fault does not hide it', async () => {
      const { origin, wachat } = await build({ apiKeys: ['key'] });
      wachat.setFaults([{ status: 500 }]);
      const headers = { Host: 'evil.example.com', 'User-Agent': chrome };
      for (const path of ['/instance/list', '/no/such/path'])
        expect((await ask(origin, `GET ${path}`, headers)).status).toBe(403);
      expect(wachat.faults()).toMatchObject([{ seen: 0, fired: 0 }]);
    });

    test('neither pictures nor the live page are refused, nor its polling and its stream', async () => {
      const { origin, wachat, name } = await buildShop();
      const query = `?instanceName=${name}&apiKey=${wachat.apiKey}`;
      for (const mark of marks) {
        const headers = { Host: 'shop.example.com', Authorization: '', ...mark };
        for (const prefix of ['', '/api/v1']) {
          expect((await ask(origin, `GET ${prefix}/instance/qr/image${query}`, headers)).status).toBe(200);
          expect((await ask(origin, `HEAD ${prefix}/instance/qr/image${query}`, headers)).status).toBe(200);
          for (const Accept of ['text/html', 'application/json'])
            expect((await ask(origin, `GET ${prefix}/instance/qr/live${query}`, { ...headers, Accept })).status).toBe(
              200,
            );
          // Not connected yet, but not refused either.
          expect((await ask(origin, `GET ${prefix}/instance/profile-picture${query}`, headers)).status).toBe(409);
        }
      }
      const line = `GET /instance/qr/live${query}`;
      const stream = ask(origin, line, {
        ...marks[3],
        Host: 'shop.example.com',
        Authorization: '',
        Accept: 'text/event-stream',
      });
      await expect.poll(() => wachat.requests({ path: '/instance/qr/live' }).length).toBe(2 * 2 * marks.length + 1);
      wachat.reset();
      expect((await stream).status).toBe(200);
    });

    test.each([
      {},
      { 'User-Agent': 'curl/8.5.0' },
      { 'User-Agent': 'node', 'Sec-Fetch-Mode': 'cors', 'Accept-Language': '*' },
      { 'User-Agent': 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1' },
      { 'User-Agent': 'GuzzleHttp/7', Referer: 'http://evil.example.com/' },
      { 'User-Agent': 'Shop/1 CFNetwork/1568 Darwin/24', 'Accept-Language': 'en-US,en;q=0.9' },
    ])('a client that is no browser passes under any name: %j', async (headers: Readonly<Record<string, string>>) => {
      const { origin } = await build();
      for (const Host of ['wachat.example.com', 'evil.example.com:9224', 'a b', '8.8.8.8']) {
        expect((await ask(origin, 'GET /instance/list', { Host, ...headers })).status).toBe(200);
        expect((await ask(origin, 'GET /', { Host, ...headers })).status).toBe(200);
        expect((await ask(origin, 'GET /no/such/path', { Host, ...headers })).status).toBe(404);
      }
    });

    test('a browser passes under private names, from any origin, and one without any in HTTP/1.0', async () => {
      const { origin } = await build();
      for (const mark of marks) {
        for (const Host of ['localhost:9224', '127.0.0.1', '[::1]:9224', 'wachat', 'shop.local', '192.168.1.20'])
          expect((await ask(origin, 'GET /instance/list', { Host, ...mark })).status).toBe(200);
        const old = rawRequest('GET /instance/list HTTP/1.0', { Authorization: 'Bearer key', ...mark });
        expect(await sendRaw(origin, old)).toMatch(/^HTTP\/1\.1 200 /);
      }
    });

    test('and under a public name that was allowed', async () => {
      for (const options of [{ allowHosts: ['Wachat.example.com'] }, { publicUrl: 'https://wachat.example.com' }]) {
        const { origin } = await build(options);
        for (const mark of marks) {
          const statusOf = async (Host: string) => (await ask(origin, 'GET /instance/list', { Host, ...mark })).status;
          expect(await statusOf('wachat.example.com')).toBe(200);
          expect(await statusOf('WACHAT.example.com:8443')).toBe(200);
          expect(await statusOf('other.example.com')).toBe(403);
        }
      }
    });

    test('X-Forwarded-Host does not help a stranger', async () => {
      const { origin } = await build();
      const headers = { Host: 'evil.example.com', 'X-Forwarded-Host': 'localhost', ...marks[0] };
      expect((await ask(origin, 'GET /instance/list', headers)).status).toBe(403);
    });
  });

  describe('behaviour', () => {
    test('with --cors a page can read why it is refused, and its preflight passes', async () => {
      const { origin } = await build({ cors: true });
      const headers = { Host: 'evil.example.com', Origin: 'http://shop.example.com' };
      const refused = await ask(origin, 'POST /instance/create', headers);
      expect(refused.status).toBe(403);
      expect(refused.answer.toLowerCase()).toContain('access-control-allow-origin: *');
      const preflight = { ...headers, 'Access-Control-Request-Method': 'POST' };
      expect((await ask(origin, 'OPTIONS /instance/create', preflight)).status).toBe(204);
    });
  });
});
