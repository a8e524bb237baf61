import { describe, expect, test } from 'vitest';
import { build } from '../support/emulator.js';

const Origin = 'https://shop.example.com';
const preflight = {
  Origin,
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'authorization,content-type',
};
const corsHeaders = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('CORS', () => {
  describe('shape', () => {
    test('by default there is none, anywhere', async () => {
      const { api, control, origin } = await build();
      const replies = [
        await api.post('/instance/create', { instanceName: 'shop' }, { Origin }),
        await api.call('OPTIONS', '/instance/create', { headers: preflight }),
        await control.get('/health', { Origin }),
        await fetch(`${origin}/`, { headers: { Origin } }),
      ];
      expect(replies.map(({ status }) => status)).toEqual([201, 405, 403, 200]);
      for (const { headers } of replies) expect(corsHeaders(headers)).toEqual([]);
    });

    test('with cors a preflight on the imitated API says what is allowed', async () => {
      const { api, origin } = await build({ cors: true });
      for (const path of ['/instance/create', '/instance/qr', '/no/such/path']) {
        const reply = await api.call('OPTIONS', path, { headers: preflight });
        expect(reply.status).toBe(204);
        expect(reply.headers.get('access-control-allow-origin')).toBe('*');
        expect(reply.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
        expect(reply.headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE');
      }
      const root = await fetch(`${origin}/instance/create`, { method: 'OPTIONS', headers: preflight });
      expect(root.headers.get('access-control-allow-origin')).toBe('*');
    });
  });

  describe('rules', () => {
    test('what no page of another origin may call, with cors or without, does not say that cors would help', async () => {
      for (const cors of [false, true]) {
        const { origin } = await build({ cors });
        for (const path of ['/', '/_emulator/health']) {
          const reply = await fetch(origin + path, { method: 'OPTIONS', headers: preflight });
          expect([reply.status, await reply.text()]).toEqual([405, expect.not.stringContaining('--cors')]);
        }
      }
    });

    test.each([
      {},
      { 'Access-Control-Request-Method': 'POST' },
      { Origin },
      { Origin: '', 'Access-Control-Request-Method': 'POST' },
      { Origin, 'Access-Control-Request-Method': '' },
    ])('what is no preflight, with the headers %j, is answered as without cors', async (headers) => {
      const answers = await Promise.all(
        [true, false].map(async (cors) => {
          const { origin } = await build({ cors });
          return Promise.all(
            ['/instance/create', '/api/v1/instance/qr', '/no/such/path', '/', '/_emulator/health'].map(async (path) => {
              const reply = await fetch(origin + path, { method: 'OPTIONS', headers });
              return [reply.status, reply.headers.get('allow'), reply.headers.get('content-type'), await reply.text()];
            }),
          );
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]?.map(([status]) => status)).toEqual([204, 204, 404, 204, 204]);
    });

    test('errors can be read by a page too', async () => {
      const { api } = await build({ cors: true });
      const replies = [
        await api.post('/instance/create', { instanceName: '' }, { Origin }),
        await api.post('/instance/create', '{', { Origin }),
        await api.get('/instance/creat', { Origin }),
        await api.get('/instance/create', { Origin }),
        await api.get('/instance/qr?instanceName=x', { Origin, Authorization: 'x' }),
      ];
      expect(replies.map(({ status }) => status)).toEqual([400, 400, 404, 405, 401]);
      for (const { headers } of replies) expect(headers.get('access-control-allow-origin')).toBe('*');
    });

    test.each([
      '/_emulator/instances',
      '/_emulator/scan',
      '/_emulator/health',
      '/_emulator',
      '/_emulator?x',
      '/%5Femulator/scan',
      '/_%65mulator/reset',
      '/_emulator%2Fscan',
      '/',
      '/?x',
    ])('never on %s, however it is written', async (path) => {
      const { origin } = await build({ cors: true });
      for (const [method, headers] of [
        ['OPTIONS', preflight],
        ['GET', { Origin }],
        ['POST', { Origin }],
      ] as const) {
        const reply = await fetch(origin + path, { method, headers });
        expect(corsHeaders(reply.headers)).toEqual([]);
      }
    });
  });

  describe('behaviour', () => {
    test('a page can create, read the headers of the picture, and follow pairing', async () => {
      const { api } = await build({ cors: true });
      const reply = await api.post('/instance/create?response=image', { instanceName: 'shop' }, { Origin });
      expect(reply.status).toBe(201);
      expect(reply.headers.get('access-control-expose-headers')).toBe('*');
      const name = reply.headers.get('x-api-instance-name') ?? '';
      const view = await api.get(`/instance/qr/live?instanceName=${name}`, { Origin, Accept: 'application/json' });
      expect(view.headers.get('access-control-allow-origin')).toBe('*');
      expect(view.headers.get('vary')).toContain('Accept');
    });
  });
});
