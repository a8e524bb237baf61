import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import type { Json } from '../support/client.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { buildSender, CUSTOMER, OTHER } from '../support/sending.js';

const GROUP = '120363025246125486@g.us';
const jidOf = (number: string): string => `${number}@s.whatsapp.net`;

/** An open instance, and its chats. */
const buildChats = async (options: Options = {}, fields: object = {}) => {
  const built = await buildSender(options, fields);
  const { control, name, wachat } = built;
  return Object.assign(built, {
    chats: async (query = ''): Promise<Json> => (await control.get(`/instances/${name}/chats${query}`)).body,
    act: (what: string, chat = CUSTOMER, body?: unknown) =>
      control.post(`/instances/${name}/chats/${encodeURIComponent(chat)}/${what}`, body),
    write: (text: string, from = CUSTOMER, more: object = {}) =>
      wachat.receive(name, { from, type: 'text', text, ...more }),
    statuses: () => wachat.messages({ direction: 'sent' }).map(({ status }) => status),
  });
};

/** The same with four chats. */
const buildBusy = async () => {
  const built = await buildChats();
  const { text, write, wachat, name } = built;
  await text('Order 1 is on its way.');
  write('Thank you!', CUSTOMER, { pushName: 'Siti' });
  write('Hello everybody', OTHER, { pushName: 'Budi', group: GROUP });
  wachat.postStatus(name, { from: OTHER, type: 'text', text: 'Open until nine' });
  await text('Later', { number: OTHER, delay: 5_000 });
  return built;
};

