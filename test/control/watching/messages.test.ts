import { describe, expect, test } from 'vitest';
import type { Options } from '../../../src/index.js';
import type { Json } from '../../support/client.js';
import { client } from '../../support/client.js';
import { begin } from '../../support/emulator.js';
import { buildShop } from '../../support/shop.js';

const CUSTOMER = '6281298765432';
const OTHER = '628111111111';
const GROUP = '120363025246125486@g.us';

/** An open instance that has sent and received this and that. */
const buildOpen = async (options: Options = {}) => {
  const shop = await buildShop('', {}, options);
  const { api, control, name, wachat } = shop;
  wachat.scan({ instanceName: name });
  return Object.assign(shop, {
    send: async (message: string, number = CUSTOMER, more: object = {}): Promise<Json> =>
      (await api.post('/send/text', { instanceName: name, number, message, ...more })).body,
    write: (text: string, from = CUSTOMER, group?: string) => wachat.receive(name, { from, type: 'text', text, group }),
    find: async (query = ''): Promise<Json> => (await control.get(`/messages${query}`)).body,
  });
};

const buildBusy = async () => {
  const shop = await buildOpen();
  const { api, name, send, wachat, write } = shop;
  await send('Order 1 is on its way.');
  await send('Pesanan 2: 🍜', OTHER);
  await send('Hello everybody', GROUP);
  write('Terima kasih 🙏');
  write('أهلا', OTHER, GROUP);
  wachat.receive(name, { from: CUSTOMER, type: 'location', latitude: 0, longitude: 0, name: 'Home' });
  const place = { latitude: -6.1754, longitude: 106.8272 };
  await api.post('/send-location', { instanceName: name, number: '999000000101', ...place });
  const { body } = await api.create({ instanceName: 'other' });
  wachat.scan({ instanceName: body.instance.apiInstanceName });
  wachat.receive(body.instance.apiInstanceName, { from: CUSTOMER, type: 'text', text: 'Hello' });
  return shop;
};

