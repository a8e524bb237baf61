import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';

const names = (body: Json): string[] => body.instances.map(({ displayName }: Json) => displayName);

describe('GET /instance/list', () => {
  describe('shape', () => {
    test('an account that has nothing has an empty list', async () => {
      const { api } = await build();
      const { status, body } = await api.get('/instance/list');
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, count: 0, instances: [] });
    });

    test('each instance with every documented member', async () => {
      const { api, clock, wachat } = await build();
      const { instance } = (await api.create({ instanceName: 'one', number: '628123456789' })).body;
      await api.create({ instanceName: 'two' });
      clock.advance(5_000);
      wachat.scan({ instanceName: instance.apiInstanceName });
      const { body } = await api.get('/instance/list');
      const picture = `${wachat.url}/instance/profile-picture?instanceName=${String(instance.apiInstanceName)}&apiKey=${wachat.apiKey}`;
      expect(body.count).toBe(2);
      expect(body.instances[0]).toEqual({
        id: 1,
        instanceName: 'one',
        displayName: 'one',
        apiInstanceName: instance.apiInstanceName,
        internalName: instance.apiInstanceName,
        state: 'open',
        status: 'open',
        isConnected: true,
        number: '628123456789',
        profileName: 'one',
        profilePictureUrl: picture,
        profilePicUrl: picture,
        owner: '628123456789@s.whatsapp.net',
        integration: 'WHATSAPP-BAILEYS',
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:05.000Z',
      });
      expect(body.instances[1]).toMatchObject({
        id: 2,
        state: 'connecting',
        status: 'connecting',
        isConnected: false,
        number: null,
        profileName: null,
        profilePictureUrl: null,
        profilePicUrl: null,
        owner: null,
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
      });
    });
  });

  describe('rules', () => {
    test('needs a key, in the header', async () => {
      const { wachat } = await build();
      const nobody = client(wachat.url, undefined);
      expect((await nobody.get('/instance/list')).status).toBe(401);
      expect((await nobody.get('/instance/list?apiKey=key')).status).toBe(401);
    });

    test('what it does not take is named in a warning, and refused when strict', async () => {
      const { api } = await build();
      const reply = await api.get('/instance/list?limit=5');
      expect(reply.status).toBe(200);
      expect(reply.headers.get('x-wachat-emulator-warning')).toBe(
        'ignored: the query has an unknown field (it takes none)',
      );
      const strict = await build({ strict: true });
      expect((await strict.api.get('/instance/list?limit=5')).status).toBe(400);
      expect((await strict.api.get('/instance/list')).status).toBe(200);
    });
  });

  describe('behaviour', () => {
    test('oldest first, in the order of creation, whatever happens to them', async () => {
      const { api, wachat } = await build();
      for (const instanceName of ['a', 'b', 'c']) await api.create({ instanceName });
      const second = wachat.instances()[1]?.apiInstanceName ?? '';
      wachat.scan({ instanceName: second });
      wachat.unlink(second);
      expect(names((await api.get('/instance/list')).body)).toEqual(['a', 'b', 'c']);
    });

    test('ids are never given twice', async () => {
      const { api } = await build();
      const ids = [];
      for (let turn = 0; turn < 3; turn++) {
        const { instance } = (await api.create({ instanceName: 'shop' })).body;
        ids.push((await api.get('/instance/list')).body.instances[0].id);
        await api.call('DELETE', `/instance/delete?instanceName=${String(instance.apiInstanceName)}`);
      }
      expect(ids).toEqual([1, 2, 3]);
    });

    test('an account sees its own only', async () => {
      const { api, wachat } = await build();
      await api.create({ instanceName: 'mine' });
      await client(wachat.url, 'another').create({ instanceName: 'theirs' });
      expect(names((await api.get('/instance/list')).body)).toEqual(['mine']);
      expect(names((await client(wachat.url, 'another').get('/instance/list')).body)).toEqual(['theirs']);
    });

    test('updatedAt tells when the state changed, also when pairing gave up with nobody looking', async () => {
      const { api, clock, wachat } = await build({ qrLimit: 2 });
      const { instance } = (await api.create({ instanceName: 'shop' })).body;
      const updatedAt = async () => (await api.get('/instance/list')).body.instances[0].updatedAt;
      clock.advance(45_000);
      expect(await updatedAt()).toBe('2026-01-01T00:00:00.000Z');
      clock.advance(60_000);
      expect(await updatedAt()).toBe('2026-01-01T00:01:30.000Z');
      await api.get(`/instance/qr?instanceName=${String(instance.apiInstanceName)}`);
      expect(await updatedAt()).toBe('2026-01-01T00:01:45.000Z');
      wachat.expireQr(instance.apiInstanceName);
      clock.advance(1_000);
      wachat.exhaust(instance.apiInstanceName);
      expect(await updatedAt()).toBe('2026-01-01T00:01:46.000Z');
    });
  });
});
