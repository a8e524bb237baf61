import { describe, expect, test } from 'vitest';
import { receive, status } from '../support/receiver.js';
import { hooked } from '../support/webhook.js';

/** The waits of upstream in milliseconds, before each is spread by ±20 %. */
const WAITS = [5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1_000);
const milliseconds = (iso: string | null | undefined): number => Date.parse(iso ?? '');

/** An emulator whose receiver was told of one event, and has answered. */
const oneEvent = async (code: number, options = {}) => {
  const all = await hooked(status(code), { qrTtl: '1d', ...options }, { events: ['connection.update'] });
  await all.create();
  await all.settle();
  return { ...all, delivery: () => all.wachat.deliveries()[0] };
};

describe('Retries', () => {
  describe('rules', () => {
    test('ten attempts, after 5 s, doubling up to 300 s, each spread by a fifth at most, by the clock', async () => {
      const { clock, delivery, receiver, settle } = await oneEvent(500);
      for (const [index, wait] of WAITS.entries()) {
        expect(delivery()).toMatchObject({ status: 'waiting' });
        expect(delivery()?.attempts).toHaveLength(index + 1);
        const next = milliseconds(delivery()?.nextAttemptAt) - clock.now();
        expect(next).toBeGreaterThanOrEqual(wait * 0.8);
        expect(next).toBeLessThanOrEqual(wait * 1.2);
        clock.advance(next - 1);
        await settle();
        expect(receiver.received).toHaveLength(index + 1);
        clock.advance(1);
        await settle();
        expect(receiver.received).toHaveLength(index + 2);
      }
      expect(delivery()).toMatchObject({ status: 'failed', nextAttemptAt: null });
      expect(delivery()?.attempts).toHaveLength(10);
      clock.advance(86_400_000);
      await settle();
      expect(receiver.received).toHaveLength(10);
    });

    test('an attempt that comes later is signed anew, at its own time; the body stays', async () => {
      const { clock, receiver, settle } = await oneEvent(503);
      clock.advance(6_000);
      await settle();
      const [first, second] = receiver.received;
      expect(second?.raw).toEqual(first?.raw);
      const [one, two] = [first, second].map((received) => Number(received?.headers['x-wachat-timestamp']));
      expect((two ?? 0) - (one ?? 0)).toBeGreaterThanOrEqual(4);
      expect(second?.headers['x-wachat-signature']).not.toBe(first?.headers['x-wachat-signature']);
    });

    test('the waits are spread, and a seed spreads them the same way each time', async () => {
      const waits = async (seed: string) => {
        const { clock, delivery, settle } = await oneEvent(500, { seed, apiKeys: ['key'] });
        const found: number[] = [];
        for (let attempt = 1; attempt < 10; attempt++) {
          const wait = milliseconds(delivery()?.nextAttemptAt) - clock.now();
          found.push(wait);
          clock.advance(wait);
          await settle();
        }
        return found;
      };
      const first = await waits('one');
      expect(await waits('one')).toEqual(first);
      expect(await waits('two')).not.toEqual(first);
      expect(first).not.toEqual(WAITS);
    });

    test.each([200, 201, 202, 204, 299])('%i is a success', async (code) => {
      const { delivery, receiver } = await oneEvent(code);
      expect(delivery()).toMatchObject({ status: 'delivered', nextAttemptAt: null, attempts: [{ status: code }] });
      expect(receiver.received).toHaveLength(1);
    });

    test.each([400, 401, 403, 404, 422])('after %i there is no other attempt', async (code) => {
      const { clock, delivery, receiver, settle } = await oneEvent(code);
      expect(delivery()).toMatchObject({ status: 'failed', attempts: [{ status: code, error: null }] });
      clock.advance(86_400_000);
      await settle();
      expect(receiver.received).toHaveLength(1);
    });

    // A redirect without a Location is an answer like any other.
    test.each([301, 304, 307, 402, 405, 408, 409, 410, 418, 429, 500, 502, 503, 504])(
      'after %i there is',
      async (code) => {
        const { clock, delivery, receiver, settle } = await oneEvent(code);
        expect(delivery()).toMatchObject({ status: 'waiting', attempts: [{ status: code, error: null }] });
        clock.advance(6_000);
        await settle();
        expect(receiver.received).toHaveLength(2);
      },
    );

    test('a wait counts from when the failure came back', async () => {
      const answers: (() => void)[] = [];
      const { clock, create, receiver, settle, wachat } = await hooked(
        (_received, response) => {
          answers.push(() => response.writeHead(500).end());
        },
        {},
        { events: ['connection.update'] },
      );
      await create();
      await receiver.until(1);
      clock.advance(3_600_000);
      expect(receiver.received).toHaveLength(1);
      const settled = settle();
      answers.shift()?.();
      await settled;
      const [delivery] = wachat.deliveries();
      const wait = milliseconds(delivery?.nextAttemptAt) - clock.now();
      expect(wait).toBeGreaterThanOrEqual(4_000);
      expect(wait).toBeLessThanOrEqual(6_000);
      expect(delivery?.attempts[0]?.time).toBe('2026-01-01T00:00:00.000Z');
    });

    test("the waits are the account's own, whatever the clock of others says", async () => {
      const { wachat, receiver, delivery } = await oneEvent(500);
      await wachat.account('another-key').clock.advance('1h', { settle: true });
      expect(receiver.received).toHaveLength(1);
      await wachat.clock.advance('6s', { settle: true });
      expect(receiver.received).toHaveLength(2);
      expect(delivery()?.attempts).toHaveLength(2);
    });

    test('after the clock was set back, it is tried again at the time that was said', async () => {
      const { wachat, receiver, delivery } = await oneEvent(500);
      const at = delivery()?.nextAttemptAt ?? '';
      await wachat.clock.set('2025-12-31T00:00:00Z', { settle: true });
      await wachat.clock.advance('23h', { settle: true });
      expect(delivery()?.nextAttemptAt).toBe(at);
      expect(receiver.received).toHaveLength(1);
      await wachat.clock.set(at, { settle: true });
      expect(receiver.received).toHaveLength(2);
    });
  });

  describe('behaviour', () => {
    test('in order and never two at once, however slow and moody the receiver is', async () => {
      const { create, receiver, settle, clock, wachat } = await hooked((received, response) => {
        const isFirst = receiver.received.filter(({ raw }) => raw.equals(received.raw)).length === 1;
        setImmediate(() => response.writeHead(isFirst ? 500 : 200).end());
      });
      const name = await create();
      wachat.scan({ instanceName: name });
      for (let turn = 0; turn < 3; turn++) {
        clock.advance(1);
        wachat.drop(name);
        clock.advance(1);
        wachat.reconnect(name);
      }
      const order = wachat.deliveries().map(({ id }) => id);
      while (wachat.deliveries({ status: 'waiting' }).length > 0) {
        await settle();
        clock.advance(6_000);
      }
      await settle();
      expect(receiver.open.most).toBe(1);
      expect(wachat.deliveries().map(({ id, status: one, attempts }) => [id, one, attempts.length])).toEqual(
        order.map((id) => [id, 'delivered', 2]),
      );
      const bodies = receiver.received.map(({ raw }) => raw.toString());
      // Each comes twice before the next one comes at all.
      expect(bodies.filter((_body, index) => index % 2 === 0)).toEqual(
        bodies.filter((_body, index) => index % 2 === 1),
      );
      expect(order).toHaveLength(13);
    });

    test('what is final lets the next one through', async () => {
      let answered = 0;
      const { create, receiver, settle, wachat } = await hooked((_received, response) => {
        response.writeHead(answered++ === 0 ? 422 : 200).end();
      });
      await create();
      await settle();
      expect(receiver.received).toHaveLength(2);
      expect(wachat.deliveries().map((one) => one.status)).toEqual(['failed', 'delivered']);
    });

    test('settle waits for those under way, and names those that have no answer', async () => {
      const { create, wachat, receiver } = await hooked();
      const name = await create();
      await wachat.clock.advance('100s', { settle: true });
      expect(receiver.received.map(({ body }) => body.instance)).toEqual([name, name, name, name]);
      expect(wachat.deliveries({ status: 'delivered' })).toHaveLength(4);
    });
  });

  describe('when the webhook changes while something waits', () => {
    test('a new URL gets what waits at once, signed with the new secret', async () => {
      const { api, create, hook, receiver, settle, wachat } = await hooked(status(500));
      await create();
      await settle();
      const other = await receive();
      await api.post('/webhooks', { id: hook.id, url: other.url, secret: 'whsec_another' });
      await settle();
      expect(receiver.received).toHaveLength(1);
      expect(other.received.map(({ body }) => [body.event, body.destination])).toEqual([
        ['connection.update', other.url],
        ['qrcode.updated', other.url],
      ]);
      expect(wachat.deliveries().map(({ url, status: one }) => [url, one])).toEqual([
        [other.url, 'delivered'],
        [other.url, 'delivered'],
      ]);
    });

    test('a new URL counts for what was under way when it came, too', async () => {
      const answers: (() => void)[] = [];
      const { api, create, hook, receiver, settle } = await hooked((_received, response) => {
        answers.push(() => response.writeHead(500).end());
      });
      await create();
      await receiver.until(1);
      const other = await receive();
      await api.post('/webhooks', { id: hook.id, url: other.url });
      answers.shift()?.();
      await settle();
      expect(other.received).toHaveLength(2);
    });

    test('what was sent stays as it was sent', async () => {
      const { api, create, hook, receiver, settle, wachat } = await hooked();
      await create();
      await settle();
      await api.post('/webhooks', { id: hook.id, url: 'https://example.com/hook' });
      expect(wachat.deliveries().map(({ url, body }) => [url, body])).toEqual(
        receiver.received.map(({ body }) => [receiver.url, body]),
      );
    });

    test('while it is disabled nothing is sent; enabled again, it gets what waited', async () => {
      const { api, create, hook, receiver, settle, clock, wachat } = await hooked(status(500));
      const name = await create();
      await settle();
      await api.post('/webhooks', { id: hook.id, enabled: false });
      clock.advance(3_600_000);
      await settle();
      expect(receiver.received).toHaveLength(1);
      expect(wachat.deliveries().map((one) => one.status)).toEqual(['waiting', 'waiting']);
      receiver.answerWith(status(200));
      await api.post('/webhooks', { id: hook.id, enabled: true });
      await settle();
      expect(receiver.received.map(({ body }) => [body.event, body.instance])).toEqual([
        ['connection.update', name],
        ['connection.update', name],
        ['qrcode.updated', name],
      ]);
    });

    test('deleted, it gets nothing any more, not even what is under way to its end', async () => {
      const { api, create, hook, receiver, settle, clock, wachat } = await hooked(() => undefined);
      await create();
      await receiver.until(1);
      expect((await api.call('DELETE', `/webhooks?id=${String(hook.id)}`)).status).toBe(200);
      await expect.poll(() => receiver.open.now).toBe(0);
      expect(wachat.deliveries()).toEqual([]);
      clock.advance(3_600_000);
      await settle();
      expect(receiver.received).toHaveLength(1);
    });

    test('one that was for a deleted instance goes with it', async () => {
      const { api, create, receiver, settle, clock } = await hooked();
      const name = await create();
      await settle();
      const own = await receive(status(500));
      await api.post('/webhooks', { url: own.url, instanceName: name });
      clock.advance(45_000);
      await settle();
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
      expect((await api.get('/webhooks')).body.count).toBe(1);
      clock.advance(3_600_000);
      await settle();
      expect(own.received).toHaveLength(1);
      expect(receiver.received).toHaveLength(3);
    });
  });
});
