import { describe, expect, test } from 'vitest';
import { linkedStates } from '../../src/domain/seed.js';
import type { Options } from '../../src/index.js';
import type { Json } from '../support/client.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { reach } from '../support/phases.js';
import { buildShop } from '../support/shop.js';

const CUSTOMER = '6281298765432';
const GROUP = '120363025246125486@g.us';
const chat = `${CUSTOMER}@s.whatsapp.net`;
const hello = { from: CUSTOMER, type: 'text', text: 'Hello' } as const;

const list = {
  type: 'interactive',
  interactive: {
    type: 'list',
    title: 'Menu',
    text: 'What would you like?',
    buttonText: 'Choose',
    sections: [
      {
        title: 'Drinks',
        rows: [
          { rowId: 'tea', title: 'Tea', description: 'Hot' },
          { rowId: 'ice', title: 'Ice' },
        ],
      },
    ],
  },
} as const;

/** An open instance, and what can be done with its messages. */
const buildOpen = async (options: Options = {}, fields: object = {}) => {
  const shop = await buildShop('', fields, options);
  const { api, control, name, wachat } = shop;
  wachat.scan({ instanceName: name });
  const send = async (path: string, body: object): Promise<string> => {
    const reply = await api.post(path, { instanceName: name, number: CUSTOMER, ...body });
    expect(reply).toMatchObject({ status: 200 });
    return String(reply.body.key.id);
  };
  return Object.assign(shop, {
    receive: (body: unknown) => control.post(`/instances/${name}/receive`, body),
    text: (message = 'Your order is on its way.', more: object = {}) => send('/send/text', { message, ...more }),
    send,
    tick: (id: string, status: unknown) => control.post(`/messages/${id}/tick`, { status }),
    /** The events since the instance was opened, in short. */
    events: (): readonly unknown[] =>
      wachat
        .events()
        .slice(4)
        .map(({ event, status }) => status ?? event),
    one: (id: string) => wachat.messages().find((message) => message.id === id),
  });
};

