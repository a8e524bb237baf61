import { describe, expect, test } from 'vitest';
import { client } from '../../support/client.js';
import { openStream } from '../../support/socket.js';
import { buildShop, business, reachShop } from '../../support/shop.js';

describe.each(['DELETE', 'POST'])('%s /instance/logout', (method) => {
  describe('shape', () => {
    test('answers what it did', async () => {
      const { api, name, path, wachat } = await buildShop('/instance/logout');
      wachat.scan({ instanceName: name });
      const { status, body } = await api.call(method, path);
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, message: 'Instance logged out.' });
    });

    test('an empty body with a JSON content type is fine', async () => {
      const { api, name, path, wachat } = await buildShop('/instance/logout');
      wachat.scan({ instanceName: name });
      expect((await api.call(method, path, { body: '' })).status).toBe(200);
    });
  });

  describe('rules', () => {
    test('400 when no phone is linked, naming the state and what is possible', async () => {
      const { api, clock, name, path, wachat } = await buildShop('/instance/logout');
      const pairing = await api.call(method, path);
      expect(pairing.status).toBe(400);
      expect(pairing.body.error).toBe(
        `${name} is connecting and shows a QR, but no phone is linked, so logout is not possible; possible actions: GET /instance/qr, delete, scan, refuse, expire-qr, exhaust.`,
      );
      expect(pairing.body.details).toEqual({
        state: 'pairing',
        allowed: ['requestQr', 'delete', 'scan', 'refuse', 'expireQr', 'exhaust'],
      });
      clock.advance(30 * 45_000);
      expect((await api.call(method, path)).body.details.state).toBe('expired');
      await api.get(`/instance/qr?instanceName=${name}`);
      wachat.scan({ instanceName: name });
      expect((await api.call(method, path)).status).toBe(200);
      expect((await api.call(method, path)).status).toBe(400);
    });

    test('a name is needed, one that the account has', async () => {
      const { api, name, path, state, wachat } = await buildShop('/instance/logout');
      wachat.scan({ instanceName: name });
      expect((await api.call(method, '/instance/logout')).status).toBe(400);
      expect((await api.call(method, '/instance/logout?instanceName=nobody')).status).toBe(404);
      expect((await client(wachat.url, 'another').call(method, path)).status).toBe(404);
      expect((await client(wachat.url, undefined).call(method, path)).status).toBe(401);
      expect((await state()).state).toBe('open');
    });
  });

  describe('behaviour', () => {
    test('the state is close, the phone is gone, the instance stays', async () => {
      const { api, name, path, state, wachat } = await buildShop('/instance/logout');
      wachat.scan({ instanceName: name });
      await api.call(method, path);
      expect(await state()).toMatchObject({ state: 'close', owner: null, profileName: null, number: '628123456789' });
      expect((await api.get('/instance/list')).body.instances[0]).toMatchObject({ state: 'close', isConnected: false });
    });

    test('the next QR has other keys, and an old one is not current', async () => {
      const { api, control, created, name, path, wachat } = await buildShop('/instance/logout');
      wachat.scan({ instanceName: name });
      await api.call(method, path);
      const keysOf = (code: string) => code.split(',').slice(1);
      const { qrcode } = (await api.get(`/instance/qr?instanceName=${name}`)).body;
      expect(qrcode.count).toBe(1);
      for (const [index, key] of keysOf(qrcode.code).entries()) {
        expect(key).not.toBe(keysOf(created.qrcode.code)[index]);
      }
      expect((await control.post('/scan', { code: created.qrcode.code })).status).toBe(410);
      expect((await control.post('/scan', { code: qrcode.code })).status).toBe(200);
    });

    test('a lost and a replaced connection can be logged out too', async () => {
      for (const trouble of ['drop', 'replace'] as const) {
        const { api, name, path, state, wachat } = await buildShop('/instance/logout');
        wachat.scan({ instanceName: name });
        wachat[trouble](name);
        expect((await api.call(method, path)).status).toBe(200);
        expect((await state()).state).toBe('close');
      }
    });

    test('a business instance is closed by it, and pairs with nobody after that', async () => {
      const { api, name, path, state } = await reachShop('/instance/logout', business);
      expect((await api.call(method, path)).status).toBe(200);
      expect((await state()).state).toBe('close');
      const { body } = await api.get(`/instance/qr?instanceName=${name}`);
      expect([body.instance.state, body.qrcode]).toEqual(['close', undefined]);
    });

    test('the live page is told', async () => {
      const { api, created, name, path, wachat } = await buildShop('/instance/logout');
      wachat.scan({ instanceName: name });
      const stream = await openStream(created.qrcode.liveUrl);
      expect((await stream.next()).state).toBe('open');
      await api.call(method, path);
      expect((await stream.next()).state).toBe('close');
      stream.leave();
    });
  });
});
