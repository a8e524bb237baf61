import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { serveFiles } from '../../support/file-server.js';
import { buildShop } from '../../support/shop.js';

const PATH = '/send';
const number = '6281298765432';
const mediaUrl = 'https://example.com/tea.jpg';

const openShop = async (options = {}) => {
  const built = await buildShop('', {}, options);
  const { api, wachat, control, name } = built;
  wachat.scan({ instanceName: name });
  return {
    ...built,
    send: (body: object) => api.post(PATH, { instanceName: name, number, ...body }),
    messages: async (): Promise<Json[]> => (await control.get('/messages')).body.messages,
  };
};

describe('POST /send', () => {
  describe('shape', () => {
    test('a text is answered as by /send/text', async () => {
      const { send, name } = await openShop();
      const { status, body } = await send({ type: 'text', message: 'Halo\n👋' });
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        key: { remoteJid: `${number}@s.whatsapp.net`, fromMe: true, id: expect.any(String) },
        message: { conversation: 'Halo\n👋' },
        messageType: 'conversation',
        messageTimestamp: expect.any(Number),
        status: 'PENDING',
        instanceId: name,
      });
    });

    test.each(['image', 'video', 'document', 'audio'])('%s is answered as by /send/media', async (type) => {
      const { send, messages } = await openShop();
      const message = type === 'audio' ? undefined : 'Our tea';
      const given = { fileName: 'tea.bin', mimetype: 'application/x-tea' };
      const { status, body } = await send({ type, mediaUrl, message, ...given });
      expect([status, body.messageType]).toEqual([200, `${type}Message`]);
      expect((await messages())[0].content).toEqual({ type, url: mediaUrl, caption: message ?? null, ...given });
    });
  });

  describe('rules', () => {
    test.each([
      [{}, ['type']],
      [{ type: 'list', message: 'x' }, ['type']],
      [{ type: 'text' }, ['message']],
      [{ type: 'text', message: ' \n' }, ['message']],
      [{ type: 'text', message: '' }, ['message']],
      [{ type: 'text', message: 'x', mediaUrl }, ['mediaUrl']],
      [{ type: 'text', message: 'x', fileName: 'a', mimetype: 'a/b' }, ['fileName', 'mimetype']],
      [{ type: 'image' }, ['mediaUrl']],
      [{ type: 'image', message: 'x' }, ['mediaUrl']],
      [{ type: 'image', mediaUrl: 'tea.jpg' }, ['mediaUrl']],
      [{ type: 'audio', mediaUrl, message: 'x' }, ['message']],
      [{ type: 'audio', message: 'x' }, ['message', 'mediaUrl']],
    ])('%j is a 400 that names %j, and nothing is stored', async (body, fields) => {
      const { send, messages } = await openShop();
      const reply = await send(body);
      expect([reply.status, reply.body.details.map(({ path }: Json) => path)]).toEqual([400, fields]);
      expect(await messages()).toEqual([]);
    });

    test('it has no delay: that is told, and ignored', async () => {
      const { send, messages } = await openShop();
      const reply = await send({ type: 'text', message: 'x', delay: 5_000 });
      expect(reply.headers.get('X-Wachat-Emulator-Warning')).toContain('an unknown field');
      expect(await messages()).toMatchObject([{ status: 'delivered' }]);
    });

    test('needs a key, an instance of this account, and one that is open', async () => {
      const { wachat, name, send } = await openShop();
      const body = { instanceName: name, number, type: 'text', message: 'x' };
      expect((await client(wachat.url, undefined).post(PATH, body)).status).toBe(401);
      expect((await client(wachat.url, 'other').post(PATH, body)).status).toBe(404);
      wachat.unlink(name);
      expect((await send(body)).status).toBe(409);
      expect((await send({ type: 'image', mediaUrl })).status).toBe(409);
    });
  });

  describe('behaviour', () => {
    test('fetches media if told to, as /send/media does', async () => {
      const { url } = await serveFiles((_request, response) => response.end('tea'));
      const { send, messages } = await openShop({ fetchMedia: true });
      expect((await send({ type: 'video', mediaUrl: url })).status).toBe(200);
      expect(await messages()).toMatchObject([{ mediaSize: 3, content: { fileName: 'video.mp4' } }]);
    });
  });
});
