import { describe, expect, test } from 'vitest';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { receive } from '../support/receiver.js';
import { reverseProxyTo } from '../support/reverse-proxy.js';
import { openStream, rawRequest, sendRaw } from '../support/socket.js';

/** The proxies before us, and whether we know the path by them or by the public URL. */
const ways = [
  { strips: true, tells: true, isPublic: false },
  { strips: false, tells: true, isPublic: false },
  { strips: true, tells: false, isPublic: true },
  { strips: false, tells: false, isPublic: true },
  { strips: false, tells: true, isPublic: true },
] as const;

/** An emulator behind a proxy that shows it below `/mocks/wachat`, and the URL of that. */
const below = async ({ isPublic, ...way }: (typeof ways)[number]) => {
  const prefix = '/mocks/wachat';
  // The port of the proxy is known only once that of the emulator is.
  const { origin, wachat } = await build(isPublic ? { publicUrl: `http://mocks.test${prefix}` } : {});
  const proxy = await reverseProxyTo(origin, { prefix, ...way });
  const root = proxy.origin + prefix;
  return {
    origin,
    wachat,
    root,
    /** What our URLs begin with. */
    shown: isPublic ? `http://mocks.test${prefix}` : root,
    /** Where the proxy shows one of our URLs. */
    seen: (url: string): string => url.replace('http://mocks.test', proxy.origin),
    api: client(`${root}/api/v1`, wachat.apiKey),
    control: client(`${root}/_emulator`, wachat.apiKey),
  };
};

describe.each(ways)('Behind a proxy with %j', (way) => {
  test('the URLs in replies lead back through it', async () => {
    const { root, shown, seen, wachat } = await below(way);
    for (const base of ['', '/api/v1']) {
      const { status, body } = await client(root + base, wachat.apiKey).create({ instanceName: 'shop' });
      expect(status).toBe(201);
      for (const [url, type] of [
        [body.qrcode.imageUrl, 'image/png'],
        [body.qrcode.liveUrl, 'text/html; charset=utf-8'],
      ]) {
        expect(url).toMatch(`${shown}${base}/instance/qr/`);
        const reply = await fetch(seen(url));
        expect([reply.status, reply.headers.get('content-type')]).toEqual([200, type]);
      }
    }
  });

  test('the page at its path knows the base URL, with or without a slash, and asks nothing above itself', async () => {
    const { root, shown } = await below(way);
    for (const path of ['', '/', '/?x']) {
      const reply = await fetch(root + path);
      const text = await reply.text();
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(text).toContain(`<code id="base">${shown}/api/v1</code>`);
      expect(text).not.toMatch(/(?:href|src|action)="\/|["'`]\/(?:_emulator|api)/);
    }
  });

  test('the documents name it as their server, and it answers there', async () => {
    const { control, shown, seen } = await below(way);
    for (const [name, path, asked] of [
      ['wachat', '/api/v1', '/instance/list'],
      ['emulator', '/_emulator', '/health'],
    ] as const) {
      const { body } = await control.get(`/openapi/${name}.json`);
      expect(body.servers.map(({ url }: Json) => url)).toEqual([shown + path]);
      expect((await client(seen(body.servers[0].url), 'key').get(asked)).status).toBe(200);
    }
  });

  test('a webhook is told of media at a URL that leads back through it', async () => {
    const { api, control, wachat, shown, seen } = await below(way);
    const receiver = await receive();
    await api.post('/webhooks', { url: receiver.url, events: ['messages.upsert'] });
    const name: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
    wachat.scan({ instanceName: name });
    await control.post(`/instances/${name}/receive`, {
      from: '6281298765432',
      type: 'image',
      mimetype: 'image/png',
      base64: Buffer.from('a picture').toString('base64'),
    });
    await receiver.until(1);
    const told = receiver.received.map(({ raw }) => raw.toString()).find((raw) => raw.includes('/media/'));
    const [url = ''] = /http[^"]*\/_emulator\/media\/[\w-]+/.exec(told ?? '') ?? [];
    expect(url).toMatch(`${shown}/_emulator/media/`);
    expect(await (await fetch(seen(url))).text()).toBe('a picture');
  });

  test('the live page streams, and its events end with the instance', async () => {
    const { api, wachat, seen } = await below(way);
    const { instance, qrcode } = (await api.create({ instanceName: 'shop' })).body;
    const stream = await openStream(seen(qrcode.liveUrl));
    expect((await stream.next()).phase).toBe('pairing');
    wachat.scan({ instanceName: instance.apiInstanceName });
    let phase = '';
    while (phase !== 'open') ({ phase } = await stream.next());
    stream.leave();
  });

  test('what is misspelt is corrected as its reader has to write it', async () => {
    const { api, control } = await below(way);
    expect((await api.get('/instance/lst')).body.error).toBe(
      'There is nothing at this path; did you mean GET /mocks/wachat/api/v1/instance/list?',
    );
    expect((await control.get('/clok')).body.error).toContain('mean GET /mocks/wachat/_emulator/clock?');
    expect((await control.call('PUT', '/clok')).body.error).toContain('GET or POST /mocks/wachat/_emulator/clock');
    expect((await control.call('DELETE', '/clock')).headers.get('Allow')).toBe('GET, POST, HEAD');
  });

  test('a request is recorded and broken by its own path', async () => {
    const { api, control } = await below(way);
    await control.call('PUT', '/faults', { body: { faults: [{ path: '/instance/list', status: 503 }] } });
    expect((await api.get('/instance/list')).status).toBe(503);
    const { requests } = (await control.get('/requests')).body;
    expect(requests.map(({ path }: Json) => path)).toEqual(['/api/v1/instance/list']);
  });
});

/** The status and the text of an answer to a request with these headers. */
const ask = async (origin: string, line: string, headers: Readonly<Record<string, string>>) => {
  const answer = await sendRaw(
    origin,
    rawRequest(`${line} HTTP/1.1`, {
      Host: new URL(origin).host,
      Authorization: 'Bearer key',
      'Content-Length': '0',
      ...headers,
    }),
  );
  return { answer, status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]) };
};

