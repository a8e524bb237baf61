import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/config.js';
import { searchableInstances } from '../../../src/control/watching/instances.js';
import { createLookout } from '../../../src/control/watching/lookout.js';
import { noSettings } from '../../../src/domain/new-instance.js';
import { createEmulator } from '../../../src/emulator.js';
import { client, type Client, type Json } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';
import { hooked } from '../../support/webhook.js';

const CUSTOMER = '6281298765432';

/** An account with a bit of everything; nothing happens any more. */
const buildFull = async () => {
  const built = await hooked();
  const { api, create, settle, wachat } = built;
  const [name] = [await create({ instanceName: 'one' }), await create({ instanceName: 'two' })];
  wachat.scan({ instanceName: name });
  for (let index = 0; index < 5; index++)
    await api.post('/send/text', { instanceName: name, number: CUSTOMER, message: `Order ${String(index)}` });
  await api.post('/webhooks', { url: built.receiver.url, events: ['connection.update'] });
  for (let index = 0; index < 4; index++) await create({ instanceName: `more ${String(index)}` });
  await settle();
  return { ...built, name };
};

/** How each list names its items, and whether the oldest comes first. */
const lists = {
  requests: { id: 'id', isOldestFirst: true },
  events: { id: 'id', isOldestFirst: true },
  deliveries: { id: 'id', isOldestFirst: true },
  messages: { id: 'id', isOldestFirst: true },
  instances: { id: 'apiInstanceName', isOldestFirst: false },
} as const;
const named = ['requests', 'events', 'deliveries', 'messages', 'instances'] as const;

/** All pages of a list, the newest first. */
const pagesOf = async (control: Client, list: keyof typeof lists, limit: number, more = ''): Promise<Json[]> => {
  const { id, isOldestFirst } = lists[list];
  const pages: Json[] = [];
  let before = '';
  for (;;) {
    const { status, body } = await control.get(`/${list}?limit=${String(limit)}${more}${before}`);
    expect(status).toBe(200);
    const items: readonly Json[] = body[list];
    pages.push(body);
    if (body.count <= items.length) return pages;
    before = `&before=${String((isOldestFirst ? items[0] : items.at(-1))[id])}`;
  }
};