describe('GET /_emulator/messages', () => {
  describe('shape', () => {
    test('lists them in the order in which they were handed over', async () => {
      const { find, send, wachat, write } = await buildOpen();
      await send('Later', CUSTOMER, { delay: 5_000 });
      write('First');
      await send('Now', OTHER);
      const found = await find();
      expect(found).toMatchObject({ success: true, count: 3, dropped: 0, satisfied: true, ended: false, closest: [] });
      expect(found.messages.map(({ text, status }: Json) => [text, status])).toEqual([
        ['Later', 'waiting'],
        ['First', 'delivered'],
        ['Now', 'delivered'],
      ]);
      expect(found.messages).toEqual(wachat.messages());
      expect((await find('?limit=1')).messages).toEqual(found.messages.slice(-1));
    });

    test('is whole when it is too long for one part', async () => {
      const { control, send, wachat } = await buildOpen();
      for (const text of ['\u{1}', '👩‍🍳', 'ش', '\n', '"']) await send(text.repeat(65_536 / text.length));
      const { headers, body } = await control.get('/messages');
      expect(headers.get('content-length')).toBeNull();
      expect(body.messages).toEqual(wachat.messages());
      await send('short');
      const short = await control.get('/messages?limit=1');
      expect(short.body.messages).toHaveLength(1);
      expect(short.headers.get('content-length')).toBe(String(short.bytes.length));
    });

    test('is empty for an account that nobody has used, and does not make one', async () => {
      const { origin, wachat } = await buildOpen();
      const accounts = wachat.accounts().length;
      const { status, body } = await client(`${origin}/_emulator`, 'another-key').get('/messages');
      expect(status).toBe(200);
      expect(body).toMatchObject({ count: 0, messages: [] });
      expect(wachat.accounts()).toHaveLength(accounts);
    });
  });

  describe('rules', () => {
    test.each([
      ['direction=in', '"direction" must be one of sent, received'],
      ['type=sticker', '"type" must be one of text, image'],
      ['status=seen', '"status" must be one of waiting, pending'],
      ['to=1&to=2', '"to" must be a number with its country code, digits only, or an address'],
      ['to=081298765432', '"to" must be a number with its country code'],
      ['from=Siti', '"from" must be a number with its country code'],
      ['count=0', '"count" must be a whole number from 1 to 1000'],
      ['wait=2m', '"wait" must be a duration from 0ms to 1m'],
    ])('%s is refused', async (query, sentence) => {
      const { control } = await buildOpen();
      const { status, body } = await control.get(`/messages?${query}`);
      expect(status).toBe(400);
      expect(body.error).toContain(sentence);
    });
  });

  describe('behaviour', () => {
    test.each([
      [{ direction: 'sent' }, ['Order 1 is on its way.', 'Pesanan 2: 🍜', 'Hello everybody', null]],
      [{ direction: 'received' }, ['Terima kasih 🙏', 'أهلا', 'Home', 'Hello']],
      [{ to: CUSTOMER }, ['Order 1 is on its way.']],
      [{ to: `${CUSTOMER}@s.whatsapp.net` }, ['Order 1 is on its way.']],
      [{ to: GROUP }, ['Hello everybody']],
      [{ from: CUSTOMER }, ['Terima kasih 🙏', 'Home', 'Hello']],
      [{ from: `${CUSTOMER}@s.whatsapp.net` }, ['Terima kasih 🙏', 'Home', 'Hello']],
      [{ from: OTHER }, ['أهلا']],
      [{ from: GROUP }, ['أهلا']],
      [{ to: OTHER, from: OTHER }, []],
      [{ text: 'Hello' }, ['Hello']],
      [{ contains: 'Hello' }, ['Hello everybody', 'Hello']],
      [{ contains: 'hello' }, []],
      [{ contains: '🙏' }, ['Terima kasih 🙏']],
      [{ contains: 'هلا' }, ['أهلا']],
      [{ contains: ': 🍜' }, ['Pesanan 2: 🍜']],
      [{ type: 'location' }, ['Home', null]],
      [{ status: 'sent' }, [null]],
      [{ status: 'delivered', direction: 'sent', contains: '1' }, ['Order 1 is on its way.']],
      [{ instanceName: 't1_0_nobody' }, []],
    ])('%j finds %j', async (query, texts) => {
      const { find, wachat } = await buildBusy();
      const found = await find(`?${new URLSearchParams(query).toString()}`);
      expect(found.messages.map(({ text }: Json) => text)).toEqual(texts);
      expect(found).toMatchObject({ count: texts.length, satisfied: texts.length > 0 });
      expect(Reflect.apply(wachat.messages, undefined, [query])).toEqual(found.messages);
    });

    test('instanceName finds those of one instance', async () => {
      const { find, name } = await buildBusy();
      expect((await find(`?instanceName=${name}`)).count).toBe(7);
    });

    test('what comes closest is told in whole characters, on one line', async () => {
      const { send, wachat } = await buildOpen();
      await send(`Order\n1${'😀'.repeat(300)}`);
      const error: unknown = await wachat.waitFor('messages', { contains: 'zz' }, 1).catch((one: unknown) => one);
      const said = error instanceof Error ? error.message : '';
      expect(said).toContain(': Order 1😀');
      expect(said.isWellFormed()).toBe(true);
      expect(said.split('\n')).toHaveLength(3);
    });

    test('without a match it says what comes closest, and why', async () => {
      const { find, name } = await buildBusy();
      const found = await find(`?instanceName=${name}&to=${CUSTOMER}&contains=Order 2`);
      expect(found).toMatchObject({ satisfied: false, count: 0, messages: [] });
      expect(found.closest[0]).toMatchObject({
        item: { text: 'Order 1 is on its way.' },
        conditions: [
          { condition: 'instanceName', met: true },
          { condition: 'to', expected: `${CUSTOMER}@s.whatsapp.net`, met: true },
          { condition: 'contains', expected: 'Order 2', seen: 'Order 1 is on its way.', met: false },
        ],
      });
    });

    test('a wait ends at once if it is there, and otherwise the moment it is', async () => {
      const { control, find, send, write } = await buildOpen();
      await send('Before');
      expect((await find('?text=Before&wait=1m')).satisfied).toBe(true);
      const { answer } = await begin(() => control.get('/messages?contains=after&count=2&wait=1m'));
      write('the day after');
      await send('not this');
      write('and after that');
      const { body } = await answer;
      expect(body.messages.map(({ text }: Json) => text)).toEqual(['the day after', 'and after that']);
    });

    test('a wait sees a tick, also one that lasts no time', async () => {
      const { control, send, wachat } = await buildOpen();
      const { key } = await send('Hello');
      const { answer } = await begin(() => control.get('/messages?status=read&wait=1m'));
      wachat.tick(String(key.id), 'read');
      expect((await answer).body.messages).toMatchObject([{ id: key.id, status: 'read' }]);
      const waiting = await begin(() => control.get('/messages?status=sent&wait=1m'));
      // With the default of --ticks it is delivered before the call answers.
      await send('Another');
      expect((await waiting.answer).body.messages).toMatchObject([{ text: 'Another', status: 'sent' }]);
    });

    test('a wait sees what waits, leaves and is cancelled', async () => {
      const { api, clock, control, name, send } = await buildOpen();
      await send('Later', CUSTOMER, { delay: 1_000 });
      const left = await begin(() => control.get('/messages?status=delivered&wait=1m'));
      clock.advance(1_000);
      expect((await left.answer).body.satisfied).toBe(true);
      await send('Never', CUSTOMER, { delay: 1_000 });
      const cancelled = await begin(() => control.get('/messages?status=cancelled&wait=1m'));
      await api.call('DELETE', `/instance/logout?instanceName=${name}`);
      expect((await cancelled.answer).body.messages).toMatchObject([{ text: 'Never', status: 'cancelled' }]);
    });

    test('when the wait is over, it answers what there is', async () => {
      const { find, write } = await buildOpen();
      write('Hello');
      expect(await find('?contains=Hello&count=2&wait=20ms')).toMatchObject({
        satisfied: false,
        ended: false,
        count: 1,
      });
    });

    test.each(['reset', 'delete'] as const)('a wait for one instance ends with its %s', async (end) => {
      const { api, control, name, wachat } = await buildOpen();
      const { answer } = await begin(() => control.get(`/messages?instanceName=${name}&text=never&wait=1m`));
      if (end === 'reset') wachat.reset();
      else {
        wachat.unlink(name);
        await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      }
      expect((await answer).body).toMatchObject({ satisfied: false, ended: true, count: 0 });
    });

    test('a wait for all goes on when one instance is deleted, and ends with a reset', async () => {
      const { api, control, name, wachat } = await buildOpen();
      const { answer } = await begin(() => control.get('/messages?text=never&wait=1m'));
      wachat.unlink(name);
      await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      const isOver = await Promise.race([answer.then(() => true), api.get('/instance/list').then(() => false)]);
      expect(isOver).toBe(false);
      wachat.reset();
      expect((await answer).body).toMatchObject({ satisfied: false, ended: true });
    });

    test('they outlive their instance, and a reset drops them', async () => {
      const { api, find, name, send, wachat } = await buildOpen();
      await send('Hello');
      wachat.unlink(name);
      await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      expect((await find()).count).toBe(1);
      wachat.reset();
      expect(await find()).toMatchObject({ count: 0, dropped: 0 });
    });

    test('the newest 1,000 of an instance are kept, and it is said how many are not', async () => {
      const { api, find, wachat, write } = await buildOpen();
      const other = String((await api.create({ instanceName: 'other' })).body.instance.apiInstanceName);
      wachat.scan({ instanceName: other });
      wachat.receive(other, { from: CUSTOMER, type: 'text', text: 'kept' });
      for (let index = 0; index < 1_001; index++) write(`message ${String(index)}`);
      expect(await find('?contains=message&limit=1000')).toMatchObject({ count: 1_000, dropped: 1 });
      expect(await find('?text=message 0')).toMatchObject({ count: 0, dropped: 1 });
      expect(await find('?text=kept')).toMatchObject({ count: 1 });
      expect(wachat.instances()[1]?.messages.received).toBe(1_001);
      await expect(wachat.waitFor('messages', { text: 'message 0' }, 1)).rejects.toThrow('1 no longer kept');
    });
  });
});
