import { describe, expect, test } from 'vitest';
import { eventNames } from '../../../src/domain/events.js';
import { client } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { receive } from '../../support/receiver.js';
import { hooked } from '../../support/webhook.js';

const twice = { event: 'connection.update', nth: 2, duplicate: true } as const;
const EVENTS = eventNames.join(', ');

describe('PUT /_emulator/delivery-faults', () => {
  describe('shape', () => {
    test('answers each fault as it was given, with its counters; GET lists the same', async () => {
      const { api, control, wachat } = await build();
      const faults = [
        { ...twice, name: 'twice' },
        { event: ['messages.upsert', 'chats.update'], instanceName: 't1_0_x', webhook: 7, share: 0.5, swap: true },
        { delay: '1d', encoding: 'unusual', signature: 'stale', from: 2 },
        { first: 1, drop: true },
        { every: 3, repeat: true, encoding: ['slashes', 'numbers', 'spacing', 'unicode'] },
        { duplicate: 10, delay: undefined },
      ];
      const reply = await control.call('PUT', '/delivery-faults', { body: { faults } });
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        success: true,
        faults: faults.map((fault, index) => ({ id: index + 1, ...fault, seen: 0, fired: 0 })),
      });
      await api.post('/webhooks', { url: (await receive()).url });
      await api.create({ instanceName: 'shop' });
      const { body } = await control.get('/delivery-faults');
      expect(body.faults.map(({ seen, fired }: { seen: number; fired: number }) => [seen, fired])).toEqual([
        [1, 0],
        [0, 0],
        [2, 1],
        [2, 1],
        [2, 0],
        [2, 0],
      ]);
      expect(wachat.deliveryFaults()).toEqual(body.faults);
    });
  });

  describe('rules', () => {
    test.each([
      [{}, '"faults.0" does nothing; it must have one of duplicate, swap, delay, drop, repeat, encoding, signature.'],
      [null, '"faults.0" must be an object that says which deliveries it hits and what happens, not null.'],
      [{ drop: false }, '"faults.0.drop" must be true or absent.'],
      [{ swap: 1 }, '"faults.0.swap" must be true or absent.'],
      [{ repeat: 'yes' }, '"faults.0.repeat" must be true or absent.'],
      [{ duplicate: 0 }, '"faults.0.duplicate" must be true, or how many copies, a whole number from 1 to 10'],
      [{ duplicate: 11 }, '"faults.0.duplicate" must be true, or how many copies, a whole number from 1 to 10'],
      [{ duplicate: '2' }, '"faults.0.duplicate" must be true, or how many copies, a whole number from 1 to 10'],
      [{ delay: '0s' }, '"faults.0.delay" must be a duration from 1ms to 1d, such as 5s.'],
      [{ delay: '25h' }, '"faults.0.delay" must be a duration from 1ms to 1d, such as 5s.'],
      [{ delay: -1 }, '"faults.0.delay" must be a duration from 1ms to 1d, such as 5s.'],
      [{ delay: { from: '1s', to: '2s' } }, '"faults.0.delay" must be a duration from 1ms to 1d'],
      [
        { drop: true, delay: '5s' },
        '"faults.0.drop" cannot be combined with "delay": at most one of duplicate, swap, delay, drop, repeat says when it comes.',
      ],
      [{ repeat: true, duplicate: true }, '"faults.0.repeat" cannot be combined with "duplicate"'],
      [
        { drop: true, signature: 'wrong' },
        '"faults.0.signature" cannot be combined with "drop": what is dropped is never written or signed.',
      ],
      [{ drop: true, encoding: 'unusual' }, '"faults.0.encoding" cannot be combined with "drop"'],
      [{ drop: true, first: 1, nth: 2 }, '"faults.0.nth" cannot be combined with "first"'],
      [{ drop: true, share: 2 }, '"faults.0.share" must be a number from 0 to 1.'],
      [
        { drop: true, event: 'conection.update' },
        `"faults.0.event" must be one of ${EVENTS}, or a list of them (did you mean "connection.update"?).`,
      ],
      [{ drop: true, event: ['chats.update', 'chat.update'] }, '(did you mean "chats.update"?).'],
      [{ drop: true, event: '*' }, `"faults.0.event" must be one of ${EVENTS}, or a list of them.`],
      [{ drop: true, event: [] }, `"faults.0.event" must be one of ${EVENTS}, or a list of them.`],
      [{ drop: true, webhook: '1' }, '"faults.0.webhook" must be the id of a webhook, a whole number from 1 to'],
      [{ drop: true, webhook: 0 }, '"faults.0.webhook" must be the id of a webhook'],
      [{ drop: true, instanceName: '' }, '"faults.0.instanceName" must be a technical name.'],
      [{ drop: true, name: 'a\nb' }, '"faults.0.name" must be a string of 1 to 100 characters'],
      [{ dorp: true }, '"faults.0" has an unknown field "dorp" (did you mean "drop"?)'],
      [{ drop: true, operation: 'getQr' }, '"faults.0" has an unknown field; the fields are name, event, instanceName'],
      [{ encoding: 'unusal' }, '(did you mean "unusual"?).'],
      [{ encoding: ['slash', 'numbers'] }, '"faults.0.encoding" must be "unusual", or a list of slashes, numbers'],
      [{ encoding: 'slashes' }, '"faults.0.encoding" must be "unusual", or a list of slashes, numbers'],
      [{ encoding: [] }, '"faults.0.encoding" must be "unusual", or a list of slashes, numbers'],
      [{ signature: 'old' }, '"faults.0.signature" must be one of wrong, stale, missing.'],
    ])('%j is a 400 that says where and why, and changes nothing', async (fault, sentence) => {
      const { control, wachat } = await build();
      wachat.setDeliveryFaults([twice]);
      const reply = await control.call('PUT', '/delivery-faults', { body: { faults: [fault] } });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain(sentence);
      expect(reply.body.details[0].path).toMatch(/^faults\.0(\.|$)/);
      expect(wachat.deliveryFaults()).toEqual([{ id: 1, ...twice, seen: 0, fired: 0 }]);
    });

    test.each([
      [undefined, '"faults" is required: a list of at most 100 faults.'],
      ['drop', '"faults" must be a list of at most 100 faults, not a string.'],
      [Array(101).fill({ drop: true }), '"faults" must be a list of at most 100 faults.'],
    ])('a list that is none is refused', async (faults, sentence) => {
      const { control } = await build();
      const reply = await control.call('PUT', '/delivery-faults', { body: { faults } });
      expect([reply.status, reply.body.error]).toEqual([400, sentence]);
    });

    test('a display name is refused, with the technical one', async () => {
      const { api, control, wachat } = await build();
      const { body } = await api.create({ instanceName: 'Toko Jakarta' });
      const faults = [{ instanceName: 'Toko Jakarta', drop: true }] as const;
      const reply = await control.call('PUT', '/delivery-faults', { body: { faults } });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain(String(body.instance.apiInstanceName));
      expect(() => wachat.setDeliveryFaults(faults)).toThrow('must be the technical name');
      expect(wachat.deliveryFaults()).toEqual([]);
    });

    test('the handle refuses the same, by a RangeError', async () => {
      const { wachat } = await build();
      expect(() => wachat.setDeliveryFaults([{ drop: true, repeat: true }])).toThrow(
        new RangeError(
          'setDeliveryFaults cannot take this: "faults.0.repeat" cannot be combined with "drop": at most one of duplicate, swap, delay, drop, repeat says when it comes.',
        ),
      );
      expect(() => wachat.redeliver('')).toThrow('redeliver takes the id of a delivery');
    });
  });

  describe('behaviour', () => {
    test('they belong to one account, and go with a reset', async () => {
      const { control, origin, wachat } = await build();
      wachat.setDeliveryFaults([twice]);
      const other = client(`${origin}/_emulator`, 'another-key');
      expect((await other.get('/delivery-faults')).body.faults).toEqual([]);
      expect((await control.get('/delivery-faults')).body.faults).toHaveLength(1);
      expect((await other.call('DELETE', '/delivery-faults')).body).toEqual({ success: true, faults: [] });
      expect(wachat.deliveryFaults()).toHaveLength(1);
      wachat.reset();
      expect(wachat.deliveryFaults()).toEqual([]);
    });

    test('DELETE drops them; what was given may be changed without changing them', async () => {
      const { control, wachat } = await build();
      const fault = { event: ['chats.update' as const], drop: true as const };
      wachat.setDeliveryFaults([fault]);
      Object.assign(fault, { event: [] });
      expect(wachat.deliveryFaults()).toMatchObject([{ event: ['chats.update'] }]);
      expect((await control.call('DELETE', '/delivery-faults')).body).toEqual({ success: true, faults: [] });
      expect(wachat.deliveryFaults()).toEqual([]);
    });

    test('a seed has them, also after a reset', async () => {
      const { wachat } = await build({ apiKeys: ['key'], accounts: [{ key: 'key', deliveryFaults: [twice] }] });
      expect(wachat.deliveryFaults()).toEqual([{ id: 1, ...twice, seen: 0, fired: 0 }]);
      wachat.setDeliveryFaults([]);
      wachat.reset();
      expect(wachat.deliveryFaults()).toEqual([{ id: 1, ...twice, seen: 0, fired: 0 }]);
    });

    test('a seed that names an instance by its display name is refused', async () => {
      await expect(
        build({ accounts: [{ key: 'key', deliveryFaults: [{ drop: true, instanceName: 'Toko' }] }] }),
      ).rejects.toThrow('accounts.0.deliveryFaults.0.instanceName" must be a technical name');
    });
  });
});

