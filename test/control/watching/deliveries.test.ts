import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/config.js';
import { createControls } from '../../../src/control/controls.js';
import { searchableDeliveries } from '../../../src/control/watching/deliveries.js';
import { createEmulator } from '../../../src/emulator.js';
import { client } from '../../support/client.js';
import { begin } from '../../support/emulator.js';
import { hang, status } from '../../support/receiver.js';
import { hooked } from '../../support/webhook.js';

describe('GET /_emulator/deliveries', () => {
  describe('shape', () => {
    test('says of each where it stands and what was sent', async () => {
      const { control, create, receiver, settle, wachat } = await hooked();
      const name = await create();
      await settle();
      const reply = await control.get('/deliveries');
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        success: true,
        count: 2,
        dropped: 0,
        satisfied: true,
        ended: false,
        hint: null,
        closest: [],
        deliveries: receiver.received.map(({ body }, index) => ({
          id: `1-${String(index + 1)}`,
          webhookId: 1,
          url: receiver.url,
          event: index === 0 ? 'connection.update' : 'qrcode.updated',
          instanceName: name,
          status: 'delivered',
          fault: null,
          copyOf: null,
          waitsFor: null,
          repeats: 0,
          createdAt: '2026-01-01T00:00:00.000Z',
          nextAttemptAt: null,
          attempts: [{ time: '2026-01-01T00:00:00.000Z', status: 200, error: null, hops: [] }],
          body,
        })),
      });
      expect(wachat.deliveries()).toEqual(reply.body.deliveries);
    });

    test('is empty before anything was sent, and needs no account for that', async () => {
      const { wachat, origin } = await hooked();
      const reply = await client(`${origin}/_emulator`, 'another-key').get('/deliveries');
      expect(reply.body).toEqual({
        success: true,
        count: 0,
        deliveries: [],
        dropped: 0,
        satisfied: false,
        ended: false,
        hint: null,
        closest: [],
      });
      expect((await client(wachat.url, 'third').create({ instanceName: 'x' })).body.instance.apiInstanceName).toMatch(
        /^t2_/,
      );
    });

    test('names when it is tried again', async () => {
      const { control, create, settle } = await hooked(status(500));
      await create();
      await settle();
      const [first, second] = (await control.get('/deliveries')).body.deliveries;
      expect(first).toMatchObject({ status: 'waiting', attempts: [{ status: 500, error: null }] });
      expect(first.nextAttemptAt).toMatch(/^2026-01-01T00:00:0[4-6]\.\d{3}Z$/);
      expect(second).toMatchObject({ status: 'waiting', attempts: [], nextAttemptAt: null });
    });
  });

  describe('rules', () => {
    test.each([
      ['event=message', 'event'],
      ['event=qrcode.updated&event=qrcode.updated', 'event'],
      ['instanceName=a&instanceName=b', 'instanceName'],
      ['webhook=0', 'webhook'],
      ['webhook=x', 'webhook'],
      ['webhook=1.5', 'webhook'],
      ['status=done', 'status'],
      ['state=opened', 'state'],
      ['statusReason=99', 'statusReason'],
      ['body=[]', 'body'],
      ['count=0', 'count'],
      ['count=1001', 'count'],
      ['count=', 'count'],
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['wait=long', 'wait'],
      ['wait=2', 'wait'],
      ['wait=-1s', 'wait'],
      ['wait=61s', 'wait'],
      ['wait=1h', 'wait'],
    ])('%s is a 400 that names the field', async (query, field) => {
      const { control } = await hooked();
      const reply = await control.get(`/deliveries?${query}`);
      expect(reply.status).toBe(400);
      expect(reply.body.details.map(({ path }: { readonly path: string }) => path)).toEqual([field]);
    });

    test('needs a key', async () => {
      const { origin } = await hooked();
      expect((await client(`${origin}/_emulator`, undefined).get('/deliveries')).status).toBe(401);
    });
  });

  describe('behaviour', () => {
    test('filters by event, instance, webhook and status, and all at once', async () => {
      const { api, control, create, receiver, settle, wachat } = await hooked();
      const [one, two] = [await create(), await create()];
      await settle();
      await api.post('/webhooks', { url: receiver.url });
      receiver.answerWith(status(404));
      wachat.scan({ instanceName: two });
      await settle();
      const count = async (query: string) => (await control.get(`/deliveries?${query}`)).body.count;
      expect(await count('')).toBe(8);
      expect(await count('event=qrcode.updated')).toBe(2);
      expect(await count('event=messages.upsert')).toBe(0);
      expect(await count(`instanceName=${one}`)).toBe(2);
      expect(await count(`instanceName=${two}`)).toBe(6);
      expect(await count('instanceName=t1_0_other')).toBe(0);
      expect(await count('webhook=2')).toBe(2);
      expect(await count('webhook=3')).toBe(0);
      expect(await count('status=failed')).toBe(4);
      expect(await count('status=delivered')).toBe(4);
      expect(await count(`status=failed&webhook=1&instanceName=${two}&event=connection.update`)).toBe(2);
    });

    test('lists in the order in which it happened, whatever the webhook; limit keeps the newest', async () => {
      const { api, control, create, receiver, settle, wachat } = await hooked();
      await api.post('/webhooks', { url: receiver.url });
      const name = await create();
      wachat.scan({ instanceName: name });
      await settle();
      const ids = async (query: string): Promise<readonly string[]> =>
        (await control.get(`/deliveries?${query}`)).body.deliveries.map(({ id }: { readonly id: string }) => id);
      const all = ['1-1', '2-1', '1-2', '2-2', '1-3', '2-3', '1-4', '2-4'];
      expect(await ids('')).toEqual(all);
      expect(await ids('limit=3')).toEqual(all.slice(-3));
      expect((await control.get('/deliveries?limit=3')).body.count).toBe(8);
      expect(wachat.deliveries({ limit: 3 }).map(({ id }) => id)).toEqual(all.slice(-3));
    });

    test('count says how many satisfy', async () => {
      const { control, create, settle } = await hooked();
      await create();
      await settle();
      for (const count of [1, 2])
        expect((await control.get(`/deliveries?count=${String(count)}`)).body.satisfied).toBe(true);
      const reply = await control.get('/deliveries?count=3&wait=10ms');
      expect(reply.body).toMatchObject({ count: 2, satisfied: false });
    });

    test('a wait answers at once when there are enough, and as soon as there are', async () => {
      const { control, create, settle, wachat } = await hooked();
      const name = await create();
      await settle();
      expect((await control.get('/deliveries?wait=1m&count=2')).body.satisfied).toBe(true);
      const all = await begin(() => control.get('/deliveries?wait=1m&count=4&status=delivered'));
      const updates = `/deliveries?wait=1m&event=connection.update&instanceName=${name}&count=3`;
      const some = await begin(() => control.get(updates));
      wachat.scan({ instanceName: name });
      for (const { answer } of [all, some]) expect((await answer).body.satisfied).toBe(true);
    });

    test('a wait ends when it is over', async () => {
      const { control } = await hooked();
      for (const wait of ['0ms', '20ms'])
        expect((await control.get(`/deliveries?wait=${wait}`)).body).toMatchObject({ count: 0, satisfied: false });
    });

    test('a wait ends at a reset, and does not see what comes after', async () => {
      const { api, control, create, receiver, settle } = await hooked();
      await create();
      await settle();
      const { answer } = await begin(() => control.get('/deliveries?wait=1m&count=3'));
      await control.post('/reset');
      await api.post('/webhooks', { url: receiver.url });
      await create();
      expect((await answer).body).toMatchObject({ count: 0, deliveries: [], satisfied: false });
    });

    test('a client that leaves ends its wait, and close() does not wait for any', async () => {
      const { origin, control, wachat } = await hooked();
      const leaving = new AbortController();
      const url = `${origin}/_emulator/deliveries?wait=1m`;
      const headers = { Authorization: `Bearer ${wachat.apiKey}` };
      const caught = (error: unknown): unknown => error;
      const left = await begin(() => fetch(url, { headers, signal: leaving.signal }).catch(caught));
      const stays = await begin(() => control.get('/deliveries?wait=1m').catch(caught));
      leaving.abort();
      await left.answer;
      expect((await control.get('/deliveries')).status).toBe(200);
      await wachat.close();
      await stays.answer;
    });
  });
});

