import { describe, expect, test } from 'vitest';
import type { Options } from '../../../src/index.js';
import { client } from '../../support/client.js';
import { reach } from '../../support/emulator.js';
import { buildShop, business } from '../../support/shop.js';

/** An emulator with one instance in it, and the whole answer about that. */
const buildState = async (fields: object = {}, options: Options = {}) => {
  const shop = await buildShop('/instance/state', { instanceName: 'Toko Jakarta', ...fields }, options);
  return Object.assign(shop, { state: async () => (await shop.api.get(shop.path)).body });
};

describe('GET /instance/state', () => {
  describe('shape', () => {
    test('before the scan: every documented member, and no phone', async () => {
      const { api, name, path } = await buildState();
      const reply = await api.get(path);
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        success: true,
        data: { instance: { instanceName: name, state: 'connecting' } },
        instance: {
          instanceName: 'Toko Jakarta',
          apiInstanceName: name,
          internalName: name,
          state: 'connecting',
          profileName: null,
          profilePictureUrl: null,
          profilePicUrl: null,
          number: '628123456789',
          owner: null,
          integration: 'WHATSAPP-BAILEYS',
        },
      });
    });

    test('after it: the phone, its owner and a picture that can be fetched as it stands', async () => {
      const { name, state, wachat } = await buildState();
      wachat.scan({ instanceName: name, profileName: 'Toko' });
      const { data, instance } = await state();
      expect(data).toEqual({ instance: { instanceName: name, state: 'open' } });
      const picture = `${wachat.url}/instance/profile-picture?instanceName=${name}&apiKey=${wachat.apiKey}`;
      expect(instance).toEqual({
        instanceName: 'Toko Jakarta',
        apiInstanceName: name,
        internalName: name,
        state: 'open',
        profileName: 'Toko',
        profilePictureUrl: picture,
        profilePicUrl: picture,
        number: '628123456789',
        owner: '628123456789@s.whatsapp.net',
        integration: 'WHATSAPP-BAILEYS',
      });
      expect((await fetch(instance.profilePictureUrl)).status).toBe(200);
    });

    test('the URL of the picture uses the path that the caller used', async () => {
      const { name, origin, path, wachat } = await buildState();
      wachat.scan({ instanceName: name });
      const { body } = await client(origin, wachat.apiKey).get(path);
      expect(body.instance.profilePictureUrl).toMatch(new RegExp(`^${origin}/instance/profile-picture\\?`));
    });

    test('a business instance is open, with its number and without a phone', async () => {
      const { state } = await buildState(business);
      expect((await state()).instance).toMatchObject({
        state: 'open',
        number: '628123456789',
        owner: null,
        profileName: null,
        profilePictureUrl: null,
        integration: 'WHATSAPP-BUSINESS',
      });
    });
  });

  describe('rules', () => {
    test.each([
      ['no name', ''],
      ['an empty name', '?instanceName='],
      ['two names', '?instanceName=a&instanceName=b'],
    ])('%s is a 400', async (_what, query) => {
      const { api } = await reach();
      const reply = await api.get(`/instance/state${query}`);
      expect(reply.status).toBe(400);
      expect(reply.body.details).toEqual([{ path: 'instanceName', message: expect.any(String) }]);
    });

    test('an unknown instance is a 404, a display name one that names the technical one', async () => {
      const { api, name } = await buildState();
      expect((await api.get('/instance/state?instanceName=t1_x_nobody')).status).toBe(404);
      const reply = await api.get('/instance/state?instanceName=Toko%20Jakarta');
      expect(reply.status).toBe(404);
      expect(reply.body.error).toContain(name);
    });

    test('another account has no such instance, and the key is not taken from the URL', async () => {
      const { path, wachat } = await buildState();
      expect((await client(wachat.url, 'another').get(path)).status).toBe(404);
      expect((await client(wachat.url, undefined).get(`${path}&apiKey=${wachat.apiKey}`)).status).toBe(401);
    });
  });

  describe('behaviour', () => {
    test('follows the instance through its whole life', async () => {
      const { api, clock, name, state, wachat } = await buildState();
      const seen: string[] = [];
      const look = async () => {
        const { data, instance } = await state();
        expect(data.instance.state).toBe(instance.state);
        seen.push(`${String(instance.state)} ${String(instance.owner)}`);
      };
      await look();
      clock.advance(30 * 45_000);
      await look();
      await api.get(`/instance/qr?instanceName=${name}`);
      await look();
      wachat.scan({ instanceName: name });
      await look();
      wachat.drop(name);
      await look();
      wachat.reconnect(name);
      await look();
      wachat.replace(name);
      await look();
      wachat.reconnect(name);
      wachat.unlink(name);
      await look();
      const owner = '628123456789@s.whatsapp.net';
      expect(seen).toEqual([
        'connecting null',
        'close null',
        'connecting null',
        `open ${owner}`,
        'connecting null',
        `open ${owner}`,
        'close null',
        'close null',
      ]);
    });

    test('reading changes nothing: what gave up stays so', async () => {
      const { clock, state } = await buildState({}, { qrLimit: 1 });
      clock.advance(45_000);
      const first = await state();
      expect(first.instance.state).toBe('close');
      expect(await state()).toEqual(first);
    });

    test('without a number at create the phone has a plausible one, the same each time', async () => {
      const { name, state, wachat } = await buildState({ number: undefined });
      expect((await state()).instance.number).toBeNull();
      wachat.scan({ instanceName: name });
      const { number, owner } = (await state()).instance;
      expect(number).toMatch(/^62812\d{8}$/);
      expect(owner).toBe(`${String(number)}@s.whatsapp.net`);
      wachat.unlink(name);
      expect((await state()).instance.number).toBeNull();
    });
  });
});
