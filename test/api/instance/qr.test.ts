import { describe, expect, test } from 'vitest';
import { build, reach } from '../../support/emulator.js';
import { bytesOf, readQr } from '../../support/picture.js';
import { business, createShop } from '../../support/shop.js';

describe('GET /instance/qr', () => {
  describe('shape', () => {
    test('answers success, the instance and its current QR, as create does', async () => {
      const { api } = await reach();
      const { created, path } = await createShop(api, '/instance/qr');
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, instance: created.instance, qrcode: created.qrcode });
    });

    test('when open: 200 with the instance and no qrcode', async () => {
      const { api, wachat } = await build();
      const { name, path } = await createShop(api, '/instance/qr');
      wachat.scan({ instanceName: name });
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['success', 'instance']);
      expect(body.instance.state).toBe('open');
    });

    test('a business instance is open from the start', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/qr', business);
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      expect(body.qrcode).toBeUndefined();
      expect(body.instance.state).toBe('open');
    });
  });

  describe('rules', () => {
    test('the display name is not enough', async () => {
      const { api } = await reach();
      await createShop(api, '/instance/qr');
      expect((await api.get('/instance/qr?instanceName=shop')).status).toBe(404);
    });

    test('the key counts in the header only', async () => {
      const { api, origin, wachat } = await build();
      const { path } = await createShop(api, '/instance/qr');
      const reply = await fetch(`${origin}${path}&apiKey=${wachat.apiKey}`);
      expect(reply.status).toBe(401);
    });
  });

  describe('behaviour', () => {
    test('the QR stays until its life ends, then the next one comes', async () => {
      const { api, clock } = await build();
      const { created, path } = await createShop(api, '/instance/qr');
      clock.advance(44_999);
      expect((await api.get(path)).body.qrcode).toEqual(created.qrcode);
      clock.advance(1);
      const { qrcode } = (await api.get(path)).body;
      expect(qrcode.count).toBe(2);
      expect(qrcode.code).not.toBe(created.qrcode.code);
      expect(qrcode.pairingCode).not.toBe(created.qrcode.pairingCode);
      expect(readQr(bytesOf(qrcode.base64))).toBe(qrcode.code);
    });

    test('the life of a QR is a setting', async () => {
      const { api, clock } = await build({ qrTtl: '2s' });
      const { path } = await createShop(api, '/instance/qr');
      clock.advance(1_999);
      expect((await api.get(path)).body.qrcode.count).toBe(1);
      clock.advance(1);
      expect((await api.get(path)).body.qrcode.count).toBe(2);
    });

    test('after thirty QRs pairing has given up, and asking starts it anew', async () => {
      const { api, clock, control } = await build();
      const { path } = await createShop(api, '/instance/qr');
      const codes = new Set<string>();
      for (let count = 1; count <= 30; count++) {
        const { qrcode } = (await api.get(path)).body;
        expect(qrcode.count).toBe(count);
        codes.add(qrcode.code);
        clock.advance(45_000);
      }
      expect((await control.get('/instances')).body.instances[0]).toMatchObject({ state: 'close', qrcode: null });
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      expect(body.instance.state).toBe('connecting');
      expect(body.qrcode.count).toBe(1);
      codes.add(body.qrcode.code);
      expect(codes.size).toBe(31);
    });

    test('the keys in the text stay through all pairings, the ref changes with every QR', async () => {
      const { api, clock } = await build({ qrLimit: 2, qrTtl: '1s' });
      const { path } = await createShop(api, '/instance/qr');
      const parts: string[][] = [];
      for (let turn = 0; turn < 5; turn++) {
        parts.push(String((await api.get(path)).body.qrcode.code).split(','));
        clock.advance(1_000);
      }
      expect(new Set(parts.map(([ref]) => ref)).size).toBe(5);
      expect(new Set(parts.map(([, ...keys]) => keys.join())).size).toBe(1);
    });

    test('asking changes nothing while a QR is current', async () => {
      const { api, clock, control } = await build();
      const { path } = await createShop(api, '/instance/qr');
      const before = (await control.get('/instances')).body;
      for (let turn = 0; turn < 3; turn++) await api.get(path);
      expect((await control.get('/instances')).body).toEqual(before);
      clock.advance(45_000);
      expect((await api.get(path)).body.qrcode.count).toBe(2);
    });
  });
});
