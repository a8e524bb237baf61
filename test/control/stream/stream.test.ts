import { describe, expect, test } from 'vitest';
import { begin, build } from '../../support/emulator.js';
import { client } from '../../support/client.js';
import { openNotes, type Note } from '../../support/notes.js';
import { buildSender, CUSTOMER } from '../../support/sending.js';
import { buildShop } from '../../support/shop.js';
import { rawRequest, sendRaw } from '../../support/socket.js';
import { recipients } from '../../../src/domain/recipients.js';
import { status } from '../../support/receiver.js';
import { hooked } from '../../support/webhook.js';

const BLOCKER = recipients.find(({ quirk }) => quirk === 'blocks')?.number ?? '';
const START = '2026-01-01T00:00:00.000Z';
const said = (notes: readonly Note[]) => notes.map(({ event, data }) => ({ event, data }));

describe('GET /_emulator/stream', () => {
  describe('shape', () => {
    test('begins with hello, as an event stream that no proxy holds back', async () => {
      const { origin, wachat } = await build();
      const stream = await openNotes(origin, wachat.apiKey);
      expect(stream.status).toBe(200);
      expect(Object.fromEntries(stream.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-wachat-emulator': expect.any(String),
      });
      expect(await stream.next()).toEqual({
        id: expect.stringMatching(/^[\w.]+-0$/),
        event: 'hello',
        data: { version: expect.any(String), clock: { now: START, frozen: true }, resumed: false },
      });
    });

    test('tells of a request, and before that of the events and the instance that came of it', async () => {
      const { origin, wachat, api } = await build();
      const stream = await openNotes(origin, wachat.apiKey);
      const { body } = await api.create({ instanceName: 'shop' });
      const instanceName: string = body.instance.apiInstanceName;
      const notes = await stream.until(({ event }) => event === 'request');
      const at = { instanceName, time: START };
      expect(said(notes.slice(1))).toEqual([
        { event: 'event', data: { ...at, id: 1, name: 'connection.update', state: 'connecting' } },
        { event: 'event', data: { ...at, id: 2, name: 'qrcode.updated', state: null } },
        {
          event: 'instance',
          data: {
            change: 'created',
            apiInstanceName: instanceName,
            instanceName: 'shop',
            phase: 'pairing',
            state: 'connecting',
          },
        },
        {
          event: 'request',
          data: {
            id: 1,
            time: START,
            method: 'POST',
            path: '/api/v1/instance/create',
            operation: 'createInstance',
            instanceName,
            status: 201,
            duration: expect.any(Number),
            warnings: false,
            fault: null,
          },
        },
      ]);
      const { requests } = (await client(`${origin}/_emulator`, wachat.apiKey).get('/requests')).body;
      expect(requests[0]).toMatchObject({ ...notes.at(-1)?.data, warnings: null });
    });

    test('tells of a request to nowhere, with what it was warned of and the fault that hit it', async () => {
      const { origin, wachat, api } = await build();
      wachat.setFaults([{ name: 'broken', path: '/instance/lst', status: 502 }]);
      const stream = await openNotes(origin, wachat.apiKey);
      await api.get(`/instance/list?nonsense=${wachat.apiKey}`);
      expect(await stream.of('request')).toMatchObject({ operation: 'getInstances', status: 200, warnings: true });
      await api.get('/instance/lst');
      expect(await stream.of('request')).toMatchObject({ operation: null, status: 502, fault: 'broken' });
    });

    test('tells how an instance changes and that it is gone', async () => {
      const { origin, wachat, api, name, path } = await buildShop('/instance/delete');
      const stream = await openNotes(origin, wachat.apiKey);
      wachat.scan({ instanceName: name });
      const both = { apiInstanceName: name, instanceName: 'shop' };
      expect(await stream.of('instance')).toEqual({ ...both, change: 'changed', phase: 'open', state: 'open' });
      wachat.unlink(name);
      expect(await stream.of('instance')).toEqual({ ...both, change: 'changed', phase: 'closed', state: 'close' });
      await api.call('DELETE', path);
      expect(await stream.of('instance')).toEqual({ ...both, change: 'deleted', phase: null, state: null });
    });

    test('tells of a message that is sent, and what becomes of it', async () => {
      const { origin, wachat, text, name, clock } = await buildSender({ ticks: 'none' });
      const stream = await openNotes(origin, wachat.apiKey);
      const id: string = (await text('Hello', { delay: 5_000 })).body.key.id;
      const both = { id, instanceName: name, chat: `${CUSTOMER}@s.whatsapp.net`, fromMe: true, type: 'text' };
      expect(await stream.of('message')).toEqual({ ...both, status: 'waiting' });
      clock.advance(60_000);
      expect(await stream.of('message')).toEqual({ ...both, status: 'pending' });
      wachat.tick(id, 'read');
      expect(await stream.of('message')).toEqual({ ...both, status: 'read' });
      wachat.receive(name, { from: CUSTOMER, type: 'location', latitude: 1, longitude: 2 });
      expect(await stream.of('message')).toMatchObject({ fromMe: false, type: 'location', chat: both.chat });
    });

    test('tells of a number that is blocked and unblocked, once each, and by a customer who does that by itself', async () => {
      const { origin, wachat, text, name } = await buildSender();
      const stream = await openNotes(origin, wachat.apiKey);
      const both = { instanceName: name, chat: `${CUSTOMER}@s.whatsapp.net` };
      wachat.block(name, CUSTOMER);
      expect(await stream.of('chat')).toEqual({ ...both, blocked: true });
      wachat.block(name, CUSTOMER);
      wachat.unblock(name, CUSTOMER);
      expect(await stream.of('chat')).toEqual({ ...both, blocked: false });
      wachat.unblock(name, CUSTOMER);
      await text('Hello', { number: BLOCKER });
      expect(await stream.of('chat')).toEqual({ ...both, chat: `${BLOCKER}@s.whatsapp.net`, blocked: true });
    });

    test('tells of webhooks, and of a delivery whatever becomes of it', async () => {
      const { origin, wachat, receiver, create } = await hooked(status(500));
      const stream = await openNotes(origin, wachat.apiKey);
      const name = await create();
      const isFirst = ({ event, data }: Note): boolean =>
        event === 'delivery' && data.id === '1-1' && data.attempts > 0;
      const first = (await stream.until(isFirst)).at(-1)?.data;
      expect(first).toEqual({
        id: '1-1',
        webhookId: 1,
        event: 'connection.update',
        instanceName: name,
        status: 'waiting',
        attempts: 1,
        httpStatus: 500,
      });
      receiver.answerWith(status(200));
      await wachat.clock.advance('1h', { settle: true });
      const last = await stream.until(({ event, data }) => event === 'delivery' && data.status === 'delivered');
      expect(last.at(-1)?.data).toMatchObject({ id: '1-1', attempts: 2, httpStatus: 200 });
      await client(wachat.url, wachat.apiKey).post('/webhooks', { id: 1, enabled: false });
      expect(await stream.of('webhooks')).toEqual({});
    });

    test('tells of faults of both kinds: that they were set, that one has matched, that they were dropped', async () => {
      const { origin, wachat, api } = await hooked();
      const stream = await openNotes(origin, wachat.apiKey);
      const changes: readonly (() => unknown)[] = [
        () => {
          wachat.setFaults([{ operation: 'getInstances', nth: 2, status: 500 }]);
        },
        () => api.get('/instance/list'),
        () => {
          wachat.clearFaults();
        },
        () => {
          wachat.setDeliveryFaults([{ drop: true }]);
        },
        () => api.create({ instanceName: 'shop' }),
        () => {
          wachat.clearDeliveryFaults();
        },
      ];
      for (const change of changes) {
        await change();
        expect(await stream.of('faults')).toEqual({});
      }
    });

    test('tells of each move of the clock, forward and back, and of what fell due on the way', async () => {
      const { origin, wachat, name } = await buildShop();
      const stream = await openNotes(origin, wachat.apiKey);
      await wachat.clock.advance('45s');
      const notes = await stream.until(({ event }) => event === 'clock');
      expect(said(notes)).toContainEqual({
        event: 'event',
        data: { id: 3, name: 'qrcode.updated', instanceName: name, time: '2026-01-01T00:00:45.000Z', state: null },
      });
      expect(notes.at(-1)?.data).toEqual({ now: '2026-01-01T00:00:45.000Z', frozen: true });
      await wachat.clock.set('2025-01-01T00:00:00Z');
      expect(await stream.of('clock')).toEqual({ now: '2025-01-01T00:00:00.000Z', frozen: true });
    });
  });

  describe('rules', () => {
    test('needs a key, which has to be in the header', async () => {
      const { origin, wachat } = await build({ apiKeys: ['a-key-of-mine'] });
      const at = `${origin}/_emulator/stream`;
      const asked = [fetch(at), fetch(`${at}?apiKey=${wachat.apiKey}`), openNotes(origin, 'another-key')];
      expect((await Promise.all(asked)).map((reply) => reply.status)).toEqual([401, 401, 401]);
    });

    test('is as closed to strangers as the rest', async () => {
      const { origin, wachat } = await build();
      const key = { Authorization: `Bearer ${wachat.apiKey}` };
      for (const headers of [
        { ...key, Host: 'evil.example.com' },
        { ...key, Host: 'localhost', Origin: 'http://evil.example.com' },
      ])
        expect(await sendRaw(origin, rawRequest('GET /_emulator/stream HTTP/1.1', headers))).toMatch(
          /^HTTP\/1\.1 403 /,
        );
    });

    test('takes no other verb; HEAD gets its head and nothing is opened', async () => {
      const { origin, wachat, control } = await build();
      for (const method of ['POST', 'PUT', 'DELETE']) expect((await control.call(method, '/stream')).status).toBe(405);
      for (let count = 0; count < 25; count++) {
        const head = await control.call('HEAD', '/stream');
        expect([head.status, head.headers.get('content-type'), head.bytes.length]).toEqual([
          200,
          'text/event-stream; charset=utf-8',
          0,
        ]);
      }
      expect((await openNotes(origin, wachat.apiKey)).status).toBe(200);
    });

    test.each([
      ['?lastEventId=latest', {}, '"lastEventId" must be the id of a note, such as '],
      ['?lastEventId=', {}, '"lastEventId" must be the id of a note, such as '],
      ['?lastEventId=a-1&lastEventId=a-2', {}, '"lastEventId" must be the id of a note, such as '],
      ['?wait=2h', {}, '"wait" must be a duration from 0ms to 1h, such as 10s'],
      ['?wait=forever', {}, '"wait" must be a duration from 0ms to 1h, such as 10s'],
      ['?lastEventID=a-1', {}, 'an unknown field "lastEventID" (did you mean "lastEventId"?)'],
      ['', { 'Last-Event-ID': '17' }, 'The header Last-Event-ID must be the id of a note, such as '],
      ['?lastEventId=a-1', { 'Last-Event-ID': 'a-1, a-2' }, 'The header Last-Event-ID must be the id of a note'],
      ['', { 'Last-Event-ID': `a-${'1'.repeat(16)}` }, 'The header Last-Event-ID must be the id of a note'],
    ])('refuses %s with %j, and says what would be right', async (query, headers, sentence) => {
      const { control } = await build();
      const { status: code, body } = await control.get(`/stream${query}`, headers);
      expect(code).toBe(400);
      expect(body.error).toContain(sentence);
    });

    test('an empty Last-Event-ID is none', async () => {
      const { origin, wachat } = await build();
      const stream = await openNotes(origin, wachat.apiKey, { query: '?wait=0ms', headers: { 'Last-Event-ID': '' } });
      expect((await stream.rest()).map(({ event }) => event)).toEqual(['hello']);
    });

    test('no more than 20 of an account, and again when one has left', async () => {
      const { origin, wachat, control } = await build();
      const streams = await Promise.all(Array.from({ length: 20 }, () => openNotes(origin, wachat.apiKey)));
      const refused = await control.get('/stream');
      expect([refused.status, refused.body]).toEqual([
        503,
        { success: false, error: 'This account has 20 streams open, which is the limit.' },
      ]);
      expect((await openNotes(origin, 'another-key')).status).toBe(200);
      streams[0]?.leave();
      await expect.poll(async () => (await openNotes(origin, wachat.apiKey)).status).toBe(200);
    });

    test('is neither in the journal nor in the log', async () => {
      const lines: string[] = [];
      const { origin, wachat, control } = await build({
        logLevel: 'info',
        logTo: { write: (line) => void lines.push(line) },
      });
      await (await openNotes(origin, wachat.apiKey, { query: '?wait=0ms' })).rest();
      await control.get('/clock');
      await expect.poll(() => lines.join('')).toContain('/_emulator/clock');
      expect(lines.join('')).not.toContain('stream');
      expect(wachat.requests()).toEqual([]);
    });
  });

  describe('behaviour', () => {
    test('creates no account, and follows the one that comes', async () => {
      const { origin, wachat, control } = await build();
      const stream = await openNotes(origin, 'waiting-for-an-account');
      expect((await control.get('/accounts')).body.accounts).toEqual([]);
      await client(wachat.url, 'first').create({ instanceName: 'a' });
      const { body } = await client(wachat.url, 'waiting-for-an-account').create({ instanceName: 'shop' });
      expect(body.instance.apiInstanceName).toMatch(/^t2_/);
      const notes = await stream.until(({ event }) => event === 'request');
      expect(notes.map(({ event }) => event)).toEqual(['hello', 'event', 'event', 'instance', 'request']);
    });

    test('tells nothing of other accounts', async () => {
      const { origin, wachat, api } = await build();
      const stream = await openNotes(origin, wachat.apiKey);
      const other = client(wachat.url, 'another-key');
      await other.create({ instanceName: 'other' });
      wachat.account('another-key').setFaults([{ status: 500 }]);
      await other.get('/instance/list');
      await client(wachat.url, undefined).get('/instance/list');
      await api.get('/instance/list');
      const notes = await stream.until(({ event }) => event === 'request');
      expect(notes.map(({ event }) => event)).toEqual(['hello', 'request']);
    });

    test('shows no key', async () => {
      const key = 'a-key-of-mine-that-nobody-may-see';
      const { origin, wachat } = await build();
      const stream = await openNotes(origin, key);
      await client(wachat.url, key).get(`/instance/${key}/x?apiKey=${key}&instanceName=${key}`);
      await client(wachat.url, key).create({ instanceName: 'shop' });
      const notes = await stream.until(({ event, data }) => event === 'request' && data.status === 201);
      expect(JSON.stringify(notes)).not.toContain(key);
      expect(notes.find(({ event }) => event === 'request')?.data.path).toMatch(/^\/api\/v1\/instance\/••••/);
    });

    test('what watches changes nothing: with a seed, an account is the same byte for byte', async () => {
      const run = async (isWatched: boolean) => {
        const { origin, wachat, api, clock } = await build({ seed: 'watched', apiKeys: ['a-key'] });
        const stream = isWatched ? await openNotes(origin, 'a-key') : undefined;
        await api.get('/instance/list');
        await wachat.clock.advance('1s');
        const untouched = await wachat.snapshot();
        const { body } = await api.create({ instanceName: 'shop', number: '628123456789' });
        wachat.scan({ instanceName: body.instance.apiInstanceName });
        clock.advance(100_000);
        await stream?.of('instance');
        return JSON.stringify([untouched, await wachat.snapshot(), wachat.events()]);
      };
      expect(await run(true)).toBe(await run(false));
    });

    test.each(['header', 'query', 'both'])('goes on where it was cut, by %s', async (way) => {
      const { origin, wachat, api } = await build();
      const first = await openNotes(origin, wachat.apiKey);
      await api.get('/instance/list');
      const [hello, { id } = { id: '' }] = await first.until(({ event }) => event === 'request');
      first.leave();
      await api.get('/instance/list');
      const second = await openNotes(origin, wachat.apiKey, {
        query: way === 'header' ? '' : `?lastEventId=${way === 'query' ? id : String(hello?.id)}`,
        headers: way === 'query' ? {} : { 'Last-Event-ID': id },
      });
      expect(await second.next()).toMatchObject({ id, event: 'hello', data: { resumed: true } });
      expect(await second.next()).toMatchObject({ event: 'request', data: { id: 2 } });
      await api.get('/instance/list');
      expect(await second.next()).toMatchObject({ event: 'request', data: { id: 3 } });
    });

    test('after a restart it says that there is a gap, and goes on from now', async () => {
      const before = await build({ seed: 'same' });
      const stream = await openNotes(before.origin, before.wachat.apiKey);
      const { id = '' } = (await stream.next()) ?? {};
      await before.wachat.close();
      expect(await stream.next()).toBeUndefined();
      const { origin, wachat, api } = await build({ seed: 'same' });
      const again = await openNotes(origin, wachat.apiKey, { headers: { 'Last-Event-ID': id } });
      expect(await again.next()).toMatchObject({ event: 'hello', data: { resumed: false } });
      expect(await again.next()).toMatchObject({ event: 'gap', data: { reason: 'restarted' } });
      await api.get('/instance/list');
      expect(await again.next()).toMatchObject({ event: 'request', data: { id: 1 } });
    });

    test.each<readonly [string, (shop: Awaited<ReturnType<typeof buildShop>>) => unknown]>([
      [
        'a reset',
        ({ wachat }) => {
          wachat.reset();
        },
      ],
      ['a reset of all', ({ control }) => control.post('/reset?all=true')],
      ['a deletion', ({ control }) => control.call('DELETE', '/account')],
      ['a restore', async ({ wachat }) => wachat.restore(await wachat.snapshot())],
    ])('stays open over %s, says that there is a gap, and follows the account that comes', async (_what, end) => {
      const shop = await buildShop();
      const { origin, wachat, api } = shop;
      const stream = await openNotes(origin, wachat.apiKey);
      const { id: before = '' } = (await stream.next()) ?? {};
      await end(shop);
      const [gap] = await stream.until(({ event }) => event === 'gap');
      expect(gap).toMatchObject({ event: 'gap', data: { reason: 'reset' } });
      expect(gap?.id.split('-')[0]).not.toBe(before.split('-')[0]);
      await api.create({ instanceName: 'again' });
      const notes = await stream.until(({ event }) => event === 'request');
      expect(notes.filter(({ event }) => event === 'gap')).toEqual([]);
      expect(notes.find(({ event }) => event === 'instance')?.data).toMatchObject({
        change: 'created',
        instanceName: 'again',
      });
      // The account before is nobody's business any more.
      const late = await openNotes(origin, wachat.apiKey, { query: `?lastEventId=${before}` });
      expect((await late.until(({ event }) => event === 'gap')).at(-1)?.data).toEqual({ reason: 'reset' });
    });

    test('a reset of a key that has requests and no account is a gap, too', async () => {
      const { origin, wachat, api } = await build();
      const stream = await openNotes(origin, wachat.apiKey);
      await api.get('/instance/list');
      await stream.of('request');
      wachat.reset();
      expect(await stream.of('gap')).toEqual({ reason: 'reset' });
    });

    test('a reset begins anew with what a seed gives, and a restore with what was saved', async () => {
      const { origin, wachat } = await build({
        accounts: [{ key: 'seeded', instances: [{ instanceName: 'shop' }] }],
      });
      const stream = await openNotes(origin, 'seeded');
      const shop = wachat.account('seeded');
      shop.reset();
      await stream.of('gap');
      const [{ apiInstanceName: name } = { apiInstanceName: '' }] = shop.instances();
      shop.exhaust(name);
      expect(await stream.of('instance')).toMatchObject({ apiInstanceName: name, change: 'changed', phase: 'expired' });
    });

    test('an account that is watched does not expire', async () => {
      const { origin, wachat, control, clock, api } = await build({ accountTtl: '1m' });
      await api.create({ instanceName: 'shop' });
      const stream = await openNotes(origin, wachat.apiKey);
      await stream.next();
      clock.advance(120_000);
      expect((await control.get('/accounts')).body.accounts).toHaveLength(1);
      stream.leave();
    });

    test('ends with its wait, and tells before that what has happened', async () => {
      const { origin, wachat, api } = await build();
      const stream = await openNotes(origin, wachat.apiKey, { query: '?wait=300ms' });
      await api.get('/instance/list');
      expect((await stream.rest()).map(({ event }) => event)).toEqual(['hello', 'request']);
    });

    test('ends at once when the emulator is closed, of a key with an account and of one without', async () => {
      const { origin, wachat, api } = await build();
      await api.create({ instanceName: 'shop' });
      const streams = await Promise.all([wachat.apiKey, 'nobody'].map((key) => openNotes(origin, key)));
      for (const stream of streams) await stream.next();
      await wachat.close();
      expect(await Promise.all(streams.map((stream) => stream.rest()))).toEqual([[], []]);
    });

    test('one that is opened while its account is reset is told of what comes after', async () => {
      const { origin, wachat, api } = await buildShop();
      const { answer } = await begin(() => openNotes(origin, wachat.apiKey));
      wachat.reset();
      await api.create({ instanceName: 'again' });
      const stream = await answer;
      expect((await stream.until(({ event }) => event === 'request')).map(({ event }) => event)).toContain('instance');
    });
  });
});