describe('GET /_emulator/instances/<name>/chats', () => {
  describe('shape', () => {
    test('lists each chat as it is on the phone, the one with the newest message first', async () => {
      const { chats, clock, name, wachat } = await buildBusy();
      const found = await chats();
      const time = new Date(clock.now()).toISOString();
      const [waiting, status, group, siti] = wachat.messages().toReversed();
      expect(found).toEqual({
        success: true,
        count: 4,
        dropped: 0,
        chats: [
          {
            jid: jidOf(OTHER),
            number: OTHER,
            name: expect.any(String),
            isGroup: false,
            unread: 0,
            blocked: false,
            waiting: 1,
            lastMessage: {
              id: waiting?.id,
              time: new Date(clock.now() + 5_000).toISOString(),
              fromMe: true,
              type: 'text',
              text: 'Later',
              status: 'waiting',
            },
          },
          {
            jid: 'status@broadcast',
            number: null,
            name: 'Status updates',
            isGroup: false,
            unread: 0,
            blocked: false,
            waiting: 0,
            lastMessage: {
              id: status?.id,
              time,
              fromMe: false,
              type: 'text',
              text: 'Open until nine',
              status: 'ignored',
            },
          },
          {
            jid: GROUP,
            number: null,
            name: expect.stringMatching(/^Group /),
            isGroup: true,
            unread: 1,
            blocked: false,
            waiting: 0,
            lastMessage: {
              id: group?.id,
              time,
              fromMe: false,
              type: 'text',
              text: 'Hello everybody',
              status: 'delivered',
            },
          },
          {
            jid: jidOf(CUSTOMER),
            number: CUSTOMER,
            name: 'Siti',
            isGroup: false,
            unread: 1,
            blocked: false,
            waiting: 0,
            lastMessage: {
              id: siti?.id,
              time,
              fromMe: false,
              type: 'text',
              text: 'Thank you!',
              status: 'delivered',
            },
          },
        ],
      });
      expect(wachat.chats(name)).toEqual(found.chats);
    });

    test('shows 200 whole characters of a message, and none of one without a text', async () => {
      const { chats, name, text, wachat } = await buildChats();
      await text('😀'.repeat(300));
      expect((await chats()).chats[0].lastMessage.text).toBe('😀'.repeat(200));
      wachat.receive(name, { from: CUSTOMER, type: 'audio', base64: 'AAAA' });
      expect((await chats()).chats[0].lastMessage).toMatchObject({ type: 'audio', text: null });
    });
  });

  describe('rules', () => {
    test.each([
      ['limit=0', 400, '"limit" must be a whole number from 1 to 1000'],
      ['before=Siti', 400, '"before" must be a number with its country code'],
      [`before=${CUSTOMER}0`, 404, 'has no chat with'],
      ['contains=a&contains=b', 400, '"contains" must be a text, given once'],
      ['wait=1s', 400, 'the fields are contains, before, limit'],
    ])('%s is a %d', async (query, expected, sentence) => {
      const { control, name } = await buildBusy();
      const { status, body } = await control.get(`/instances/${name}/chats?${query}`);
      expect(status).toBe(expected);
      expect(body.error).toContain(sentence);
    });

    test('an instance of another key, or none, has no chats', async () => {
      const { chats, name, origin, wachat } = await buildBusy();
      const other = client(`${origin}/_emulator`, 'another-key');
      expect((await other.get(`/instances/${name}/chats`)).status).toBe(404);
      for (const what of ['block', 'unblock', 'read'])
        expect((await other.post(`/instances/${name}/chats/${CUSTOMER}/${what}`)).status).toBe(404);
      expect((await chats()).chats.some(({ blocked }: Json) => blocked)).toBe(false);
      expect(() => wachat.chats('t1_0_nobody')).toThrow('no instance with that technical name');
    });

    test('the handle refuses what HTTP would', async () => {
      const { name, wachat } = await buildBusy();
      expect(() => Reflect.apply(wachat.chats, undefined, [name, { containz: 'x' }])).toThrow(
        'The query of chats has no "containz" (did you mean "contains"?)',
      );
      expect(() => wachat.chats(name, { before: 'Siti' })).toThrow('"before" must be a number');
      expect(() => wachat.block(name, GROUP)).toThrow('block takes a number with its country code');
      expect(() => wachat.unblock(name, '0812')).toThrow('unblock takes a number');
      expect(() => wachat.readChat(name, 'Siti')).toThrow('readChat takes a number');
    });
  });

  describe('behaviour', () => {
    test.each([
      ['contains=SITI', [jidOf(CUSTOMER)]],
      ['contains=thank', [jidOf(CUSTOMER)]],
      ['contains=81298765433', [jidOf(OTHER)]],
      ['contains=g.us', [GROUP]],
      ['contains=order', []],
      ['limit=1', [jidOf(OTHER)]],
      [`before=${OTHER}`, ['status@broadcast', GROUP, jidOf(CUSTOMER)]],
      [`before=${GROUP}&limit=2`, [jidOf(CUSTOMER)]],
      ['before=status@broadcast&limit=1', [GROUP]],
      [`before=${CUSTOMER}`, []],
      [`before=${OTHER}&contains=hello`, [GROUP]],
    ])('%s lists %j', async (query, jids) => {
      const { chats, name, wachat } = await buildBusy();
      const found = await chats(`?${query}`);
      expect(found.chats.map(({ jid }: Json) => jid)).toEqual(jids);
      const { limit, ...rest } = Object.fromEntries(new URLSearchParams(query));
      const given = limit === undefined ? rest : { ...rest, limit: Number(limit) };
      expect(wachat.chats(name, given)).toEqual(found.chats);
      expect((await chats('?limit=1')).count).toBe(4);
    });

    test('a chat of which no message is kept comes last, and an instance without any has none', async () => {
      const { act, chats, text } = await buildChats();
      expect(await chats()).toMatchObject({ count: 0, chats: [] });
      await act('block', OTHER);
      await text('Hello');
      const found = await chats();
      expect(found.chats.map(({ jid }: Json) => jid)).toEqual([jidOf(CUSTOMER), jidOf(OTHER)]);
      expect(found.chats[1]).toMatchObject({ blocked: true, lastMessage: null });
    });

    test('what somebody writes while the connection is lost waits, under their name', async () => {
      const { chats, name, wachat, write } = await buildChats();
      wachat.drop(name);
      write('Are you there?', CUSTOMER, { pushName: 'Siti' });
      expect((await chats()).chats).toMatchObject([{ name: 'Siti', waiting: 1, unread: 0 }]);
      wachat.reconnect(name);
      expect((await chats()).chats).toMatchObject([{ name: 'Siti', waiting: 0, unread: 1 }]);
    });

    test('a deleted instance has none', async () => {
      const { api, control, name, wachat } = await buildBusy();
      wachat.unlink(name);
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
      expect((await control.get(`/instances/${name}/chats`)).status).toBe(404);
    });
  });
});

