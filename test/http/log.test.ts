import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { rawRequest, sendRaw } from '../support/socket.js';

/** An emulator, and the lines of its log. */
const logged = async (options: Parameters<typeof build>[0] = {}) => {
  const lines: Json[] = [];
  const built = await build({
    logLevel: 'info',
    logTo: {
      write: (line) => {
        lines.push(JSON.parse(line));
      },
    },
    ...options,
  });
  const answered = () => lines.filter(({ msg }) => msg === 'answered');
  return { ...built, lines, answered };
};

describe('The log', () => {
  test('numbers the requests of both APIs as one', async () => {
    const { api, control, answered } = await logged();
    for (let round = 0; round < 3; round++) {
      await api.get('/instance/list');
      await control.get('/clock');
    }
    const ids = answered().map(({ reqId }) => reqId);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  test('keeps the id that a caller gave, beside its own, and sends it to nobody', async () => {
    const { api, control, answered } = await logged();
    const headers = { 'X-Request-Id': 'Root=1-67891233-abcdef012345678912345678' };
    for (const { get } of [api, control]) {
      const { headers: sent } = await get(get === api.get ? '/instance/list' : '/clock', headers);
      expect(sent.has('x-request-id')).toBe(false);
    }
    const kept = answered();
    expect(kept.map(({ requestId }) => requestId)).toEqual([headers['X-Request-Id'], headers['X-Request-Id']]);
    expect(new Set(kept.map(({ reqId }) => reqId)).size).toBe(2);
  });

  test.each(['', 'a b', 'é', 'x'.repeat(201), '\u001b[31m'])('leaves out the id %.20j', async (id) => {
    const { origin, answered } = await logged();
    await sendRaw(origin, rawRequest('GET / HTTP/1.1', { Host: 'localhost', 'X-Request-Id': id }));
    expect(answered().every((line) => !('requestId' in line))).toBe(true);
  });

  describe('of a page that meets CORS', () => {
    const preflight = { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'POST' };

    test('says once which page it is and how to let it in, and so does the 405', async () => {
      const { api, lines } = await logged({ logLevel: 'warn' });
      for (let round = 0; round < 3; round++) {
        const { status, body } = await api.call('OPTIONS', '/instance/create', { headers: preflight });
        expect(status).toBe(405);
        expect(body.error).toBe(
          'This path does not take OPTIONS; it takes POST. A web page of another origin may call it only with --cors (WACHAT_CORS).',
        );
      }
      // A call that needs no preflight is made, and its answer withheld.
      expect((await api.get('/instance/list', { Origin: 'http://127.0.0.1:3000' })).status).toBe(200);
      expect(lines.map(({ level, origin, msg }) => [level, origin, msg])).toEqual(
        ['http://localhost:5173', 'http://127.0.0.1:3000'].map((origin) => [
          40,
          origin,
          `a web page of ${origin} calls the API, and its browser lets it read no answer without --cors (WACHAT_CORS)`,
        ]),
      );
    });

    test('tells of ten pages at most, and of no key in an origin', async () => {
      const { origin, lines } = await logged({ logLevel: 'warn' });
      for (let port = 1; port <= 20; port++) {
        await sendRaw(
          origin,
          rawRequest('OPTIONS /api/v1/instance/create HTTP/1.1', {
            Host: 'localhost',
            ...preflight,
            Origin: `http://user:secret@shop.test:${String(port)}/?secret`,
          }),
        );
      }
      expect(lines).toHaveLength(10);
      expect(JSON.stringify(lines)).not.toContain('secret');
    });

    test.each([
      ['is let in', { cors: true }, preflight],
      ['is our own', {}, { Host: 'wachat:9224', Origin: 'http://wachat:9224' }],
      ['is that of the public URL', { publicUrl: 'https://mocks.test/a' }, { Host: 'x', Origin: 'https://mocks.test' }],
    ])('says nothing of one that %s', async (_which, options, headers) => {
      const { origin, lines } = await logged({ logLevel: 'warn', ...options });
      for (const line of ['OPTIONS /api/v1/instance/create', 'GET /api/v1/instance/list'])
        await sendRaw(origin, rawRequest(`${line} HTTP/1.1`, { Host: 'localhost', ...headers }));
      expect(lines).toEqual([]);
    });
  });
});
