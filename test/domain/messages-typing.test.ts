import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import type { Json } from '../support/client.js';
import { buildSender, OTHER } from '../support/sending.js';
import { hooked } from '../support/webhook.js';

/** A sender whose account has a frozen clock. */
const buildTyping = async (options: Options = {}) => {
  const sender = await buildSender(options);
  const { wachat, control, messages } = sender;
  await control.post('/clock', { freeze: true });
  return Object.assign(sender, {
    advance: (by: string) => wachat.clock.advance(by),
    statuses: async () => (await messages()).map(({ text, status }) => [text, status]),
  });
};

describe('While a message is typed', () => {
  test('it waits as long as the clock stands still, and leaves when that has passed the delay', async () => {
    const { text, messages, advance } = await buildTyping();
    const { body } = await text('Hello', { delay: 1_200 });
    expect(body).toMatchObject({ status: 'PENDING', messageTimestamp: 1_767_225_601 });
    const waiting = { status: 'waiting', acceptedAt: '2026-01-01T00:00:00.000Z', time: '2026-01-01T00:00:01.200Z' };
    expect(await messages()).toMatchObject([waiting]);
    await advance('1199ms');
    expect(await messages()).toMatchObject([waiting]);
    await advance('1ms');
    expect(await messages()).toMatchObject([{ ...waiting, status: 'delivered' }]);
  });

  test('nothing is typed by default', async () => {
    const { text, statuses } = await buildTyping();
    await text('Hello');
    expect(await statuses()).toEqual([['Hello', 'delivered']]);
  });

  test('a clock that is moved back makes it wait for longer, and the next one still comes after it', async () => {
    const { text, wachat, statuses, left, advance } = await buildTyping();
    await text('first', { delay: 1_000 });
    await wachat.clock.set('2025-12-31T23:00:00Z');
    await text('second', { delay: 0 });
    await text('elsewhere', { delay: 0, number: OTHER });
    expect(await statuses()).toEqual([
      ['first', 'waiting'],
      ['second', 'waiting'],
      ['elsewhere', 'delivered'],
    ]);
    await advance('1h');
    expect(await left()).toEqual(['elsewhere']);
    await advance('1s');
    expect(await left()).toEqual(['elsewhere', 'first', 'second']);
  });

  test('a shorter delay overtakes nobody within the chat, and another chat waits for nobody', async () => {
    const { text, left, advance } = await buildTyping();
    await text('slow', { delay: 5_000 });
    await text('quick', { delay: 0 });
    await text('quicker', { delay: 10 });
    await text('elsewhere', { delay: 1_000, number: OTHER });
    await advance('1s');
    expect(await left()).toEqual(['elsewhere']);
    await advance('4s');
    expect(await left()).toEqual(['elsewhere', 'slow', 'quick', 'quicker']);
  });

  test('with --typing-delay documented it takes 3 to 5 s, not always the same, unless a delay is given', async () => {
    const { text, messages } = await buildTyping({ typingDelay: 'documented' });
    for (let index = 0; index < 20; index++) await text('Hello', { number: `62812987654${String(10 + index)}` });
    await text('now', { delay: 0 });
    const delays = (await messages()).map(({ time, acceptedAt }) => Date.parse(time) - Date.parse(acceptedAt));
    expect(delays.pop()).toBe(0);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(3_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(5_000);
    expect(new Set(delays).size).toBeGreaterThan(5);
  });
});

describe('What waits to leave', () => {
  test.each<[string, string, (sender: Awaited<ReturnType<typeof buildTyping>>) => Promise<unknown>]>([
    [
      'a logout',
      'the instance was logged out',
      ({ api, name }) => api.call('DELETE', `/instance/logout?instanceName=${name}`),
    ],
    [
      'an unlink',
      'the instance was unlinked on the phone',
      ({ control, name }) => control.post(`/instances/${name}/unlink`),
    ],
    [
      'a loss of the connection and a delete',
      'the instance was deleted',
      async ({ api, control, name }) => {
        await control.post(`/instances/${name}/drop`);
        const { status } = await api.call('DELETE', `/instance/delete?instanceName=${name}`);
        expect(status).toBe(200);
      },
    ],
  ])('is cancelled by %s, and says so: %s', async (_what, reason, end) => {
    const sender = await buildTyping();
    const { text, messages, advance, control } = sender;
    await text('Hello', { delay: 1_000 });
    await text('elsewhere', { delay: 2_000, number: OTHER });
    await end(sender);
    const cancelled = { status: 'cancelled', reason, time: null };
    expect(await messages()).toMatchObject([cancelled, cancelled]);
    await advance('10s');
    expect(await messages('?status=cancelled')).toHaveLength(2);
    expect((await control.get('/events?event=messages.update')).body.events).toEqual([]);
  });

  test('after it was cancelled, nobody has to wait for it', async () => {
    const { text, api, wachat, name, statuses } = await buildTyping();
    await text('never', { delay: 3_600_000 });
    await api.call('DELETE', `/instance/logout?instanceName=${name}`);
    await api.get(`/instance/qr?instanceName=${name}`);
    wachat.scan({ instanceName: name });
    await text('now');
    expect(await statuses()).toEqual([
      ['never', 'cancelled'],
      ['now', 'delivered'],
    ]);
  });

  test('is gone after a reset, and nothing of it ever leaves', async () => {
    const { text, messages, wachat, advance, control } = await buildTyping();
    await text('Hello', { delay: 1_000 });
    wachat.reset();
    expect(await messages()).toEqual([]);
    await advance('10s');
    expect(await messages()).toEqual([]);
    expect((await control.get('/events')).body.events).toEqual([]);
  });

  test.each(['drop', 'replace'] as const)('fails if the connection is gone by then: %s', async (action) => {
    const { text, wachat, name, messages, advance, control } = await buildTyping();
    const { body } = await text('Hello', { delay: 1_000 });
    wachat[action](name);
    expect(await messages('?status=waiting')).toHaveLength(1);
    await advance('1s');
    const state = action === 'drop' ? 'lost' : 'replaced';
    expect(await messages()).toMatchObject([
      { status: 'failed', reason: `the instance was ${state} when it was to leave`, time: '2026-01-01T00:00:01.000Z' },
    ]);
    const { events } = (await control.get('/events?event=messages.update')).body;
    expect(events.map(({ status, messageId }: Json) => [status, messageId])).toEqual([['ERROR', body.key.id]]);
  });

  test('leaves as if nothing had been if the connection is back by then', async () => {
    const { text, wachat, name, statuses, advance } = await buildTyping();
    await text('Hello', { delay: 1_000 });
    wachat.drop(name);
    await advance('500ms');
    wachat.reconnect(name);
    await advance('500ms');
    expect(await statuses()).toEqual([['Hello', 'delivered']]);
  });

  test('is pending forever in an instance that has died meanwhile', async () => {
    const { api, wachat, control, messages, advance } = await buildTyping();
    const { number } = wachat.scenarios().find(({ name }) => name === 'dead-but-open') ?? {};
    const created = await api.create({ instanceName: 'dying', number });
    const instanceName = created.body.instance.apiInstanceName;
    await advance('59s');
    expect((await control.get(`/instances?instanceName=${String(instanceName)}`)).body.instances[0].phase).toBe('open');
    await api.post('/send/text', { instanceName, number: OTHER, message: 'Hello', delay: 600_000 });
    await advance('1h');
    expect(await messages()).toMatchObject([{ status: 'pending', reason: null }]);
    expect((await control.get('/events?event=messages.update')).body.events).toEqual([]);
  });

  test('a webhook is told of the failure as upstream tells it', async () => {
    const built = await hooked(undefined, {}, { events: ['messages.update'] });
    const { api, wachat, control, receiver, create } = built;
    const name = await create();
    wachat.scan({ instanceName: name });
    await control.post('/clock', { freeze: true });
    const { body } = await api.post('/send/text', { instanceName: name, number: OTHER, message: 'Hi', delay: 1_000 });
    wachat.drop(name);
    await wachat.clock.advance('1s', { settle: true });
    const { id } = body.key;
    expect(receiver.received.map((one) => one.body.data)).toEqual([
      {
        messageId: id,
        keyId: id,
        remoteJid: `${OTHER}@s.whatsapp.net`,
        fromMe: true,
        status: 'ERROR',
        instanceId: name,
      },
    ]);
  });
});