describe('POST /_emulator/deliveries/<id>/redeliver', () => {
  test('sends the same again as a new delivery, signed anew, at the end of the queue', async () => {
    const { control, create, clock, receiver, settle, wachat } = await hooked();
    await create();
    await settle();
    clock.advance(20_000);
    const { status, body } = await control.post('/deliveries/1-1/redeliver');
    expect(status).toBe(200);
    expect(body.delivery).toMatchObject({ id: '1-3', copyOf: '1-1', fault: null, status: 'delivering', attempts: [] });
    await settle();
    const [first, , again] = receiver.received;
    expect(again?.raw).toEqual(first?.raw);
    expect(again?.headers['x-wachat-signature']).not.toBe(first?.headers['x-wachat-signature']);
    expect(again?.headers['x-wachat-emulator-fault']).toBeUndefined();
    expect(wachat.redeliver('1-3')).toMatchObject({ id: '1-4', copyOf: '1-3' });
    await settle();
    expect(receiver.received).toHaveLength(4);
  });

  test('what was dropped comes after all, and as it would have been written without the faults', async () => {
    const { create, receiver, settle, wachat } = await hooked();
    wachat.setDeliveryFaults([{ drop: true }]);
    await create();
    await settle();
    expect(receiver.received).toEqual([]);
    wachat.redeliver('1-1');
    await settle();
    expect(receiver.received.map(({ body }) => body.event)).toEqual(['connection.update']);
    expect(wachat.deliveryFaults()).toMatchObject([{ seen: 2, fired: 2 }]);
    expect(wachat.deliveries().map((one) => one.status)).toEqual(['dropped', 'dropped', 'delivered']);
  });

  test.each(['1-3', '2-1', '1', 'x', '1-1-1', '01-1', '1-01', '999999999999-1', '%00', '../clock', '1-1%20'])(
    'there is no %s: 404',
    async (id) => {
      const { control, create, wachat } = await hooked();
      await create();
      const reply = await control.post(`/deliveries/${encodeURIComponent(decodeURIComponent(id))}/redeliver`);
      expect(reply.status).toBe(404);
      expect(reply.body.error).toBe(
        'This account has no delivery with that id, or no longer keeps it; GET /_emulator/deliveries lists those that it has.',
      );
      expect(wachat.deliveries()).toHaveLength(2);
    },
  );

  test('of an account that is not there: 404, and it is not created', async () => {
    const { origin, wachat } = await build();
    const other = client(`${origin}/_emulator`, 'another-key');
    expect((await other.post('/deliveries/1-1/redeliver')).status).toBe(404);
    expect(wachat.accounts()).toHaveLength(0);
  });

  test('its webhook is disabled, or gone: 409', async () => {
    const { api, control, create, hook, settle, wachat } = await hooked();
    await create();
    await settle();
    await api.post('/webhooks', { id: hook.id, enabled: false });
    const disabled = await control.post('/deliveries/1-1/redeliver');
    expect([disabled.status, disabled.body.error]).toEqual([
      409,
      'The webhook 1 is disabled, so nothing is sent to it; enable it first.',
    ]);
    await api.call('DELETE', `/webhooks?id=${String(hook.id)}`);
    const gone = await control.post('/deliveries/1-1/redeliver');
    expect([gone.status, gone.body.error]).toEqual([409, 'The webhook 1 was deleted, and its deliveries with it.']);
    expect(() => wachat.redeliver('1-1')).toThrow('The webhook 1 was deleted, and its deliveries with it.');
  });

  test('too many wait: 429, and none is lost', async () => {
    const { control, create, receiver, wachat } = await hooked(() => undefined);
    await create();
    await receiver.until(1);
    for (let count = 2; count < 1_000; count++) wachat.redeliver('1-1');
    const reply = await control.post('/deliveries/1-1/redeliver');
    expect([reply.status, reply.body.error]).toEqual([
      429,
      'The webhook 1 has no place for another delivery: too many wait, at most 1,000 of one webhook.',
    ]);
    const { count, dropped } = (await control.get('/deliveries?limit=1')).body;
    expect([count, dropped]).toEqual([1_000, 0]);
  });
});
