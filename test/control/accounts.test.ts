import { describe, expect, test } from 'vitest';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { openStream } from '../support/socket.js';

const LONG_KEY = 'suite-0123456789-abcdef';
const START = '2026-01-01T00:00:00.000Z';
const nothing = { count: 0, connecting: 0, open: 0, close: 0 };

describe('GET /_emulator/accounts', () => {
  describe('shape', () => {
    test('has of each account what can be told, with its key masked', async () => {
      const { wachat, origin } = await build();
      const { body } = await client(wachat.url, LONG_KEY).create({ instanceName: 'one' });
      await client(wachat.url, LONG_KEY).create({ instanceName: 'two' });
      await client(wachat.url, LONG_KEY).post('/webhooks', { url: 'http://localhost:9/' });
      wachat.account(LONG_KEY).scan({ instanceName: body.instance.apiInstanceName });
      const reply = await client(`${origin}/_emulator`, LONG_KEY).get('/accounts');
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        success: true,
        count: 1,
        accounts: [
          {
            key: '••••abcdef',
            number: 1,
            own: true,
            instances: { count: 2, connecting: 1, open: 1, close: 0 },
            webhooks: 1,
            frozen: true,
            lastUsedAt: START,
          },
        ],
      });
      expect(wachat.account(LONG_KEY).instances()).toHaveLength(2);
    });

    test('the handle lists the same, and its own account is the one of its key', async () => {
      const { api, wachat } = await build();
      expect(wachat.accounts()).toEqual([]);
      await client(wachat.url, 'other').create({ instanceName: 'shop' });
      await api.create({ instanceName: 'shop' });
      expect(wachat.accounts().map(({ number, own }) => [number, own])).toEqual([
        [1, false],
        [2, true],
      ]);
    });
  });

  describe('rules', () => {
    test('needs a key, and shows nothing of one that is short', async () => {
      const { wachat, origin } = await build();
      const keys = ['k', 'a-short-key', 'whsec_short', 'nineteen-characters'];
      for (const key of keys) await client(wachat.url, key).create({ instanceName: 'shop' });
      expect((await client(`${origin}/_emulator`, undefined).get('/accounts')).status).toBe(401);
      const { body } = await client(`${origin}/_emulator`, 'looks').get('/accounts');
      expect(body.accounts.map(({ key }: Json) => key)).toEqual(keys.map(() => '••••'));
    });

    test('brings no account into being, and to look at another account is not to use it', async () => {
      const { wachat, origin, clock } = await build();
      await client(wachat.url, 'first').create({ instanceName: 'shop' });
      clock.advance(5_000);
      const looks = client(`${origin}/_emulator`, 'looks');
      for (let turn = 0; turn < 2; turn++) {
        const { body } = await looks.get('/accounts');
        expect(body.accounts).toMatchObject([{ number: 1, own: false, lastUsedAt: START }]);
      }
    });
  });

  describe('behaviour', () => {
    test('lists the oldest first; a reset empties an account and keeps its place and number', async () => {
      const { wachat, origin } = await build({ clock: 'manual' });
      for (const key of ['a', 'b', 'c']) await client(wachat.url, key).create({ instanceName: 'shop' });
      await wachat.account('a').clock.run();
      wachat.account('a').reset();
      const list = async () =>
        (await client(`${origin}/_emulator`, 'a').get('/accounts')).body.accounts.map(
          ({ number, own, instances, frozen }: Json) => ({ number, own, instances, frozen }),
        );
      const others = [2, 3].map((number) => ({
        number,
        own: false,
        instances: { ...nothing, count: 1, connecting: 1 },
        frozen: true,
      }));
      expect(await list()).toEqual([{ number: 1, own: true, instances: nothing, frozen: true }, ...others]);
      await client(wachat.url, 'a').create({ instanceName: 'again' });
      await wachat.account('a').clock.run();
      expect(await list()).toEqual([{ ...others[0], number: 1, own: true, frozen: false }, ...others]);
    });

    test('instances count by the state that clients see', async () => {
      const { api, clock, wachat } = await build({ qrLimit: 1 });
      await api.create({ instanceName: 'gives up' });
      clock.advance(45_000);
      await api.create({ instanceName: 'waits' });
      expect(wachat.accounts()[0]?.instances).toEqual({ count: 2, connecting: 1, open: 0, close: 1 });
    });

    test('tells when an account was used last, by the process’s clock; one in use is used now', async () => {
      const { api, clock, control, wachat } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      const lastUse = () => wachat.accounts()[0]?.lastUsedAt;
      await control.post('/clock', { set: '2027-07-01T00:00:00Z' });
      clock.advance(1_000);
      expect(lastUse()).toBe(START);
      wachat.instances();
      expect(lastUse()).toBe('2026-01-01T00:00:01.000Z');
      const stream = await openStream(body.qrcode.liveUrl);
      await stream.next();
      clock.advance(60_000);
      expect(lastUse()).toBe('2026-01-01T00:01:01.000Z');
    });
  });
});
