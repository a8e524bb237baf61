import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { readQr } from '../support/picture.js';
import { rawRequest, sendRaw } from '../support/socket.js';

/** The reply to a create with these headers, as they stand: `fetch` would not send a Host of our choice. */
const createWith = async (
  headers: Record<string, string>,
  { path = '/instance/create', ...options }: Options & { path?: string } = {},
) => {
  const { origin } = await build(options);
  const body = '{"instanceName": "shop"}';
  const answer = await sendRaw(
    origin,
    rawRequest(
      `POST ${path} HTTP/1.1`,
      {
        Host: new URL(origin).host,
        Authorization: 'Bearer key',
        'Content-Type': 'application/json',
        'Content-Length': String(body.length),
        ...headers,
      },
      body,
    ),
  );
  const { qrcode } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  return { origin, image: new URL(qrcode.imageUrl), live: new URL(qrcode.liveUrl) };
};

describe('URLs in replies', () => {
  describe('shape', () => {
    test('they lead to the picture and the page, with the technical name and the key', async () => {
      const { api, wachat } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      for (const [member, path] of [
        ['imageUrl', 'image'],
        ['liveUrl', 'live'],
      ] as const) {
        const url = new URL(body.qrcode[member]);
        expect(url.origin + url.pathname).toBe(`${wachat.url}/instance/qr/${path}`);
        expect([...url.searchParams]).toEqual([
          ['instanceName', body.instance.apiInstanceName],
          ['apiKey', wachat.apiKey],
        ]);
      }
    });

    test('GET /instance/qr gives the same ones as create', async () => {
      const { api } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      const again = await api.get(`/instance/qr?instanceName=${String(body.instance.apiInstanceName)}`);
      expect(again.body.qrcode.imageUrl).toBe(body.qrcode.imageUrl);
      expect(again.body.qrcode.liveUrl).toBe(body.qrcode.liveUrl);
    });
  });

  describe('rules', () => {
    test.each([
      [{ Host: 'wachat:9224' }, 'http://wachat:9224'],
      [{ Host: 'emulator.example.com' }, 'http://emulator.example.com'],
      [{ Host: '[::1]:9224' }, 'http://[::1]:9224'],
      [{ Host: 'inside:1', 'X-Forwarded-Host': 'outside.example.com' }, 'http://outside.example.com'],
      [{ Host: 'inside:1', 'X-Forwarded-Proto': 'https' }, 'https://inside:1'],
      [{ Host: 'inside:1', 'X-Forwarded-Host': 'outside:8443', 'X-Forwarded-Proto': 'HTTPS' }, 'https://outside:8443'],
      [{ Host: 'inside:1', 'X-Forwarded-Host': 'first, second', 'X-Forwarded-Proto': 'https,http' }, 'https://first'],
      [{ Host: 'inside:1', 'X-Forwarded-Proto': 'javascript' }, 'http://inside:1'],
    ])('by the headers %j they begin with %s', async (headers, expected) => {
      const { image, live } = await createWith(headers);
      expect(image.origin).toBe(expected);
      expect(live.origin).toBe(expected);
    });

    test.each([
      'evil"><script>',
      'evil/path?x=',
      'evil#',
      'user@evil',
      'a b',
      "x';alert(1)//",
      'evil:port',
      'evil:123456',
      'evil\\path',
      '',
    ])('the hostile Host %j is not repeated', async (Host) => {
      const { image, origin } = await createWith({ Host });
      expect(image.origin).toBe(`http://localhost:${new URL(origin).port}`);
    });

    test('a hostile X-Forwarded-Host is not repeated either', async () => {
      const { image } = await createWith({ Host: 'good:1', 'X-Forwarded-Host': 'evil"><script>' });
      expect(image.origin).toBe('http://good:1');
    });

    test.each([
      ['http://wachat:9224', 'http://wachat:9224/instance/qr/image'],
      ['https://wachat.example.com/', 'https://wachat.example.com/instance/qr/image'],
      ['https://example.com/some/path/', 'https://example.com/some/path/instance/qr/image'],
    ])('with the public URL %s set they begin with it, whatever the headers say', async (publicUrl, expected) => {
      const { image } = await createWith({ Host: 'other', 'X-Forwarded-Host': 'another' }, { publicUrl });
      expect(image.origin + image.pathname).toBe(expected);
    });

    test.each([
      ['/instance/create', '/instance/qr/image'],
      ['/api/v1/instance/create', '/api/v1/instance/qr/image'],
    ])('called as %s they use the base path that the caller used', async (path, expected) => {
      const { image } = await createWith({}, { path });
      expect(image.pathname).toBe(expected);
    });
  });

  describe('behaviour', () => {
    test('they work when fetched, at the root and at the base path, with a key that needs encoding', async () => {
      const { origin, wachat } = await build();
      for (const base of [origin, wachat.url]) {
        const { body } = await client(base, 'a+b&c=d/e?f#g%h').create({ instanceName: 'shop ☕' });
        const image = await fetch(body.qrcode.imageUrl);
        expect(image.status).toBe(200);
        expect(readQr(Buffer.from(await image.arrayBuffer()))).toBe(body.qrcode.code);
        const page = await fetch(body.qrcode.liveUrl);
        expect(page.status).toBe(200);
        expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      }
    });

    test('without a Host, as HTTP/1.0 allows, they lead to the port that was called', async () => {
      const { origin } = await build();
      const body = '{"instanceName": "shop"}';
      const answer = await sendRaw(
        origin,
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.0',
          { Authorization: 'Bearer key', 'Content-Type': 'application/json', 'Content-Length': String(body.length) },
          body,
        ),
      );
      const { qrcode } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
      expect((await fetch(qrcode.imageUrl)).status).toBe(200);
    });
  });
});
