import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { client } from '../../support/client.js';
import { reach } from '../../support/emulator.js';
import { buildShop, business, createShop } from '../../support/shop.js';

describe('GET /instance/profile-picture', () => {
  describe('shape', () => {
    test('a PNG that a decoder which is not ours can read, of two colours', async () => {
      const { api, name, path, wachat } = await buildShop('/instance/profile-picture');
      wachat.scan({ instanceName: name });
      const reply = await api.get(path);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('image/png');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      const { width, height, data } = PNG.sync.read(reply.bytes);
      expect([width, height]).toEqual([240, 240]);
      const colours = new Set<string>();
      for (let index = 0; index < data.length; index += 4) colours.add(data.toString('hex', index, index + 4));
      expect(colours.size).toBe(2);
      expect(colours).toContain('f0f2f5ff');
    });

    test('by header and by apiKey in the URL, under both base paths, and by HEAD', async () => {
      const { api, name, origin, path, wachat } = await buildShop('/instance/profile-picture');
      wachat.scan({ instanceName: name });
      const picture = (await api.get(path)).bytes;
      for (const base of [wachat.url, origin]) {
        const reply = await client(base, undefined).get(`${path}&apiKey=${wachat.apiKey}`);
        expect(reply.status).toBe(200);
        expect(reply.bytes.equals(picture)).toBe(true);
      }
      const head = await api.call('HEAD', path);
      expect([head.status, head.bytes.length]).toEqual([200, 0]);
    });
  });

  describe('rules', () => {
    test('409 unless connected', async () => {
      const { api, name, path, wachat } = await buildShop('/instance/profile-picture');
      const steps: readonly (() => unknown)[] = [
        () => undefined,
        () => [wachat.scan({ instanceName: name }), wachat.drop(name)],
        () => [wachat.reconnect(name), wachat.replace(name)],
        () => [wachat.reconnect(name), wachat.unlink(name)],
      ];
      for (const step of steps) {
        step();
        const reply = await api.get(path);
        expect(reply.status).toBe(409);
        expect(reply.body.error).toBe(`${name} has no phone connected, so there is no picture.`);
      }
    });

    test('409 for a business instance, which has no phone', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/profile-picture', business);
      expect((await api.get(path)).status).toBe(409);
    });

    test('a key and a name are needed, one that the account has', async () => {
      const { api, name, path, wachat } = await buildShop('/instance/profile-picture');
      wachat.scan({ instanceName: name });
      expect((await client(wachat.url, undefined).get(path)).status).toBe(401);
      expect((await client(wachat.url, 'another').get(path)).status).toBe(404);
      expect((await api.get('/instance/profile-picture')).status).toBe(400);
      expect((await api.get('/instance/profile-picture?instanceName=nobody')).status).toBe(404);
    });
  });

  describe('behaviour', () => {
    test('a phone has one picture, whatever it is linked to, and another phone another', async () => {
      const { api, name, path, wachat } = await buildShop('/instance/profile-picture');
      const other = await createShop(api, '/instance/profile-picture');
      wachat.scan({ instanceName: name });
      wachat.scan({ instanceName: other.name });
      const first = (await api.get(path)).bytes;
      expect((await api.get(other.path)).bytes.equals(first)).toBe(true);
      wachat.unlink(name);
      await api.get(`/instance/qr?instanceName=${name}`);
      wachat.scan({ instanceName: name, number: '6281298765432' });
      expect((await api.get(path)).bytes.equals(first)).toBe(false);
    });
  });
});