describe('A wait', () => {
  test('ends when who waits has left, even before it began', async () => {
    const emulator = createEmulator(readConfig({}, (name) => name));
    const controls = createControls(emulator, 'key');
    const leaving = new AbortController();
    const wait = controls.waitFor(searchableDeliveries, {}, 60_000, leaving.signal);
    leaving.abort();
    expect((await wait).satisfied).toBe(false);
    expect((await controls.waitFor(searchableDeliveries, {}, 60_000, leaving.signal)).satisfied).toBe(false);
  });
});

describe('What a shop waits for', () => {
  test.each<[object, number]>([
    [{ state: 'open' }, 1],
    [{ state: 'close' }, 0],
    [{ statusReason: 200 }, 3],
    [{ statusReason: 401 }, 0],
    [{ event: 'qrcode.updated', state: 'open' }, 0],
    [{ body: { data: { state: 'open' } } }, 1],
    [{ body: { event: 'connection.update', data: { statusReason: 200 } } }, 3],
    [{ body: { data: { qrcode: {} } } }, 1],
    [{ body: { data: { state: 'OPEN' } } }, 0],
    [{ body: { sender: null, data: {} } }, 2],
    [{ state: 'open', body: { sender: '628123456789@s.whatsapp.net' } }, 1],
  ])('%j is in %d of the deliveries, over HTTP and in the handle', async (query, count) => {
    const { control, create, settle, wachat } = await hooked();
    wachat.scan({ instanceName: await create({ number: '628123456789' }) });
    await settle();
    expect(wachat.deliveries(query)).toHaveLength(count);
    const inUrl = Object.entries(query).map(
      ([name, value]: [string, unknown]) =>
        `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
    );
    expect((await control.get(`/deliveries?${inUrl.join('&')}`)).body.count).toBe(count);
  });

  test('is awaited like anything else, and its error says what was in the bodies', async () => {
    const { create, settle, wachat } = await hooked();
    const name = await create();
    const waiting = wachat.waitFor('deliveries', { state: 'open', statusReason: 200, status: 'delivered' });
    wachat.scan({ instanceName: name });
    expect(await waiting).toMatchObject([{ body: { data: { state: 'open' } } }]);
    await settle();
    const query = { state: 'close', body: { data: { state: 'open', apikey: 'x' } } } as const;
    await expect(wachat.waitFor('deliveries', query, 10)).rejects.toThrow(
      /FAIL state: expected "close", seen "open"\n {4}ok {3}body\.data\.state: "open"\n {4}FAIL body\.data\.apikey: expected "x", seen null$/m,
    );
  });

  test('a misspelt state and a body that is no object are refused', async () => {
    const { control, wachat } = await hooked();
    expect((await control.get('/deliveries?state=opne&wait=1m')).body.error).toBe(
      '"state" must be one of connecting, open, close, refused (did you mean "open"?).',
    );
    expect((await control.get('/deliveries?body=open')).body.error).toBe(
      '"body" must be a JSON object, such as {"data":{"state":"open"}}.',
    );
    expect(() => wachat.deliveries({ statusReason: 42 })).toThrow('"statusReason" must be a whole number from 100 to');
  });
});

describe('handle.waitFor with deliveries', () => {
  test('resolves with what was waited for, before it has happened or after', async () => {
    const { create, wachat } = await hooked();
    const wait = wachat.waitFor('deliveries', { event: 'qrcode.updated', status: 'delivered' });
    const name = await create();
    expect(await wait).toMatchObject([{ instanceName: name, event: 'qrcode.updated', status: 'delivered' }]);
    expect(await wachat.waitFor('deliveries', { count: 2 })).toHaveLength(2);
  });

  test('its error says what was there, one thing a line', async () => {
    const { create, wachat, receiver } = await hooked(hang);
    await create();
    await receiver.until(1);
    const error: unknown = await wachat.waitFor('deliveries', { count: 3 }, '20ms').catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof Error ? error.message.split('\n') : []).toEqual([
      'Waited 20ms for deliveries: 3 wanted, 2 found.',
      expect.stringMatching(/^  matches: 1-1 connection\.update of t1_\w+_shop, delivering$/),
      expect.stringMatching(/^  matches: 1-2 qrcode\.updated of t1_\w+_shop, waiting$/),
    ]);
  });

  test('rejects at a reset and at close()', async () => {
    const { wachat } = await hooked();
    const wait = wachat.waitFor('deliveries', {}, '1m').catch((one: unknown) => one);
    wachat.reset();
    expect(await wait).toBeInstanceOf(Error);
    const another = wachat.waitFor('deliveries', {}, '1m').catch((one: unknown) => one);
    await wachat.close();
    expect(await another).toBeInstanceOf(Error);
  });

  test('refuses a patience that is no duration', async () => {
    const { wachat } = await hooked();
    await expect(wachat.waitFor('deliveries', {}, 'long')).rejects.toThrow(RangeError);
  });
});