describe('GET /_emulator/messages?chat=', () => {
  test.each([
    [CUSTOMER, ['Order 1 is on its way.', 'Thank you!']],
    [jidOf(CUSTOMER), ['Order 1 is on its way.', 'Thank you!']],
    [GROUP, ['Hello everybody']],
    [OTHER, ['Later']],
    ['status@broadcast', ['Open until nine']],
    ['628111111111', []],
  ])('%s has %j, whichever way they went', async (chat, texts) => {
    const { messages, name, wachat } = await buildBusy();
    for (const query of [`?chat=${chat}`, `?chat=${chat}&instanceName=${name}`])
      expect((await messages(query)).map(({ text }) => text)).toEqual(texts);
    expect(wachat.messages({ chat }).map(({ text }) => text)).toEqual(texts);
  });

  test('page by page, of one instance', async () => {
    const { api, messages, name, text, wachat } = await buildChats();
    const { body } = await api.create({ instanceName: 'other' });
    const other = String(body.instance.apiInstanceName);
    wachat.scan({ instanceName: other });
    for (let index = 0; index < 5; index++) {
      await text(`Message ${String(index)}`);
      wachat.receive(other, { from: CUSTOMER, type: 'text', text: 'Elsewhere' });
    }
    const query = `?chat=${CUSTOMER}&instanceName=${name}&limit=2`;
    const first = await messages(query);
    const second = await messages(`${query}&before=${String(first[0]?.id)}`);
    expect([...second, ...first].map(({ text: said }) => said)).toEqual(
      [1, 2, 3, 4].map((n) => `Message ${String(n)}`),
    );
    const [waited] = await Promise.all([
      wachat.waitFor('messages', { chat: CUSTOMER, instanceName: name, contains: 'new' }, '1m'),
      text('Something new'),
    ]);
    expect(waited).toHaveLength(1);
  });
});

describe('POST /_emulator/instances/<name>/chats/<jid>/block', () => {
  test('gives what is sent from now on one tick, until it is unblocked', async () => {
    const { act, chats, statuses, text } = await buildChats();
    await text('Before');
    const { status, body } = await act('block');
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, chat: { ...(await chats()).chats[0], blocked: true } });
    await text('Meanwhile');
    expect((await act('block', jidOf(CUSTOMER))).body.chat.blocked).toBe(true);
    expect((await act('unblock', jidOf(CUSTOMER), {})).body.chat.blocked).toBe(false);
    await text('After');
    expect(statuses()).toEqual(['delivered', 'sent', 'delivered']);
    expect((await act('unblock')).status).toBe(200);
  });

  test('is possible before anybody wrote, which no client sees', async () => {
    const { act, api, name, statuses, text, wachat } = await buildChats();
    const events = wachat.events().length;
    expect((await act('block')).body.chat).toMatchObject({ jid: jidOf(CUSTOMER), blocked: true, lastMessage: null });
    expect((await api.get(`/contacts?instanceName=${name}`)).body).toMatchObject({ success: true, total: 0 });
    expect(wachat.events()).toHaveLength(events);
    await text('Hello?');
    expect(statuses()).toEqual(['sent']);
  });

  test.each([
    ['block', GROUP],
    ['block', 'status@broadcast'],
    ['unblock', 'Siti'],
    ['unblock', '081298765432'],
    ['read', 'Siti'],
    ['read', '<script>'],
  ])('%s of %s is a 400', async (what, chat) => {
    const { act } = await buildChats();
    const { status, body } = await act(what, chat);
    expect(status).toBe(400);
    expect(body.error).toMatch(/^"jid" must be a number with its country code, digits only, or an address such as /);
  });

  test('needs a phone that is linked', async () => {
    const { act, name, wachat } = await buildChats();
    wachat.unlink(name);
    for (const what of ['block', 'unblock', 'read']) expect((await act(what)).status).toBe(409);
  });

  test('is in a snapshot', async () => {
    const { act, name, statuses, text, wachat } = await buildChats();
    await act('block', OTHER);
    await act('block');
    await text('One');
    const before = wachat.chats(name);
    await wachat.restore(await wachat.snapshot());
    expect(wachat.chats(name)).toEqual(before);
    await text('Two');
    expect(statuses()).toEqual(['sent', 'sent']);
  });
});

