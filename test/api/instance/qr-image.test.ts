import { describe, expect, test } from 'vitest';
import { client } from '../../support/client.js';
import { build, reach } from '../../support/emulator.js';
import { readQr } from '../../support/picture.js';
import { business, createShop } from '../../support/shop.js';

describe('GET /instance/qr/image', () => {
  describe('shape', () => {
    test('a PNG that is not to be kept, with the text that the JSON says', async () => {
      const { api } = await reach();
      const { created, path } = await createShop(api, '/instance/qr/image');
      const reply = await api.get(path);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('image/png');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('content-length')).toBe(String(reply.bytes.length));
      expect(readQr(reply.bytes)).toBe(created.qrcode.code);
      expect(`data:image/png;base64,${reply.bytes.toString('base64')}`).toBe(created.qrcode.base64);
    });

    test('HEAD answers the same headers and no picture', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/qr/image');
      const reply = await api.call('HEAD', path);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('image/png');
      expect(reply.bytes.length).toBe(0);
    });

    test('errors are JSON here too', async () => {
      const { api } = await reach();
      const reply = await api.get('/instance/qr/image?instanceName=nobody');
      expect(reply.status).toBe(404);
      expect(reply.body.success).toBe(false);
    });
  });

  describe('rules', () => {
    test('the key comes in the URL, as an <img> has it, or in the header', async () => {
      const { api, wachat } = await build();
      const { created, path } = await createShop(api, '/instance/qr/image');
      const stranger = client(wachat.url, undefined);
      expect((await stranger.get(path)).status).toBe(401);
      expect((await stranger.get(`${path}&apiKey=`)).status).toBe(401);
      expect((await stranger.get(`${path}&apiKey=${wachat.apiKey}`)).status).toBe(200);
      expect((await fetch(created.qrcode.imageUrl)).status).toBe(200);
    });

    test('409 when open: there is no QR to show', async () => {
      const { api, wachat } = await build();
      const { name, path } = await createShop(api, '/instance/qr/image');
      wachat.scan({ instanceName: name });
      const reply = await api.get(path);
      expect(reply.status).toBe(409);
      expect(reply.body.error).toMatch(/^t1_\w+_shop is open; there is no QR to show\.$/);
    });

    test('400 for a business instance, which never has one', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/qr/image', business);
      const reply = await api.get(path);
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain('WHATSAPP-BUSINESS');
    });
  });

  describe('behaviour', () => {
    test.each([
      ['text/html', 'a page is at GET /instance/qr/live'],
      ['application/xhtml+xml, text/html;q=0.9', 'a page is at GET /instance/qr/live'],
      ['image/svg+xml', 'GET /instance/qr has its text as "code", and the PNG as "base64"'],
      ['text/plain', 'GET /instance/qr has its text as "code", and the PNG as "base64"'],
      ['application/json', 'GET /instance/qr has its text as "code", and the PNG as "base64"'],
      ['application/json, image/png;q=0', 'GET /instance/qr has its text as "code", and the PNG as "base64"'],
    ])('asked for %s it is a PNG all the same, with a warning that says where that is', async (Accept, instead) => {
      const { api } = await build();
      const { path } = await createShop(api, '/instance/qr/image');
      const reply = await api.get(path, { Accept });
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(reply.headers.get('x-wachat-emulator-warning')).toBe(
        `this call has only a PNG, whatever Accept says; ${instead}`,
      );
    });

    test.each([
      '*/*',
      'image/*',
      'image/png',
      'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
      'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      '',
    ])('asked for %j there is nothing to warn of', async (Accept) => {
      const { api } = await build();
      const { path } = await createShop(api, '/instance/qr/image');
      expect((await api.get(path, { Accept })).headers.get('x-wachat-emulator-warning')).toBeNull();
    });

    test('one URL shows each QR in its turn', async () => {
      const { api, clock } = await build();
      const { created, path } = await createShop(api, '/instance/qr/image');
      clock.advance(45_000);
      const next = readQr((await api.get(path)).bytes);
      expect(next).not.toBe(created.qrcode.code);
      expect(next).toBe((await api.get(path.replace('/image', ''))).body.qrcode.code);
    });

    test('starts pairing anew when it had given up', async () => {
      const { api, clock, control } = await build({ qrLimit: 1 });
      const { created, path } = await createShop(api, '/instance/qr/image');
      clock.advance(45_000);
      expect((await control.get('/instances')).body.instances[0].state).toBe('close');
      const reply = await api.get(path);
      expect(reply.status).toBe(200);
      expect(readQr(reply.bytes)).not.toBe(created.qrcode.code);
      expect((await control.get('/instances')).body.instances[0].state).toBe('connecting');
    });
  });
});
