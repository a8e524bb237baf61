import { describe, expect, test } from 'vitest';
import { verify, type DeliveryFault } from '../../src/index.js';
import { receive, status, type Answer } from '../support/receiver.js';
import { hooked } from '../support/webhook.js';

const NONE: Readonly<Record<string, string | undefined>> = {};
const FAULT = 'x-wachat-emulator-fault';

/** What a receiver finds that verifies a body by the headers it came with. */
const verdictOn = (
  { secret }: { readonly secret: string },
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string | Buffer,
  now: number,
) => {
  const { 'x-wachat-timestamp': timestamp, 'x-wachat-signature': signature } = headers;
  return verify({ secret, timestamp, signature, body }, { now });
};

/**
 * An emulator with an open instance and a receiver that is told of its connection from now on: `drop` is `connecting`,
 * `replace` is `replaced`, `unlink` is `close`. Its deliveries are numbered from 1.
 */
const open = async (faults: readonly DeliveryFault[], answer: Answer = status(200), options = {}) => {
  const all = await hooked(
    undefined,
    { seed: 'faults', ...options },
    { enabled: false, events: ['connection.update'] },
  );
  const { api, control, hook, receiver, settle, wachat } = all;
  const name = await all.create();
  wachat.scan({ instanceName: name });
  receiver.answerWith(answer);
  await api.post('/webhooks', { id: hook.id, enabled: true });
  wachat.setDeliveryFaults(faults);
  return {
    ...all,
    name,
    act: (...actions: readonly ('drop' | 'replace' | 'reconnect' | 'unlink')[]) => {
      for (const action of actions) wachat[action](name);
    },
    /** What has come, and whether it says that there was a fault. */
    came: async (): Promise<readonly string[]> => {
      await settle();
      return receiver.received.map(
        ({ body, headers }) =>
          `${body.data.statusReason === 440 ? 'replaced' : String(body.data.state)}${headers[FAULT] === undefined ? '' : '!'}`,
      );
    },
    /** What has become of each delivery. */
    statuses: () => wachat.deliveries().map((one) => one.status),
    later: (by: string) => wachat.clock.advance(by, { settle: true }),
    snapshot: async () => (await control.get('/snapshot')).body,
  };
};

