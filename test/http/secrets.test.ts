import { describe, expect, test } from 'vitest';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { rawRequest, sendAndCut, sendRaw } from '../support/socket.js';

const KEY = 'k3y-That+Must/Stay~Secret';
const TOKEN = 'EAAGm0PX4ZCpsBAtoken';

/** Whether a text holds a secret, as it is or in one of the ways of writing it. */
const leaks = (text: string): boolean =>
  [
    KEY,
    TOKEN,
    encodeURIComponent(KEY),
    encodeURIComponent(encodeURIComponent(KEY)),
    Buffer.from(KEY).toString('base64'),
  ].some((form) => text.includes(form)) || /Must.{0,3}Stay|psBAtoken/i.test(text);

const listen = async (more: object = {}) => {
  const lines: string[] = [];
  const built = await build({ logLevel: 'trace', logTo: { write: (line) => lines.push(line) }, ...more });
  /** All lines, once those of the calls so far are there. */
  const log = async (): Promise<string> => {
    const marker = await client(`${built.origin}/_emulator`, undefined).get('/scenarios');
    expect(marker.status).toBe(200);
    await expect.poll(() => lines.some((line) => line.includes('/_emulator/scenarios'))).toBe(true);
    return lines.join('');
  };
  return { ...built, lines, log };
};

const errorText = (reply: { status: number; bytes: Buffer; headers: Headers }): string =>
  `${JSON.stringify([...reply.headers])}${reply.bytes.toString()}`;