describe('before', () => {
  test.each(named)('leads through all %s, page by page, each in the order of the list', async (list) => {
    const { control } = await buildFull();
    const whole: Json = (await control.get(`/${list}?limit=1000`)).body;
    expect(whole.count).toBeGreaterThanOrEqual(5);
    const pages = await pagesOf(control, list, 2);
    const { isOldestFirst } = lists[list];
    const listed = (isOldestFirst ? pages.toReversed() : pages).flatMap((page: Json) => page[list]);
    expect(listed).toEqual(whole[list]);
    // Each says how many are left, itself included.
    expect(pages.map(({ count }) => count)).toEqual(pages.map((_page, index) => whole.count - 2 * index));
  });

  test('goes with the other conditions, and in the handle', async () => {
    const { control, wachat } = await buildFull();
    const pages = await pagesOf(control, 'requests', 2, '&operation=sendText');
    expect(pages.map(({ requests }) => requests.map(({ body }: Json) => body.content.message))).toEqual([
      ['Order 3', 'Order 4'],
      ['Order 1', 'Order 2'],
      ['Order 0'],
    ]);
    const [, , third] = wachat.requests({ operation: 'sendText' });
    expect(wachat.requests({ operation: 'sendText', before: third?.id ?? 0 })).toHaveLength(2);
    const [newest, second, ...others] = wachat.instances();
    expect(newest?.instanceName).toBe('more 3');
    expect(wachat.instances({ before: second?.apiInstanceName ?? '' })).toEqual(others);
    expect(() => wachat.requests({ before: 0 })).toThrow('"before" must be a whole number from 1 to 999999999');
    expect(() => wachat.messages({ before: 'A5000000000000000000' })).toThrow('no message with that id');
  });

  test('the oldest has nothing before it', async () => {
    const { control, wachat } = await buildFull();
    const first = {
      requests: 1,
      events: 1,
      deliveries: '1-1',
      messages: wachat.messages()[0]?.id,
      instances: wachat.instances().at(-1)?.apiInstanceName,
    };
    for (const list of named) {
      const { status, body } = await control.get(`/${list}?before=${String(first[list])}`);
      expect([status, body.count, body[list]]).toEqual([200, 0, []]);
    }
  });

  test.each([
    ['requests?before=0', 400, '"before" must be a whole number from 1 to 999999999'],
    ['requests?before=x', 400, '"before" must be a whole number'],
    ['requests?before=1&before=2', 400, '"before" must be a whole number'],
    ['events?before=1.5', 400, '"before" must be a whole number'],
    ['deliveries?before=1', 400, '"before" must be the id of a delivery such as 1-1'],
    ['deliveries?before=7-7', 404, 'no delivery with that id, or no longer keeps it'],
    ['messages?before=seven', 400, '"before" must be the id of a message such as 3EB0'],
    ['messages?before=3EB015F393D49B570520E3', 404, 'no message with that id, or no longer keeps it'],
    ['instances?before=one', 400, '"before" must be a technical name such as t1_'],
    ['instances?before=', 400, '"before" must be a technical name'],
  ])('%s is a %d', async (query, expected, sentence) => {
    const { control } = await buildFull();
    const { status, body } = await control.get(`/${query}`);
    expect(status).toBe(expected);
    expect(body.error).toContain(sentence);
  });

  test('a number needs nobody to have it: what is gone or yet to come is a place in the list all the same', async () => {
    const { control, origin } = await buildFull();
    const whole = (await control.get('/requests')).body;
    expect((await control.get('/requests?before=999999999')).body).toEqual(whole);
    const nobody = client(`${origin}/_emulator`, 'another-key');
    for (const list of ['requests', 'events'])
      expect((await nobody.get(`/${list}?before=7`)).body).toMatchObject({ success: true, count: 0 });
  });

  test('an instance that was deleted still has its place', async () => {
    const { api, control, clock, create } = await buildFull();
    clock.advance(1_000);
    const gone = await create({ instanceName: 'gone' });
    clock.advance(1_000);
    await create({ instanceName: 'newest' });
    const whole = (await control.get(`/instances?before=${gone}`)).body;
    expect(whole.count).toBe(6);
    expect((await api.call('DELETE', `/instance/delete?instanceName=${gone}`)).status).toBe(200);
    expect((await control.get(`/instances?before=${gone}`)).body).toEqual(whole);
  });

  test('names nothing of another account', async () => {
    const { origin, wachat, clock } = await buildFull();
    await client(wachat.url, 'another-key').create({ instanceName: 'other' });
    clock.advance(1_000);
    const control = client(`${origin}/_emulator`, 'another-key');
    const [message] = wachat.messages();
    expect((await control.get(`/messages?before=${String(message?.id)}`)).status).toBe(404);
    expect((await control.get('/deliveries?before=1-1')).status).toBe(404);
  });

  test('with a wait, what is older may come to match, and what is new does not', async () => {
    const { api, control, name, wachat } = await buildFull();
    const [first, second] = wachat.messages();
    const query = `before=${String(second?.id)}&status=read`;
    const { answer } = await begin(() => control.get(`/messages?${query}&wait=1m`));
    const message = { instanceName: name, number: CUSTOMER, message: 'New' };
    const { body } = await api.post('/send/text', message);
    wachat.tick(String(body.key.id), 'read');
    wachat.tick(String(second?.id), 'read');
    wachat.tick(String(first?.id), 'read');
    expect((await answer).body.messages).toMatchObject([{ id: first?.id }]);
    await expect(wachat.waitFor('events', { before: 1 }, '10ms')).rejects.toThrow('1 wanted, 0 found');
    const missing = await control.get('/messages?before=3EB015F393D49B570520E3&wait=1m');
    expect(missing.status).toBe(404);
  });

  test('looks at no more than what is older', async () => {
    const emulator = createEmulator(readConfig({}, (name) => name));
    const names: string[] = [];
    for (let index = 0; index < 50; index++)
      names.push(
        emulator.instances.create('key', {
          displayName: `shop ${String(index)}`,
          integration: 'WHATSAPP-BAILEYS',
          number: null,
          settings: noSettings,
        }).technicalName,
      );
    let looks = 0;
    const counting: typeof searchableInstances = {
      ...searchableInstances,
      checks: () => [{ name: 'looks', expected: true, seen: () => ++looks, isMet: () => true }],
    };
    const lookout = createLookout(emulator, 'key');
    expect(await lookout.find(counting, { before: names[10], limit: 5 })).toMatchObject({ count: 10 });
    expect(looks).toBe(10);
    emulator.close();
  });
});

test('events count from 1, in each account, and anew after a reset', async () => {
  const { api, wachat } = await build();
  await api.create({ instanceName: 'shop' });
  await api.create({ instanceName: 'shop' });
  expect(wachat.events().map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  const waiting = wachat.waitFor('events', { count: 5 }, '1m');
  await api.create({ instanceName: 'shop' });
  expect((await waiting).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  wachat.account(wachat.apiKey).reset();
  await api.create({ instanceName: 'shop' });
  expect(wachat.events().map(({ id }) => id)).toEqual([1, 2]);
});
