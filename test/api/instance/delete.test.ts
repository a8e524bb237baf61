import { describe, expect, test } from 'vitest';
import { client } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { receive } from '../../support/receiver.js';
import { openStream } from '../../support/socket.js';
import { buildShop } from '../../support/shop.js';

const buildErasable = async () => {
  const shop = await buildShop('/instance/delete');
  return Object.assign(shop, { query: `?instanceName=${shop.name}`, erase: () => shop.api.call('DELETE', shop.path) });
};

describe('DELETE /instance/delete', () => {
  describe('shape', () => {
    test('answers what it did', async () => {
      const { erase } = await buildErasable();
      const { status, body } = await erase();
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, message: 'Instance deleted.' });
    });
  });

  describe('rules', () => {
    test('409 while connected, and nothing has changed', async () => {
      const { api, erase, name, query, wachat } = await buildErasable();
      wachat.scan({ instanceName: name });
      const looks = [`/instance/state${query}`, '/instance/list', `/instance/qr${query}`];
      const look = async () => JSON.stringify(await Promise.all(looks.map(async (path) => (await api.get(path)).body)));
      const before = await look();
      const { status, body } = await erase();
      expect(status).toBe(409);
      expect(body.error).toBe(`${name} is still connected; log it out first.`);
      expect(body.details).toEqual({
        state: 'open',
        allowed: ['requestQr', 'logout', 'unlink', 'drop', 'replace'],
      });
      expect(await look()).toBe(before);
    });

    test('a name is needed, one that the account has; the verb is DELETE', async () => {
      const { api, query, wachat } = await buildErasable();
      expect((await api.call('DELETE', '/instance/delete')).status).toBe(400);
      expect((await api.call('DELETE', '/instance/delete?instanceName=nobody')).status).toBe(404);
      expect((await client(wachat.url, 'another').call('DELETE', `/instance/delete${query}`)).status).toBe(404);
      expect((await client(wachat.url, undefined).call('DELETE', `/instance/delete${query}`)).status).toBe(401);
      expect((await api.post(`/instance/delete${query}`)).status).toBe(405);
      expect(wachat.instances()).toHaveLength(1);
    });

    test('what is deleted cannot be deleted again', async () => {
      const { erase } = await buildErasable();
      expect([(await erase()).status, (await erase()).status]).toEqual([200, 404]);
    });
  });

  describe('behaviour', () => {
    test('log out, then delete', async () => {
      const { api, erase, name, query, wachat } = await buildErasable();
      wachat.scan({ instanceName: name });
      expect((await erase()).status).toBe(409);
      expect((await api.call('DELETE', `/instance/logout${query}`)).status).toBe(200);
      expect((await erase()).status).toBe(200);
      expect((await api.get('/instance/list')).body.count).toBe(0);
    });

    test('gone everywhere at once', async () => {
      const { api, control, created, erase, name, query, wachat } = await buildErasable();
      const { code } = created.qrcode;
      await erase();
      for (const path of ['state', 'qr', 'qr/image', 'qr/live', 'profile-picture']) {
        const reply = await api.get(`/instance/${path}${query}`, { Accept: 'application/json' });
        expect(reply.status, path).toBe(404);
      }
      for (const verb of ['DELETE', 'POST'])
        expect((await api.call(verb, `/instance/logout${query}`)).status).toBe(404);
      expect((await api.get('/instance/list')).body).toEqual({ success: true, count: 0, instances: [] });
      expect((await control.get('/instances')).body.instances).toEqual([]);
      expect((await control.post(`/instances/${name}/scan`)).status).toBe(404);
      const scanned = await control.post('/scan', { code });
      expect(scanned.status).toBe(404);
      expect(scanned.body.error).toContain('No instance of this account has shown this QR');
      expect(wachat.instances()).toEqual([]);
      const page = await fetch(created.qrcode.liveUrl, { headers: { Accept: 'text/html' } });
      expect(page.status).toBe(404);
    });

    test('open live streams end, and those of other instances go on', async () => {
      const { api, clock, created, erase } = await buildErasable();
      const other = (await api.create({ instanceName: 'other' })).body;
      const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(created.qrcode.liveUrl)));
      const staying = await openStream(other.qrcode.liveUrl);
      for (const stream of [...streams, staying]) await stream.next();
      await erase();
      for (const stream of streams) expect(await stream.next()).toBeUndefined();
      clock.advance(45_000);
      expect((await staying.next()).count).toBe(2);
      staying.leave();
    });

    test('webhooks that were for it alone go with it, the others stay', async () => {
      const { api, erase, query, name } = await buildErasable();
      const url = 'https://example.com/hook';
      await api.post('/webhooks', { url, enabled: false, instanceName: name });
      await api.post('/webhooks', { url, enabled: false });
      await erase();
      const { body } = await api.get('/webhooks');
      expect(body.webhooks.map(({ id }: { id: number }) => id)).toEqual([2]);
      expect((await api.get(`/webhooks${query}`)).status).toBe(404);
    });

    test('it is told nothing more: no QR, no scan by itself, no delivery', async () => {
      const { url, received } = await receive();
      const { api, control } = await build({ autoScan: '10s' });
      await api.post('/webhooks', { url });
      const { instance } = (await api.create({ instanceName: 'shop' })).body;
      await control.get('/deliveries?status=delivered&count=2&wait=10s');
      await api.call('DELETE', `/instance/delete?instanceName=${String(instance.apiInstanceName)}`);
      const moved = await control.post('/clock', { advance: '1h', settle: true });
      expect(moved.body.clock.happened).toBe(0);
      expect(received).toHaveLength(2);
    });

    test('its name is not given again, and its successor is seen by nobody who watched it', async () => {
      const { api, created, erase, name } = await buildErasable();
      const stream = await openStream(created.qrcode.liveUrl);
      await stream.next();
      await erase();
      const again = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
      expect(again).not.toBe(name);
      expect(await stream.next()).toBeUndefined();
    });

    test('makes room under --max-instances', async () => {
      const { api } = await build({ maxInstances: 1 });
      for (let turn = 0; turn < 5; turn++) {
        const { status, body } = await api.create({ instanceName: 'shop' });
        expect(status).toBe(201);
        expect((await api.create({ instanceName: 'shop' })).status).toBe(429);
        await api.call('DELETE', `/instance/delete?instanceName=${String(body.instance.apiInstanceName)}`);
      }
    });
  });
});
