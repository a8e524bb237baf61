import { describe, expect, test } from 'vitest';
import { buildShop } from '../support/shop.js';
import type { Options } from '../../src/index.js';

const buildExpirable = async (options: Options = {}) => {
  const shop = await buildShop('', {}, options);
  const { control, name } = shop;
  return Object.assign(shop, { expire: (body?: unknown) => control.post(`/instances/${name}/expire-qr`, body) });
};

describe('POST /_emulator/instances/<name>/expire-qr', () => {
  describe('shape', () => {
    test('answers the instance with the QR that came next', async () => {
      const { control, code, expire } = await buildExpirable();
      const { status, body } = await expire();
      expect(status).toBe(200);
      expect(body.instance.state).toBe('connecting');
      expect(body.instance.qrcode).toMatchObject({ count: 2, expiresAt: '2026-01-01T00:00:45.000Z' });
      expect(body.instance.qrcode.code).not.toBe(code);
      expect((await control.get('/instances')).body.instances[0]).toEqual(body.instance);
    });

    test('the body may be missing, empty, {} or []', async () => {
      const { expire } = await buildExpirable();
      expect((await expire(undefined)).status).toBe(200);
      expect((await expire('')).status).toBe(200);
      expect((await expire({})).status).toBe(200);
      expect((await expire('null')).status).toBe(400);
      expect((await expire('[]')).status).toBe(200);
    });
  });

  describe('rules', () => {
    test('404 for an instance that the account does not have', async () => {
      const { control } = await buildExpirable();
      for (const name of ['nobody', 'shop', '%00', '..%2F..%2Fetc', '__proto__', '%E2%98%95', '%20']) {
        expect((await control.post(`/instances/${name}/expire-qr`)).status).toBe(404);
      }
    });

    test('409 when open, 409 when pairing gave up', async () => {
      const { expire, wachat, name } = await buildExpirable({ qrLimit: 1 });
      expect((await expire()).body.instance).toMatchObject({ state: 'close', qrcode: null });
      expect((await expire()).status).toBe(409);
      const opened = await buildExpirable();
      opened.wachat.scan({ instanceName: opened.name });
      expect((await opened.expire()).status).toBe(409);
      expect(() => wachat.expireQr(name)).toThrow(/given up/);
    });
  });

  describe('behaviour', () => {
    test('the expired QR cannot be scanned, the next one lives a whole life', async () => {
      const { api, clock, control, code, expire, name } = await buildExpirable();
      clock.advance(30_000);
      await expire();
      const reply = await control.post('/scan', { code });
      expect(reply.status).toBe(410);
      expect(reply.body.error).toContain('expired 0 s ago');
      const count = async () => (await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.count;
      clock.advance(44_999);
      expect(await count()).toBe(2);
      clock.advance(1);
      expect(await count()).toBe(3);
    });

    test('thirty of them, and pairing gives up as if time had passed', async () => {
      const { expire } = await buildExpirable();
      const codes = new Set<string>();
      for (let turn = 1; turn < 30; turn++) codes.add((await expire()).body.instance.qrcode.code);
      expect(codes.size).toBe(29);
      expect((await expire()).body.instance).toMatchObject({ state: 'close', qrcode: null });
      expect((await expire()).status).toBe(409);
    });

    test('other instances keep their QR', async () => {
      const { api, expire } = await buildExpirable();
      const other = (await api.create({ instanceName: 'other' })).body;
      await expire();
      const { body } = await api.get(`/instance/qr?instanceName=${String(other.instance.apiInstanceName)}`);
      expect(body.qrcode).toEqual(other.qrcode);
    });
  });
});
