import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { hooked } from '../../support/webhook.js';

const slow = { name: 'slow', operation: 'getState', delay: '1ms' };
const late = { name: 'late', event: 'qrcode.updated', delay: '5s' };

/** Both kinds of faults: where they are, one of each, another one, one that is invalid, and what is said of that. */
const kinds = [
  ['/faults', slow, { status: 503 }, { status: 199 }, '"status" must be a whole number from 200 to 599.'],
  ['/delivery-faults', late, { drop: true }, { drop: 1 }, '"drop" must be true or absent.'],
] as const;

describe.each(kinds)('POST /_emulator%s', (path, one, other, bad, sentence) => {
  test('adds one at the end, which a list shows as it was answered', async () => {
    const { control } = await build();
    const first = await control.post(path, one);
    expect([first.status, first.body]).toEqual([200, { success: true, fault: { id: 1, ...one, seen: 0, fired: 0 } }]);
    const second = await control.post(path, other);
    expect(second.body.fault).toEqual({ id: 2, ...other, seen: 0, fired: 0 });
    expect((await control.get(path)).body.faults).toEqual([first.body.fault, second.body.fault]);
  });

  test('an invalid one is a 400 that says where and why, and adds nothing', async () => {
    const { control } = await build();
    const reply = await control.post(path, bad);
    expect([reply.status, reply.body.error]).toEqual([400, sentence]);
    expect((await control.post(path, [one])).status).toBe(400);
    expect((await control.post(path, { faults: [one] })).status).toBe(400);
    expect((await control.post(path, {})).body.error).toMatch(/^The body does nothing; it must have /);
    expect((await control.get(path)).body.faults).toEqual([]);
  });

  test('a display name is refused, with the technical one', async () => {
    const { api, control } = await build();
    const { body } = await api.create({ instanceName: 'Toko Jakarta' });
    const reply = await control.post(path, { ...other, instanceName: 'Toko Jakarta' });
    expect(reply.status).toBe(400);
    expect(reply.body.error).toContain(String(body.instance.apiInstanceName));
  });

  test('the hundred and first is refused: 429, and none is lost', async () => {
    const { control } = await build();
    await control.call('PUT', path, { body: { faults: Array(99).fill(one) } });
    expect((await control.post(path, one)).body.fault.id).toBe(100);
    const reply = await control.post(path, one);
    expect([reply.status, reply.body.error]).toEqual([
      429,
      'This account has 100 faults of this kind, which is the most; remove one first.',
    ]);
    expect((await control.get(path)).body.faults).toHaveLength(100);
    await control.call('DELETE', `${path}/7`);
    expect((await control.post(path, one)).body.fault.id).toBe(101);
  });

  test('needs a key', async () => {
    const { origin } = await build();
    const stranger = client(`${origin}/_emulator`, undefined);
    expect((await stranger.post(path, one)).status).toBe(401);
    expect((await stranger.call('DELETE', `${path}/1`)).status).toBe(401);
  });
});

describe.each(kinds)('DELETE /_emulator%s/<id>', (path, one, other) => {
  test('removes that one, and answers with those that are left', async () => {
    const { control } = await build();
    await control.call('PUT', path, { body: { faults: [one, other, one] } });
    const { status, body } = await control.call('DELETE', `${path}/2`);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      faults: [
        { id: 1, ...one, seen: 0, fired: 0 },
        { id: 3, ...one, seen: 0, fired: 0 },
      ],
    });
  });

  test('an id is never given again, not even after all were replaced or dropped, until a reset', async () => {
    const { control, wachat } = await build();
    const ids = async () => (await control.get(path)).body.faults.map(({ id }: { readonly id: number }) => id);
    await control.post(path, one);
    await control.call('DELETE', `${path}/1`);
    await control.post(path, one);
    expect(await ids()).toEqual([2]);
    await control.call('PUT', path, { body: { faults: [one, other] } });
    expect(await ids()).toEqual([3, 4]);
    await control.call('DELETE', path);
    await control.post(path, one);
    expect(await ids()).toEqual([5]);
    wachat.reset();
    await control.post(path, one);
    expect(await ids()).toEqual([1]);
  });

  test.each(['2', '0', '-1', '01', '1.0', '1e0', 'x', 'constructor', '99999999999999999999', '%20', '1%20'])(
    'there is no %s: 404, and nothing is removed',
    async (id) => {
      const { control } = await build();
      await control.post(path, one);
      const reply = await control.call('DELETE', `${path}/${id}`);
      expect([reply.status, reply.body.error]).toEqual([
        404,
        `This account has no fault with that id; GET /_emulator${path} lists those that it has.`,
      ]);
      expect((await control.get(path)).body.faults).toHaveLength(1);
    },
  );

  test('nor is one of another account, which is not created', async () => {
    const { control, origin, wachat } = await build();
    await control.post(path, one);
    const other = client(`${origin}/_emulator`, 'another-key');
    expect((await other.call('DELETE', `${path}/1`)).status).toBe(404);
    expect(wachat.accounts()).toHaveLength(1);
    expect((await control.get(path)).body.faults).toHaveLength(1);
  });
});

