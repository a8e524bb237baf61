import { describe, expect, test } from 'vitest';
import { begin, build } from '../../support/emulator.js';
import type { Json } from '../../support/client.js';
import { createShop } from '../../support/shop.js';

const CUSTOMER = '6281298765432';
const GROUP = '120363025246125486@g.us';

const openShop = async (options = {}) => {
  const built = await build(options);
  const shop = await createShop(built.api);
  built.wachat.scan({ instanceName: shop.name });
  const send = async (message: string, number = CUSTOMER, more: object = {}): Promise<string> => {
    const { body } = await built.api.post('/send/text', { instanceName: shop.name, number, message, ...more });
    return String(body.key?.id);
  };
  const find = async (query = ''): Promise<Json> => (await built.control.get(`/messages${query}`)).body;
  return { ...built, name: shop.name, send, find };
};

describe('GET /_emulator/messages', () => {
  test('shows what was sent and received, in the order in which it was handed over', async () => {
    const { name, send, find, wachat } = await openShop();
    const id = await send('Pesanan 📦\nأهلا');
    const reply = wachat.receive(name, {
      from: CUSTOMER,
      type: 'text',
      text: 'Terima kasih',
      pushName: 'Siti',
      quoted: id,
    });
    const found = await find();
    expect(found).toMatchObject({ success: true, count: 2, dropped: 0, satisfied: true, ended: false, closest: [] });
    expect(found.messages[0]).toEqual({
      id,
      instanceName: name,
      direction: 'sent',
      chat: `${CUSTOMER}@s.whatsapp.net`,
      to: CUSTOMER,
      from: null,
      pushName: null,
      type: 'text',
      text: 'Pesanan 📦\nأهلا',
      content: { type: 'text', text: 'Pesanan 📦\nأهلا' },
      quotes: null,
      mediaPath: null,
      mediaSize: null,
      status: 'delivered',
      reason: null,
      acceptedAt: '2026-01-01T00:00:00.000Z',
      time: '2026-01-01T00:00:00.000Z',
    });
    expect(found.messages[1]).toMatchObject({
      direction: 'received',
      to: null,
      from: CUSTOMER,
      pushName: 'Siti',
      quotes: id,
      status: 'delivered',
    });
    expect([reply, ...wachat.messages()]).toEqual([found.messages[1], ...found.messages]);
  });

  test.each([
    ['?direction=sent', 2],
    ['?direction=received', 2],
    [`?to=${CUSTOMER}`, 1],
    [`?to=${CUSTOMER}@s.whatsapp.net`, 1],
    [`?to=${GROUP}`, 1],
    [`?from=${CUSTOMER}`, 2],
    [`?from=${GROUP}`, 1],
    ['?text=Halo%20%F0%9F%93%A6', 1],
    ['?text=Halo', 0],
    ['?contains=%F0%9F%93%A6', 1],
    ['?contains=halo', 0],
    ['?contains=o', 4],
    ['?type=text', 4],
    ['?type=image', 0],
    ['?status=delivered', 4],
    ['?status=read', 0],
    ['?instanceName=nobody', 0],
    ['?direction=sent&contains=Halo', 1],
  ])('%s finds %d', async (query, count) => {
    const { name, send, find, wachat } = await openShop();
    await send('Halo 📦');
    await send('Hello to all', GROUP);
    wachat.receive(name, { from: CUSTOMER, type: 'text', text: 'one' });
    wachat.receive(name, { from: CUSTOMER, group: GROUP, type: 'text', text: 'two of them' });
    expect((await find(query)).count).toBe(count);
  });

  test.each([
    ['to=081298765432', '"to" must be a number with its country code'],
    ['from=%2B62812', '"from" must be a number with its country code'],
    ['direction=in', '"direction" must be one of sent, received'],
    ['type=txt', '"type" must be one of text, image'],
    ['status=seen', '"status" must be one of waiting'],
    ['limit=0', '"limit" must be a whole number'],
  ])('%s is a 400 that says what would be right', async (query, sentence) => {
    const { control } = await openShop();
    const { status, body } = await control.get(`/messages?${query}`);
    expect([status, String(body.error).startsWith(sentence)]).toEqual([400, true]);
  });

  test('says what comes closest when nothing matches', async () => {
    const { send, find, wachat } = await openShop();
    await send('Your order 7 is on its way');
    const { satisfied, closest } = await find(`?to=${CUSTOMER}&contains=order%208`);
    expect(satisfied).toBe(false);
    expect(closest[0].item.text).toBe('Your order 7 is on its way');
    expect(closest[0].conditions).toEqual([
      { condition: 'to', expected: `${CUSTOMER}@s.whatsapp.net`, seen: `${CUSTOMER}@s.whatsapp.net`, met: true },
      { condition: 'contains', expected: 'order 8', seen: 'Your order 7 is on its way', met: false },
    ]);
    await expect(wachat.waitFor('messages', { contains: 'order 8' }, '1ms')).rejects.toThrow(
      /FAIL contains: expected "order 8", seen "Your order 7 is on its way"/,
    );
  });

  test('waits for one that is still to come, and for a status that it is still to reach', async () => {
    const { send, find, wachat } = await openShop();
    const coming = await begin(() => find('?contains=order&wait=30s'));
    const id = await send('Your order');
    expect((await coming.answer).messages.map((one: Json) => one.id)).toEqual([id]);
    const reading = wachat.waitFor('messages', { status: 'read' });
    wachat.tick(id, 'read');
    expect((await reading)[0]).toMatchObject({ id, status: 'read' });
  });

  test('waits for as many as are asked for', async () => {
    const { send, wachat } = await openShop();
    const both = wachat.waitFor('messages', { to: CUSTOMER, count: 2 });
    await send('one');
    await send('two');
    expect((await both).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test.each([
    [
      'a reset',
      ({ wachat }: { wachat: { reset: () => void } }) => {
        wachat.reset();
      },
    ],
  ])('a wait ends with %s of the account', async (_what, end) => {
    const { find, wachat } = await openShop();
    const waiting = await begin(() => find('?contains=never&wait=30s'));
    end({ wachat });
    expect(await waiting.answer).toMatchObject({ satisfied: false, ended: true });
  });

  test('a wait for an instance ends with it; its messages are still there', async () => {
    const { api, name, send, find } = await openShop();
    await send('one');
    const waiting = await begin(() => find(`?contains=never&instanceName=${name}&wait=30s`));
    await api.call('DELETE', `/instance/logout?instanceName=${name}`);
    await api.call('DELETE', `/instance/delete?instanceName=${name}`);
    expect(await waiting.answer).toMatchObject({ satisfied: false, ended: true });
    expect((await find(`?instanceName=${name}`)).messages.map(({ text }: Json) => text)).toEqual(['one']);
  });

  test('another account sees nothing of it', async () => {
    const { send, wachat } = await openShop();
    await send('secret');
    expect(wachat.account('another').messages()).toEqual([]);
  });

  test('a thousand of an instance are kept, and how many are not is told', async () => {
    const { name, find, wachat } = await openShop();
    for (let index = 0; index < 1_003; index++)
      wachat.receive(name, { from: CUSTOMER, type: 'text', text: String(index) });
    const { count, dropped, messages } = await find('?limit=1000');
    expect([count, dropped, messages[0].text, messages.at(-1).text]).toEqual([1_000, 3, '3', '1002']);
  });
});
