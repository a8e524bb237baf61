import { describe, expect, test } from 'vitest';
import { states } from '../../../src/domain/lifecycle.js';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { reach } from '../../support/phases.js';
import { bodies, buildSender, CUSTOMER, OTHER } from '../../support/sending.js';
import { hooked } from '../../support/webhook.js';

describe('POST /send/text', () => {
  describe('shape', () => {
    test('the reply is what upstream answers, in the envelope of the original', async () => {
      const { text, name } = await buildSender();
      const { status, body } = await text('Hello');
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        key: {
          remoteJid: `${CUSTOMER}@s.whatsapp.net`,
          fromMe: true,
          id: expect.stringMatching(/^3EB0[0-9A-F]{18}$/),
        },
        message: { conversation: 'Hello' },
        messageType: 'conversation',
        messageTimestamp: 1_767_225_600,
        status: 'PENDING',
        instanceId: name,
      });
    });

    test.each([
      ['the longest', 'x'.repeat(65_536)],
      ['the longest in emoji', '😀'.repeat(65_536)],
      ['right-to-left', 'שלום \u202Eعالم\u202C مرحبا'],
      ['line breaks', 'one\r\ntwo\n\rthree\u2028four'],
      ['NUL', 'a\u0000b'],
      ['combining marks', 'e\u0301\u0301\u0301 \u00E9 क्षि 👩‍👩‍👧'],
      ['white space around it', '  a\t '],
      ['what is special elsewhere', '</script>"\\\'`${x}%00&amp;'],
    ])('%s: the text is unharmed in the reply and among the messages', async (_what, said) => {
      const { text, messages } = await buildSender();
      const { status, body } = await text(said);
      expect(status).toBe(200);
      expect(body.message.conversation === said).toBe(true);
      const [message] = await messages();
      expect([message.text === said, message.content.text === said]).toEqual([true, true]);
    });

    test('the journal has it to the byte, up to the length that it keeps', async () => {
      const { text, control } = await buildSender();
      const said = 'a\u0000b שלום e\u0301 😀\r\n';
      await text(said);
      const found = await control.get('/requests?operation=sendText');
      expect(found.body.requests[0].body).toMatchObject({ cut: false, content: { message: said } });
    });

    test('what a webhook gets of an answer by echo is the text, to the byte', async () => {
      const { api, wachat, create, receiver, settle } = await hooked(undefined, {}, { events: ['messages.upsert'] });
      const name = await create();
      wachat.scan({ instanceName: name });
      const said = `${'😀'.repeat(1_000)}\u0000 שלום e\u0301\r\n`;
      await api.post('/send/text', { instanceName: name, number: '999000000103', message: said });
      await settle();
      expect(receiver.received.map(({ body }) => body.data.message.conversation === said)).toEqual([true]);
    });
  });

  describe('rules', () => {
    test('type may be left out, as the one client that is known does', async () => {
      const { text } = await buildSender();
      expect((await text('Hello', { type: undefined })).status).toBe(200);
    });

    test.each([
      ['instanceName', 1],
      ['instanceName', ''],
      ['instanceName', null],
      ['number', 6_281_298_765_432],
      ['number', null],
      ['number', ''],
      ['type', 'Text'],
      ['type', 'interactive'],
      ['type', null],
      ['message', 1],
      ['message', null],
      ['message', ['Hello']],
      ['message', ''],
      ['message', ' \n\t'],
      ['message', 'x'.repeat(65_537)],
      ['message', '😀'.repeat(65_537)],
      ['message', 'half \ud83d'],
      ['message', undefined],
      ['number', undefined],
      ['instanceName', undefined],
      ['delay', -1],
      ['delay', 1.5],
      ['delay', '1000'],
      ['delay', null],
      ['delay', 3_600_001],
    ])('%s: %j is a 400 that names the field, and nothing is sent', async (field, value) => {
      const { api, name, messages } = await buildSender();
      const body = { instanceName: name, ...bodies['/send/text'], [field]: value };
      const reply = await api.post('/send/text', body);
      expect(reply.status).toBe(400);
      expect(reply.body).toEqual({ success: false, error: expect.any(String), details: expect.any(Array) });
      expect(reply.body.details.map(({ path }: Json) => path)).toEqual([field]);
      expect(reply.body.error.length).toBeLessThan(300);
      expect(await messages()).toEqual([]);
    });

    test.each([
      ['+62 812-3456-789', 'digits and nothing else: 628123456789'],
      ['(62) 812.3456.789', 'digits and nothing else: 628123456789'],
      ['628123456789@s.whatsapp.net', 'digits and nothing else: 628123456789'],
      ['08123456789', '62812'],
      ['0062812345678', '62812'],
      ['6281234', '8 to 15 digits'],
      ['6281234567890123', '8 to 15 digits'],
      ['٦٢٨١٢٣٤٥٦٧٨٩', '8 to 15 digits'],
      ['628123456789@g.us.example', '8 to 15 digits'],
      ['status@broadcast', '8 to 15 digits'],
      ['not a number', '8 to 15 digits'],
    ])('the number %s is a 400 that says what is right: %s', async (number, right) => {
      const { text } = await buildSender();
      const { status, body } = await text('Hello', { number });
      expect(status).toBe(400);
      expect(body.error).toContain(right);
    });

    test.each([
      ['62812345', '62812345@s.whatsapp.net'],
      ['628123456789012', '628123456789012@s.whatsapp.net'],
      ['120363025246125486@g.us', '120363025246125486@g.us'],
      ['6281234567-1600000000@g.us', '6281234567-1600000000@g.us'],
    ])('%s is an address', async (number, jid) => {
      const { text } = await buildSender();
      expect((await text('Hello', { number })).body.key.remoteJid).toBe(jid);
    });

    test('numbers that are not on WhatsApp are refused as upstream does', async () => {
      const { text, messages } = await buildSender({ unknownNumbers: [OTHER] });
      for (const number of ['999000000105', OTHER]) {
        const { status, body } = await text('Hello', { number });
        expect(status).toBe(400);
        expect(body).toEqual({
          success: false,
          error: `${number} is not on WhatsApp.`,
          details: { exists: false, jid: `${number}@s.whatsapp.net`, number },
        });
      }
      expect(await messages()).toEqual([]);
    });
  });

  describe('behaviour', () => {
    test.each(states)('an instance that is %s sends only if its client sees it open', async (state) => {
      const built = await build();
      const name = await reach[state](built);
      const reply = await built.api.post('/send/text', { instanceName: name, ...bodies['/send/text'] });
      const { body } = await built.control.get('/messages');
      if (state === 'open' || state === 'dead') {
        expect(reply.status).toBe(200);
        expect(body.messages.map(({ status }: Json) => status)).toEqual([state === 'open' ? 'delivered' : 'pending']);
        return;
      }
      expect(reply.status).toBe(409);
      expect(reply.body.details).toMatchObject({ state });
      expect(reply.body.error).toMatch(/, so it cannot send; only an open instance can\.$/);
      expect(body.messages).toEqual([]);
    });

    test('an instance that is unknown, or of another account, is a 404 without a trace', async () => {
      const { wachat, name, origin, control } = await buildSender({ apiKeys: ['mine', 'theirs'] });
      const theirs = client(wachat.url, 'theirs');
      const reply = await theirs.post('/send/text', { instanceName: name, ...bodies['/send/text'] });
      const unknown = await theirs.post('/send/text', { instanceName: 't9_x_y', ...bodies['/send/text'] });
      expect([reply.status, unknown.status]).toEqual([404, 404]);
      expect(reply.body).toEqual(unknown.body);
      const other = client(`${origin}/_emulator`, 'theirs');
      expect((await other.get('/messages')).body.messages).toEqual([]);
      expect((await control.get('/messages')).body.messages).toEqual([]);
    });

    test('a hundred at once leave in the order in which they were taken', async () => {
      const { text, messages, left } = await buildSender();
      const numbers = [CUSTOMER, OTHER];
      const replies = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          text(String(index), { number: numbers[index % 2], delay: index % 3 === 0 ? 0 : undefined }),
        ),
      );
      expect(replies.every(({ status }) => status === 200)).toBe(true);
      const taken = (await messages('?limit=1000')).map(({ text: said }) => said);
      expect(taken).toHaveLength(100);
      expect(await left()).toEqual(taken);
    });
  });
});