describe('Faults that are added and removed', () => {
  test('let the others count on', async () => {
    const { api, control, wachat } = await build();
    wachat.setFaults([{ operation: 'createInstance', nth: 3, status: 429 }]);
    await api.create({ instanceName: 'one' });
    const { id } = wachat.addFault({ operation: 'createInstance', status: 503 });
    expect((await api.create({ instanceName: 'two' })).status).toBe(503);
    expect(wachat.removeFault(id)).toMatchObject([{ id: 1, seen: 2, fired: 0 }]);
    expect((await api.create({ instanceName: 'three' })).status).toBe(429);
    expect((await control.get('/faults')).body.faults).toMatchObject([{ seen: 3, fired: 1 }]);
  });

  test('keep the label that they had, although those before them are gone', async () => {
    const { api, wachat } = await build();
    const [first] = wachat.setFaults([{ operation: 'getQr', status: 500 }, { status: 503 }]);
    const label = async () => (await api.create({ instanceName: 'shop' })).headers.get('x-wachat-emulator-fault');
    expect(await label()).toBe('faults.1: status 503');
    wachat.removeFault(first?.id ?? 0);
    expect(await label()).toBe('faults.1: status 503');
    wachat.removeFault(2);
    wachat.addFault({ status: 429 });
    expect(await label()).toBe('faults.2: status 429');
  });

  test('what was given may be changed without changing them, and so may what was returned', async () => {
    const { wachat } = await build();
    const fault = { operation: ['getQr' as const], status: 429 };
    const added = wachat.addFault(fault);
    fault.operation.length = 0;
    Object.assign(added, { status: 200 });
    expect(wachat.faults()).toEqual([{ id: 1, operation: ['getQr'], status: 429, seen: 0, fired: 0 }]);
  });

  test('an account whose last fault was removed has nothing that anybody could miss', async () => {
    const { wachat } = await build({ maxAccounts: 2 });
    for (const key of ['one', 'two']) {
      const account = wachat.account(key);
      account.removeFault(account.addFault({ hang: true }).id);
      account.removeDeliveryFault(account.addDeliveryFault({ drop: true }).id);
    }
    expect(wachat.account('three').addFault({ hang: true }).id).toBe(1);
  });

  test('the handle refuses what HTTP refuses, by a RangeError or a Refusal', async () => {
    const { wachat } = await build();
    expect(() => wachat.addFault({ share: 0.5 })).toThrow(
      new RangeError(
        'addFault cannot take this: it does nothing; it must have delay or one of status, cut, truncate, hang, staleImage.',
      ),
    );
    expect(() => wachat.addDeliveryFault({ drop: true, delay: '5s' })).toThrow(/^addDeliveryFault cannot take this: /);
    const pass = (method: 'addFault' | 'addDeliveryFault' | 'removeFault' | 'removeDeliveryFault', given: unknown) =>
      Reflect.apply(wachat[method], undefined, [given]);
    expect(() => pass('addFault', { status: 500, stauts: 1 })).toThrow('has an unknown field');
    expect(() => pass('addFault', [])).toThrow(RangeError);
    for (const method of ['removeFault', 'removeDeliveryFault'] as const) {
      for (const id of ['1', 0, 1.5, undefined, null, Infinity])
        expect(() => pass(method, id)).toThrow(`${method} takes the id of a fault, a whole number from 1, not `);
      expect(() => pass(method, 1)).toThrow('This account has no fault with that id');
    }
    expect(wachat.accounts()).toHaveLength(0);
  });
});

describe('A fault of deliveries that is removed', () => {
  test('lets go what it holds back, and nothing else', async () => {
    const { clock, create, seen, settle, wachat } = await hooked();
    const states = () => wachat.deliveries().map(({ status, fault }) => [fault, status]);
    const [byTime, byTurn] = wachat.setDeliveryFaults([
      { name: 'time', event: 'connection.update', delay: '10s' },
      { name: 'turn', event: 'qrcode.updated', delay: '20s' },
    ]);
    await create();
    await settle();
    expect(states()).toEqual([
      ['time', 'waiting'],
      ['turn', 'waiting'],
    ]);
    wachat.removeDeliveryFault(byTurn?.id ?? 0);
    await settle();
    expect(states()).toEqual([
      ['time', 'waiting'],
      ['turn', 'delivered'],
    ]);
    wachat.addDeliveryFault({ drop: true, webhook: 7 });
    await settle();
    expect(seen()).toEqual(['QR']);
    clock.advance(10_000);
    await settle();
    expect(seen()[1]).toBe('connecting');
    expect(wachat.removeDeliveryFault(byTime?.id ?? 0)).toMatchObject([{ id: 3 }]);
  });

  test('ends what it repeats, and nothing else', async () => {
    const { clock, create, receiver, settle, wachat } = await hooked();
    const [one] = wachat.setDeliveryFaults([
      { name: 'state', event: 'connection.update', repeat: true },
      { name: 'qr', event: 'qrcode.updated', repeat: true, first: 1 },
    ]);
    await create();
    await settle();
    wachat.removeDeliveryFault(one?.id ?? 0);
    clock.advance(7_000);
    await settle();
    const events = receiver.received.map(({ body }: { readonly body: Json }) => body.event);
    expect(events.filter((event) => event === 'connection.update')).toHaveLength(1);
    expect(events.filter((event) => event === 'qrcode.updated')).toHaveLength(2);
    expect(wachat.deliveries().map(({ status, nextAttemptAt }) => [status, nextAttemptAt === null])).toEqual([
      ['delivered', true],
      ['delivered', false],
    ]);
  });
});
