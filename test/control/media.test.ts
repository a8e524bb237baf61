import { describe, expect, test } from 'vitest';
import { client, type Json } from '../support/client.js';
import { receive } from '../support/receiver.js';
import { buildShop } from '../support/shop.js';

const from = '6281298765432';
const dot = 'R0lGODlhAQABAAAAACw=';
const BASE64 = 'must be base64 of 1 byte to 16 MiB, in the usual alphabet and padded';
const LARGEST = 16 * 1_048_576;

const openShop = async (options = {}) => {
  const built = await buildShop('', {}, options);
  const { control, wachat, name, origin } = built;
  wachat.scan({ instanceName: name });
  const write = (body: object) => control.post(`/instances/${name}/receive`, { from, type: 'image', ...body });
  return {
    ...built,
    write,
    /** The place of what was written. */
    placeOf: async (body: object): Promise<string> => {
      const reply = await write({ base64: dot, ...body });
      expect(reply.status).toBe(200);
      return origin + String(reply.body.message.mediaPath);
    },
    messages: async (): Promise<Json[]> => (await control.get('/messages')).body.messages,
  };
};

describe('POST /_emulator/instances/:name/receive, for media', () => {
  describe('shape', () => {
    test.each(['image', 'video', 'document', 'audio'])('%s comes in with its bytes', async (type) => {
      const { write, origin, messages } = await openShop();
      const caption = type === 'audio' ? {} : { caption: 'Yang ini? 🍵' };
      const { status, body } = await write({
        type,
        base64: dot,
        mimetype: 'image/gif',
        fileName: 'dot.gif',
        ...caption,
      });
      expect(status).toBe(200);
      expect(body.message).toMatchObject({
        type,
        text: type === 'audio' ? null : 'Yang ini? 🍵',
        content: { type, url: null, mimetype: 'image/gif', fileName: 'dot.gif', caption: caption.caption ?? null },
        mediaPath: expect.stringMatching(/^\/_emulator\/media\/[\w-]{32}$/),
        mediaSize: 14,
        status: 'delivered',
      });
      expect(await messages()).toEqual([body.message]);
      const found = await fetch(origin + String(body.message.mediaPath));
      expect(Buffer.from(await found.arrayBuffer()).toString('base64')).toBe(dot);
    });

    test('a URL is passed on, and not fetched', async () => {
      const { write } = await openShop({ fetchMedia: true });
      const { status, body } = await write({ mediaUrl: 'https://example.com/tea.jpg' });
      expect(status).toBe(200);
      expect(body.message).toMatchObject({
        content: { type: 'image', url: 'https://example.com/tea.jpg', mimetype: null, fileName: null, caption: null },
        mediaPath: null,
        mediaSize: null,
      });
    });

    test('messages.upsert says where the bytes are, and a receiver can fetch them', async () => {
      const { write, api } = await openShop();
      const receiver = await receive();
      await api.post('/webhooks', { url: receiver.url, events: ['messages.upsert'] });
      await write({ base64: dot, mimetype: 'image/gif', caption: 'This' });
      await write({ mediaUrl: 'https://example.com/tea.jpg' });
      await receiver.until(2);
      const [ours, theirs] = receiver.received.map(({ body }): Json => body.data);
      expect(ours).toMatchObject({
        messageType: 'imageMessage',
        message: { imageMessage: { mimetype: 'image/gif', caption: 'This' } },
      });
      expect(await (await fetch(ours.message.mediaUrl)).arrayBuffer()).toHaveProperty('byteLength', 14);
      expect(theirs.message).toEqual({ imageMessage: { url: 'https://example.com/tea.jpg' } });
    });
  });

  describe('rules', () => {
    const either = 'must have either "mediaUrl", where the file is, or "base64", its bytes';
    test.each([
      [{}, '', either],
      [{ base64: dot, mediaUrl: 'https://example.com/' }, '', either],
      [{ base64: '' }, 'base64', BASE64],
      [{ base64: 'A' }, 'base64', BASE64],
      [{ base64: 'AA' }, 'base64', BASE64],
      [{ base64: 'A===' }, 'base64', BASE64],
      [{ base64: '====' }, 'base64', BASE64],
      [{ base64: 'AA==AAAA' }, 'base64', BASE64],
      [{ base64: 'AAA AAA=' }, 'base64', BASE64],
      [{ base64: 'AAAA\n' }, 'base64', BASE64],
      [{ base64: 'AAA\n' }, 'base64', BASE64],
      [{ base64: 'ab-_' }, 'base64', BASE64],
      [{ base64: 'ab.é' }, 'base64', BASE64],
      [{ base64: 'data:image/gif;base64,AAAA' }, 'base64', BASE64],
      [{ base64: 5 }, 'base64', 'must be base64 of 1 byte to 16 MiB, in the usual alphabet and padded, not a number'],
      [{ mediaUrl: '/tea.jpg' }, 'mediaUrl', 'must be an absolute http:// or https:// URL of at most 2,048 characters'],
      [{ mediaUrl: 'ftp://example.com/' }, 'mediaUrl', 'must begin with http:// or https:// and a host'],
      [{ base64: dot, mimetype: 'gif' }, 'mimetype', 'must be a media type such as application/pdf'],
      [{ base64: dot, mimetype: 'a/b\r\nX: y' }, 'mimetype', 'must be a media type such as application/pdf'],
      [{ base64: dot, fileName: '' }, 'fileName', 'must be a string of 1 to 255 characters'],
      [{ base64: dot, type: 'audio', caption: 'x' }, 'caption', 'must be left out: an audio message has no caption'],
    ])('%j is a 400 that says what is wrong, and nothing comes in', async (wrong, path, message) => {
      const { write, messages } = await openShop();
      const { status, body } = await write(wrong);
      expect([status, body.details]).toEqual([400, [{ path, message }]]);
      expect(await messages()).toEqual([]);
    });

    test('16 MiB come in, and a byte more does not', async () => {
      const { write, origin, messages } = await openShop();
      const { status, body } = await write({ base64: Buffer.alloc(LARGEST, 'x').toString('base64') });
      expect([status, body.message.mediaSize]).toEqual([200, LARGEST]);
      const found = await fetch(origin + String(body.message.mediaPath));
      expect((await found.arrayBuffer()).byteLength).toBe(LARGEST);
      const more = await write({ base64: Buffer.alloc(LARGEST + 1, 'x').toString('base64') });
      expect([more.status, more.body.details]).toEqual([400, [{ path: 'base64', message: BASE64 }]]);
      const most = await write({ base64: 'A'.repeat(23 * 1_048_576) });
      expect([most.status, most.body.error]).toEqual([413, 'The body is too large; the limit is 23 MiB.']);
      expect(await messages()).toHaveLength(1);
    });

    test('a body that may be large has no more values than any other', async () => {
      const { control, name } = await openShop();
      const { status, body } = await control.post(`/instances/${name}/receive`, `{"x":[${'0,'.repeat(110_000)}0]}`);
      expect([status, body.error]).toEqual([400, 'The body has more than 104,857 values.']);
    });

    test('without a linked phone nobody can write', async () => {
      const { write, wachat, name } = await openShop();
      wachat.unlink(name);
      expect((await write({ base64: dot })).status).toBe(409);
    });
  });
});

