import { describe, expect, test } from 'vitest';
import { client, type Client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { createShop } from '../../support/shop.js';
import type { Options } from '../../../src/index.js';

const siti = '6281298765432';
const budi = '6281211112222';
const group = '120363025246125486@g.us';

/** An emulator with an open instance, its contacts, and what makes them. */
const buildOpen = async (options: Options = {}, fields: object = {}) => {
  const built = await build(options);
  const { api, control, origin } = built;
  const shop = await createShop(api, '/contacts', fields);
  const { name } = shop;
  built.wachat.scan({ instanceName: name });
  const on = (to: Client, whom: string) => ({
    send: async (number: string, message = 'Hello', delay = 0): Promise<void> => {
      expect((await to.post('/send/text', { instanceName: whom, number, message, delay })).status).toBe(200);
    },
  });
  return {
    ...built,
    ...shop,
    ...on(api, name),
    receive: async (from: string, text = 'Hello', more: object = {}): Promise<void> => {
      const body = { from, type: 'text', text, ...more };
      expect((await control.post(`/instances/${name}/receive`, body)).status).toBe(200);
    },
    list: async (query = ''): Promise<Json> => (await api.get(`/contacts?instanceName=${name}${query}`)).body,
    as: (key: string) => client(`${origin}/api/v1`, key),
  };
};

const jids = ({ contacts }: Json): readonly string[] => contacts.map(({ remoteJid }: Json) => remoteJid);
const jidOf = (number: string): string => `${number}@s.whatsapp.net`;

describe('GET /contacts', () => {
  describe('shape', () => {
    test('has the page, the instance, and of each contact what is documented', async () => {
      const { list, receive, name, origin } = await buildOpen();
      await receive(siti, 'Where is my order?', { pushName: 'Siti' });
      const picture = `${origin}/_emulator/pictures/${encodeURIComponent(jidOf(siti))}`;
      expect(await list()).toEqual({
        success: true,
        count: 1,
        total: 1,
        page: 1,
        limit: 50,
        hasMore: false,
        instance: { instanceName: 'shop', displayName: 'shop', apiInstanceName: name, internalName: name },
        contacts: [
          {
            id: 1,
            name: 'Siti',
            phone: siti,
            remoteJid: jidOf(siti),
            isGroup: false,
            profilePicUrl: picture,
            profilePictureUrl: picture,
            chat: {
              id: 1,
              name: 'Siti',
              pushName: 'Siti',
              lastMessageText: 'Where is my order?',
              lastMessageTimestamp: '2026-01-01T00:00:00.000Z',
              unreadCount: 1,
            },
            assignedUserId: null,
            assignedDepartmentId: null,
            funnelStageId: null,
            notes: null,
            customData: {},
            showTimeInStage: false,
            createdAt: '2026-01-01T00:00:00.000Z',
            updatedAt: '2026-01-01T00:00:00.000Z',
          },
        ],
      });
    });

    test('is an empty page of an instance that nobody wrote to', async () => {
      const { list } = await buildOpen();
      expect(await list()).toMatchObject({ count: 0, total: 0, page: 1, hasMore: false, contacts: [] });
    });
  });

  describe('rules', () => {
    test.each([
      ['page=0', '"page" must be a whole number from 1 to 1000000.'],
      ['page=1.5', '"page" must be a whole number from 1 to 1000000.'],
      ['limit=501', '"limit" must be a whole number from 1 to 500.'],
      ['limit=-1', '"limit" must be a whole number from 1 to 500.'],
      ['limit=ten', '"limit" must be a whole number from 1 to 500.'],
      ['limit=1&limit=2', '"limit" must be a whole number from 1 to 500, given once, not an array.'],
    ])('%s is a 400', async (query, sentence) => {
      const { api, path } = await buildOpen();
      const { status, body } = await api.get(`${path}&${query}`);
      expect([status, body.error]).toEqual([400, sentence]);
    });

    test('without instanceName it is a 400; with an unknown one, or that of another account, a 404', async () => {
      const { api, as, path } = await buildOpen();
      expect((await api.get('/contacts')).body.error).toMatch(/^"instanceName" is required/);
      expect((await api.get('/contacts?instanceName=unknown')).status).toBe(404);
      expect((await as('another').get(path)).status).toBe(404);
    });

    test('of a deleted instance it is a 404', async () => {
      const { api, list, path, receive, wachat, name } = await buildOpen();
      await receive(siti);
      wachat.unlink(name);
      expect((await list()).total).toBe(1);
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
      expect((await api.get(path)).status).toBe(404);
    });
  });

  describe('behaviour', () => {
    test('lists who wrote and who was written to, the last one first', async () => {
      const { clock, list, receive, send } = await buildOpen();
      await send(siti, 'Your order is on its way.');
      clock.advance(1_000);
      await receive(budi, 'Hi');
      expect(jids(await list())).toEqual([jidOf(budi), jidOf(siti)]);
      clock.advance(1_000);
      await send(siti, 'It has arrived.');
      const { contacts } = await list();
      expect(contacts).toMatchObject([
        {
          id: 1,
          phone: siti,
          chat: {
            lastMessageText: 'It has arrived.',
            lastMessageTimestamp: '2026-01-01T00:00:02.000Z',
            unreadCount: 0,
          },
          createdAt: '2026-01-01T00:00:00.000Z',
          updatedAt: '2026-01-01T00:00:02.000Z',
        },
        { id: 2, phone: budi, chat: { lastMessageText: 'Hi', unreadCount: 1 } },
      ]);
    });

    test('a name that nobody gave is made up, and stays the same; a new one is taken over', async () => {
      const { list, receive, send } = await buildOpen();
      await send(siti);
      const [{ name: madeUp }] = (await list()).contacts;
      expect(madeUp).toMatch(/^\w+ \w+$/);
      await receive(siti);
      expect((await list()).contacts[0].name).toBe(madeUp);
      await receive(siti, 'It is me', { pushName: 'Siti' });
      expect((await list()).contacts[0]).toMatchObject({ name: 'Siti', chat: { name: 'Siti', pushName: 'Siti' } });
    });

    test('a group is one contact, whoever writes in it', async () => {
      const { list, receive } = await buildOpen();
      for (const from of [siti, budi]) await receive(from, 'Hello all', { group, pushName: 'Siti' });
      const { contacts } = await list();
      expect(contacts).toMatchObject([
        { remoteJid: group, isGroup: true, phone: null, chat: { lastMessageText: 'Hello all', unreadCount: 2 } },
      ]);
      expect(contacts[0].name).toMatch(/^Group /);
    });

    test('with ignoreGroups, nobody is heard in one', async () => {
      const { list, receive } = await buildOpen({}, { ignoreGroups: true });
      await receive(siti, 'Hello all', { group });
      expect((await list()).total).toBe(0);
    });

    test('with readMessages, nothing is unread', async () => {
      const { list, receive } = await buildOpen({}, { readMessages: true });
      await receive(siti);
      expect((await list()).contacts).toMatchObject([{ chat: { unreadCount: 0 } }]);
    });

    test('pages hold all of them, each once', async () => {
      const { list, receive } = await buildOpen();
      const numbers = Array.from({ length: 120 }, (_, index) => String(628_120_000_000 + index));
      for (const number of numbers) await receive(number);
      const pages = [await list(), await list('&page=2'), await list('&page=3'), await list('&page=4')];
      expect(pages.map(({ count, total, page, hasMore }) => [count, total, page, hasMore])).toEqual([
        [50, 120, 1, true],
        [50, 120, 2, true],
        [20, 120, 3, false],
        [0, 120, 4, false],
      ]);
      expect(pages.flatMap(jids)).toEqual(numbers.map(jidOf).toReversed());
      expect(await list('&limit=120')).toMatchObject({ count: 120, limit: 120, hasMore: false });
      expect(await list('&limit=7&page=18')).toMatchObject({ count: 1, hasMore: false });
    });

    test('who is only about to be written to is not listed before the message leaves', async () => {
      const { clock, list, send } = await buildOpen();
      await send(siti, 'Soon', 5_000);
      expect((await list()).total).toBe(0);
      clock.advance(5_000);
      expect((await list()).contacts).toMatchObject([{ chat: { lastMessageText: 'Soon' } }]);
    });

    test('nor is who was to be written to when that is cancelled', async () => {
      const { clock, list, send, wachat, name } = await buildOpen();
      await send(siti, 'Soon', 5_000);
      wachat.unlink(name);
      clock.advance(5_000);
      expect((await list()).total).toBe(0);
    });

    test('a text that is no longer kept is null, and the time stays', async () => {
      const { list, receive } = await buildOpen();
      await receive(siti, 'The first');
      for (let index = 0; index < 1_000; index++) await receive(budi);
      const { contacts } = await list();
      expect(contacts).toMatchObject([
        { phone: budi, chat: { lastMessageText: 'Hello', unreadCount: 1_000 } },
        { phone: siti, chat: { lastMessageText: null, lastMessageTimestamp: '2026-01-01T00:00:00.000Z' } },
      ]);
    });

    test('contacts of one instance are not those of another, nor of another account', async () => {
      const { api, as, control, list, receive, origin } = await buildOpen();
      await receive(siti);
      const { name: second } = await createShop(api);
      await control.post(`/instances/${second}/scan`);
      expect((await api.get(`/contacts?instanceName=${second}`)).body.total).toBe(0);
      const other = as('another');
      const { name: theirs } = await createShop(other);
      const phone = client(`${origin}/_emulator`, 'another');
      await phone.post(`/instances/${theirs}/scan`);
      await phone.post(`/instances/${theirs}/receive`, { from: budi, type: 'text', text: 'Hi' });
      expect(jids((await other.get(`/contacts?instanceName=${theirs}`)).body)).toEqual([jidOf(budi)]);
      expect(jids(await list())).toEqual([jidOf(siti)]);
    });
  });
});
