import { describe, expect, test } from 'vitest';
import { verify } from '../../src/index.js';
import type { Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { reach } from '../support/phases.js';
import { buildShop } from '../support/shop.js';
import { hooked } from '../support/webhook.js';

const CUSTOMER = '6281298765432';
const GROUP = '120363025246125486@g.us';
const jid = `${CUSTOMER}@s.whatsapp.net`;

const buildOpen = async (fields: object = {}) => {
  const shop = await buildShop('', fields);
  const { api, name, wachat } = shop;
  wachat.scan({ instanceName: name });
  return Object.assign(shop, {
    write: (text: string, more: object = {}) => wachat.receive(name, { from: CUSTOMER, type: 'text', text, ...more }),
    send: (message: string, delay = 0, number = CUSTOMER) =>
      api.post('/send/text', { instanceName: name, number, message, delay }),
    events: (): readonly unknown[] =>
      wachat
        .events()
        .slice(4)
        .map(({ event, status }) => status ?? event),
    statuses: () => wachat.messages().map(({ text, status, reason }) => [text, status, reason]),
    shown: () => wachat.instances()[0],
    unread: async (): Promise<unknown> =>
      (await api.get(`/contacts?instanceName=${name}`)).body.contacts[0]?.chat.unreadCount,
  });
};

describe('The five settings of an instance', () => {
  test('ignoreGroups drops what is written in groups, and nothing else', async () => {
    const { events, shown, statuses, write } = await buildOpen({ ignoreGroups: true });
    write('in a group', { group: GROUP });
    expect(events()).toEqual([]);
    write('alone');
    expect(statuses()).toEqual([
      ['in a group', 'ignored', 'ignoreGroups is on'],
      ['alone', 'delivered', null],
    ]);
    expect(shown()?.messages).toMatchObject({ received: 1, last: { text: 'alone' } });
  });

  test('ignoreGroups: what was ignored while the connection was lost does not come later', async () => {
    const { name, statuses, wachat, write } = await buildOpen({ ignoreGroups: true });
    wachat.drop(name);
    write('in a group', { group: GROUP });
    wachat.reconnect(name);
    expect(statuses()).toEqual([['in a group', 'ignored', 'ignoreGroups is on']]);
  });

  test('ignoreGroups does not keep an instance from sending to a group', async () => {
    const { send, statuses } = await buildOpen({ ignoreGroups: true });
    expect((await send('Hello', 0, GROUP)).status).toBe(200);
    expect(statuses()).toEqual([['Hello', 'delivered', null]]);
  });

  test('rejectCalls rejects a call', async () => {
    for (const rejectCalls of [false, true]) {
      const { name, wachat } = await buildOpen({ rejectCalls });
      expect(wachat.call(name, { from: CUSTOMER }).content).toEqual({
        type: 'call',
        video: false,
        rejected: rejectCalls,
      });
    }
  });

  test('readMessages marks what comes in as read', async () => {
    for (const readMessages of [false, true]) {
      const { statuses, unread, write } = await buildOpen({ readMessages });
      write('Hello');
      write('Hello?');
      expect(statuses().map(([, status]) => status)).toEqual(
        readMessages ? ['read', 'read'] : ['delivered', 'delivered'],
      );
      expect(await unread()).toBe(readMessages ? 0 : 2);
    }
  });

  test('readStatus views status updates', async () => {
    for (const readStatus of [false, true]) {
      const { events, name, wachat } = await buildOpen({ readStatus });
      wachat.postStatus(name, { from: CUSTOMER, type: 'text', text: 'Open until nine' });
      expect(wachat.messages()).toMatchObject([{ status: readStatus ? 'read' : 'ignored' }]);
      expect(events()).toEqual(readStatus ? ['messages.upsert'] : []);
    }
  });

  test.each(['starting', 'pairing', 'expired', 'linking', 'open', 'dead', 'lost', 'replaced', 'closed'] as const)(
    'alwaysOnline: %s',
    async (phase) => {
      for (const alwaysOnline of [false, true]) {
        const built = await build({ clock: 'manual' });
        await reach[phase](built, { alwaysOnline });
        const presence = phase === 'open' && alwaysOnline ? 'available' : 'unavailable';
        expect(built.wachat.instances()).toMatchObject([{ phase, presence }]);
      }
    },
  );
});

describe('What an instance shows of its messages', () => {
  test('none, and then how many, and the newest that left or came', async () => {
    const { clock, send, shown, write } = await buildOpen();
    expect(shown()?.messages).toEqual({ sent: 0, received: 0, last: null });
    await send('Later', 1_000);
    expect(shown()?.messages).toEqual({ sent: 0, received: 0, last: null });
    write('👍'.repeat(150));
    expect(shown()?.messages).toMatchObject({
      sent: 0,
      received: 1,
      last: { direction: 'received', chat: jid, type: 'text', text: '👍'.repeat(100) },
    });
    clock.advance(1_000);
    const time = new Date(clock.now()).toISOString();
    expect(shown()?.messages).toEqual({
      sent: 1,
      received: 1,
      last: { direction: 'sent', chat: jid, type: 'text', text: 'Later', time },
    });
  });

  test('a wait for instances has them as they are when it answers', async () => {
    const { api, control, name, send } = await buildOpen();
    const waiting = control.get('/instances?phase=open&count=2&wait=1m');
    await send('Hello');
    const other = await api.create({ instanceName: 'other', number: '999000000000' });
    expect(other.status).toBe(201);
    const { body } = await waiting;
    expect(
      body.instances.map(({ apiInstanceName, messages }: Json) => [apiInstanceName === name, messages.sent]),
    ).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });
});

describe('Messages and the connection', () => {
  test('logout cancels what waits to leave, which the tester can see and no client is told', async () => {
    const { api, clock, events, name, send, statuses } = await buildOpen();
    await send('Gone');
    await send('Never', 1_000);
    await send('Never either', 2_000, '628111111111');
    await api.call('DELETE', `/instance/logout?instanceName=${name}`);
    clock.advance(10_000);
    expect(statuses()).toEqual([
      ['Gone', 'delivered', null],
      ['Never', 'cancelled', 'the instance was logged out'],
      ['Never either', 'cancelled', 'the instance was logged out'],
    ]);
    expect(events()).toEqual(['contacts.update', 'chats.update', 'SERVER_ACK', 'DELIVERY_ACK', 'connection.update']);
    expect((await send('More')).status).toBe(409);
  });

  test('unlinking and deleting cancel it, too, and name themselves', async () => {
    const { api, name, send, statuses, wachat } = await buildOpen();
    await send('Never', 1_000);
    wachat.unlink(name);
    expect(statuses()).toEqual([['Never', 'cancelled', 'the instance was unlinked on the phone']]);
    await api.get(`/instance/qr?instanceName=${name}`);
    wachat.scan({ instanceName: name });
    await send('Nor this', 1_000);
    wachat.drop(name);
    await api.call('DELETE', `/instance/delete?instanceName=${name}`);
    expect(statuses().at(-1)).toEqual(['Nor this', 'cancelled', 'the instance was deleted']);
  });

  test('what waits while the connection is lost leaves if it is back in time, and fails otherwise', async () => {
    const { clock, events, name, send, statuses, wachat } = await buildOpen();
    await send('Too early', 1_000);
    await send('In time', 2_000);
    wachat.drop(name);
    const before = events().length;
    clock.advance(1_500);
    expect(events().slice(before)).toEqual(['ERROR']);
    expect((await send('More')).status).toBe(409);
    wachat.reconnect(name);
    clock.advance(1_000);
    expect(statuses()).toEqual([
      ['Too early', 'failed', 'the instance was lost when it was to leave'],
      ['In time', 'delivered', null],
    ]);
  });

  test('what is written meanwhile comes when the connection is back, in its order, after the news of that', async () => {
    const { events, name, statuses, unread, wachat, write } = await buildOpen();
    wachat.drop(name);
    for (const text of ['one', 'two', 'three']) write(text);
    expect(statuses().map(([, status]) => status)).toEqual(['waiting', 'waiting', 'waiting']);
    const before = events().length;
    wachat.reconnect(name);
    expect(events().slice(before)).toEqual([
      ...['connection.update', 'connection.update'],
      ...['messages.upsert', 'contacts.update', 'chats.update'],
      ...['messages.upsert', 'chats.update'],
      ...['messages.upsert', 'chats.update'],
    ]);
    expect(statuses().map(([text, status]) => [text, status])).toEqual([
      ['one', 'delivered'],
      ['two', 'delivered'],
      ['three', 'delivered'],
    ]);
    expect(await unread()).toBe(3);
  });

  test('what is written while it is lost is cancelled by a logout', async () => {
    const { api, name, statuses, wachat, write } = await buildOpen();
    wachat.drop(name);
    write('Anybody there?');
    await api.call('DELETE', `/instance/logout?instanceName=${name}`);
    expect(statuses()).toEqual([['Anybody there?', 'cancelled', 'the instance was logged out']]);
  });

  test('one that is dead takes a message and it stays pending', async () => {
    const built = await build({ clock: 'manual' });
    const name = await reach.dead(built);
    const sent = await built.api.post('/send/text', { instanceName: name, number: CUSTOMER, message: 'Hello' });
    expect(sent).toMatchObject({ status: 200, body: { status: 'PENDING' } });
    expect(built.wachat.messages()).toMatchObject([{ status: 'pending' }]);
    expect(() => built.wachat.tick(String(sent.body.key.id), 'sent')).toThrow('while its instance is dead');
  });
});

describe('What a webhook gets of messages', () => {
  test('upserts, updates, contacts and chats, as documented, in the order in which they happened, signed', async () => {
    const { api, clock, create, hook, receiver, settle, wachat } = await hooked();
    const name = await create({ number: '628123456789' });
    wachat.scan({ instanceName: name });
    await settle();
    const before = receiver.received.length;
    const message = 'Pesanan: 🍜\nأهلا';
    const { body: sent } = await api.post('/send/text', { instanceName: name, number: CUSTOMER, message });
    wachat.tick(String(sent.key.id), 'read');
    const reply = wachat.receive(name, {
      from: CUSTOMER,
      pushName: 'Siti',
      type: 'text',
      text: 'Terima kasih',
      quoted: String(sent.key.id),
    });
    const inGroup = wachat.receive(name, { from: CUSTOMER, group: GROUP, type: 'text', text: 'Hello' });
    await settle();

    const now = Math.floor(clock.now() / 1_000);
    const all = receiver.received.slice(before);
    const picture = (address: string) => expect.stringContaining(`/pictures/${encodeURIComponent(address)}`);
    const update = (status: string) => [
      'messages.update',
      { messageId: sent.key.id, keyId: sent.key.id, remoteJid: jid, fromMe: true, status, instanceId: name },
    ];
    const chats = (remoteJid: string) => ['chats.update', [{ remoteJid, instanceId: name }]];
    expect(all.map(({ body }) => [body.event, body.data])).toEqual([
      [
        'contacts.update',
        { remoteJid: jid, pushName: expect.any(String), profilePicUrl: picture(jid), instanceId: name },
      ],
      chats(jid),
      update('SERVER_ACK'),
      update('DELIVERY_ACK'),
      update('READ'),
      [
        'messages.upsert',
        {
          key: { remoteJid: jid, fromMe: false, id: reply.id },
          pushName: 'Siti',
          status: 'DELIVERY_ACK',
          message: {
            extendedTextMessage: {
              text: 'Terima kasih',
              contextInfo: { stanzaId: sent.key.id, quotedMessage: { conversation: message } },
            },
          },
          messageType: 'extendedTextMessage',
          messageTimestamp: now,
          instanceId: name,
          source: 'android',
        },
      ],
      ['contacts.update', { remoteJid: jid, pushName: 'Siti', profilePicUrl: picture(jid), instanceId: name }],
      chats(jid),
      [
        'messages.upsert',
        {
          key: { remoteJid: GROUP, fromMe: false, id: inGroup.id, participant: jid },
          pushName: 'Siti',
          status: 'DELIVERY_ACK',
          message: { conversation: 'Hello' },
          messageType: 'conversation',
          messageTimestamp: now,
          instanceId: name,
          source: 'android',
        },
      ],
      [
        'contacts.update',
        { remoteJid: GROUP, pushName: expect.any(String), profilePicUrl: picture(GROUP), instanceId: name },
      ],
      chats(GROUP),
    ]);
    for (const { body, headers, raw } of all) {
      expect(headers['x-wachat-event']).toBe(body.event);
      const [timestamp, signature] = [headers['x-wachat-timestamp'], headers['x-wachat-signature']];
      expect(verify({ secret: hook.secret, timestamp, signature, body: raw }, { now: clock.now() })).toBe('ok');
    }
  });

  test('only what it subscribes to', async () => {
    const { create, receiver, settle, wachat } = await hooked(undefined, {}, { events: ['messages.upsert'] });
    const name = await create();
    wachat.scan({ instanceName: name });
    wachat.receive(name, { from: CUSTOMER, type: 'text', text: 'Hello' });
    await settle();
    expect(receiver.received.map(({ body }) => body.event)).toEqual(['messages.upsert']);
  });
});