describe('POST /_emulator/instances/<name>/receive', () => {
  describe('shape', () => {
    test('a text comes in at once, and is as the list shows it', async () => {
      const { clock, name, receive, wachat } = await buildOpen();
      const { status, body } = await receive({ ...hello, pushName: 'Siti' });
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        message: {
          id: expect.stringMatching(/^A5[0-9A-F]{30}$/),
          instanceName: name,
          direction: 'received',
          chat,
          to: null,
          from: CUSTOMER,
          pushName: 'Siti',
          type: 'text',
          text: 'Hello',
          content: { type: 'text', text: 'Hello' },
          quotes: null,
          mediaPath: null,
          mediaSize: null,
          status: 'delivered',
          reason: null,
          acceptedAt: new Date(clock.now()).toISOString(),
          time: new Date(clock.now()).toISOString(),
        },
      });
      expect(wachat.messages()).toEqual([body.message]);
    });

    test.each([
      [hello, 'Hello', { type: 'text', text: 'Hello' }],
      [
        { type: 'image', mediaUrl: 'https://example.com/a.png', caption: 'This one?' },
        'This one?',
        { type: 'image', url: 'https://example.com/a.png', mimetype: null, fileName: null, caption: 'This one?' },
      ],
      [
        { type: 'audio', base64: 'AAAA', mimetype: 'audio/ogg' },
        null,
        { type: 'audio', url: null, mimetype: 'audio/ogg', fileName: null, caption: null },
      ],
      [
        { type: 'location', latitude: -6.1754, longitude: 106.8272 },
        null,
        { type: 'location', latitude: -6.1754, longitude: 106.8272, name: null, address: null },
      ],
      [
        { type: 'location', latitude: 0, longitude: 180, name: 'Monas', address: 'Jakarta' },
        'Monas',
        { type: 'location', latitude: 0, longitude: 180, name: 'Monas', address: 'Jakarta' },
      ],
      [
        { type: 'contact', contact: { name: 'Budi', number: '628111111111' } },
        'Budi',
        { type: 'contact', name: 'Budi', number: '628111111111' },
      ],
    ])('%j', async (sent, text, content) => {
      const { receive } = await buildOpen();
      const { status, body } = await receive({ from: CUSTOMER, ...sent });
      expect(status).toBe(200);
      expect(body.message).toMatchObject({ type: content.type, text, content, status: 'delivered' });
    });

    test.each([
      ['65,536 characters', 'x'.repeat(65_536)],
      ['emoji, right-to-left and line breaks', 'أهلا 👩‍👩‍👧\r\n\tשלום \u0000 é é'],
    ])('a text of %s is unharmed', async (_what, text) => {
      const { receive, wachat } = await buildOpen();
      expect((await receive({ ...hello, text })).body.message.content.text).toBe(text);
      expect(wachat.messages()[0]?.text).toBe(text);
    });
  });

  describe('rules', () => {
    const types =
      '"type" must be one of text, image, video, document, audio, location, contact, listReply, buttonReply, reaction';
    test.each([
      [undefined, 'The body is empty; it must be a JSON object.'],
      [[], 'The body must be a JSON object with from, type and what belongs to the type, not an array.'],
      [{}, types],
      [{ from: CUSTOMER, text: 'no type' }, types],
      [{ ...hello, type: 'sticker' }, types],
      [{ ...hello, from: '+628' }, '"from" must be a string of 8 to 15 digits and nothing else'],
      [{ ...hello, from: 628_129_876_543 }, '"from" must be a string of 8 to 15 digits and nothing else'],
      [{ type: 'text', text: 'Hello' }, '"from" is required'],
      [{ ...hello, text: '' }, '"text" must be'],
      [{ ...hello, text: 'x'.repeat(65_537) }, '"text" must be'],
      [{ ...hello, text: '\ud800' }, '"text" must be'],
      [{ ...hello, pushName: '' }, '"pushName" must be'],
      [{ ...hello, pushName: 'two\nlines' }, '"pushName" must be'],
      [{ ...hello, group: CUSTOMER }, '"group" must be the address of a group such as 120363025246125486@g.us'],
      [{ ...hello, quoted: '' }, '"quoted" must be the id of a message'],
      [{ from: CUSTOMER, type: 'location', latitude: 91, longitude: 0 }, '"latitude" must be a number from -90 to 90'],
      [{ from: CUSTOMER, type: 'location', latitude: 1 }, '"longitude" is required'],
      [{ from: CUSTOMER, type: 'contact' }, '"contact" is required: an object with name and number'],
      [{ from: CUSTOMER, type: 'contact', contact: { name: 'Budi' } }, '"contact.number" is required'],
      [{ from: CUSTOMER, type: 'reaction', emoji: '👍' }, '"messageId" is required'],
    ])('%j is refused', async (body, sentence) => {
      const { receive, wachat } = await buildOpen();
      const reply = await receive(body);
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain(sentence);
      expect(wachat.messages()).toEqual([]);
    });

    test('an unknown field is refused, also in the card', async () => {
      const card = (field: object) => ({
        from: CUSTOMER,
        type: 'contact',
        contact: { name: 'Budi', number: '628111111111', ...field },
      });
      const { receive, wachat } = await buildOpen();
      for (const [body, sentence] of [
        [{ ...hello, puhsName: 'Siti' }, '"puhsName" is unknown; did you mean "pushName"?'],
        [
          { ...hello, latitude: 5 },
          'the body has an unknown field (it takes from, pushName, group, quoted, type, text).',
        ],
        [card({ numbr: 1 }), '"contact.numbr" is unknown; did you mean "number"?'],
        [card({ xyz: 1 }), '"contact" has an unknown field (it takes name, number).'],
      ] as const) {
        const reply = await receive(body);
        expect(reply.status).toBe(400);
        expect(reply.body.error).toBe(`Unknown fields are refused: ${sentence}`);
      }
      expect(wachat.messages()).toEqual([]);
    });

    test('an instance that is not there, or is of another account', async () => {
      const { control, name, origin } = await buildOpen();
      expect((await control.post('/instances/nobody/receive', hello)).status).toBe(404);
      const other = client(`${origin}/_emulator`, 'another-key');
      expect((await other.post(`/instances/${name}/receive`, hello)).status).toBe(404);
      expect((await client(`${origin}/_emulator`, undefined).post(`/instances/${name}/receive`, hello)).status).toBe(
        401,
      );
    });

    test.each(['open', 'dead', 'lost', 'replaced', 'linking'] as const)(
      'to an instance that is %s it comes, or waits, and no client is told before',
      async (phase) => {
        const built = await build({ clock: 'manual' });
        const name = await reach[phase](built);
        const before = built.wachat.events().length;
        const { status, body } = await built.control.post(`/instances/${name}/receive`, hello);
        expect(status).toBe(200);
        expect(body.message).toMatchObject({ status: phase === 'open' ? 'delivered' : 'waiting' });
        expect(body.message.time === null).toBe(phase !== 'open');
        expect(
          built.wachat
            .events()
            .slice(before)
            .map(({ event }) => event),
        ).toEqual(phase === 'open' ? ['messages.upsert', 'contacts.update', 'chats.update'] : []);
        expect(linkedStates).toContain(phase);
      },
    );

    test.each(['starting', 'pairing', 'expired', 'closed'] as const)(
      'to an instance that is %s nobody can write',
      async (phase) => {
        const built = await build({ clock: 'manual' });
        const name = await reach[phase](built);
        for (const [path, sent] of [
          ['receive', hello],
          ['status', hello],
          ['call', { from: CUSTOMER }],
        ] as const) {
          const { status, body } = await built.control.post(`/instances/${name}/${path}`, sent);
          expect(status).toBe(409);
          expect(body).toMatchObject({
            error: expect.stringContaining('so nobody can write to it'),
            details: { state: phase },
          });
        }
        expect(built.wachat.messages()).toEqual([]);
        expect(linkedStates).not.toContain(phase);
      },
    );
  });

  describe('behaviour', () => {
    test('none that waits for the connection is lost: one more than a thousand is refused', async () => {
      const { control, name, receive, text, wachat } = await buildOpen();
      await text();
      wachat.drop(name);
      const texts = Array.from({ length: 1_000 }, (_, index) => String(index));
      for (const one of texts) wachat.receive(name, { ...hello, text: one });
      const refused = {
        status: 429,
        body: { error: expect.stringContaining('1000 messages that wait for its connection') },
      };
      expect(await receive(hello)).toMatchObject(refused);
      for (const path of ['status', 'call'])
        expect(
          await control.post(`/instances/${name}/${path}`, path === 'call' ? { from: CUSTOMER } : hello),
        ).toMatchObject(refused);
      wachat.reconnect(name);
      const came = wachat.messages({ status: 'delivered', direction: 'received', limit: 1_000 });
      expect(came.map((message) => message.text)).toEqual(texts);
      expect((await receive(hello)).status).toBe(200);
    });

    test('a quoted message is named, and has to be in the chat', async () => {
      const { receive, text, wachat } = await buildOpen();
      const id = await text();
      const { body } = await receive({ ...hello, quoted: id });
      expect(body.message.quotes).toBe(id);
      // Also what they wrote themselves.
      expect((await receive({ ...hello, quoted: body.message.id })).body.message.quotes).toBe(body.message.id);
      const other = await receive({ ...hello, from: '628111111111', quoted: id });
      expect(other.status).toBe(404);
      expect(other.body.error).toContain(
        `with 628111111111@s.whatsapp.net has no message ${id} that could be answered.`,
      );
      expect((await receive({ ...hello, group: GROUP, quoted: id })).status).toBe(404);
      expect((await receive({ ...hello, quoted: 'nothing' })).status).toBe(404);
      expect(wachat.messages()).toHaveLength(3);
    });

    test('nobody quotes, or reacts to, what is no message on a phone', async () => {
      const { control, name, receive, text } = await buildOpen();
      const reaction = (messageId: string) => ({ from: CUSTOMER, type: 'reaction', emoji: '👍', messageId });
      const { body: call } = await control.post(`/instances/${name}/call`, { from: CUSTOMER });
      const { body: reacted } = await receive(reaction(await text()));
      for (const { id } of [call.message, reacted.message]) {
        expect((await receive({ ...hello, quoted: id })).status).toBe(404);
        expect((await receive(reaction(id))).status).toBe(404);
      }
    });

    test('nobody quotes, or reacts to, what has not reached them', async () => {
      const { clock, one, receive, text } = await buildOpen();
      const waiting = await text('Not yet', { delay: 1_000 });
      const reaction = { from: CUSTOMER, type: 'reaction', emoji: '👍', messageId: waiting };
      expect((await receive(reaction)).status).toBe(404);
      expect((await receive({ ...hello, quoted: waiting })).status).toBe(404);
      clock.advance(1_000);
      expect(one(waiting)?.status).toBe('delivered');
      expect((await receive(reaction)).body.message.content).toEqual({
        type: 'reaction',
        emoji: '👍',
        target: waiting,
        targetFromMe: true,
      });
      expect((await receive({ ...reaction, emoji: '' })).body.message.content).toMatchObject({ emoji: '' });
    });

    test('a row is chosen from the newest list of the chat, or from the one that is named', async () => {
      const { receive, send, text } = await buildOpen();
      const choice = { from: CUSTOMER, type: 'listReply', rowId: 'tea' };
      expect(await receive(choice)).toMatchObject({
        status: 404,
        body: { error: expect.stringContaining(`has sent ${chat} no message with rows to choose from.`) },
      });
      const first = await send('/send/list', list);
      const [section] = list.interactive.sections;
      const rows = [{ rowId: 'soup', title: 'Soup' }];
      await send('/send/list', { ...list, interactive: { ...list.interactive, sections: [{ ...section, rows }] } });
      const words = await text();
      const wrong = await receive(choice);
      expect(wrong.status).toBe(400);
      expect(wrong.body.error).toMatch(/^The message \w+ has no row "tea"; it has "soup"\.$/);
      const { body } = await receive({ ...choice, messageId: first });
      expect(body.message).toMatchObject({
        text: 'Tea',
        content: { type: 'listReply', rowId: 'tea', title: 'Tea', description: 'Hot' },
      });
      expect(await receive({ ...choice, messageId: words })).toMatchObject({
        status: 400,
        body: { error: `The message ${words} has no rows: it is of type text.` },
      });
      expect((await receive({ from: CUSTOMER, type: 'buttonReply', buttonId: 'tea', messageId: first })).status).toBe(
        400,
      );
      expect((await receive({ ...choice, from: '628111111111', messageId: first })).status).toBe(404);
    });

    test('a button is tapped', async () => {
      const { receive, send } = await buildOpen();
      const tap = { from: CUSTOMER, type: 'buttonReply', buttonId: 'yes' };
      expect((await receive(tap)).status).toBe(404);
      await send('/send/button', {
        type: 'interactive',
        interactive: {
          type: 'button',
          text: 'Is that right?',
          buttons: [
            { id: 'yes', text: 'Yes' },
            { id: 'no', text: 'No' },
          ],
        },
      });
      expect((await receive(tap)).body.message).toMatchObject({
        text: 'Yes',
        content: { type: 'buttonReply', buttonId: 'yes', text: 'Yes' },
      });
      expect((await receive({ ...tap, buttonId: 'maybe' })).body.error).toMatch(
        /has no button "maybe"; it has "yes", "no"\.$/,
      );
    });

    test('in a group, the chat is the group and the author who wrote', async () => {
      const { receive, wachat } = await buildOpen();
      await receive({ ...hello, group: GROUP, pushName: 'Siti' });
      await receive({ ...hello, group: GROUP, from: '628111111111' });
      expect(wachat.messages()).toMatchObject([
        { chat: GROUP, from: CUSTOMER, pushName: 'Siti', status: 'delivered' },
        { chat: GROUP, from: '628111111111' },
      ]);
      expect(wachat.messages({ from: GROUP })).toHaveLength(2);
      expect(wachat.messages({ from: CUSTOMER })).toHaveLength(1);
    });

    test('one who has given a name keeps it; one who has not has a plausible one', async () => {
      const { events, receive, wachat } = await buildOpen();
      await receive(hello);
      await receive({ ...hello, pushName: 'Siti' });
      await receive(hello);
      const names = wachat.messages().map(({ pushName }) => pushName);
      expect(names[0]).toMatch(/^\w+ \w+$/);
      expect(names.slice(1)).toEqual(['Siti', 'Siti']);
      expect(events()).toEqual([
        ...['messages.upsert', 'contacts.update', 'chats.update'],
        ...['messages.upsert', 'contacts.update', 'chats.update'],
        ...['messages.upsert', 'chats.update'],
      ]);
    });

    test('a name given in a group, a status update or a call is kept too', async () => {
      const { control, name, receive, wachat } = await buildOpen();
      await receive({ ...hello, group: GROUP, pushName: 'Siti' });
      await receive({ ...hello, group: GROUP });
      await receive(hello);
      await control.post(`/instances/${name}/status`, {
        from: CUSTOMER,
        type: 'text',
        text: 'At the beach',
        pushName: 'Siti A',
      });
      await receive(hello);
      await control.post(`/instances/${name}/call`, { from: CUSTOMER, pushName: 'Siti B' });
      await receive(hello);
      expect(wachat.messages().map(({ pushName }) => pushName)).toEqual([
        ...['Siti', 'Siti', 'Siti'],
        ...['Siti A', 'Siti A'],
        ...['Siti B', 'Siti B'],
      ]);
    });

    test('who waits for one that waits is not told of one that comes in at once', async () => {
      const { name, receive, text, wachat } = await buildOpen();
      const waiting = wachat.waitFor('messages', { status: 'waiting' });
      await receive(hello);
      await text();
      wachat.drop(name);
      await receive({ ...hello, text: 'Are you there?' });
      await expect(waiting).resolves.toMatchObject([{ text: 'Are you there?' }]);
      wachat.reconnect(name);
      const typed = wachat.waitFor('messages', { status: 'waiting' });
      await text('Now');
      await text('Soon', { delay: 60_000 });
      await expect(typed).resolves.toMatchObject([{ text: 'Soon' }]);
    });
  });
});

