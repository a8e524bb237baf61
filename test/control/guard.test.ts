import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
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

    test('the imitated API is open under any name and origin, as production is', async () => {
      const { origin } = await build();
      const answer = await sendRaw(
        origin,
        rawRequest('GET /instance/qr?instanceName=x HTTP/1.1', {
          Host: 'wachat.example.com',
          Origin: 'https://shop.example.com',
          'Sec-Fetch-Site': 'cross-site',
          Authorization: 'Bearer key',
        }),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    });
  });
});