describe('X-Forwarded-Prefix', () => {
  test.each([
    ['/wachat', '/wachat'],
    ['/wachat/', '/wachat'],
    ['/a/b-c_d.e~f/1', '/a/b-c_d.e~f/1'],
    ['/first, /second', '/first'],
    ['/...', '/...'],
    ['/', ''],
  ])('of %j is the path %j', async (prefix, path) => {
    const { origin } = await build();
    const { answer } = await ask(origin, 'GET /', { 'X-Forwarded-Prefix': prefix });
    expect(answer).toContain(`<code id="base">${origin}${path}/api/v1</code>`);
  });

  test.each([
    'wachat',
    '//evil.example.com',
    '/\\evil.example.com',
    '/a//b',
    '/a/../b',
    '/..',
    '/.',
    '/a/.',
    '/%2e%2e/a',
    '/%2f%2fevil',
    '/a b',
    '/a\tb',
    '/"><script>alert(1)</script>',
    "/';id;'",
    '/$(id)',
    '/a?b',
    '/a#b',
    '/a:b@c',
    '/wächat',
    'https://evil.example.com/a',
    ', /second',
    `/${'a'.repeat(200)}`,
    `${'/a'.repeat(3_000)}//`,
  ])('of %.50j is no path, and is not repeated', async (prefix) => {
    const { origin } = await build();
    const { status, answer } = await ask(origin, 'GET /', { 'X-Forwarded-Prefix': prefix });
    expect(status).toBe(200);
    expect(answer).toContain(`<code id="base">${origin}/api/v1</code>`);
  });

  test('does not change what the public URL says, but is taken off all the same', async () => {
    const { origin } = await build({ publicUrl: 'https://mocks.test/public' });
    for (const path of ['/proxy/', '/public/', '/']) {
      const { answer } = await ask(origin, `GET ${path}`, { 'X-Forwarded-Prefix': '/proxy' });
      expect(answer).toContain('<code id="base">https://mocks.test/public/api/v1</code>');
    }
  });

  test.each(['/api', '/_emulator'])('may be %s, which paths of ours begin with, taken off or not', async (prefix) => {
    const { origin } = await build();
    for (const path of ['/_emulator/health', `${prefix}/_emulator/health`]) {
      const { status } = await ask(origin, `GET ${path}`, { 'X-Forwarded-Prefix': prefix });
      expect([path, status]).toEqual([path, 200]);
    }
    const { status, answer } = await ask(origin, 'GET /api/v1/instance/list', { 'X-Forwarded-Prefix': prefix });
    expect([status, answer]).toEqual([200, expect.stringContaining('"instances"')]);
  });

  test('is taken off whole, also if the public URL has a part of it', async () => {
    const { origin } = await build({ publicUrl: 'https://mocks.test/a' });
    expect((await ask(origin, 'GET /a/b/instance/list', { 'X-Forwarded-Prefix': '/a/b' })).status).toBe(200);
    const { status } = await ask(origin, 'GET /a/b/instance/list', { 'X-Forwarded-Prefix': '/b' });
    expect(status).toBe(404);
  });

  test.each([
    '/wachat/wachat/instance/list',
    '/wachatter/instance/list',
    '/Wachat/instance/list',
    '/%77achat/instance/list',
    '/wachat%2finstance/list',
    '/wachat/../instance/list',
    '/wachat//instance/list',
    '//wachat/instance/list',
    '/x/wachat/instance/list',
  ])('of /wachat does not make %s a call', async (path) => {
    const { origin } = await build({ publicUrl: 'https://mocks.test/wachat' });
    for (const headers of [{}, { 'X-Forwarded-Prefix': '/wachat' }])
      expect((await ask(origin, `GET ${path}`, headers)).status).toBe(404);
  });
});

