import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createEmulator } from '../../src/emulator.js';
import type { Fault } from '../../src/index.js';
import { version } from '../../src/index.js';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { broken, fired, holdTime, parts, rawCreation } from '../support/faults.js';
import { openStream, rawRequest, sendRaw } from '../support/socket.js';

const FAULT = 'x-wachat-emulator-fault';
const hangs = { hang: true } as const;

describe('A status in place of the answer', () => {
  test('429 on the second call, then fine; nothing is carried out', async () => {
    const { api, names } = await broken({ operation: 'createInstance', nth: 2, status: 429 });
    const replies = [];
    for (const instanceName of ['one', 'two', 'three']) replies.push(await api.create({ instanceName }));
    expect(replies.map(({ status }) => status)).toEqual([201, 429, 201]);
    expect(replies[1]?.body).toEqual({ success: false, error: 'Too many requests; try again later.' });
    expect(replies.map(({ headers }) => headers.get('retry-after'))).toEqual([null, '1', null]);
    expect(replies.map(({ headers }) => headers.get(FAULT))).toEqual([null, 'faults.0: status 429', null]);
    expect(names()).toEqual(['three', 'one', 'before']);
  });

  test.each([400, 401, 402, 403, 404, 409, 418, 429, 500, 503, 504, 599])(
    '%i has the body of an error, and all headers that an answer has',
    async (status) => {
      const { api } = await broken({ status });
      const reply = await api.get('/instance/list');
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(reply.body).toEqual({ success: false, error: expect.stringMatching(/^[A-Z].*\.$/) });
      expect(reply.headers.get('x-wachat-emulator')).toBe(version);
      expect(reply.headers.get('retry-after')).toBe(status === 429 ? '1' : null);
      expect(reply.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
    },
  );

  test('502 is a page, as a proxy sends it', async () => {
    const { api } = await broken({ status: 502 });
    const reply = await api.get('/instance/list');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(reply.bytes.toString()).toMatch(/^<html>[^]*502 Bad Gateway[^]*<\/html>\n$/);
  });

  test.each([200, 201, 202, 226, 299])('%i says that all is well, and nothing is carried out', async (status) => {
    const { api, names } = await broken({ status });
    const reply = await api.create({ instanceName: 'shop' });
    expect([reply.status, reply.body]).toEqual([status, { success: true }]);
    expect(reply.headers.get(FAULT)).toBe(`faults.0: status ${String(status)}`);
    expect(names()).toEqual(['before']);
  });

  test.each([300, 301, 302, 303, 307, 308, 399])(
    '%i has an empty body, and the place where it leads',
    async (status) => {
      const { api } = await broken({ status, headers: { Location: '/login' } });
      const { headers, ...reply } = await api.get('/instance/list');
      expect([reply.status, reply.bytes.length, headers.get('location')]).toEqual([status, 0, '/login']);
      expect([headers.get('content-length'), headers.get('content-type')]).toEqual(['0', null]);
    },
  );

  test.each([204, 205, 304])('%i has no body, also where the request has one that is not read', async (status) => {
    const { origin, authorization, rawCreate, wachat } = await broken({ status, headers: { ETag: '"1"' } });
    const rawGet = (method: string) =>
      sendRaw(
        origin,
        rawRequest(`${method} /instance/list HTTP/1.1`, { Host: 'localhost', Authorization: authorization }),
      );
    for (const asked of [rawGet('GET'), rawGet('HEAD'), rawCreate(), rawCreate({}, 'x'.repeat(500_000))]) {
      const { head, body } = parts(await asked);
      expect(head).toMatch(new RegExp(`^http/1.1 ${String(status)} `));
      expect(head).toContain('etag: "1"');
      expect(head).not.toMatch(/^content-type:/m);
      expect(/^content-length: .*$/m.exec(head)?.[0]).toBe(status === 205 ? 'content-length: 0' : undefined);
      expect(body).toBe('');
    }
    expect(wachat.requests({ status })).toHaveLength(4);
  });

  test('a redirect is followed as any other, and one of a large body arrives', async () => {
    const { origin, authorization } = await broken(
      { method: 'POST', status: 303, headers: { Location: '/login' } },
      { path: '/login', status: 200, body: '<h1>Log in</h1>', contentType: 'text/html' },
    );
    const reply = await fetch(`${origin}/instance/create`, {
      method: 'POST',
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify({ instanceName: 'x'.repeat(1_000_000) }),
    });
    expect([reply.status, new URL(reply.url).pathname, await reply.text()]).toEqual([200, '/login', '<h1>Log in</h1>']);
  });

  test('a reply of the wrong shape, which no schema of the route sets right', async () => {
    const { api, name, wachat } = await broken(
      { operation: 'getInstances', status: 200, body: { instances: null } },
      { operation: 'getState', status: 200, body: { success: false } },
      { operation: 'getQr', status: 200, body: { success: true, qrcode: { pairingCode: '', count: '1' } } },
      { operation: 'createInstance', status: 201, body: [] },
      { operation: 'getQrImage', status: 200, body: 'no picture' },
      { operation: 'getQrLive', status: 200, body: 7 },
      { path: '/contacts', status: 200, body: 'null', contentType: 'application/json' },
      { path: '/nowhere', status: 200, body: { contacts: {} } },
    );
    const bodies = [];
    for (const path of [
      '/instance/list',
      `/instance/state?instanceName=${name}`,
      `/instance/qr?instanceName=${name}`,
      `/instance/qr/image?instanceName=${name}`,
      `/instance/qr/live?instanceName=${name}`,
      '/contacts',
      '/nowhere',
    ]) {
      const reply = await api.get(path);
      expect(reply.status).toBe(200);
      bodies.push(reply.bytes.toString());
    }
    expect(bodies).toEqual([
      '{"instances":null}',
      '{"success":false}',
      '{"success":true,"qrcode":{"pairingCode":"","count":"1"}}',
      'no picture',
      '7',
      'null',
      '{"contacts":{}}',
    ]);
    expect((await api.create({ instanceName: 'shop' })).body).toEqual([]);
    expect(wachat.requests({ operation: 'getInstances' })).toMatchObject([
      { status: 200, fault: 'faults.0: status 200', reply: { content: { instances: null } } },
    ]);
  });

  const sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'";

  test.each<readonly [string, Fault, string]>([
    ['none of its own', { body: '<script>1</script>', contentType: 'text/html' }, sandbox],
    ['the page of a proxy', { status: 502 }, sandbox],
    ['an error', { status: 500 }, sandbox],
    [
      'one that allows all',
      {
        headers: {
          'content-security-policy': "default-src * 'unsafe-inline'; sandbox allow-scripts allow-same-origin",
        },
      },
      `${sandbox}, default-src * 'unsafe-inline'; sandbox allow-scripts allow-same-origin`,
    ],
    ['an empty one', { headers: { 'CONTENT-SECURITY-POLICY': '' } }, `${sandbox}, `],
    ['a wish to guess', { headers: { 'x-content-type-options': 'guess' } }, sandbox],
  ])('what it sends gets a sandbox in a browser, which it cannot lift with %s', async (_what, fault, policy) => {
    const { api, origin, authorization } = await broken({ status: 500, ...fault });
    for (const path of ['/instance/list', '/no/such/path']) {
      const { headers } = await api.get(path);
      expect(headers.get('content-security-policy')).toBe(policy);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    const raw = rawRequest('GET /api/v1/instance/list HTTP/1.1', { Host: 'localhost', Authorization: authorization });
    const lines = (await sendRaw(origin, raw)).split('\r\n').filter((line) => /^content-security-policy:/i.test(line));
    // The first of several is ours, whole: nothing that a fault says is in its line.
    expect(lines[0]).toBe(`content-security-policy: ${sandbox}`);
  });

  test.each<[string, Fault, string, string]>([
    [
      'JSON',
      { body: { error: 'Slow down.', more: [1] } },
      'application/json; charset=utf-8',
      '{"error":"Slow down.","more":[1]}',
    ],
    ['null', { body: null }, 'application/json; charset=utf-8', 'null'],
    ['text', { body: 'Über 100' }, 'text/plain; charset=utf-8', 'Über 100'],
    ['nothing', { body: '' }, 'text/plain; charset=utf-8', ''],
    ['JSON that is none', { body: '{"a":', contentType: 'application/json' }, 'application/json', '{"a":'],
    [
      'another type',
      { body: { a: 1 }, contentType: 'application/problem+json' },
      'application/problem+json',
      '{"a":1}',
    ],
  ])('a body of one’s own: %s', async (_what, fault, type, text) => {
    const { origin, wachat } = await broken({ status: 500, ...fault });
    const reply = await fetch(`${origin}/api/v1/instance/list`, {
      headers: { Authorization: `Bearer ${wachat.apiKey}` },
    });
    expect(reply.status).toBe(500);
    expect(reply.headers.get('content-type')).toMatch(type);
    expect(await reply.text()).toBe(text);
  });

  test.each([
    [{ retryAfter: 7 }, '7'],
    [{ retryAfter: 0 }, '0'],
    [{ retryAfter: '2m' }, '120'],
    [{ headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' } }, 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ])('Retry-After by %j', async (fault, expected) => {
    const { api } = await broken({ status: 429, ...fault });
    expect((await api.get('/instance/list')).headers.get('retry-after')).toBe(expected);
  });

  test('headers of one’s own, in place of the usual ones too', async () => {
    const { api } = await broken({ status: 401, headers: { 'X-Request-Id': '7', 'WWW-Authenticate': 'Basic' } });
    const { headers } = await api.get('/instance/list');
    expect([headers.get('x-request-id'), headers.get('www-authenticate')]).toEqual(['7', 'Basic']);
  });

  test('a name that no header can hold is percent-encoded', async () => {
    const { api } = await broken({ name: 'zu früh 😀', status: 500 });
    expect(decodeURIComponent((await api.get('/instance/list')).headers.get(FAULT) ?? '')).toBe('zu früh 😀');
  });

  test('HEAD gets the head of it, and the connection goes on', async () => {
    const { api } = await broken({ first: 1, status: 503 });
    const reply = await api.call('HEAD', '/instance/list');
    expect([reply.status, reply.bytes.length]).toEqual([503, 0]);
    expect((await api.get('/instance/list')).status).toBe(200);
  });

  test('comes before the body is read, and counts where that is wrong', async () => {
    const { api, wachat } = await broken({ operation: 'createInstance', first: 2, status: 503 });
    expect((await api.create('{')).status).toBe(503);
    expect((await api.create('x'.repeat(1_000_000))).status).toBe(503);
    expect((await api.create('{')).status).toBe(400);
    expect(wachat.faults()).toMatchObject([{ seen: 3, fired: 2 }]);
  });
});

describe('What a fault is for', () => {
  test('holds under both base paths', async () => {
    const { origin, wachat } = await broken({ path: '/instance/list', status: 500 });
    for (const base of [origin, `${origin}/api/v1`]) {
      expect((await client(base, wachat.apiKey).get('/instance/list?x=1')).status).toBe(500);
      expect((await client(base, wachat.apiKey).get('/webhooks')).status).toBe(200);
    }
  });

  test('one instance only', async () => {
    const { api, name, wachat } = await broken();
    const other: string = (await api.create({ instanceName: 'other' })).body.instance.apiInstanceName;
    wachat.setFaults([{ instanceName: name, status: 503 }]);
    expect((await api.get(`/instance/state?instanceName=${name}`)).status).toBe(503);
    expect((await api.get(`/instance/state?instanceName=${other}`)).status).toBe(200);
    expect((await api.get('/instance/list')).status).toBe(200);
    expect((await api.get(`/instance/state?instanceName=${name}&instanceName=${name}`)).status).toBe(400);
  });

  test.each(['/send/text', '/send/list', '/send/button', '/send-location', '/webhooks'])(
    'one instance only, where the body names it: POST %s',
    async (path) => {
      const { api, name, wachat } = await broken();
      wachat.setFaults([{ instanceName: name, status: 503 }]);
      // Whatever else is wrong with it, known or not.
      expect((await api.post(path, { instanceName: name, nothing: 'else' })).status).toBe(503);
      expect((await api.post(path, { instanceName: 't1_x_other', nothing: 'else' })).status).not.toBe(503);
      expect((await api.post(path, { instanceName: [name] })).status).toBe(400);
      expect((await api.post(path)).status).toBe(400);
      expect((await api.post(path, '{')).status).toBe(400);
      expect(wachat.faults()).toMatchObject([{ seen: 1, fired: 1 }]);
    },
  );

  test('a fault without an instance meets such a call too, in strict mode before its fields are looked at', async () => {
    const { api, wachat } = await build({ strict: true });
    wachat.setFaults([{ operation: 'sendText', first: 3, status: 503 }]);
    for (const body of [{ instanceName: 'x', unknown: 1 }, {}, undefined])
      expect((await api.post('/send/text', body)).status).toBe(503);
    expect((await api.post('/send/text', {})).status).toBe(400);
  });

  test('the name of a new instance is no technical name', async () => {
    const { api, name, wachat } = await broken();
    wachat.setFaults([{ instanceName: name, status: 503 }]);
    expect((await api.create({ instanceName: name })).status).toBe(201);
  });

  test('a cut, a delay and a hang hit a call whose body names the instance as they hit any other', async () => {
    const { api, name, wachat, control } = await broken();
    wachat.scan({ instanceName: name });
    const send = () => api.post('/send/text', { instanceName: name, number: '6281298765432', message: 'Hello' });
    wachat.setFaults([{ instanceName: name, cut: 'before' }]);
    await expect(send()).rejects.toThrow();
    wachat.setFaults([{ instanceName: name, delay: 5 }]);
    expect((await send()).headers.get(FAULT)).toBe('faults.0: delay 5ms');
    // Both were carried out.
    expect((await control.get('/messages')).body.count).toBe(2);
    wachat.setFaults([{ instanceName: name, hang: true }]);
    const cut = expect(send()).rejects.toThrow();
    await expect.poll(() => fired(wachat)).toEqual([1]);
    wachat.reset();
    await cut;
    expect((await control.get('/messages')).body.count).toBe(0);
  });

  test('pictures, the live page, what is not built and what is not there are requests too', async () => {
    const { origin, wachat, name } = await broken({ status: 503 });
    const key = wachat.apiKey;
    const bearer = { Authorization: `Bearer ${key}` };
    for (const [path, headers] of [
      [`/instance/qr/image?instanceName=${name}&apiKey=${key}`, {}],
      [`/api/v1/instance/qr/live?instanceName=${name}&apiKey=${key}`, { Accept: 'text/html' }],
      [`/instance/qr/live?instanceName=${name}&apiKey=${key}`, { Accept: 'text/event-stream' }],
      ['/contacts', bearer],
      ['/nowhere', bearer],
      ['/no%20where%2F', bearer],
      ['/api/v1/instance/create', bearer],
    ] as const) {
      const reply = await fetch(origin + path, { headers });
      await reply.arrayBuffer();
      expect(reply.status, path).toBe(503);
    }
    expect(fired(wachat)).toEqual([7]);
  });

  test('never /_emulator, the home page, another account, or who shows no key', async () => {
    const { api, origin, wachat, control } = await broken({ status: 503 }, { path: '*', status: 503 }, hangs);
    const bearer = { Authorization: `Bearer ${wachat.apiKey}` };
    expect((await control.get('/instances')).status).toBe(200);
    expect((await control.get('/health')).status).toBe(200);
    expect((await control.get('/nothing')).status).toBe(404);
    expect((await control.call('PATCH', '/faults')).status).toBe(405);
    expect((await control.call('PUT', '/faults', { body: { faults: [{}] } })).status).toBe(400);
    expect((await fetch(`${origin}/`, { headers: bearer })).status).toBe(200);
    expect((await fetch(`${origin}/`, { method: 'POST', headers: bearer })).status).toBe(405);
    expect((await fetch(`${origin}/_emulator`, { headers: bearer })).status).toBe(200);
    expect((await fetch(`${origin}/%5femulator/x`, { headers: bearer })).status).toBe(404);
    expect((await client(wachat.url, 'other').create({ instanceName: 'shop' })).status).toBe(201);
    expect((await client(wachat.url, undefined).get('/instance/list')).status).toBe(401);
    expect((await client(wachat.url, undefined).get('/nowhere')).status).toBe(404);
    expect(wachat.faults().map(({ seen }) => seen)).toEqual([0, 0, 0]);
    expect((await api.get('/instance/list')).status).toBe(503);
  });

  test('not a key that is not let in, at a path that is not there either', async () => {
    const { wachat } = await build({ apiKeys: ['good'] });
    wachat.setFaults([{ status: 503 }]);
    expect((await client(wachat.url, 'bad').get('/nowhere')).status).toBe(404);
    expect((await client(wachat.url, 'good').get('/nowhere')).status).toBe(503);
  });

  test('a share hits the same requests whenever the seed is the same', async () => {
    const run = async (seed: string) => {
      const { api, wachat } = await build({ seed, apiKeys: ['key'] });
      wachat.setFaults([{ share: 0.5, status: 500 }]);
      const statuses = [];
      for (let count = 0; count < 32; count++) statuses.push((await api.get('/instance/list')).status);
      return statuses;
    };
    const once = await run('a');
    expect(new Set(once)).toEqual(new Set([200, 500]));
    expect(await run('a')).toEqual(once);
    expect(await run('b')).not.toEqual(once);
  });

  test('a page of another origin may read it with --cors', async () => {
    const { api, wachat } = await build({ cors: true });
    wachat.setFaults([{ status: 500 }]);
    const { headers } = await api.get('/instance/list', { Origin: 'https://shop.example.com' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('A cut', () => {
  test('before the reply: not a byte comes, and the instance is there', async () => {
    const { rawCreate, names } = await broken({ operation: 'createInstance', cut: 'before' });
    expect(await rawCreate({ Connection: 'keep-alive' })).toBe('');
    expect(names()).toEqual(['raw', 'before']);
  });

  test('in the middle: the length of it all is announced, and half of it comes', async () => {
    const { rawCreate, names } = await broken({ operation: 'createInstance', cut: 'middle' });
    const { head, body, length } = parts(await rawCreate({ Connection: 'keep-alive' }));
    expect(head).toMatch(/^http\/1.1 201 created\r\n/);
    expect(head).toContain(`${FAULT}: faults.0: cut middle`);
    expect(length).toBeGreaterThan(500);
    expect(Buffer.byteLength(body)).toBe(Math.floor(length / 2));
    expect(names()).toEqual(['raw', 'before']);
  });

  test.each(['keep-alive', 'close'])(
    'after it (Connection: %s): all of it comes, and then nothing can',
    async (Connection) => {
      const { rawCreate, names } = await broken({ operation: 'createInstance', cut: 'after' });
      const { head, body, length } = parts(await rawCreate({ Connection }));
      expect(head).toContain(`${FAULT}: faults.0: cut after`);
      expect(Buffer.byteLength(body)).toBe(length);
      expect(JSON.parse(body).instance.instanceName).toBe('raw');
      expect(names()).toEqual(['raw', 'before']);
    },
  );

  test('after it: a large reply is whole too', async () => {
    const { api, wachat, origin, authorization } = await broken();
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => api.create({ instanceName: `shop ${String(index)}` })),
    );
    wachat.setFaults([{ cut: 'after' }]);
    const headers = { Host: 'localhost', Authorization: authorization, Connection: 'keep-alive' };
    const { body, length } = parts(await sendRaw(origin, rawRequest('GET /api/v1/instance/list HTTP/1.1', headers)));
    expect(length).toBeGreaterThan(300_000);
    expect(Buffer.byteLength(body)).toBe(length);
  });

  test.each(['before', 'middle'] as const)('%s is an error to fetch, after is none', async (cut) => {
    const { api } = await broken({ first: 1, cut }, { nth: 2, cut: 'after' });
    await expect(api.create({ instanceName: 'x' })).rejects.toThrow();
    expect((await api.create({ instanceName: 'y' })).body.instance.instanceName).toBe('y');
    expect((await api.create({ instanceName: 'z' })).status).toBe(201);
  });

  test.each(['before', 'middle', 'after'] as const)(
    '%s: also of errors, pictures, HEAD and what is not there',
    async (cut) => {
      const { origin, name, authorization } = await broken({ cut });
      for (const start of [
        'GET /api/v1/instance/state?instanceName=unknown HTTP/1.1',
        `GET /api/v1/instance/qr/image?instanceName=${name} HTTP/1.1`,
        'HEAD /api/v1/instance/list HTTP/1.1',
        'GET /api/v1/contacts HTTP/1.1',
        'GET /nowhere HTTP/1.1',
      ]) {
        const headers = { Host: 'localhost', Authorization: authorization, Connection: 'keep-alive' };
        const reply = await sendRaw(origin, rawRequest(start, headers));
        if (cut === 'before') expect(reply).toBe('');
        else expect(parts(reply).head, start).toContain(FAULT);
      }
    },
  );

  test('of a stream: its first event is the reply', async () => {
    const { origin, wachat, name, authorization } = await broken();
    const stream = () =>
      sendRaw(
        origin,
        rawRequest(`GET /api/v1/instance/qr/live?instanceName=${name} HTTP/1.1`, {
          Host: 'localhost',
          Authorization: authorization,
          Accept: 'text/event-stream',
        }),
      );
    wachat.setFaults([{ cut: 'before' }]);
    expect(await stream()).toBe('');
    wachat.setFaults([{ cut: 'middle' }]);
    const middle = await stream();
    expect(middle).toContain('content-type: text/event-stream');
    expect(middle).toContain('data: {"displayName":"before"');
    expect(middle).not.toContain('\n\n\r\n');
    for (const fault of [{ cut: 'after' }, { truncate: true }] as const) {
      wachat.setFaults([fault]);
      expect(await stream()).toMatch(/\r\n0\r\n\r\n$/);
    }
    wachat.setFaults([]);
    const whole = await openStream(`${wachat.url}/instance/qr/live?instanceName=${name}&apiKey=${wachat.apiKey}`);
    expect((await whole.next()).displayName).toBe('before');
    whole.leave();
  });
});

describe('A truncated body', () => {
  test('is well framed and ends in the middle; the connection goes on', async () => {
    const { api, origin, wachat, names } = await broken({ name: 'short', operation: 'createInstance', truncate: true });
    const reply = await fetch(`${origin}/api/v1/instance/create`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' },
      body: '{"instanceName":"short"}',
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get(FAULT)).toBe('short');
    const text = await reply.text();
    expect(Number(reply.headers.get('content-length'))).toBe(Buffer.byteLength(text));
    expect(text).toMatch(/^\{"success":true,/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(names()).toEqual(['short', 'before']);
    expect((await api.get('/instance/list')).status).toBe(200);
  });

  test('a picture too; where there is no body, nothing changes', async () => {
    const { api, name } = await broken({ first: 1, truncate: true }, { method: 'HEAD', truncate: true });
    const short = await api.get(`/instance/qr/image?instanceName=${name}`);
    const whole = await api.get(`/instance/qr/image?instanceName=${name}`);
    expect(short.bytes.equals(whole.bytes.subarray(0, Math.floor(whole.bytes.length / 2)))).toBe(true);
    expect((await api.call('HEAD', '/instance/list')).status).toBe(200);
  });
});

describe('A delay', () => {
  test('alone, the request is carried out after it; together with more, that comes after it', async () => {
    const { api, names, wachat } = await broken(
      { operation: 'createInstance', delay: '20ms' },
      { operation: 'createInstance', nth: 2, delay: { from: '1ms', to: '9ms' }, status: 503 },
    );
    const first = await api.create({ instanceName: 'late' });
    expect([first.status, first.headers.get(FAULT)]).toEqual([201, 'faults.0: delay 20ms']);
    const second = await api.create({ instanceName: 'never' });
    expect([second.status, second.headers.get(FAULT)]).toEqual([503, 'faults.0: delay 20ms, faults.1: status 503']);
    expect(names()).toEqual(['late', 'before']);
    expect(fired(wachat)).toEqual([2, 1]);
  });

  test('nothing happens until it is over, while others are answered', async () => {
    const waits = holdTime();
    const { api, names } = await broken({ first: 1, delay: '1m' });
    const late = api.create({ instanceName: 'late' });
    await expect.poll(() => waits.length).toBe(1);
    expect((await api.create({ instanceName: 'now' })).status).toBe(201);
    expect(names()).toEqual(['now', 'before']);
    waits[0]?.action();
    expect((await late).status).toBe(201);
    expect(names()).toEqual(['late', 'now', 'before']);
  });

  test('a large body waits too, and is whole after it', async () => {
    const { api, names } = await broken({ delay: '20ms' });
    const body = JSON.stringify({ instanceName: 'large', more: 'x'.repeat(1_000_000) });
    expect((await api.create(body)).status).toBe(201);
    expect(names()).toEqual(['large', 'before']);
  });

  test('goes by real time, also under a clock that stands still', async () => {
    const { api, wachat } = await broken({ delay: '5ms' });
    await wachat.clock.freeze();
    expect((await api.get('/instance/list')).status).toBe(200);
  });

  test('who leaves in it is forgotten: nothing is carried out, and no timer stays', async () => {
    const waits = holdTime();
    const { origin, names, authorization } = await broken({ delay: '1s' });
    const text = '{"instanceName":"gone"}';
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(rawCreation(authorization, text));
    await expect.poll(() => waits.length).toBe(1);
    socket.resetAndDestroy();
    await once(socket, 'close');
    await expect.poll(() => waits.map(({ isOff }) => isOff)).toEqual([true]);
    expect(names()).toEqual(['before']);
  });

  test('lasts as long as said: delays add up, and a spread is between its ends, the same with the same seed', async () => {
    const waits = holdTime();
    const run = async () => {
      const { api } = await broken({ delay: '1s' }, { delay: { from: '100ms', to: '2s' } });
      for (let count = 0; count < 20; count++) {
        const reply = api.get('/instance/list');
        await expect.poll(() => waits.length).toBe(1);
        lengths.push(waits[0]?.delay ?? 0);
        waits.pop()?.action();
        await reply;
      }
      return lengths.splice(0);
    };
    const lengths: number[] = [];
    const first = await run();
    expect(Math.min(...first)).toBeGreaterThanOrEqual(1_100);
    expect(Math.max(...first)).toBeLessThanOrEqual(3_000);
    expect(new Set(first).size).toBeGreaterThan(15);
    expect(await run()).toEqual(first);
  });

  test('a reset calls it off: what was asked before it is not carried out after it', async () => {
    const waits = holdTime();
    const { api, wachat, names } = await broken({ delay: '1s' });
    const asked = api.create({ instanceName: 'late' }).catch(() => 'cut');
    await expect.poll(() => waits.length).toBe(1);
    wachat.reset();
    expect(await asked).toBe('cut');
    expect(waits[0]?.isOff).toBe(true);
    expect(names()).toEqual([]);
  });
});

describe('A hang', () => {
  test('lasts until the client leaves; the faults that come after do not end it', async () => {
    const { api, origin, wachat, names } = await broken(hangs);
    const abort = new AbortController();
    const asked = fetch(`${origin}/api/v1/instance/create`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' },
      body: '{"instanceName":"never"}',
      signal: abort.signal,
    }).catch((error: unknown) => error);
    await expect.poll(() => fired(wachat)).toEqual([1]);
    wachat.clearFaults();
    expect((await api.get('/instance/list')).status).toBe(200);
    abort.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
    expect(names()).toEqual(['before']);
  });

  test('a reset of the account ends it, and that of another does not', async () => {
    const { origin, wachat, control } = await broken(hangs);
    const other = wachat.account('other');
    other.setFaults([hangs]);
    const ended: string[] = [];
    const ask = (key: string) =>
      client(origin, key)
        .get('/instance/list')
        .catch(() => ended.push(key));
    const [own, others] = [ask(wachat.apiKey), ask('other')];
    await expect.poll(() => [...fired(wachat), ...fired(other)]).toEqual([1, 1]);
    other.reset();
    await others;
    expect(ended).toEqual(['other']);
    await control.post('/reset');
    await own;
    expect(ended).toEqual(['other', wachat.apiKey]);
    expect((await client(origin, wachat.apiKey).get('/instance/list')).status).toBe(200);
  });

  test('a hundred, and a hundred delays, do not keep the emulator from closing', async () => {
    const { origin, wachat } = await broken({ path: '/instance/list', hang: true }, { delay: '1m' });
    const api = client(origin, wachat.apiKey);
    const asked = Array.from({ length: 200 }, (_, index) =>
      api.get(index % 2 === 0 ? '/instance/list' : '/webhooks').then(
        () => 'answered',
        () => 'cut',
      ),
    );
    await expect.poll(() => fired(wachat), { timeout: 20_000 }).toEqual([100, 100]);
    await wachat.close();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['cut']));
  });

  test('a large body is let go of, so that who leaves is noticed', async () => {
    const emulator = createEmulator(readConfig({}, (setting) => setting));
    const app = await buildApp(emulator, false);
    onTestFinished(() => app.close());
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    const { faults } = emulator.accounts.claim('key');
    faults.set([hangs]);
    const letGo = vi.fn();
    vi.spyOn(faults, 'hold').mockReturnValue(letGo);
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    const headers = { Host: 'localhost', Authorization: 'Bearer key', 'Content-Length': '9000000' };
    socket.write(rawRequest('POST /api/v1/instance/create HTTP/1.1', headers, 'x'.repeat(9_000_000)));
    await expect.poll(() => faults.all()[0]?.fired).toBe(1);
    expect(letGo).not.toHaveBeenCalled();
    socket.resetAndDestroy();
    await expect.poll(() => letGo.mock.calls.length).toBe(1);
  });
});

describe('Many at once', () => {
  test('every request is counted, and each fault fires as often as it says', async () => {
    const { origin, wachat } = await broken(
      { every: 10, cut: 'before' },
      { every: 3, status: 503 },
      { every: 2, truncate: true },
      { share: 0.3, delay: { from: '0ms', to: '5ms' } },
    );
    const get = async (): Promise<string> => {
      try {
        const reply = await fetch(`${origin}/api/v1/instance/list`, {
          headers: { Authorization: `Bearer ${wachat.apiKey}` },
        });
        const text = await reply.text();
        if (reply.status !== 200) return String(reply.status);
        const whole: Json = JSON.parse(text);
        return whole.success === true ? 'whole' : 'odd';
      } catch (error) {
        return error instanceof SyntaxError ? 'short' : 'cut';
      }
    };
    const seen = await Promise.all(Array.from({ length: 300 }, get));
    const count = (what: string) => seen.filter((one) => one === what).length;
    expect([count('cut'), count('503'), count('short'), count('whole')]).toEqual([30, 90, 80, 100]);
    expect(wachat.faults().map((fault) => fault.seen)).toEqual([300, 300, 300, 300]);
    expect(fired(wachat).slice(0, 3)).toEqual([30, 90, 80]);
  });
});
