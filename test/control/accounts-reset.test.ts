import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { openStream } from '../support/socket.js';

describe('POST /_emulator/reset', () => {
  describe('shape', () => {
    test('answers what it did; the body may be missing, empty or {}', async () => {
      const { control } = await build();
      for (const body of [undefined, '', {}]) {
        const reply = await control.post('/reset', body);
        expect(reply.status).toBe(200);
        expect(reply.body).toEqual({ success: true, message: 'The account was reset.' });
      }
      expect((await control.post('/reset?all=true')).body.message).toBe('Every account was reset.');
      expect((await control.post('/reset?all=false')).body.message).toBe('The account was reset.');
    });
  });

  describe('rules', () => {
    test.each(['?all=', '?all=yes', '?all=1', '?all', '?all=true&all=true'])(
      '%s is a 400 and resets nothing',
      async (query) => {
        const { api, control } = await build();
        await api.create({ instanceName: 'shop' });
        const reply = await control.post(`/reset${query}`);
        expect(reply.status).toBe(400);
        expect(reply.body.error).toBe('"all" must be true or false.');
        expect((await control.get('/instances')).body.count).toBe(1);
      },
    );

    test('needs a key', async () => {
      const { api, control, origin } = await build();
      await api.create({ instanceName: 'shop' });
      expect((await client(`${origin}/_emulator`, undefined).post('/reset?all=true')).status).toBe(401);
      expect((await control.get('/instances')).body.count).toBe(1);
    });
  });

  describe('behaviour', () => {
    test('drops what is the own account, and nothing of another', async () => {
      const { wachat, origin } = await build();
      for (const key of ['a', 'b']) await client(wachat.url, key).create({ instanceName: 'shop' });
      await client(`${origin}/_emulator`, 'a').post('/reset');
      expect(wachat.account('a').instances()).toEqual([]);
      expect(wachat.account('b').instances()).toHaveLength(1);
    });

    test('with all=true drops what is anybody', async () => {
      const { wachat, origin } = await build();
      for (const key of ['a', 'b']) await client(wachat.url, key).create({ instanceName: 'shop' });
      await client(`${origin}/_emulator`, 'c').post('/reset?all=true');
      for (const key of ['a', 'b']) expect(wachat.account(key).instances()).toEqual([]);
    });

    test('the number stays, also when another account comes in between', async () => {
      const { wachat, origin } = await build();
      const numberOf = async (key: string) =>
        String((await client(wachat.url, key).create({ instanceName: 'shop' })).body.instance.apiInstanceName).split(
          '_',
        )[0];
      expect(await numberOf('a')).toBe('t1');
      await client(`${origin}/_emulator`, 'a').post('/reset');
      expect(await numberOf('b')).toBe('t2');
      expect(await numberOf('a')).toBe('t1');
      await client(`${origin}/_emulator`, 'a').post('/reset?all=true');
      expect(await numberOf('b')).toBe('t2');
      expect(await numberOf('a')).toBe('t1');
    });

    test('what was before is gone: names, QRs and their texts', async () => {
      const { api, control } = await build();
      const before = (await api.create({ instanceName: 'shop' })).body;
      await control.post('/reset');
      const after = (await api.create({ instanceName: 'shop' })).body;
      expect(after.qrcode.code).not.toBe(before.qrcode.code);
      expect((await control.post('/scan', { code: before.qrcode.code })).status).toBe(404);
      expect((await control.get('/instances')).body.instances[0].state).toBe('connecting');
    });

    test('with a seed everything repeats after it', async () => {
      const { api, control } = await build({ seed: 'again' });
      const turn = async () => {
        const replies = [await api.create({ instanceName: 'one' }), await api.create({ instanceName: 'two' })];
        return replies.map(({ body }) => body);
      };
      const first = await turn();
      await control.post('/reset');
      expect(await turn()).toEqual(first);
    });

    test('makes room where the emulator was full', async () => {
      const { api, control } = await build({ maxInstances: 2 });
      for (let turn = 0; turn < 3; turn++) {
        expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
        expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
        expect((await api.create({ instanceName: 'shop' })).status).toBe(429);
        await control.post('/reset');
      }
    });

    test('ends the live pages of the account, and those of no other', async () => {
      const { clock, wachat, origin } = await build();
      const urls = new Map<string, string>();
      for (const key of ['a', 'b']) {
        urls.set(key, (await client(wachat.url, key).create({ instanceName: 'shop' })).body.qrcode.liveUrl);
      }
      const [a, b] = [await openStream(urls.get('a') ?? ''), await openStream(urls.get('b') ?? '')];
      await a.next();
      await b.next();
      await client(`${origin}/_emulator`, 'a').post('/reset');
      expect(await a.next()).toBeUndefined();
      clock.advance(45_000);
      expect((await b.next()).count).toBe(2);
      wachat.reset();
      expect(await b.next()).toBeUndefined();
    });
  });
});
