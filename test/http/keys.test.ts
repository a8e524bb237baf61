import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { readQr } from '../support/picture.js';
import { receive } from '../support/receiver.js';

const accountOf = (technicalName: unknown): string => String(technicalName).replace(/_.*/, '');

describe('Accounts', () => {
  describe('shape', () => {
    test.each([
      ['nothing at all', {}, 'Send an API key in the header Authorization: Bearer <key>.'],
      ['an empty header', { Authorization: '' }, 'The header Authorization must be "Bearer" and an API key'],
      ['a key without a scheme', { Authorization: 'some-key' }, 'The header Authorization must be "Bearer"'],
      ['another scheme', { Authorization: 'Basic c29tZTprZXk=' }, 'The header Authorization must be "Bearer"'],
      ['a scheme without a key', { Authorization: 'Bearer' }, 'The header Authorization must be "Bearer"'],
      ['a scheme and a space', { Authorization: 'Bearer ' }, 'The header Authorization must be "Bearer"'],
      ['two keys', { Authorization: 'Bearer one two' }, 'The header Authorization must be "Bearer"'],
      ['the name of another header', { 'X-Api-Key': 'some-key' }, 'Send an API key in the header Authorization'],
    ])('%s is a 401 that says what to send', async (_what, headers, sentence) => {
      const { wachat } = await build();
      const stranger = client(wachat.url, undefined);
      const replies = [
        await stranger.post('/instance/create', { instanceName: 'shop' }, headers),
        await stranger.get('/instance/qr?instanceName=x', headers),
        await stranger.post('/send/text', {}, headers),
      ];
      for (const reply of replies) {
        expect(reply.status).toBe(401);
        expect(reply.headers.get('www-authenticate')).toBe('Bearer');
        expect(reply.body).toEqual({ success: false, error: expect.stringContaining(sentence) });
      }
    });

    test('a key in the URL where it may not come is a 401 that says so', async () => {
      const { wachat } = await build();
      const stranger = client(wachat.url, undefined);
      for (const path of ['/instance/qr?instanceName=x&apiKey=k', '/instance/list?apiKey=k', '/contacts?apiKey=k']) {
        const reply = await stranger.get(path);
        expect(reply.status).toBe(401);
        expect(reply.body.error).toContain('not in the URL');
      }
      expect((await stranger.post('/instance/create?apiKey=k', { instanceName: 'shop' })).status).toBe(401);
    });
  });

  describe('rules', () => {
    test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('the scheme may be written %s', async (scheme) => {
      const { wachat } = await build();
      const stranger = client(wachat.url, undefined);
      const reply = await stranger.post(
        '/instance/create',
        { instanceName: 'shop' },
        { Authorization: `${scheme} key` },
      );
      expect(reply.status).toBe(201);
    });

    test.each(['/instance/qr/image', '/instance/qr/live', '/instance/profile-picture'])(
      '%s takes the key in the URL, and the header wins over it',
      async (path) => {
        const { wachat } = await build({ apiKeys: ['good'] });
        const get = async (apiKey: string, header?: string) => {
          const { status } = await client(wachat.url, header).get(`${path}?instanceName=x&apiKey=${apiKey}`);
          return status;
        };
        expect(await get('good')).toBe(404);
        expect(await get('bad')).toBe(401);
        expect(await get('bad', 'good')).toBe(404);
        expect(await get('good', 'bad')).toBe(401);
      },
    );

    test('by default any key is good', async () => {
      const { wachat } = await build();
      for (const key of ['x', '__proto__', 'constructor', 'k'.repeat(4_000), '!"#$%&\'()*+-./:;<=>?@[]^_`{|}~']) {
        const { status, body } = await client(wachat.url, key).create({ instanceName: 'shop' });
        expect(status).toBe(201);
        expect((await fetch(body.qrcode.imageUrl)).status).toBe(200);
        expect((await fetch(body.qrcode.liveUrl)).status).toBe(200);
      }
    });

    test('with keys given, all others get 401, also on the control API', async () => {
      const { wachat, origin } = await build({ apiKeys: ['one', 'two'] });
      for (const key of ['three', 'ONE', 'one,two', 'on']) {
        for (const base of [wachat.url, `${origin}/_emulator`]) {
          const reply = await client(base, key).get('/instance/qr?instanceName=x');
          const listed = await client(base, key).get('/instances');
          const status = base.endsWith('_emulator') ? listed.status : reply.status;
          expect(status).toBe(401);
        }
      }
      const denied = await client(wachat.url, 'three').create({ instanceName: 'shop' });
      expect(denied.status).toBe(401);
      expect(denied.headers.get('www-authenticate')).toBe('Bearer');
      expect((await client(wachat.url, 'two').create({ instanceName: 'shop' })).status).toBe(201);
    });

    test('numbers follow the first successful write, not the first call', async () => {
      const { wachat, origin } = await build();
      const [a, b] = [client(wachat.url, 'a'), client(wachat.url, 'b')];
      await a.get('/instance/qr?instanceName=x');
      await a.create({ instanceName: '' });
      await client(`${origin}/_emulator`, 'a').get('/instances');
      for (const path of ['/clock', '/deliveries', '/deliveries?wait=0ms']) {
        expect((await client(`${origin}/_emulator`, 'a').get(path)).status).toBe(200);
      }
      await a.get('/instance/list');
      await a.get('/webhooks');
      await a.post('/webhooks', { url: 'http://example.com/' });
      await client(`${origin}/_emulator`, 'a').post('/clock', { advance: -5 });
      await client(`${origin}/_emulator`, 'a').post('/reset');
      expect(accountOf((await b.create({ instanceName: 'shop' })).body.instance.apiInstanceName)).toBe('t1');
      expect(accountOf((await a.create({ instanceName: 'shop' })).body.instance.apiInstanceName)).toBe('t2');
      expect(accountOf((await b.create({ instanceName: 'shop' })).body.instance.apiInstanceName)).toBe('t1');
    });

    test('who waits for deliveries before there is an account waits for that too, unless it is reset', async () => {
      const { wachat } = await build();
      const [waits, isReset] = [wachat.account('waits'), wachat.account('is-reset')];
      const found = waits.waitFor('deliveries', {}, '30s');
      const inVain = isReset.waitFor('deliveries', {}, '30s');
      isReset.reset();
      await expect(inVain).rejects.toThrow('0 found');
      const receiver = await receive();
      for (const key of ['is-reset', 'waits']) {
        await client(wachat.url, key).post('/webhooks', { url: receiver.url });
      }
      const { body } = await client(wachat.url, 'waits').create({ instanceName: 'shop' });
      expect(accountOf(body.instance.apiInstanceName)).toBe('t2');
      expect((await found)[0]).toMatchObject({ event: 'connection.update' });
    });

    test('with keys given, numbers follow the list', async () => {
      const { wachat } = await build({ apiKeys: ['one', 'two', 'three'] });
      for (const [key, number] of [
        ['three', 't3'],
        ['one', 't1'],
        ['two', 't2'],
      ] as const) {
        const { body } = await client(wachat.url, key).create({ instanceName: 'shop' });
        expect(accountOf(body.instance.apiInstanceName)).toBe(number);
      }
    });
  });

  describe('behaviour', () => {
    test("another account's instance is a 404 with the same body as one that nobody has", async () => {
      const { wachat, origin } = await build();
      const { body } = await client(wachat.url, 'owner').create({ instanceName: 'shop' });
      await client(wachat.url, 'other').create({ instanceName: 'mine' });
      const theirs = String(body.instance.apiInstanceName);
      for (const key of ['other', 'somebody new']) {
        const other = client(wachat.url, key.replace(' ', '-'));
        const control = client(`${origin}/_emulator`, key.replace(' ', '-'));
        const calls = [
          (name: string) => other.get(`/instance/qr?instanceName=${name}`),
          (name: string) => other.get(`/instance/qr/image?instanceName=${name}`),
          (name: string) => other.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'application/json' }),
          (name: string) => other.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'text/html' }),
          (name: string) => other.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'text/event-stream' }),
          (name: string) => control.post('/scan', { instanceName: name }),
          (name: string) => control.post(`/instances/${name}/scan`),
          (name: string) => control.post(`/instances/${name}/expire-qr`),
        ];
        for (const call of calls) {
          const [real, unreal] = [await call(theirs), await call('t1_mq9r2jov_nobody')];
          expect([real.status, unreal.status]).toEqual([404, 404]);
          expect(real.bytes.equals(unreal.bytes)).toBe(true);
        }
      }
      expect(wachat.account('owner').instances()[0]?.state).toBe('connecting');
    });

    test('an account lists and resets only what is its own', async () => {
      const { wachat, origin } = await build();
      await client(wachat.url, 'a').create({ instanceName: 'of a' });
      await client(wachat.url, 'b').create({ instanceName: 'of b' });
      const [a, b] = [client(`${origin}/_emulator`, 'a'), client(`${origin}/_emulator`, 'b')];
      expect((await a.get('/instances')).body.instances).toHaveLength(1);
      expect((await a.get('/instances')).body.instances[0].displayName).toBe('of a');
      await a.post('/reset');
      expect((await a.get('/instances')).body.count).toBe(0);
      expect((await b.get('/instances')).body.count).toBe(1);
    });

    test("the text of another account's QR is unknown, and scanning it changes nothing", async () => {
      const { wachat, origin } = await build();
      const reply = await client(wachat.url, 'a').create({ instanceName: 'of a' }, '?response=image');
      await client(wachat.url, 'b').create({ instanceName: 'of b' });
      for (const key of ['b', 'somebody-new']) {
        const scanned = await client(`${origin}/_emulator`, key).post('/scan', { code: readQr(reply.bytes) });
        expect(scanned.status).toBe(404);
        expect(scanned.body.error).toContain('from another account');
      }
      expect(wachat.account('a').instances()[0]?.state).toBe('connecting');
      expect(wachat.account('b').instances()[0]?.state).toBe('connecting');
    });

    test('names of two accounts never meet, even in one millisecond', async () => {
      const { wachat } = await build();
      const names = new Set<string>();
      for (const key of ['a', 'b', 'c']) {
        for (let turn = 0; turn < 10; turn++) {
          names.add((await client(wachat.url, key).create({ instanceName: 'shop' })).body.instance.apiInstanceName);
        }
      }
      expect(names.size).toBe(30);
    });
  });
});
