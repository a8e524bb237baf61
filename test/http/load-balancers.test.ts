import { describe, expect, test } from 'vitest';
import { build } from '../support/emulator.js';
import { rawRequest, sendRaw } from '../support/socket.js';

/** The headers that say the same of GET and HEAD; the length of a stream is not known. */
const shownBy = ({ status, headers }: Response) => [
  status,
  ...['content-type', 'cache-control', 'vary', 'x-wachat-emulator', 'www-authenticate'].map((name) =>
    headers.get(name),
  ),
];

describe('What load balancers ask', () => {
  test.each([
    ['OPTIONS / HTTP/1.0', 'GET, HEAD, OPTIONS'],
    ['OPTIONS /_emulator/health HTTP/1.0', 'GET, HEAD, OPTIONS'],
    ['OPTIONS /_emulator HTTP/1.0', 'GET, HEAD, OPTIONS'],
    ['OPTIONS /_emulator/ HTTP/1.0', 'GET, HEAD, OPTIONS'],
    ['OPTIONS /_emulator/clock HTTP/1.0', 'GET, POST, HEAD, OPTIONS'],
    ['OPTIONS /api/v1/instance/create HTTP/1.0', 'POST, OPTIONS'],
    ['OPTIONS * HTTP/1.0', 'POST, GET, DELETE, HEAD, OPTIONS'],
  ])('%s is a 204 with what is allowed, without a host and a key', async (line, allow) => {
    for (const cors of [false, true]) {
      const { origin } = await build({ cors });
      const answer = await sendRaw(origin, rawRequest(line, {}));
      expect(answer).toMatch(/^HTTP\/1\.1 204 /);
      expect(answer.toLowerCase()).toContain(`\r\nallow: ${allow.toLowerCase()}\r\n`);
      expect(answer).toMatch(/\r\n\r\n$/);
    }
  });

  test('OPTIONS of what is not there is a 404', async () => {
    const { api, control } = await build();
    for (const { call } of [api, control]) expect((await call('OPTIONS', '/nothing')).status).toBe(404);
  });

  test('HEAD says what GET would, without a body, for an event stream too', async () => {
    const { api, origin, wachat } = await build();
    const { qrcode } = (await api.create({ instanceName: 'shop' })).body;
    const Authorization = `Bearer ${wachat.apiKey}`;
    for (const [url, headers] of [
      [`${origin}/`, {}],
      [`${origin}/_emulator`, { Authorization }],
      [`${origin}/_emulator/`, { Authorization }],
      [`${origin}/_emulator/health`, {}],
      [`${origin}/_emulator/instances`, { Authorization }],
      [`${wachat.url}/instance/list`, { Authorization }],
      [`${wachat.url}/instance/list`, {}],
      [`${wachat.url}/instance/create`, {}],
      [qrcode.imageUrl, {}],
      [qrcode.liveUrl, { Accept: 'text/html' }],
      [qrcode.liveUrl, { Accept: 'application/json' }],
      [qrcode.liveUrl, { Accept: 'text/event-stream' }],
    ] as const) {
      const left = new AbortController();
      const get = await fetch(url, { headers, signal: left.signal });
      left.abort();
      const head = await fetch(url, { method: 'HEAD', headers });
      expect([url, headers, shownBy(head)]).toEqual([url, headers, shownBy(get)]);
      expect(await head.text()).toBe('');
    }
  });
});