describe('GET /_emulator/media/:token', () => {
  describe('shape', () => {
    test.each([
      ['image/png', 'tea.png', 'image/png', "attachment; filename*=UTF-8''tea.png"],
      [undefined, undefined, 'application/octet-stream', 'attachment'],
      ['text/html', 'x.html', 'text/html', "attachment; filename*=UTF-8''x.html"],
      [
        'text/plain; charset=utf-16',
        '茶 🍵.txt',
        'text/plain; charset=utf-16',
        "attachment; filename*=UTF-8''%E8%8C%B6%20%F0%9F%8D%B5.txt",
      ],
      [
        'a/b',
        '"a"; x=\r\nSet-Cookie: y\0',
        'a/b',
        "attachment; filename*=UTF-8''%22a%22%3B%20x%3D%0D%0ASet-Cookie%3A%20y%00",
      ],
      ['a/b', "../(it's)*", 'a/b', "attachment; filename*=UTF-8''..%2F%28it%27s%29%2A"],
      ['text/javascript', undefined, 'application/octet-stream', 'attachment'],
      ['application/JavaScript; x=y', undefined, 'application/octet-stream', 'attachment'],
      ['application/x-ecmascript', undefined, 'application/octet-stream', 'attachment'],
      ['text/jscript', undefined, 'application/octet-stream', 'attachment'],
      ['text/livescript', undefined, 'application/octet-stream', 'attachment'],
      ['multipart/x-mixed-replace; boundary=x', undefined, 'application/octet-stream', 'attachment'],
    ])('of type %s, named %j, is an attachment that no browser runs', async (mimetype, fileName, type, disposition) => {
      const { placeOf } = await openShop();
      const found = await fetch(await placeOf({ mimetype, fileName }));
      expect(found.status).toBe(200);
      expect(Object.fromEntries(found.headers)).toMatchObject({
        'content-type': type,
        'content-length': '14',
        'content-disposition': disposition,
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      expect(found.headers.has('set-cookie')).toBe(false);
    });
  });

  describe('rules', () => {
    test.each(['x', 'x'.repeat(32), '__proto__', '%00', '..%2F..'])('%s is a 404 in our form', async (token) => {
      const { control } = await openShop();
      const { status, body } = await control.get(`/media/${token}`);
      expect([status, body]).toEqual([
        404,
        { success: false, error: 'There is no such media; it goes with its message, when that is no longer kept.' },
      ]);
    });

    test('needs no key, under any name, in a page of any origin, and learns no page anything', async () => {
      const { placeOf } = await openShop();
      const place = await placeOf({});
      const found = await fetch(place, {
        headers: { Origin: 'https://shop.example.com', 'Sec-Fetch-Site': 'cross-site' },
      });
      expect(found.status).toBe(200);
      expect([...found.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });

  describe('behaviour', () => {
    test('each has a place of its own, that its number does not tell', async () => {
      const { placeOf } = await openShop();
      const places = new Set([await placeOf({}), await placeOf({}), await placeOf({})]);
      expect(places.size).toBe(3);
    });

    test('goes with its message when a newer one takes its place', async () => {
      const { placeOf, write, messages } = await openShop();
      const place = await placeOf({});
      const next = await placeOf({});
      for (let count = 0; count < 998; count++) await write({ type: 'text', text: 'x' });
      expect((await fetch(place)).status).toBe(200);
      await write({ type: 'text', text: 'x' });
      expect((await fetch(place)).status).toBe(404);
      expect((await fetch(next)).status).toBe(200);
      expect((await messages()).some(({ mediaPath }) => place.endsWith(String(mediaPath)))).toBe(false);
    });

    test.each(['reset', 'delete'] as const)('goes with its account: %s', async (end) => {
      const { placeOf, wachat } = await openShop();
      const place = await placeOf({});
      wachat.account(wachat.apiKey)[end]();
      expect((await fetch(place)).status).toBe(404);
    });

    test('is in no journal and no log, however it was asked for', async () => {
      const lines: string[] = [];
      const { placeOf, wachat, control, origin } = await openShop({
        logLevel: 'trace',
        logTo: { write: (line: string) => lines.push(line) },
      });
      const token = (await placeOf({})).split('/').at(-1) ?? '';
      const nobody = client(origin, undefined);
      for (const path of [
        '/_emulator/media/',
        '//_emulator/media/',
        '/api/v1/_emulator/media/',
        '/x%2F_emulator%2Fmedia%2F',
      ]) {
        await nobody.get(path + token);
        await client(origin, wachat.apiKey).call('DELETE', path + token);
      }
      const journal = [await control.get('/requests'), await control.get('/requests?unclaimed=true')];
      expect(journal.map(({ body }) => Number(body.count))).toEqual([expect.any(Number), 3]);
      expect(JSON.stringify(journal.map(({ body }): Json => body))).not.toContain(token);
      await expect.poll(() => lines.some((line) => line.includes('/_emulator/requests'))).toBe(true);
      expect(lines.join('')).not.toContain(token);
    });
  });
});

describe('GET /_emulator/pictures/:jid', () => {
  test.each(['6281298765432@s.whatsapp.net', '120363025246125486@g.us', '628129876543-1500000000@g.us'])(
    '%s has a picture that stays the same, for a page of any origin',
    async (jid) => {
      const { control, origin } = await openShop();
      const headers = { 'Sec-Fetch-Site': 'cross-site' };
      const one = await client(`${origin}/_emulator`, undefined).get(`/pictures/${encodeURIComponent(jid)}`, headers);
      expect([one.status, one.headers.get('Content-Type'), one.bytes.toString('latin1', 1, 4)]).toEqual([
        200,
        'image/png',
        'PNG',
      ]);
      expect((await control.get(`/pictures/${jid}`)).bytes.equals(one.bytes)).toBe(true);
      expect((await control.get('/pictures/6281298765433@s.whatsapp.net')).bytes.equals(one.bytes)).toBe(false);
    },
  );

  test.each(['x', 'status@broadcast', '%F0%9F%8D%B5', '%3Cscript%3E'])(
    '%s has one too: all are invented',
    async (jid) => {
      const { control } = await openShop();
      const { status, headers } = await control.get(`/pictures/${jid}`);
      expect([status, headers.get('Content-Type')]).toEqual([200, 'image/png']);
    },
  );
});