describe('POST /_emulator/instances/<name>/status', () => {
  test('is ignored unless readStatus is on, and then viewed', async () => {
    const update = { from: CUSTOMER, pushName: 'Siti', type: 'text', text: 'Open until nine today' };
    for (const readStatus of [false, true]) {
      const { control, events, name, wachat } = await buildOpen({}, { readStatus });
      const { status, body } = await control.post(`/instances/${name}/status`, update);
      expect(status).toBe(200);
      expect(body.message).toMatchObject({
        chat: 'status@broadcast',
        from: CUSTOMER,
        pushName: 'Siti',
        status: readStatus ? 'read' : 'ignored',
        reason: readStatus ? null : 'readStatus is off',
      });
      // Nobody is a contact for having posted one.
      expect(events()).toEqual(readStatus ? ['messages.upsert'] : []);
      expect(wachat.instances()[0]?.messages.received).toBe(readStatus ? 1 : 0);
    }
  });

  test.each([
    [{}, '"from" is required'],
    [{ from: CUSTOMER, type: 'image', text: 'Hello' }, '"type" must be text'],
    [{ from: CUSTOMER, type: 'text' }, '"text" is required'],
  ])('%j is refused', async (body, sentence) => {
    const { control, name } = await buildOpen();
    const reply = await control.post(`/instances/${name}/status`, body);
    expect(reply.status).toBe(400);
    expect(reply.body.error).toContain(sentence);
  });
});

