import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { openStream, rawRequest, sendRaw } from '../support/socket.js';

const WARNING = 'x-wachat-emulator-warning';
const SENTENCE = 'the original has nothing at this path: its base path is /api/v1';

/** An emulator, and its imitated API without the base path. */
const bare = async (options: Parameters<typeof build>[0] = {}) => {
  const built = await build(options);
  return { ...built, atRoot: client(built.origin, built.wachat.apiKey) };
};

describe('The imitated API without its base path', () => {
  describe('shape', () => {
    test('every answer warns that the original has nothing there, and is else as under the base path', async () => {
      const { atRoot, origin, wachat } = await bare();
      const created = await atRoot.create({ instanceName: 'shop' });
      const name: string = created.body.instance.apiInstanceName;
      const replies = {
        201: [created, await atRoot.create({ instanceName: 'shop' }, '?response=image')],
        200: [
          await atRoot.get(`/instance/qr?instanceName=${name}`),
          await atRoot.get(`/instance/qr/image?instanceName=${name}`),
          await atRoot.call('HEAD', `/instance/qr/image?instanceName=${name}`),
          await atRoot.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'text/html' }),
          await atRoot.get('/webhooks'),
          await atRoot.get(`/contacts?instanceName=${(wachat.scan({ instanceName: name }), name)}`),
        ],
        204: [await atRoot.call('OPTIONS', '/instance/list')],
        400: [await atRoot.create({}), await atRoot.create('{')],
        401: [await fetch(`${origin}/instance/list`)],
        404: [await atRoot.get('/instance/qr?instanceName=x')],
        405: [await atRoot.get('/instance/create')],
        415: [await atRoot.post('/instance/create', 'x', { 'Content-Type': 'text/plain' })],
      };
      for (const [status, list] of Object.entries(replies))
        for (const reply of list) {
          expect([String(reply.status), reply.headers.get(WARNING)]).toEqual([status, SENTENCE]);
        }
      const forged = await sendRaw(
        origin,
        rawRequest('GET /instance/list HTTP/1.1', { Host: 'evil.example.com', Origin: 'http://evil.example.com' }),
      );
      expect(forged).toMatch(/^HTTP\/1\.1 403 /);
      expect(forged.toLowerCase()).toContain(`${WARNING}: ${SENTENCE}\r\n`);
    });

    test('so do the live page and its stream, whose URLs in replies go on working there', async () => {
      const { atRoot, origin } = await bare();
      const { qrcode } = (await atRoot.create({ instanceName: 'shop' })).body;
      expect(qrcode.liveUrl).toMatch(`${origin}/instance/qr/live?`);
      expect((await fetch(qrcode.imageUrl)).headers.get(WARNING)).toBe(SENTENCE);
      const stream = await openStream(qrcode.liveUrl);
      expect(stream.headers.get(WARNING)).toBe(SENTENCE);
      expect((await stream.next()).phase).toBe('pairing');
      stream.leave();
    });

    test('it stands beside all other warnings of an answer, in the journal too', async () => {
      const { atRoot, wachat } = await bare();
      const { headers } = await atRoot.create({ instanceName: 'shop', rejectCall: true });
      const warnings = `${SENTENCE}; ignored: "rejectCall" is unknown; did you mean "rejectCalls"?`;
      expect(headers.get(WARNING)).toBe(warnings);
      expect(wachat.requests().map((one) => one.warnings)).toEqual([warnings]);
    });
  });

  describe('rules', () => {
    test('nothing else warns of it', async () => {
      const { api, control, origin } = await bare();
      const replies = [
        await api.create({ instanceName: 'shop' }),
        await api.get('/nothing'),
        await control.get('/instances'),
        await control.get('/health'),
        await fetch(`${origin}/`),
        await fetch(`${origin}/nothing`),
      ];
      for (const { headers } of replies) expect(headers.get(WARNING)).toBeNull();
    });

    test('with strict it is a 404 that names the right call, and nothing happens', async () => {
      const { atRoot, control, origin } = await bare({ strict: true });
      const expected = [
        ['POST', '/instance/create', 'the base path is /api/v1: POST /api/v1/instance/create.'],
        ['GET', '/instance/list', 'the base path is /api/v1: GET /api/v1/instance/list.'],
        ['GET', '/instance/qr/live?instanceName=x', 'the base path is /api/v1: GET /api/v1/instance/qr/live.'],
        ['PUT', '/webhooks', 'the base path is /api/v1: POST or GET or DELETE /api/v1/webhooks.'],
        ['GET', '/instance/create', 'the base path is /api/v1.'],
        ['OPTIONS', '/instance/list', 'the base path is /api/v1: GET /api/v1/instance/list.'],
      ] as const;
      for (const [method, path, hint] of expected) {
        const { status, body, headers } = await atRoot.call(method, path, {
          ...(method === 'POST' && { body: { instanceName: 'shop' } }),
        });
        expect([status, body]).toEqual([404, { success: false, error: `There is nothing at this path; ${hint}` }]);
        expect(headers.get(WARNING)).toBeNull();
      }
      const keyless = await fetch(`${origin}/instance/list`, { headers: { Accept: 'text/html' } });
      expect(keyless.status).toBe(404);
      expect((await control.get('/instances')).body.count).toBe(0);
    });

    test('with strict a request still meets its faults, and is in the journal', async () => {
      const { atRoot, wachat } = await bare({ strict: true });
      await atRoot.get('/instance/list');
      wachat.setFaults([{ path: '/instance/list', status: 503 }]);
      expect((await atRoot.get('/instance/list')).status).toBe(503);
      expect(wachat.requests().map(({ path, status }) => [path, status])).toEqual([
        ['/instance/list', 404],
        ['/instance/list', 503],
      ]);
    });
  });

  describe('behaviour', () => {
    test('a proxy that takes the base path off and says so is no reason to warn or to refuse', async () => {
      for (const strict of [false, true]) {
        const { atRoot } = await bare({ strict });
        const reply = await atRoot.get('/instance/list', { 'X-Forwarded-Prefix': '/mocks/api/v1' });
        expect([reply.status, reply.headers.get(WARNING)]).toEqual([200, null]);
        const misspelt = await atRoot.get('/instance/lst', { 'X-Forwarded-Prefix': '/mocks/api/v1' });
        expect(misspelt.body.error).toContain('did you mean GET /mocks/api/v1/instance/list?');
      }
    });

    test('behind any other, the right URL has its prefix', async () => {
      const { atRoot } = await bare({ strict: true });
      const { body } = await atRoot.get('/instance/list', { 'X-Forwarded-Prefix': '/mocks' });
      expect(body.error).toContain('GET /mocks/api/v1/instance/list.');
    });

    test('a page of another origin may read the 404 of strict with CORS', async () => {
      const { atRoot } = await bare({ strict: true, cors: true });
      const Origin = 'https://shop.example.com';
      const preflight = { Origin, 'Access-Control-Request-Method': 'POST' };
      expect((await atRoot.call('OPTIONS', '/instance/create', { headers: preflight })).status).toBe(204);
      const { status, headers } = await atRoot.post('/instance/create', { instanceName: 'a' }, { Origin });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([404, '*']);
    });
  });
});