describe('A wrong path that has ours at its end', () => {
  test('says what the proxy has to tell', async () => {
    const { origin } = await build();
    for (const path of ['/wachat/api/v1/instance/list', '/some/long/path/of/a/proxy/_emulator/x']) {
      const { error } = (await client(origin, 'key').get(path)).body;
      expect(error).toMatch(/^There is nothing at this path; .*X-Forwarded-Prefix, or in --public-url\.$/);
    }
    const { error } = (await client(origin, 'key').get('/api/v1/api/v1/instance/list')).body;
    expect(error).not.toContain('proxy');
  });
});

describe('The guards below a prefix', () => {
  /** Ways to write a path of the control API that were or were not ways around its guard. */
  const disguised = [
    '/wachat/_emulator/reset',
    '/wachat/%5Femulator/reset',
    '/wachat/%5f%65mulator/reset',
    '/wachat/_emulator/%72eset',
    '/wachat/wachat/_emulator/reset',
    '/wachat//_emulator/reset',
    '//wachat/_emulator/reset',
    '/wachat/./_emulator/reset',
    '/wachat/../_emulator/reset',
    '/%77achat/_emulator/reset',
    '/wachat%2f_emulator/reset',
    '/wachat/_emulator/../_emulator/reset',
    '/api/v1/_emulator/reset',
    '/_emulator/reset',
    '/_emulator/_emulator/reset',
    'http://localhost/wachat/_emulator/reset',
  ];

  test.each(['/wachat', '/_emulator', '/api/v1', '/api', '/_emulator/_emulator', '/', '', '//', '/wachat, /_emulator'])(
    'let no stranger in who says that the prefix is %j',
    async (prefix) => {
      for (const publicUrl of [undefined, 'http://mocks.test/wachat', 'http://mocks.test/_emulator']) {
        const { origin, wachat } = await build({ publicUrl });
        await client(wachat.url, 'key').create({ instanceName: 'shop' });
        for (const path of disguised) {
          for (const stranger of [
            { Origin: 'https://evil.example.com' },
            { 'Sec-Fetch-Site': 'cross-site' },
            { Host: 'evil.example.com' },
          ]) {
            const { status } = await ask(origin, `POST ${path}`, { 'X-Forwarded-Prefix': prefix, ...stranger });
            expect([403, 404, 405], path).toContain(status);
          }
        }
        expect(wachat.account('key').instances()).toHaveLength(1);
      }
    },
  );

  test('let nobody see the page under a public name', async () => {
    const { origin } = await build({ publicUrl: 'http://mocks.test/wachat' });
    for (const path of ['/wachat', '/wachat/', '/wachat?x', '/wachat/instance/list']) {
      const headers = { Host: 'evil.example.com', 'Sec-Fetch-Site': 'none', 'X-Forwarded-Prefix': '/wachat' };
      expect((await ask(origin, `GET ${path}`, headers)).status).toBe(403);
    }
  });
});