describe('POST /_emulator/instances/<name>/chats/<jid>/read', () => {
  test('reads all that was sent to them, each with its ticks, and nothing else', async () => {
    const { act, name, statuses, text, wachat } = await buildChats({ ticks: 'none' });
    await text('One');
    await text('Two');
    await text('Elsewhere', { number: OTHER });
    await text('Later', { delay: 5_000 });
    const before = wachat.events().length;
    const { status, body } = await act('read');
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, read: 2, chat: wachat.chats(name, { contains: CUSTOMER })[0] });
    expect(statuses()).toEqual(['read', 'read', 'pending', 'waiting']);
    expect(
      wachat
        .events()
        .slice(before)
        .map((event) => event.status),
    ).toEqual(['SERVER_ACK', 'DELIVERY_ACK', 'READ', 'SERVER_ACK', 'DELIVERY_ACK', 'READ']);
    expect((await act('read')).body.read).toBe(0);
    expect(wachat.readChat(name, OTHER)).toMatchObject({ read: 1, chat: { number: OTHER } });
  });

  test('reads no more than was delivered while they block the number, and nothing that failed', async () => {
    const { act, statuses, text } = await buildChats();
    await text('Before');
    await text('Never', { number: '999000000102' });
    await act('block');
    await text('Meanwhile');
    expect((await act('read')).body.read).toBe(1);
    expect((await act('read', '999000000102')).body.read).toBe(0);
    expect(statuses()).toEqual(['read', 'failed', 'sent']);
  });

  test('of a group, and of a chat without a message', async () => {
    const { act, statuses, text } = await buildChats();
    await text('Hello everybody', { number: GROUP });
    expect((await act('read', GROUP)).body.read).toBe(1);
    expect((await act('read', OTHER)).body).toMatchObject({ read: 0, chat: { number: OTHER, lastMessage: null } });
    expect(statuses()).toEqual(['read']);
  });

  test('is refused while the connection is lost', async () => {
    const { act, name, statuses, text, wachat } = await buildChats();
    await text('One');
    wachat.drop(name);
    const { status, body } = await act('read');
    expect(status).toBe(409);
    expect(body.error).toBe(`What ${name} sent gets no ticks while it is lost.`);
    expect(statuses()).toEqual(['delivered']);
  });
});

test('an account that nobody has used has no chats, and gets none', async () => {
  const { control, wachat } = await build();
  const accounts = wachat.accounts().length;
  expect((await control.get('/instances/t1_0_nobody/chats')).status).toBe(404);
  expect((await control.post(`/instances/t1_0_nobody/chats/${CUSTOMER}/block`)).status).toBe(404);
  expect(wachat.accounts()).toHaveLength(accounts);
});