describe('POST /_emulator/instances/<name>/call', () => {
  test('rings, is rejected with rejectCalls, and is no event', async () => {
    for (const rejectCalls of [false, true]) {
      const { control, events, name, wachat } = await buildOpen({}, { rejectCalls, readMessages: true });
      const { status, body } = await control.post(`/instances/${name}/call`, {
        from: CUSTOMER,
        pushName: 'Siti',
        video: true,
      });
      expect(status).toBe(200);
      expect(body.message).toMatchObject({
        chat,
        from: CUSTOMER,
        type: 'call',
        text: null,
        status: 'delivered',
        content: { type: 'call', video: true, rejected: rejectCalls },
      });
      expect(events()).toEqual([]);
      expect(wachat.instances()[0]?.messages).toMatchObject({ received: 1, last: { type: 'call', text: null } });
    }
  });

  test.each(['dead', 'lost', 'replaced', 'linking'] as const)(
    'the gateway never hears of one while the instance is %s',
    async (phase) => {
      const built = await build({ clock: 'manual' });
      const name = await reach[phase](built, { rejectCalls: true });
      const { status, body } = await built.control.post(`/instances/${name}/call`, { from: CUSTOMER });
      expect(status).toBe(200);
      expect(body.message).toMatchObject({
        status: 'ignored',
        reason: `the instance was ${phase} when it rang`,
        content: { rejected: false },
      });
      if (phase === 'lost') built.wachat.reconnect(name);
      expect(built.wachat.messages()).toMatchObject([{ status: 'ignored' }]);
    },
  );

  test.each([
    [{}, '"from" is required'],
    [{ from: CUSTOMER, video: 'yes' }, '"video" must be true or false'],
  ])('%j is refused', async (body, sentence) => {
    const { control, name } = await buildOpen();
    const reply = await control.post(`/instances/${name}/call`, body);
    expect(reply.status).toBe(400);
    expect(reply.body.error).toContain(sentence);
  });
});