describe('A fault of deliveries', () => {
  describe('when it comes', () => {
    test('duplicate: once more right after, before the next', async () => {
      const { act, came, wachat, receiver } = await open([{ name: 'twice', nth: 1, duplicate: true }]);
      act('drop', 'replace');
      expect(await came()).toEqual(['connecting!', 'connecting!', 'replaced']);
      expect(receiver.received[0]?.raw).toEqual(receiver.received[1]?.raw);
      expect(wachat.deliveries()).toMatchObject([
        { id: '1-1', fault: 'twice', copyOf: null, status: 'delivered' },
        { id: '1-2', fault: 'twice', copyOf: '1-1', status: 'delivered' },
        { id: '1-3', fault: null, copyOf: null, status: 'delivered' },
      ]);
      // Copies are not counted.
      expect(wachat.deliveryFaults()).toMatchObject([{ seen: 2, fired: 1 }]);
    });

    test('duplicate: as often as it says', async () => {
      const { act, came } = await open([{ duplicate: 9 }]);
      act('drop');
      expect(await came()).toEqual(Array(10).fill('connecting!'));
    });

    test('swap: after the next one, and in pairs if all are swapped', async () => {
      const { act, came, wachat } = await open([{ swap: true }]);
      act('drop', 'reconnect', 'unlink');
      expect(await came()).toEqual(['connecting', 'connecting!', 'close', 'open!']);
      expect(wachat.deliveryFaults()).toMatchObject([{ seen: 4, fired: 2 }]);
    });

    test('swap: without a next one it waits, says for what, and comes after a minute of the clock', async () => {
      const { act, came, later, wachat } = await open([{ name: 'swapped', first: 1, swap: true }]);
      act('drop');
      expect(await came()).toEqual([]);
      expect(wachat.deliveries()).toMatchObject([
        {
          status: 'waiting',
          waitsFor: 'next',
          nextAttemptAt: '2026-01-01T00:01:00.000Z',
          fault: 'swapped',
          attempts: [],
        },
      ]);
      await expect(wachat.waitFor('deliveries', { status: 'delivered' }, '1ms')).rejects.toThrow(
        'waiting for the next of its webhook, fault: swapped',
      );
      await later('59999ms');
      expect(await came()).toEqual([]);
      await later('1ms');
      expect(await came()).toEqual(['connecting!']);
    });

    test('swap: what is dropped or late is not the next one', async () => {
      const { act, came } = await open([
        { nth: 1, swap: true },
        { nth: 2, drop: true },
      ]);
      act('drop', 'replace', 'unlink');
      expect(await came()).toEqual(['close', 'connecting!']);
    });

    test('delay: those behind it overtake it', async () => {
      const { act, came, later, wachat } = await open([{ nth: 1, delay: '5s' }]);
      act('drop', 'replace');
      expect(await came()).toEqual(['replaced']);
      expect(wachat.deliveries()[0]).toMatchObject({
        status: 'waiting',
        waitsFor: 'time',
        nextAttemptAt: '2026-01-01T00:00:05.000Z',
        fault: 'deliveryFaults.0: delay 5s',
      });
      await later('4999ms');
      expect(await came()).toEqual(['replaced']);
      await later('1ms');
      expect(await came()).toEqual(['replaced', 'connecting!']);
    });

    test('delay: those that are due at once come in the order in which they happened', async () => {
      const { act, came, later } = await open([{ delay: 1_000 }]);
      act('drop', 'replace', 'unlink');
      await later('1s');
      expect(await came()).toEqual(['connecting!', 'replaced!', 'close!']);
    });

    test('drop: it is never sent, and a wait for it ends', async () => {
      const { act, came, wachat } = await open([{ name: 'lost', every: 2, drop: true }]);
      const lost = wachat.waitFor('deliveries', { status: 'dropped', fault: 'lost', state: 'close' });
      act('drop', 'replace', 'unlink');
      expect(await came()).toEqual(['connecting', 'close']);
      expect(await lost).toMatchObject([{ id: '1-2', attempts: [], nextAttemptAt: null }]);
      expect(wachat.deliveries({ status: 'dropped' })).toHaveLength(1);
    });

    test('repeat: again in the rhythm of retries, while the next ones come once', async () => {
      const { act, came, clock, wachat } = await open([{ nth: 1, repeat: true }]);
      act('drop', 'replace');
      expect(await came()).toEqual(['connecting!', 'replaced']);
      const waits: number[] = [];
      for (let time = 1; time <= 12; time++) {
        const [one] = wachat.deliveries();
        expect(one).toMatchObject({ status: 'delivered', repeats: time, waitsFor: 'time' });
        waits.push(Date.parse(one?.nextAttemptAt ?? '') - clock.now());
        clock.advance(waits.at(-1) ?? 0);
        expect(await came()).toEqual(['connecting!', 'replaced', ...Array<string>(time).fill('connecting!')]);
      }
      for (const [index, wait] of waits.entries()) {
        const expected = Math.min(5_000 * 2 ** index, 300_000) * 2 ** Math.max(0, index - 8);
        expect(wait).toBeGreaterThanOrEqual(expected * 0.8);
        expect(wait).toBeLessThanOrEqual(expected * 1.2);
      }
      expect(wachat.deliveries()[0]?.attempts.length).toBeLessThan(11);
    });

    test.each<readonly [string, (all: Open) => unknown]>([
      [
        'clearing the faults',
        ({ wachat }: Open) => {
          wachat.clearDeliveryFaults();
        },
      ],
      ['other faults', ({ wachat }: Open) => wachat.setDeliveryFaults([{ drop: true, event: 'chats.update' }])],
      ['disabling the webhook', ({ api, hook }: Open) => api.post('/webhooks', { id: hook.id, enabled: false })],
      ['deleting the webhook', ({ api, hook }: Open) => api.call('DELETE', `/webhooks?id=${String(hook.id)}`)],
      [
        'a reset',
        ({ wachat }: Open) => {
          wachat.reset();
        },
      ],
    ])('repeat: %s ends it', async (_what, end) => {
      const all = await open([{ repeat: true }]);
      all.act('drop');
      expect(await all.came()).toHaveLength(1);
      await end(all);
      await all.later('30d');
      expect(all.receiver.received).toHaveLength(1);
      for (const one of all.wachat.deliveries())
        expect(one).toMatchObject({ status: 'delivered', nextAttemptAt: null });
    });

    test('repeat: a final answer to a repetition ends it, any other does not, and nothing else waits for that', async () => {
      const { act, came, later, receiver, wachat } = await open([{ nth: 1, repeat: true }]);
      act('drop');
      await came();
      receiver.answerWith(status(500));
      await later('6s');
      expect(wachat.deliveries()).toMatchObject([
        { status: 'delivered', repeats: 2, attempts: [{ status: 200 }, { status: 500 }] },
      ]);
      receiver.answerWith(status(404));
      await later('12s');
      expect(wachat.deliveries()).toMatchObject([{ status: 'delivered', repeats: 2, nextAttemptAt: null }]);
      await later('1d');
      expect(receiver.received).toHaveLength(3);
    });

    test('repeat: one that never came is retried as always', async () => {
      const { act, came, later, receiver, wachat } = await open([{ repeat: true }], status(500));
      act('drop');
      await came();
      expect(wachat.deliveries()).toMatchObject([{ status: 'waiting', repeats: 0, attempts: [{ status: 500 }] }]);
      receiver.answerWith(status(200));
      await later('6s');
      expect(wachat.deliveries()).toMatchObject([{ status: 'delivered', repeats: 1 }]);
    });

    test('repeat: a jump of years repeats it once, and each time if it settles', async () => {
      const { act, came, clock, receiver, wachat } = await open([{ repeat: true }]);
      act('drop');
      await came();
      clock.advance(3_000 * 86_400_000);
      await came();
      expect(receiver.received).toHaveLength(2);
      expect(await wachat.clock.advance('3000d')).toMatchObject({ stoppedShort: false });
      await came();
      expect(receiver.received).toHaveLength(3);
      // Ever more rarely, so that even then it is soon done.
      const years = await wachat.clock.advance('1000d', { settle: true });
      expect(years).toMatchObject({ stoppedShort: false, unsettled: [] });
      expect(receiver.received.length).toBeGreaterThan(3 + 15);
      expect(receiver.received.length).toBeLessThan(3 + 30);
    });

    test('repeat: those that only repeat themselves give their places to new ones', async () => {
      const { act, came, wachat, name } = await open([{ repeat: true }]);
      for (let round = 0; round < 510; round++) {
        wachat.drop(name);
        wachat.reconnect(name);
        if (round % 100 === 99) await came();
      }
      await came();
      expect(wachat.deliveries({ limit: 1_000 }).filter(({ nextAttemptAt }) => nextAttemptAt !== null)).toHaveLength(
        1_000,
      );
      wachat.clearDeliveryFaults();
      act('unlink');
      expect((await came()).at(-1)).toBe('close');
    });

    test('what is held back is let go with the faults, in the order in which it happened', async () => {
      const { act, came, wachat } = await open([
        { nth: 1, delay: '1h' },
        { nth: 2, delay: '1m' },
        { nth: 3, swap: true },
      ]);
      act('drop', 'replace', 'unlink');
      expect(await came()).toEqual([]);
      wachat.clearDeliveryFaults();
      expect(await came()).toEqual(['connecting!', 'replaced!', 'close!']);
      expect(wachat.deliveries({ status: 'delivered' })).toMatchObject(
        Array(3).fill({ waitsFor: null, nextAttemptAt: null }),
      );
    });

    test('what is held back waits for a webhook that was disabled, and goes to its new URL', async () => {
      const { act, api, hook, later, receiver } = await open([{ delay: '5s' }]);
      act('drop');
      await api.post('/webhooks', { id: hook.id, enabled: false });
      await later('1h');
      const other = await receive();
      await api.post('/webhooks', { id: hook.id, enabled: true, url: other.url });
      await later('0s');
      expect(receiver.received).toEqual([]);
      expect(other.received.map(({ body }) => body.destination)).toEqual([other.url]);
    });
  });

  describe('how it is written and signed', () => {
    test.each([
      ['wrong', 'wrong'],
      ['stale', 'tooOld'],
      ['missing', 'missing'],
    ] as const)('a signature that is %s is %s to who verifies it', async (signature, verdict) => {
      const { act, came, clock, hook, receiver } = await open([{ nth: 1, signature }]);
      act('drop', 'replace');
      await came();
      const verdicts = receiver.received.map(({ headers, raw }) => verdictOn(hook, headers, raw, clock.now()));
      expect(verdicts).toEqual([verdict, 'ok']);
    });

    test.each<readonly ['unusual' | readonly ('slashes' | 'numbers' | 'spacing' | 'unicode')[]]>([
      ['unusual'],
      [['slashes']],
      [['numbers']],
      [['spacing']],
      [['unicode']],
    ])('a body whose encoding is %s verifies as it came, and not as written again', async (encoding) => {
      const { act, came, clock, hook, receiver } = await open([{ nth: 1, encoding }]);
      act('drop');
      await came();
      const [{ raw, headers } = { raw: Buffer.of(), headers: NONE }] = receiver.received;
      const isRight = (body: string | Buffer) => verdictOn(hook, headers, body, clock.now());
      expect(isRight(raw)).toBe('ok');
      expect(isRight(JSON.stringify(JSON.parse(raw.toString())))).toBe('wrong');
    });

    test('all attempts are written alike, and the copies too', async () => {
      const { act, came, later, receiver } = await open([{ encoding: 'unusual', duplicate: true }], status(500));
      act('drop');
      await came();
      receiver.answerWith(status(200));
      await later('10s');
      const bodies = receiver.received.map(({ raw }) => raw.toString());
      expect(bodies).toHaveLength(3);
      expect(new Set(bodies).size).toBe(1);
    });

    test('one says when, another how it is written, a third how it is signed; who says it again does not fire', async () => {
      const { act, came, wachat } = await open([
        { name: 'a', encoding: ['slashes'] },
        { name: 'b', encoding: ['numbers'], duplicate: true },
        { name: 'c', duplicate: true },
        { name: 'd', delay: '1s' },
        { name: 'e', signature: 'wrong' },
      ]);
      act('drop');
      expect(await came()).toHaveLength(2);
      expect(wachat.deliveries().map(({ fault }) => fault)).toEqual(['a, c, e', 'a, c, e']);
      expect(wachat.deliveryFaults().map(({ seen, fired }) => [seen, fired])).toEqual([
        [1, 1],
        [1, 0],
        [1, 1],
        [1, 0],
        [1, 1],
      ]);
    });
  });

  describe('what it is for', () => {
    test('each event for each webhook counts once; a webhook, an instance or an event narrows it', async () => {
      const { act, api, control, name, wachat, settle } = await open([]);
      const other = await receive();
      await api.post('/webhooks', { url: other.url });
      const another = await api.create({ instanceName: 'another' });
      await settle();
      wachat.setDeliveryFaults([
        { name: 'all', from: 1_000, drop: true },
        { name: 'second', webhook: 2, nth: 1, drop: true },
        { name: 'other instance', instanceName: another.body.instance.apiInstanceName, drop: true },
        { name: 'other event', event: ['messages.upsert', 'chats.update'], drop: true },
      ]);
      act('drop', 'reconnect');
      await control.post(`/instances/${name}/receive`, { from: '6281298765432', type: 'text', text: 'Hi' });
      const counts = wachat.deliveryFaults().map(({ name: label, seen, fired }) => [label, seen, fired]);
      expect(counts.slice(0, 3)).toEqual([
        ['all', expect.any(Number), 0],
        ['second', expect.any(Number), 1],
        ['other instance', 0, 0],
      ]);
      expect(wachat.deliveries({ status: 'dropped', webhook: 2, fault: 'second' })).toHaveLength(1);
      expect(wachat.deliveries({ status: 'dropped', webhook: 1 })).toEqual([]);
      expect(wachat.deliveries({ status: 'dropped', event: 'messages.upsert', fault: 'other event' })).toHaveLength(1);
    });

    test('a share is the same each time with a seed', async () => {
      const lost = async (seed: string) => {
        const { wachat, name } = await open([{ share: 0.5, drop: true }], status(200), { seed, apiKeys: ['key'] });
        for (let round = 0; round < 20; round++) {
          wachat.drop(name);
          wachat.reconnect(name);
        }
        return wachat.deliveries({ status: 'dropped' }).map(({ id }) => id);
      };
      const first = await lost('one');
      expect(first.length).toBeGreaterThan(5);
      expect(first.length).toBeLessThan(35);
      expect(await lost('one')).toEqual(first);
      expect(await lost('two')).not.toEqual(first);
    });

    test('any label fits into a header', async () => {
      const { act, came, receiver, wachat } = await open([{ name: 'Kopi ☕ 100 %', duplicate: true }]);
      act('drop');
      await came();
      expect(decodeURIComponent(String(receiver.received[0]?.headers[FAULT]))).toBe('Kopi ☕ 100 %');
      expect(wachat.deliveries({ fault: 'Kopi ☕ 100 %' })).toHaveLength(2);
    });
  });

  describe('with a snapshot', () => {
    test('what waits, is repeated and was counted goes on in the copy as it would have here', async () => {
      const faults: readonly DeliveryFault[] = [
        { name: 'again', nth: 1, repeat: true, encoding: 'unusual' },
        { name: 'late', nth: 2, delay: '20s' },
        { name: 'swapped', nth: 3, swap: true, signature: 'wrong' },
        { name: 'lost', nth: 5, drop: true },
      ];
      const all = await open(faults, status(200), { apiKeys: ['key'] });
      all.act('drop', 'reconnect');
      await all.came();
      const before = all.wachat.deliveryFaults();
      const snapshot = await all.snapshot();
      const play = async () => {
        const from = all.receiver.received.length;
        all.act('replace', 'unlink');
        await all.later('40s');
        return all.receiver.received
          .slice(from)
          .map(({ raw, headers }) => [raw.toString(), headers['x-wachat-signature'], headers[FAULT]]);
      };
      const here = await play();
      expect(here.map(([, , label]) => label)).toEqual([undefined, 'swapped', 'again', 'again', 'late', 'again']);
      const { status: code, body } = await all.control.call('PUT', '/snapshot', { body: snapshot });
      expect([code, body]).toEqual([200, { success: true, message: 'The account was restored.' }]);
      expect(all.wachat.deliveryFaults()).toEqual(before);
      expect(await play()).toEqual(here);
      expect(await all.snapshot()).toMatchObject({ deliveryFaults: { round: 1 } });
    });
  });
});

type Open = Awaited<ReturnType<typeof open>>;
