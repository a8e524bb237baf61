import { describe, expect, test } from 'vitest';
import { version } from '../../src/index.js';
import { build } from '../support/emulator.js';
import { openStream, rawRequest, sendRaw } from '../support/socket.js';

const HEADER = 'x-wachat-emulator';
const NO_GUESS = 'x-content-type-options';

describe('Every answer', () => {
  describe('shape', () => {
    test('carries the version and forbids guessing its type, whatever its kind', async () => {
      const { api, control, origin, wachat } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      const name = String(body.instance.apiInstanceName);
      const replies = {
        '201': [
          await api.create({ instanceName: 'shop' }),
          await api.create({ instanceName: 'shop' }, '?response=image'),
        ],
        '200': [
          await api.get(`/instance/qr?instanceName=${name}`),
          await api.get(`/instance/qr/image?instanceName=${name}`),
          await api.call('HEAD', `/instance/qr/image?instanceName=${name}`),
          await api.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'text/html' }),
          await api.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'application/json' }),
          await control.get('/health'),
          await control.get('/instances'),
          await fetch(`${origin}/`),
        ],
        '400': [await api.create({}), await api.create('{'), await api.get('/%zz')],
        '401': [await fetch(`${origin}/api/v1/instance/qr`), await fetch(body.qrcode.liveUrl.replace(/&apiKey.*/, ''))],
        '403': [await control.get('/instances', { Origin: 'https://evil.example.com' })],
        '404': [await api.get('/nothing'), await control.get('/nothing'), await api.get('/instance/qr?instanceName=x')],
        '405': [await api.get('/instance/create'), await api.call('PUT', '/instance/qr')],
        '410': [(wachat.expireQr(name), await control.post('/scan', { code: body.qrcode.code }))],
        '409': [(wachat.scan({ instanceName: name }), await control.post(`/instances/${name}/scan`))],
        '414': [await control.post(`/instances/${'x'.repeat(2_000)}/scan`)],
        '415': [await api.post('/instance/create', 'x', { 'Content-Type': 'text/plain' })],
      };
      for (const [status, list] of Object.entries(replies)) {
        for (const reply of list) {
          expect(reply.status).toBe(Number(status));
          expect([reply.headers.get(HEADER), reply.headers.get(NO_GUESS)]).toEqual([version, 'nosniff']);
        }
      }
      const stream = await openStream(body.qrcode.liveUrl);
      expect([stream.headers.get(HEADER), stream.headers.get(NO_GUESS)]).toEqual([version, 'nosniff']);
      stream.leave();
    });

    test('also a preflight and the 204 of a page too many', async () => {
      const { api, origin } = await build({ cors: true });
      const preflight = await fetch(`${origin}/api/v1/instance/create`, {
        method: 'OPTIONS',
        headers: { Origin: 'https://shop.example.com', 'Access-Control-Request-Method': 'POST' },
      });
      expect([preflight.status, preflight.headers.get(HEADER)]).toEqual([204, version]);
      expect(preflight.headers.get(NO_GUESS)).toBe('nosniff');
      const { body } = await api.create({ instanceName: 'shop' });
      const page = { 'X-Wachat-Emulator-Page': '1' };
      const streams = await Promise.all(Array.from({ length: 5 }, () => openStream(body.qrcode.liveUrl, page)));
      expect(streams.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 204]);
      for (const stream of streams) {
        expect([stream.headers.get(HEADER), stream.headers.get(NO_GUESS)]).toEqual([version, 'nosniff']);
        stream.leave();
      }
    });
  });

  const host = { Host: 'localhost' };
  const json = { ...host, Authorization: 'Bearer key', 'Content-Type': 'application/json' };
  const create = '{"instanceName":"a"}';

  describe('rules', () => {
    test.each([
      ['no HTTP at all', 'hello\r\n\r\n', 400],
      ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400],
      ['an unknown verb', rawRequest('BREW /pot HTTP/1.1', host), 400],
      ['an unknown version', rawRequest('GET / HTTP/3.0', host), 400],
      ['HTTP/1.1 without a Host', rawRequest('GET /_emulator/health HTTP/1.1', {}), 400],
      ['headers that are too large', rawRequest('GET / HTTP/1.1', { ...host, X: 'x'.repeat(20_000) }), 431],
      ['a NUL in a header', rawRequest('GET / HTTP/1.1', { ...host, X: '\u0000' }), 400],
      [
        'a length and chunks',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...json, 'Content-Length': '5', 'Transfer-Encoding': 'chunked' },
          '0\r\n\r\n',
        ),
        400,
      ],
      [
        'an encoding that is none',
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...json, 'Transfer-Encoding': 'identity' }, create),
        400,
      ],
      [
        'compressed chunks',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...json, 'Transfer-Encoding': 'gzip, chunked' },
          '3\r\nxyz\r\n0\r\n\r\n',
        ),
        400,
      ],
      [
        'a chunk that is no number',
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...json, 'Transfer-Encoding': 'chunked' }, 'zz\r\n'),
        400,
      ],
      [
        'a negative length',
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...json, 'Content-Length': '-1' }),
        400,
      ],
      ['an expectation that nobody meets', rawRequest('GET / HTTP/1.1', { ...host, Expect: 'cake' }), 417],
      ['a tunnel', rawRequest('CONNECT example.com:443 HTTP/1.1', host), 405],
      ['a verb of WebDAV', rawRequest('PROPFIND /api/v1/instance/create HTTP/1.1', host), 405],
      [
        'two hosts',
        'GET /api/v1/instance/list HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHOST: evil.example.com\r\n\r\n',
        400,
      ],
      ['the same host twice', 'GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: a\r\n\r\n', 400],
      ['two hosts in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n', 400],
      [
        'two hosts for the control API',
        'POST /_emulator/reset HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: b\r\n\r\n',
        400,
      ],
      [
        'two hosts for its health',
        'GET /_emulator/health HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: b\r\n\r\n',
        400,
      ],
      ['two hosts at an unknown path', 'GET /nothing HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: b\r\n\r\n', 400],
      [
        'two keys',
        `${rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...json, 'Content-Length': '20' }).trimEnd()}\r\nauthorization: Bearer other\r\n\r\n${create}`,
        400,
      ],
      [
        'two types',
        `${rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...json, 'Content-Length': '20' }).trimEnd()}\r\ncontent-type: text/plain\r\n\r\n${create}`,
        400,
      ],
    ])('%s is refused in our words', async (_what, request, status) => {
      const { origin, control } = await build();
      const answer = await sendRaw(origin, request);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
      expect(answer.toLowerCase()).toContain(`${HEADER}: ${version}\r\n`);
      expect(answer.toLowerCase()).toContain(`${NO_GUESS}: nosniff\r\n`);
      const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
      expect(body).toEqual({ success: false, error: expect.stringMatching(/^[A-Z].*[.?]$/) });
      expect((await control.get('/instances')).body.count).toBe(0);
    });

    test.each([
      [
        'HTTP/1.0 without a Host',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.0',
          { Authorization: 'Bearer key', 'Content-Type': 'application/json', 'Content-Length': '20' },
          create,
        ),
      ],
      [
        'chunks',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...json, 'Transfer-Encoding': 'chunked' },
          '5\r\n{"ins\r\nf\r\ntanceName":"a"}\r\n0\r\nX-Trailer: 1\r\n\r\n',
        ),
      ],
      [
        'Expect: 100-continue',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...json, 'Content-Length': '20', Expect: '100-continue' },
          create,
        ),
      ],
      [
        'a wish to upgrade',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...json, 'Content-Length': '20', Connection: 'close, Upgrade', Upgrade: 'websocket' },
          create,
        ),
      ],
      [
        'an absolute URL',
        rawRequest(
          'POST http://localhost/api/v1/instance/create HTTP/1.1',
          { ...json, 'Content-Length': '20' },
          create,
        ),
      ],
      [
        'header names in capitals',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { HOST: 'x', AUTHORIZATION: 'BEARER key', 'CONTENT-TYPE': 'application/json', 'CONTENT-LENGTH': '20' },
          create,
        ),
      ],
    ])('%s is served', async (_what, request) => {
      const { origin } = await build();
      const answer = await sendRaw(origin, request);
      expect(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')).toMatch(/^HTTP\/1\.1 201 /);
      expect(answer.toLowerCase()).toContain(`${HEADER}: ${version}\r\n`);
      expect(answer.toLowerCase()).toContain(`${NO_GUESS}: nosniff\r\n`);
    });
  });

  describe('behaviour', () => {
    test('requests sent one behind the other are answered in their order', async () => {
      const { origin } = await build();
      const one = (name: string, connection: string) =>
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...json, 'Content-Length': '20', Connection: connection },
          `{"instanceName":"${name}"}`,
        );
      const answer = await sendRaw(origin, one('a', 'keep-alive') + one('b', 'keep-alive') + one('c', 'close'));
      const names = [...answer.matchAll(/"displayName":"(.)"/g)].map(([, name]) => name);
      expect(names).toEqual(['a', 'b', 'c']);
      expect(answer.match(/HTTP\/1\.1 201 /g)).toHaveLength(3);
    });

    test('a body that never ends keeps nobody else waiting, and close ends it', async () => {
      const { api, origin, wachat } = await build();
      const stuck = sendRaw(
        origin,
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...json, 'Content-Length': '20' }, '{"ins'),
      );
      const silent = sendRaw(origin, 'GET / HT');
      expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
      await wachat.close();
      expect((await stuck).replace(/HTTP\/1\.1 4\d\d [^]*/, '')).toBe('');
      expect((await silent).replace(/HTTP\/1\.1 4\d\d [^]*/, '')).toBe('');
    });
  });
});