describe('POST /_emulator/messages/<id>/tick', () => {
  describe('shape', () => {
    test('answers the message as it is then, and tells of the tick', async () => {
      const { events, one, text, tick } = await buildOpen();
      const id = await text();
      const { status, body } = await tick(id, 'read');
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, message: one(id) });
      expect(body.message).toMatchObject({ id, status: 'read', reason: null });
      expect(events()).toEqual(['contacts.update', 'chats.update', 'SERVER_ACK', 'DELIVERY_ACK', 'READ']);
    });
  });

  describe('rules', () => {
    test.each([[undefined], ['seen'], [''], [3], ['waiting']])('%j is no tick', async (status) => {
      const { text, tick } = await buildOpen();
      const reply = await tick(await text(), status);
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain('one of sent, delivered, read, played, failed');
    });

    test('a message that is not there, or is of another account', async () => {
      const { origin, text, tick } = await buildOpen();
      const id = await text();
      expect(await tick('3EB0', 'read')).toMatchObject({
        status: 404,
        body: { error: 'This account has no message 3EB0.' },
      });
      const other = client(`${origin}/_emulator`, 'another-key');
      await other.post('/reset');
      expect((await other.post(`/messages/${id}/tick`, { status: 'read' })).status).toBe(404);
    });

    test('what was received gets none', async () => {
      const { receive, tick } = await buildOpen();
      const { body } = await receive(hello);
      expect(await tick(body.message.id, 'read')).toMatchObject({
        status: 409,
        body: {
          error: expect.stringContaining('ticks are for those that the instance sent'),
          details: { status: 'delivered' },
        },
      });
    });
  });

  describe('behaviour', () => {
    test.each(['none', 'sent', 'delivered', 'read'] as const)('--ticks %s', async (ticks) => {
      const { events, text, wachat } = await buildOpen({ ticks });
      await text();
      const acks = {
        none: [],
        sent: ['SERVER_ACK'],
        delivered: ['SERVER_ACK', 'DELIVERY_ACK'],
        read: ['SERVER_ACK', 'DELIVERY_ACK', 'READ'],
      };
      expect(events()).toEqual(['contacts.update', 'chats.update', ...acks[ticks]]);
      expect(wachat.messages()[0]?.status).toBe(ticks === 'none' ? 'pending' : ticks);
    });

    test('they come in order and never go back', async () => {
      const { events, one, text, tick } = await buildOpen({ ticks: 'none' });
      const id = await text();
      expect((await tick(id, 'delivered')).status).toBe(200);
      for (const status of ['sent', 'delivered']) {
        expect(await tick(id, status)).toMatchObject({
          status: 409,
          body: { error: `The message ${id} is delivered already; ticks never go back.` },
        });
      }
      expect((await tick(id, 'failed')).body.error).toBe(`The message ${id} is delivered, so it cannot fail any more.`);
      expect((await tick(id, 'read')).status).toBe(200);
      expect(events().slice(2)).toEqual(['SERVER_ACK', 'DELIVERY_ACK', 'READ']);
      expect(one(id)?.status).toBe('read');
    });

    test('only audio and video are played', async () => {
      const { events, send, text, tick } = await buildOpen({ ticks: 'none' });
      const words = await text();
      expect(await tick(words, 'played')).toMatchObject({
        status: 409,
        body: { error: `The message ${words} is of type text; only audio and video are played.` },
      });
      const before = events().length;
      for (const type of ['audio', 'video']) {
        const id = await send('/send/media', { type, mediaUrl: 'https://example.com/a' });
        expect((await tick(id, 'played')).body.message.status).toBe('played');
      }
      const image = await send('/send/media', { type: 'image', mediaUrl: 'https://example.com/a' });
      expect((await tick(image, 'played')).status).toBe(409);
      const acks = ['SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'];
      expect(
        events()
          .slice(before)
          .filter((one) => one !== 'chats.update'),
      ).toEqual([...acks, ...acks]);
    });

    test('one that is pending or sent can fail, and nothing comes after that', async () => {
      for (const ticks of ['none', 'sent'] as const) {
        const { events, text, tick } = await buildOpen({ ticks });
        const id = await text();
        expect((await tick(id, 'failed')).body.message).toMatchObject({
          status: 'failed',
          reason: 'the recipient or the network refused it',
        });
        expect(events().at(-1)).toBe('ERROR');
        for (const status of ['sent', 'delivered', 'read', 'failed']) expect((await tick(id, status)).status).toBe(409);
      }
    });

    test('none before it has left, or once it was cancelled', async () => {
      const { api, name, text, tick } = await buildOpen();
      const id = await text('Later', { delay: 1_000 });
      expect((await tick(id, 'sent')).body.error).toBe(`The message ${id} is waiting, so it gets no ticks.`);
      await api.call('DELETE', `/instance/logout?instanceName=${name}`);
      expect(await tick(id, 'sent')).toMatchObject({ status: 409, body: { details: { status: 'cancelled' } } });
    });

    test('none while its instance is lost, or once that is deleted', async () => {
      const { api, name, one, text, tick, wachat } = await buildOpen({ ticks: 'none' });
      const id = await text();
      wachat.drop(name);
      expect(await tick(id, 'read')).toMatchObject({
        status: 409,
        body: { error: `The message ${id} gets no ticks while its instance is lost.` },
      });
      expect(one(id)?.status).toBe('pending');
      wachat.reconnect(name);
      expect((await tick(id, 'read')).status).toBe(200);
      wachat.unlink(name);
      await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      expect((await tick(id, 'failed')).body.error).toContain('while its instance is deleted');
    });
  });
});

