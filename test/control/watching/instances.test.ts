import { describe, expect, test } from 'vitest';
import { client } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { bytesOf, readQr } from '../../support/picture.js';

describe('GET /_emulator/instances', () => {
  describe('shape', () => {
    test('an account that has nothing has an empty list', async () => {
      const { control } = await build();
      const { status, body } = await control.get('/instances');
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        count: 0,
        dropped: 0,
        satisfied: false,
        ended: false,
        hint: null,
        closest: [],
        instances: [],
      });
    });

    test('each with its current QR and when that ends', async () => {
      const { api, clock, control } = await build();
      const created = (await api.create({ instanceName: 'shop', number: '628123456789' })).body;
      clock.advance(1_000);
      const { body } = await control.get('/instances');
      const { base64, code, pairingCode, count } = created.qrcode;
      expect(body.instances).toEqual([
        {
          ...created.instance,
          phase: 'pairing',
          actions: ['scan', 'refuse', 'expireQr', 'exhaust', 'delete'],
          phone: null,
          opensAt: null,
          presence: 'unavailable',
          messages: { sent: 0, received: 0, last: null },
          qrcode: { base64, code, pairingCode, count, expiresAt: '2026-01-01T00:00:45.000Z' },
        },
      ]);
      expect(readQr(bytesOf(body.instances[0].qrcode.base64))).toBe(code);
    });
  });

  describe('rules', () => {
    test.each(['0', '-1', '1001', '1.5', '01', 'ten', '', '5&limit=6', '1e2', ' 5', '٥'])(
      'limit=%s is a 400',
      async (limit) => {
        const { control } = await build();
        const reply = await control.get(`/instances?limit=${limit}`);
        expect(reply.status).toBe(400);
        expect(reply.body.error).toContain('"limit" must be a whole number from 1 to 1000');
      },
    );

    test('newest first, a hundred unless told otherwise, and count says how many there are', async () => {
      const { api, control } = await build();
      for (let index = 0; index < 110; index++) await api.create({ instanceName: `n${String(index)}` });
      const { body } = await control.get('/instances');
      expect(body.count).toBe(110);
      expect(body.instances).toHaveLength(100);
      expect(body.instances[0].displayName).toBe('n109');
      expect((await control.get('/instances?limit=1')).body.instances).toHaveLength(1);
      expect((await control.get('/instances?limit=1000')).body.instances).toHaveLength(110);
    });
  });

  describe('behaviour', () => {
    test('changes nothing: a pairing that gave up stays so', async () => {
      const { api, clock, control } = await build({ qrLimit: 1 });
      await api.create({ instanceName: 'shop' });
      clock.advance(45_000);
      for (let turn = 0; turn < 3; turn++) {
        expect((await control.get('/instances')).body.instances[0]).toMatchObject({ state: 'close', qrcode: null });
      }
    });

    test('the handle lists the same', async () => {
      const { api, control, wachat } = await build();
      await api.create({ instanceName: 'shop' });
      expect(wachat.instances()).toEqual((await control.get('/instances')).body.instances);
      expect(wachat.account('other').instances()).toEqual([]);
    });

    test('a wrong verb names the right one, and needs no key to say so', async () => {
      const { origin } = await build();
      const reply = await client(`${origin}/_emulator`, undefined).call('DELETE', '/instances');
      expect(reply.status).toBe(405);
      expect(reply.headers.get('allow')).toBe('GET, HEAD');
    });
  });
});
