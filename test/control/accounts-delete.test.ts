import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { begin, build } from '../support/emulator.js';
import { hang, receive } from '../support/receiver.js';
import { openStream } from '../support/socket.js';

const GONE = { success: true, deleted: true, message: 'The account was deleted.' };
const NONE = { success: true, deleted: false, message: 'There was no account for this key.' };

describe('DELETE /_emulator/account', () => {
  describe('shape', () => {
    test('says whether there was one; the body may be missing, empty or {}', async () => {
      const { api, control } = await build();
      for (const body of [undefined, '', {}]) {
        await api.create({ instanceName: 'shop' });
        for (const expected of [GONE, NONE]) {
          const reply = await control.call('DELETE', '/account', { body });
          expect(reply.status).toBe(200);
          expect(reply.body).toEqual(expected);
        }
      }
    });

    test('the handle deletes by the same rules', async () => {
      const { wachat } = await build();
      await client(wachat.url, 'mine').create({ instanceName: 'shop' });
      const mine = wachat.account('mine');
      expect([mine.delete(), mine.delete()]).toEqual([true, false]);
      expect(wachat.accounts()).toEqual([]);
    });
  });

  describe('rules', () => {
    test('needs a key, and a body that is an object', async () => {
      const { api, control, origin, wachat } = await build();
      await api.create({ instanceName: 'shop' });
      expect((await client(`${origin}/_emulator`, undefined).call('DELETE', '/account')).status).toBe(401);
      expect((await control.call('DELETE', '/account', { body: '[{}]' })).status).toBe(400);
      expect(wachat.accounts()).toHaveLength(1);
    });
  });

  describe('behaviour', () => {
    const numberOf = async (url: string, key: string): Promise<number> => {
      const { body } = await client(url, key).create({ instanceName: 'shop' });
      return Number(/^t(\d+)_/.exec(body.instance.apiInstanceName)?.[1]);
    };

    test('drops the own account, place and all, and nothing of another', async () => {
      const { wachat, origin } = await build();
      for (const key of ['a', 'b']) await numberOf(wachat.url, key);
      const other = wachat.account('b').instances();
      await client(`${origin}/_emulator`, 'a').call('DELETE', '/account');
      expect(wachat.accounts().map(({ number }) => number)).toEqual([2]);
      expect(wachat.account('a').instances()).toEqual([]);
      expect(wachat.account('b').instances()).toEqual(other);
    });

    test('a key that comes back has a number that no account has or had, and comes last', async () => {
      const { wachat } = await build();
      expect(await numberOf(wachat.url, 'a')).toBe(1);
      expect(await numberOf(wachat.url, 'b')).toBe(2);
      wachat.account('b').delete();
      wachat.account('a').delete();
      expect(await numberOf(wachat.url, 'a')).toBe(3);
      expect(await numberOf(wachat.url, 'c')).toBe(4);
      wachat.account('a').delete();
      expect(await numberOf(wachat.url, 'b')).toBe(5);
      wachat.account('b').reset();
      expect(await numberOf(wachat.url, 'a')).toBe(6);
      expect(await numberOf(wachat.url, 'b')).toBe(5);
      expect(wachat.accounts().map(({ number }) => number)).toEqual([4, 5, 6]);
    });

    test('keys that were given keep their numbers', async () => {
      const { wachat } = await build({ apiKeys: ['one', 'two'] });
      for (let turn = 0; turn < 2; turn++) {
        expect(await numberOf(wachat.url, 'two')).toBe(2);
        expect(await numberOf(wachat.url, 'one')).toBe(1);
        expect(wachat.accounts().map(({ number }) => number)).toEqual([2, 1]);
        for (const key of ['two', 'one']) expect(wachat.account(key).delete()).toBe(true);
      }
    });

    test('an account that was reset is there to be deleted', async () => {
      const { wachat } = await build();
      await numberOf(wachat.url, 'a');
      wachat.reset();
      expect(wachat.accounts()).toHaveLength(1);
      expect(wachat.account('a').delete()).toBe(true);
      expect(wachat.accounts()).toEqual([]);
    });

    test('ends streams, waits and deliveries, and none sees what comes after', async () => {
      const { wachat, origin } = await build();
      const [api, control] = [client(wachat.url, 'a'), client(`${origin}/_emulator`, 'a')];
      const receiver = await receive(hang);
      await api.post('/webhooks', { url: receiver.url });
      const { body } = await api.create({ instanceName: 'shop' });
      const stream = await openStream(body.qrcode.liveUrl);
      await stream.next();
      await receiver.until(1);
      const { answer } = await begin(() => control.get('/deliveries?status=delivered&wait=1m'));
      const onHandle = wachat.account('a').waitFor('deliveries', { status: 'delivered' }, '1m');
      const early = wachat.account('not-yet').waitFor('deliveries', {}, '1m');
      const ends = Promise.allSettled([onHandle, early]);
      expect((await control.call('DELETE', '/account')).body).toEqual(GONE);
      expect(wachat.account('not-yet').delete()).toBe(false);
      expect(await stream.next()).toBeUndefined();
      expect((await answer).body).toMatchObject({ satisfied: false });
      expect(await ends).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
      await api.create({ instanceName: 'shop' });
      expect((await control.get('/deliveries')).body.count).toBe(0);
      expect(receiver.received).toHaveLength(1);
    });
  });
});