describe('Recipients', () => {
  const known = async (name: string) => {
    const shop = await buildOpen({ ticks: 'none' });
    const number = shop.wachat.recipients().find((one) => one.name === name)?.number ?? '';
    return Object.assign(shop, { number });
  };

  test('the numbers mean what they have meant since they were published', async () => {
    const { wachat } = await build();
    expect(Object.fromEntries(wachat.recipients().map(({ number, name }) => [number, name]))).toEqual({
      '999000000100': 'reads-at-once',
      '999000000101': 'never-delivered',
      '999000000102': 'fails-after-the-tick',
      '999000000103': 'echoes',
      '999000000104': 'blocks',
      '999000000105': 'not-on-whatsapp',
    });
  });

  test.each([
    ['reads-at-once', ['SERVER_ACK', 'DELIVERY_ACK', 'READ'], 'read'],
    ['never-delivered', ['SERVER_ACK'], 'sent'],
    ['fails-after-the-tick', ['SERVER_ACK', 'ERROR'], 'failed'],
  ])('%s: %j, whatever --ticks says', async (name, acks, status) => {
    const { events, number, text, wachat } = await known(name);
    for (let round = 0; round < 2; round++) {
      const before = events().length;
      await text('Hello', { number });
      expect(
        events()
          .slice(before)
          .filter((one) => !String(one).includes('.')),
      ).toEqual(acks);
      expect(wachat.messages()[round]).toMatchObject({ status });
    }
  });

  test('echoes answers once, with the text, and not in a group or to an answer', async () => {
    const { api, events, number, name, send, text, wachat } = await known('echoes');
    await text('Hello\n👋', { number });
    expect(wachat.messages()).toMatchObject([
      { direction: 'sent', text: 'Hello\n👋', status: 'read' },
      { direction: 'received', from: number, text: 'Hello\n👋', pushName: 'Echo' },
    ]);
    expect(events()).toEqual([
      ...['contacts.update', 'chats.update', 'SERVER_ACK', 'DELIVERY_ACK', 'READ'],
      ...['messages.upsert', 'contacts.update', 'chats.update'],
    ]);
    await send('/send/media', { number, type: 'image', mediaUrl: 'https://example.com/a' });
    expect(wachat.messages().at(-1)).toMatchObject({ direction: 'received', text: '[image]' });
    const before = wachat.messages().length;
    await text('Hello', { number: GROUP });
    // Another instance whose own number is that of the echo: what it writes or is written is answered once at most.
    const other = String((await api.create({ instanceName: 'other' })).body.instance.apiInstanceName);
    wachat.scan({ instanceName: other, number });
    wachat.receive(name, { from: number, type: 'text', text: 'Hello' });
    await text('Hello', { number, instanceName: other });
    expect(wachat.messages()).toHaveLength(before + 4);
  });

  test('blocks reads the first message of each instance, and gets none after that', async () => {
    const { api, number, text, wachat } = await known('blocks');
    for (let round = 0; round < 3; round++) await text('Hello', { number });
    const other = String((await api.create({ instanceName: 'other' })).body.instance.apiInstanceName);
    wachat.scan({ instanceName: other });
    await text('Hello', { number, instanceName: other });
    expect(wachat.messages().map(({ status }) => status)).toEqual(['read', 'sent', 'sent', 'read']);
  });

  test('not-on-whatsapp is refused as upstream does, and so are those of --unknown-numbers', async () => {
    const { api, name, wachat } = await buildOpen({ unknownNumbers: [CUSTOMER] });
    for (const number of ['999000000105', CUSTOMER]) {
      const reply = await api.post('/send/text', { instanceName: name, number, message: 'Hello' });
      expect(reply).toMatchObject({
        status: 400,
        body: {
          error: `${number} is not on WhatsApp.`,
          details: { exists: false, jid: `${number}@s.whatsapp.net`, number },
        },
      });
    }
    expect(wachat.messages()).toEqual([]);
  });

  test('are listed without a key, and as a table', async () => {
    const { wachat, origin } = await build();
    const { body }: { body: Json } = await client(`${origin}/_emulator`, undefined).get('/scenarios');
    expect(body.recipients).toEqual(wachat.recipients());
    expect(body.recipients[3]).toEqual({
      number: '999000000103',
      name: 'echoes',
      about: 'Reads each message at once and answers with its text.',
    });
  });
});
