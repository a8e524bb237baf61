import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { receive, status } from '../support/receiver.js';
import { CUSTOMER } from '../support/sending.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const after = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

/** An emulator whose accounts have clocks that stand still until they are moved. */
const built = async (options: Options = {}) => {
  const all = await build({ clock: 'manual', seed: 'any', ...options });
  const { api, control } = all;
  return {
    ...all,
    create: async (more: object = {}): Promise<string> =>
      (await api.create({ instanceName: 'shop', ...more })).body.instance.apiInstanceName,
    due: async (query = ''): Promise<Json> => (await control.get(`/clock/due${query}`)).body,
    move: async (change: object): Promise<Json> => (await control.post('/clock', change)).body.clock,
    send: (name: string, delay: number) =>
      api.post('/send/text', { instanceName: name, number: CUSTOMER, type: 'text', message: 'Hello', delay }),
  };
};

const inShort = ({ due }: Json): readonly string[] =>
  due.map(({ time, what }: Json) => `${String((Date.parse(time) - START) / 1_000)} ${String(what)}`);

describe('GET /_emulator/clock/due', () => {
  describe('shape', () => {
    test('has the clock, how much there is, and of each when, what, where and what about', async () => {
      const { create, due, wachat } = await built({ qrLimit: 2 });
      const name = await create();
      const pairing = { instanceName: name, messageId: null, deliveryId: null };
      const reply = await due();
      expect(reply).toEqual({
        success: true,
        clock: { now: after(0), frozen: true },
        count: 2,
        due: [
          { time: after(45), what: 'qrEnds', ...pairing, detail: 'QR 1 of 2' },
          { time: after(90), what: 'pairingGivesUp', ...pairing, detail: 'after QR 2 of 2' },
        ],
      });
      expect(wachat.clock.due()).toEqual(reply.due);
      expect(wachat.clock.due(1)).toEqual(reply.due.slice(0, 1));
    });

    test('is empty where nothing waits, and brings no account into being', async () => {
      const { due, origin, wachat } = await built();
      expect(await due()).toEqual({ success: true, clock: { now: after(0), frozen: true }, count: 0, due: [] });
      expect(wachat.accounts()).toHaveLength(0);
      expect((await client(`${origin}/_emulator`, undefined).get('/clock/due')).status).toBe(401);
    });
  });

  describe('rules', () => {
    test.each(['limit=0', 'limit=1001', 'limit=', 'limit=x', 'limit=1.5', 'limit=1&limit=2'])(
      '%s is a 400 that names the field',
      async (query) => {
        const { control } = await built();
        const reply = await control.get(`/clock/due?${query}`);
        expect([reply.status, reply.body.details[0].path]).toEqual([400, 'limit']);
      },
    );

    test('an unknown parameter is refused, and by the handle what is no limit', async () => {
      const { control, wachat } = await built();
      expect((await control.get('/clock/due?limt=1')).body.error).toContain('did you mean "limit"?');
      for (const limit of [0, 1_001, 1.5, NaN, '5', null])
        expect(() => Reflect.apply(wachat.clock.due, undefined, [limit])).toThrow(
          'due takes a whole number from 1 to 1000, not ',
        );
    });
  });

  describe('behaviour', () => {
    test('of the QRs of a pairing it names the one that is shown, and of the last one only that it gives up', async () => {
      const { create, due, move } = await built({ qrLimit: 3 });
      await create();
      await move({ advance: '50s' });
      expect(inShort(await due())).toEqual(['90 qrEnds', '135 pairingGivesUp']);
      await move({ advance: '50s' });
      expect(inShort(await due())).toEqual(['135 pairingGivesUp']);
      await move({ advance: '35s' });
      expect((await due()).count).toBe(0);
    });

    test('a scan by itself, and the link after it', async () => {
      const { create, due, move } = await built({ autoScan: '10s', linkTime: '3s' });
      await create();
      expect((await due('?limit=1')).due).toMatchObject([
        { time: after(10), what: 'autoScan', detail: 'a phone scans it' },
      ]);
      await move({ advance: '10s' });
      expect((await due()).due).toMatchObject([{ time: after(13), what: 'linkEnds', detail: 'it opens' }]);
      await move({ advance: '3s' });
      expect((await due()).due).toEqual([]);
    });

    test('the next act of a scenario', async () => {
      const { create, due, move } = await built();
      await create({ number: '999000000003' });
      expect((await due()).due).toMatchObject([{ time: after(5), what: 'scenarioStep', detail: 'qr-late: ready' }]);
      await move({ advance: '5s' });
      expect(inShort(await due('?limit=1'))).toEqual(['20 scenarioStep']);
    });

    test('a message that is being typed, until its instance is gone', async () => {
      const { create, due, send, wachat } = await built();
      const name = await create();
      wachat.scan({ instanceName: name });
      const { body } = await send(name, 2_000);
      expect((await due()).due).toEqual([
        {
          time: after(2),
          what: 'messageLeaves',
          instanceName: name,
          messageId: body.key.id,
          deliveryId: null,
          detail: `text to ${CUSTOMER}@s.whatsapp.net`,
        },
      ]);
      wachat.unlink(name);
      expect((await due()).due).toEqual([]);
    });

    test('the retry of a delivery, but not of one whose webhook is disabled', async () => {
      const { api, create, due, move, wachat } = await built();
      const { url } = await receive(status(500));
      await api.post('/webhooks', { url, events: ['connection.update'] });
      const name = await create();
      await move({ advance: '0s', settle: true });
      const [first] = wachat.deliveries();
      expect((await due('?limit=1')).due).toEqual([
        {
          time: first?.nextAttemptAt,
          what: 'deliveryRetry',
          instanceName: name,
          messageId: null,
          deliveryId: '1-1',
          detail: 'connection.update to webhook 1, attempt 2 of 10',
        },
      ]);
      await api.post('/webhooks', { id: 1, enabled: false });
      expect(inShort(await due())).not.toContainEqual(expect.stringContaining('delivery'));
    });

    test('what a fault keeps out of the line of its webhook', async () => {
      const { api, create, due, move, wachat } = await built();
      const { url } = await receive();
      await api.post('/webhooks', { url, events: ['connection.update'] });
      wachat.setDeliveryFaults([
        { nth: 1, repeat: true },
        { nth: 2, delay: '7s' },
        { nth: 3, swap: true },
      ]);
      const name = await create();
      wachat.scan({ instanceName: name });
      await move({ advance: '0s', settle: true });
      const { due: all } = await due();
      expect(all.map(({ what, deliveryId }: Json) => [what, deliveryId])).toEqual([
        ['deliveryRepeats', '1-1'],
        ['deliveryDelayEnds', '1-2'],
        ['deliverySwapEnds', '1-3'],
      ]);
      expect(all[0].detail).toBe('connection.update to webhook 1, repetition 1');
      expect(all.slice(1).map(({ time }: Json) => time)).toEqual([after(7), after(60)]);
    });

    test('a limit takes those that come first, of however many there are, and counts all', async () => {
      const { create, due, move } = await built({ qrLimit: 2 });
      for (let count = 0; count < 60; count++) {
        await create();
        await move({ advance: '100ms' });
      }
      // Newer ones fall due earlier: those that were created last were scanned first.
      const all = await due('?limit=1000');
      expect([all.count, all.due.length]).toEqual([120, 120]);
      expect(inShort(all)).toEqual([...inShort(all)].sort((one, other) => parseFloat(one) - parseFloat(other)));
      for (const limit of [1, 7, 20, 119]) {
        const some = await due(`?limit=${String(limit)}`);
        expect([some.count, some.due]).toEqual([120, all.due.slice(0, limit)]);
      }
      expect((await due()).due).toHaveLength(20);
    });

    test('another account has nothing of it', async () => {
      const { create, origin } = await built();
      await create();
      expect((await client(`${origin}/_emulator`, 'another-key').get('/clock/due')).body.count).toBe(0);
    });

    test('is the same after a restore', async () => {
      const { api, control, create, due, move, send, wachat } = await built({ autoScan: '30s' });
      const { url } = await receive(status(500));
      await api.post('/webhooks', { url, events: ['connection.update'] });
      const name = await create();
      wachat.scan({ instanceName: name });
      await create();
      await create({ number: '999000000013' });
      await send(name, 5_000);
      await move({ advance: '0s', settle: true });
      const before = await due();
      expect(new Set(before.due.map(({ what }: Json) => what)).size).toBe(6);
      const { body } = await control.get('/snapshot');
      await control.call('PUT', '/snapshot', { body });
      expect(await due()).toEqual(before);
    });

    test('whatever falls due was listed, and what is listed falls due: nothing before, and something then', async () => {
      const { api, create, due, move, send, wachat } = await built({
        linkTime: '2s',
        qrTtl: '20s',
        qrLimit: 3,
        autoScan: '50s',
      });
      const [failing, fine] = [await receive(status(500)), await receive()];
      await api.post('/webhooks', { url: failing.url, events: ['connection.update'] });
      wachat.setDeliveryFaults([
        { webhook: 1, nth: 2, delay: '9s' },
        { webhook: 2, swap: true },
      ]);
      const name = await create();
      await create();
      // A new QR each second, for half a minute.
      await create({ number: '999000000005' });
      wachat.scan({ instanceName: name, linkTime: '1s' });
      await api.post('/webhooks', { url: fine.url, events: ['connection.update'], instanceName: name });
      await move({ advance: '1300ms', settle: true });
      await send(name, 2_500);
      await create({ number: '999000000003' });
      const seen = new Set<string>();
      for (let round = 0; round < 70; round++) {
        const [next] = (await due('?limit=1')).due;
        const [time, now] = [Date.parse(next.time), Date.parse(wachat.clock.read().now)];
        expect(time).toBeGreaterThan(now);
        const before = await move({ set: new Date(time - 1).toISOString(), settle: true });
        expect([next, before.happened]).toEqual([next, 0]);
        const then = await move({ set: next.time, settle: true });
        expect([next, then.happened > 0]).toEqual([next, true]);
        seen.add(next.what);
      }
      expect([...seen].sort()).toEqual([
        'autoScan',
        'deliveryDelayEnds',
        'deliveryRetry',
        'deliverySwapEnds',
        'linkEnds',
        'messageLeaves',
        'pairingGivesUp',
        'qrEnds',
        'scenarioStep',
      ]);
    });
  });
});
