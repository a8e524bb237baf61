import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { begin } from '../../support/emulator.js';
import { serveFiles, type Serve } from '../../support/file-server.js';
import { buildShop } from '../../support/shop.js';

const PATH = '/send/media';
const number = '6281298765432';
const mediaUrl = 'https://example.com/files/invoice%20no%201.pdf?size=2';

const openShop = async (options = {}) => {
  const built = await buildShop('', {}, options);
  const { api, wachat, control, name } = built;
  wachat.scan({ instanceName: name });
  const body = { instanceName: name, number, type: 'document', mediaUrl };
  return {
    ...built,
    body,
    send: (more: object = {}) => api.post(PATH, { ...body, ...more }),
    messages: async (): Promise<Json[]> => (await control.get('/messages')).body.messages,
  };
};

/** A shop that fetches from a server of this kind. */
const fetchingShop = async (serve: Serve, options = {}) => {
  const shop = await openShop({ fetchMedia: true, ...options });
  const server = await serveFiles(serve);
  return { ...shop, server, send: (more: object = {}) => shop.send({ mediaUrl: server.url, ...more }) };
};

describe('POST /send/media', () => {
  describe('shape', () => {
    test.each(['image', 'video', 'document', 'audio'])('%s is answered as upstream does', async (type) => {
      const { send, name } = await openShop();
      const given = { fileName: 'tea.bin', mimetype: 'application/x-tea; cups=2' };
      const caption = type === 'audio' ? {} : { message: 'Teh 🍵\nשלום' };
      const { status, body } = await send({ type, ...given, ...caption });
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        key: { remoteJid: `${number}@s.whatsapp.net`, fromMe: true, id: expect.stringMatching(/^3EB0[0-9A-F]{18}$/) },
        message: {
          [`${type}Message`]: { url: mediaUrl, ...given, ...(type !== 'audio' && { caption: 'Teh 🍵\nשלום' }) },
        },
        messageType: `${type}Message`,
        messageTimestamp: expect.any(Number),
        status: 'PENDING',
        instanceId: name,
      });
    });

    test.each([
      ['image', mediaUrl, 'image.jpg'],
      ['video', mediaUrl, 'video.mp4'],
      ['audio', mediaUrl, null],
      ['document', mediaUrl, 'invoice no 1.pdf'],
      ['document', 'https://example.com', null],
      ['document', 'https://example.com/%zz', null],
      ['document', 'https://example.com/a%2F..%2Fb', null],
      ['document', 'https://example.com/a%0Ab', null],
      ['document', `https://example.com/${'x'.repeat(256)}`, null],
    ])('%s at %s without a name is called %j', async (type, url, fileName) => {
      const { send, messages } = await openShop();
      expect((await send({ type, mediaUrl: url })).status).toBe(200);
      expect((await messages())[0].content).toEqual({ type, url, mimetype: null, fileName, caption: null });
    });
  });

  describe('rules', () => {
    test.each([
      [{ type: 'sticker' }, 'type'],
      [{ type: undefined }, 'type'],
      [{ mediaUrl: undefined }, 'mediaUrl'],
      [{ mediaUrl: null }, 'mediaUrl'],
      [{ mediaUrl: '' }, 'mediaUrl'],
      [{ mediaUrl: '/tea.png' }, 'mediaUrl'],
      [{ mediaUrl: '//example.com/tea.png' }, 'mediaUrl'],
      [{ mediaUrl: 'example.com/tea.png' }, 'mediaUrl'],
      [{ mediaUrl: 'https:example.com' }, 'mediaUrl'],
      [{ mediaUrl: 'https:///example.com' }, 'mediaUrl'],
      [{ mediaUrl: 'https://' }, 'mediaUrl'],
      [{ mediaUrl: 'ftp://example.com/tea.png' }, 'mediaUrl'],
      [{ mediaUrl: 'file:///etc/passwd' }, 'mediaUrl'],
      [{ mediaUrl: 'data:image/png;base64,AAAA' }, 'mediaUrl'],
      [{ mediaUrl: 'javascript:alert(1)' }, 'mediaUrl'],
      [{ mediaUrl: 'https://user@example.com/' }, 'mediaUrl'],
      [{ mediaUrl: 'https://user:pass@example.com/' }, 'mediaUrl'],
      [{ mediaUrl: 'https://example.com/a b' }, 'mediaUrl'],
      [{ mediaUrl: ' https://example.com/' }, 'mediaUrl'],
      [{ mediaUrl: 'https://example.com/\n' }, 'mediaUrl'],
      [{ mediaUrl: 'https://example.com/\0' }, 'mediaUrl'],
      [{ mediaUrl: 'https:\\\\example.com\\' }, 'mediaUrl'],
      [{ mediaUrl: 'https://example.com/é' }, 'mediaUrl'],
      [{ mediaUrl: `https://example.com/${'x'.repeat(2_029)}` }, 'mediaUrl'],
      [{ type: 'audio', message: 'Listen!' }, 'message'],
      [{ type: 'audio', message: '' }, 'message'],
      [{ message: '' }, 'message'],
      [{ message: 'x'.repeat(65_537) }, 'message'],
      [{ fileName: '' }, 'fileName'],
      [{ fileName: 'x'.repeat(256) }, 'fileName'],
      [{ mimetype: 'pdf' }, 'mimetype'],
      [{ mimetype: 'text/plain\r\nX: y' }, 'mimetype'],
      [{ delay: -1 }, 'delay'],
      [{ number: '081298765432' }, 'number'],
    ])('%j is a 400 that names the field, and nothing is stored', async (wrong, field) => {
      const { send, messages } = await openShop();
      const { status, body } = await send(wrong);
      expect([status, body.details.map(({ path }: Json) => path)]).toEqual([400, [field]]);
      expect(body.error).toMatch(/^"\w+" [^\n]{5,250}\.$/);
      expect(await messages()).toEqual([]);
    });

    test('a sound with a caption is told what is wrong', async () => {
      const { send } = await openShop();
      expect((await send({ type: 'audio', message: 'x' })).body.error).toBe(
        '"message" must be left out: an audio message has no caption.',
      );
    });

    test.each([
      [{ delay: 1.5 }, '"delay" must be a whole number of milliseconds from 0 to 3600000.'],
      [{ delay: '5' }, '"delay" must be a whole number of milliseconds from 0 to 3600000, not a string.'],
      [{ message: 'half a smile: \ud83d' }, '"message" must be whole characters, and has half of one.'],
    ])('%j is told what is wrong', async (wrong, sentence) => {
      const { send } = await openShop();
      expect((await send(wrong)).body.error).toBe(sentence);
    });

    test('2,048 characters are a URL', async () => {
      const { send } = await openShop();
      expect((await send({ mediaUrl: `https://example.com/${'x'.repeat(2_028)}` })).status).toBe(200);
    });

    test('needs a key, an instance of this account, and one that is open', async () => {
      const { api, wachat, body, name } = await openShop();
      expect((await client(wachat.url, undefined).post(PATH, body)).status).toBe(401);
      expect((await client(wachat.url, 'other').post(PATH, body)).status).toBe(404);
      expect((await api.post(PATH, { ...body, instanceName: 'x' })).status).toBe(404);
      wachat.unlink(name);
      expect((await api.post(PATH, body)).status).toBe(409);
    });
  });

  describe('behaviour', () => {
    test('fetches nothing unless told to', async () => {
      const server = await serveFiles((_request, response) => response.end('x'));
      const { send, messages } = await openShop();
      expect((await send({ mediaUrl: server.url })).status).toBe(200);
      expect(await messages()).toMatchObject([{ mediaPath: null, mediaSize: null, status: 'delivered' }]);
      expect(server.requests).toEqual([]);
    });

    test('leaves when it has been typed', async () => {
      const { send, messages, clock, wachat } = await openShop({ typingDelay: 500 });
      await send({ message: 'one' });
      await send({ message: 'two', delay: 100 });
      expect((await messages()).map(({ status }) => String(status))).toEqual(['waiting', 'waiting']);
      clock.advance(500);
      expect((await messages()).map(({ status }) => String(status))).toEqual(['delivered', 'delivered']);
      expect(wachat.requests({ operation: 'sendMedia' })).toHaveLength(2);
    });

    test('a phone has the bytes that were fetched, with the type that the server says', async () => {
      const { send, messages, origin } = await fetchingShop((_request, response) =>
        response.writeHead(200, { 'Content-Type': 'image/png' }).end('tea'),
      );
      const { status, body } = await send({ type: 'image' });
      expect([status, body.message.imageMessage.mimetype]).toEqual([200, 'image/png']);
      const [{ mediaPath, mediaSize, content }] = await messages();
      expect([mediaSize, content.mimetype]).toEqual([3, 'image/png']);
      const found = await fetch(origin + String(mediaPath));
      expect([found.headers.get('Content-Type'), await found.text()]).toEqual(['image/png', 'tea']);
      // Where they are is for the tester alone.
      expect(JSON.stringify(body)).not.toContain(String(mediaPath).split('/').at(-1));
    });

    test.each([
      ['the given type', 'image/webp', 'image/png', 'image/webp'],
      ['no type that is none', undefined, 'whatever', null],
    ])('has %s', async (_what, mimetype, said, expected) => {
      const { send, messages } = await fetchingShop((_request, response) =>
        response.writeHead(200, { 'Content-Type': said }).end('tea'),
      );
      await send({ mimetype });
      expect((await messages())[0].content.mimetype).toBe(expected);
    });

    test('what cannot be fetched is a 400, and nothing is stored', async () => {
      const { send, messages, wachat } = await fetchingShop((_request, response) => response.writeHead(404).end());
      const { status, body } = await send();
      expect(status).toBe(400);
      expect(body).toEqual({ success: false, error: 'The media cannot be fetched: its server answers 404.' });
      expect(await messages()).toEqual([]);
      expect(wachat.events({ event: 'messages.update' })).toEqual([]);
    });

    test.each([
      [{ number: '999000000105' }, 400],
      [{ instanceName: 'x' }, 404],
    ])('nothing is fetched for %j', async (wrong, status) => {
      const { send, server } = await fetchingShop((_request, response) => response.end('x'));
      expect((await send(wrong)).status).toBe(status);
      expect(server.requests).toEqual([]);
    });

    test('is refused when the phone is gone once the bytes are there', async () => {
      const { send, server, wachat, name, messages } = await fetchingShop((_request, response) => {
        wachat.unlink(name);
        response.end('x');
      });
      const { status, body } = await send();
      expect([status, body.details.state]).toEqual([409, 'closed']);
      expect(server.requests).toHaveLength(1);
      expect(await messages()).toEqual([]);
    });

    test('a reset while it is fetched leaves nothing behind, not even in the journal', async () => {
      const { send, wachat, messages } = await fetchingShop((_request, response) => {
        wachat.reset();
        response.end('x');
      });
      expect((await send()).status).toBe(404);
      expect(await messages()).toEqual([]);
      expect(wachat.requests()).toEqual([]);
    });

    test('a client that leaves ends the fetch, and nothing is stored', async () => {
      const { server, wachat, body, messages } = await fetchingShop(() => undefined);
      const leaving = new AbortController();
      const { answer } = await begin(async () =>
        fetch(wachat.url + PATH, {
          method: 'POST',
          headers: { Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...body, mediaUrl: server.url }),
          signal: leaving.signal,
        }).catch(() => undefined),
      );
      await server.asked(1);
      leaving.abort();
      await answer;
      await server.ended(1);
      expect(await messages()).toEqual([]);
      expect(wachat.requests({ operation: 'sendMedia' })).toMatchObject([{ status: null }]);
    });

    test('closing the emulator ends the fetch', async () => {
      const { send, server, wachat } = await fetchingShop(() => undefined);
      const answer = send().catch(() => undefined);
      await server.asked(1);
      await wachat.close();
      await server.ended(1);
      await answer;
    });
  });
});