describe('Secrets', () => {
  describe('shape', () => {
    test('a reply that succeeds holds the key in its own URLs and nowhere else', async () => {
      const { wachat, log } = await listen();
      const reply = await client(wachat.url, KEY).create({ instanceName: 'shop' });
      expect(reply.status).toBe(201);
      const { imageUrl, liveUrl, ...rest } = reply.body.qrcode;
      expect(new URL(imageUrl).searchParams.get('apiKey')).toBe(KEY);
      expect(new URL(liveUrl).searchParams.get('apiKey')).toBe(KEY);
      expect(leaks(JSON.stringify([rest, reply.body.instance, reply.body.message]))).toBe(false);
      expect(leaks(JSON.stringify([...reply.headers]))).toBe(false);
      expect((await fetch(imageUrl)).status).toBe(200);
      expect((await fetch(liveUrl)).status).toBe(200);
      expect(leaks(await log())).toBe(false);
    });

    test('a meta token is never returned, logged or listed', async () => {
      const { wachat, origin, log } = await listen();
      const meta = { metaToken: TOKEN, metaBusinessId: '1', metaPhoneNumberId: '2' };
      const api = client(wachat.url, KEY);
      const business = { instanceName: 'shop', integration: 'WHATSAPP-BUSINESS', ...meta };
      const replies = [
        await api.create(business),
        await api.create(business, '?response=image'),
        await api.create({ ...business, instanceName: '' }),
        await api.create({ ...business, metaBusinessId: 5 }),
        await api.create({ ...business, metaToken: [TOKEN] }),
        await api.create({ ...business, metaToken: { [TOKEN]: TOKEN } }),
        await api.create({ ...business, [`metaToken=${TOKEN}`]: 1 }),
        await api.create(`{"metaToken": "${TOKEN}", `),
        await api.post('/instance/create', `metaToken=${TOKEN}`, { 'Content-Type': 'text/plain' }),
        await client(`${origin}/_emulator`, KEY).get('/instances'),
      ];
      expect(replies.map(({ status }) => status)).toEqual([201, 400, 400, 400, 400, 400, 201, 400, 415, 200]);
      for (const reply of replies) expect(leaks(errorText(reply))).toBe(false);
      expect(leaks(await log())).toBe(false);
    });
  });

  describe('rules', () => {
    const encoded = encodeURIComponent(KEY);
    test.each([
      ['in the URL, as it may be', `/instance/qr/image?instanceName=x&apiKey=${encoded}`],
      ['in the URL of the page', `/instance/qr/live?instanceName=x&apiKey=${encoded}`],
      ['where it may not be', `/instance/qr?instanceName=x&apiKey=${encoded}`],
      [
        'under misspelt names',
        `/instance/qr/image?instanceName=x&apikey=${encoded}&api_key=${encoded}&key=${encoded}&token=${encoded}`,
      ],
      ['behind & in place of ?', `/instance/qr/image&apiKey=${encoded}`],
      ['behind a second ?', `/instance/qr/image?instanceName=x?apiKey=${encoded}`],
      ['with = encoded', `/instance/qr/image?instanceName=x&apiKey%3D${encoded}`],
      ['with & encoded', `/instance/qr/image?instanceName=x%26apiKey%3D${encoded}`],
      ['all of it encoded', `/instance/qr/image%3FapiKey%3D${encoded}`],
      ['encoded twice', `/instance/qr/image?instanceName=x&apiKey=${encodeURIComponent(encoded)}`],
      ['as a name alone', `/instance/qr/image?instanceName=x&${encoded}`],
      ['given twice', `/instance/qr/image?instanceName=x&apiKey=${encoded}&apiKey=${encoded}`],
      ['as the instance', `/instance/qr?instanceName=${encoded}`],
      ['in an unknown path', `/instance/${encoded}`],
      ['as a path', `/${encoded}`],
      ['in a path of the control API', `/_emulator/instances/${encoded}/scan`],
      ['in a URL that cannot be decoded', `/instance/qr/image%zz?apiKey=${encoded}`],
      ['in a query that cannot be decoded', `/instance/qr/image?instanceName=%zz&apiKey=${encoded}%`],
      ['in a name that is too long', `/_emulator/instances/${encoded}${'x'.repeat(2_000)}/scan`],
      ['behind ;', `/instance/qr/image;apiKey=${encoded}`],
      ['in a fragment', `/instance/qr/image?instanceName=x#apiKey=${encoded}`],
    ])('a key %s is in no line of the log and in no error', async (_where, path) => {
      for (const strict of [false, true]) {
        const { origin, log } = await listen({ strict });
        for (const key of [KEY, undefined, 'another-key']) {
          for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
            for (const Accept of ['application/json', 'text/html']) {
              const reply = await client(origin, key).call(method, path, { headers: { Accept } });
              expect(reply.status).toBeGreaterThanOrEqual(400);
              expect(reply.status).not.toBe(500);
              expect(leaks(errorText(reply))).toBe(false);
            }
          }
        }
        expect(leaks(await log())).toBe(false);
      }
    });

    test.each([
      ['POST', '/api/v1/instance/creat', 404, '(unknown, perhaps POST /api/v1/instance/create)'],
      ['DELETE', '/instance/create', 405, '/instance/create'],
      ['GET', `//instance/${encoded}`, 404, '(unknown, with a double slash)'],
      ['GET', `/${encoded}`, 404, '(unknown)'],
      ['POST', '/_emulator/instance', 404, '(unknown, perhaps GET /_emulator/instances)'],
    ])('the log says of %s %s where it went, in words of ours', async (method, path, status, place) => {
      const { origin, lines } = await listen();
      expect((await client(origin, KEY).call(method, path)).status).toBe(status);
      const entries = () => lines.map((line): Json => JSON.parse(line));
      await expect.poll(entries).toContainEqual(expect.objectContaining({ method, path: place, status }));
      expect(leaks(lines.join(''))).toBe(false);
    });

    test('a key in a query beside a good call is in no warning', async () => {
      const { wachat, log } = await listen();
      const api = client(wachat.url, KEY);
      const encodedKey = encodeURIComponent(KEY);
      for (const query of [
        `apiKey%3D${encodedKey}`,
        encodedKey,
        `apikey=${encodedKey}`,
        `x[${encodedKey}]=1`,
        `?apiKey=${encodedKey}`,
      ]) {
        const reply = await api.create({ instanceName: 'shop' }, `?${query}`);
        expect(reply.status).toBe(201);
        expect(leaks(JSON.stringify([...reply.headers]))).toBe(false);
      }
      const reply = await api.create({ instanceName: 'shop', [`apiKey=${KEY}`]: 1, [KEY]: 1 });
      expect(leaks(JSON.stringify([...reply.headers]))).toBe(false);
      expect(leaks(await log())).toBe(false);
    });

    test.each([
      ['Authorization: ', 'Basic'],
      ['a wrong scheme', `Token ${KEY}`],
      ['two words', `Bearer ${KEY} ${KEY}`],
      ['no scheme', KEY],
    ])('a key in a bad header (%s) is in no error', async (_what, header) => {
      const { wachat, log } = await listen({ apiKeys: ['admitted'] });
      for (const Authorization of [header, `Bearer ${KEY}`]) {
        const reply = await client(wachat.url, undefined).get('/instance/qr?instanceName=x', { Authorization });
        expect(reply.status).toBe(401);
        expect(leaks(errorText(reply))).toBe(false);
      }
      expect(leaks(await log())).toBe(false);
    });
  });

  describe('behaviour', () => {
    const auth = { Host: 'localhost', Authorization: `Bearer ${KEY}` };
    test.each([
      ['no HTTP at all', `${KEY}\r\n\r\n`],
      ['an unknown verb', rawRequest(`${KEY} / HTTP/1.1`, auth)],
      ['a wrong version', rawRequest(`GET /?apiKey=${KEY} HTTP/9.9`, auth)],
      ['a space in the path', rawRequest(`GET /api/v1/instance/qr image?apiKey=${KEY} HTTP/1.1`, auth)],
      ['a line break in a header', rawRequest('GET / HTTP/1.1', { ...auth, 'X-Key': `${KEY}\n${KEY}` })],
      ['a bad header name', rawRequest('GET / HTTP/1.1', { ...auth, [`X ${KEY}`]: '1' })],
      ['headers that are too large', rawRequest('GET / HTTP/1.1', { ...auth, 'X-Key': KEY.repeat(2_000) })],
      ['a URL that is too large', rawRequest(`GET /?apiKey=${KEY.repeat(2_000)} HTTP/1.1`, auth)],
      ['a bad length', rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...auth, 'Content-Length': KEY })],
      [
        'two lengths',
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...auth, 'Content-Length': '1', 'content-length': '2' }),
      ],
      ['a bad encoding', rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...auth, 'Transfer-Encoding': KEY })],
      [
        'a bad chunk',
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...auth, 'Transfer-Encoding': 'chunked' }, `${KEY}\r\n`),
      ],
      ['no host', rawRequest(`GET /?apiKey=${KEY} HTTP/1.1`, { Authorization: `Bearer ${KEY}` })],
      ['an expectation', rawRequest(`GET /?apiKey=${KEY} HTTP/1.1`, { ...auth, Expect: KEY })],
      ['a tunnel', rawRequest(`CONNECT ${KEY}:80 HTTP/1.1`, auth)],
      ['an absolute URL', rawRequest(`GET http://${KEY}@localhost/nothing HTTP/1.1`, auth)],
      [
        'a body of a wrong kind',
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...auth, 'Content-Type': `text/${KEY}`, 'Content-Length': '1' },
          'x',
        ),
      ],
    ])('%s with a key in it leaks nothing, and the emulator lives on', async (_what, request) => {
      const { origin, lines, log } = await listen();
      const answer = await sendRaw(origin, request);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer.toLowerCase()).toContain('x-wachat-emulator: ');
      expect(leaks(answer)).toBe(false);
      await sendAndCut(origin, request.slice(0, -10));
      expect(leaks(await log())).toBe(false);
      expect(lines.filter((line) => Number(JSON.parse(line).level) >= 50)).toEqual([]);
    });

    test('the logs are JSON and say of each call what it was and what came of it', async () => {
      const { wachat, lines } = await listen();
      await client(wachat.url, KEY).create({ instanceName: 'shop' });
      const answered = () => lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'answered');
      await expect.poll(answered).toMatchObject({ method: 'POST', path: '/api/v1/instance/create', status: 201 });
    });
  });
});
