import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fetchMedia, problemWithMediaUrl } from '../../src/api/fetching.js';
import { createGate } from '../../src/domain/gate.js';
import { MOST_MEDIA_BYTES } from '../../src/domain/mailbox.js';
import { serveFiles, type Serve } from '../support/file-server.js';
import { receiveWhereFetchDoesNot } from '../support/receiver.js';
import { driveSystemTime } from '../support/system-time.js';

const picture = Buffer.from('R0lGODlhAQABAAAAACw=', 'base64');
const never = new AbortController().signal;

const fetchFrom = (url: string, leaving = never, gate = createGate(4 * MOST_MEDIA_BYTES)) =>
  fetchMedia(url, 'local', gate, leaving);

/** Fetches what a server of this kind has; an error is its sentence. */
const outcome = async (serve: Serve, isSecure = false) => {
  const gate = createGate(4 * MOST_MEDIA_BYTES);
  const server = await serveFiles(serve, isSecure);
  const found = await fetchFrom(server.url, never, gate).catch((error: unknown) => String(error));
  expect(gate.used()).toBe(0);
  return { found, ...server };
};

const redirect =
  (location: string, status = 302): Serve =>
  (_request, response) =>
    response.writeHead(status, { Location: location }).end();

/** Writes for as long as somebody reads. */
const flood =
  (head: Record<string, string>, piece: Buffer): Serve =>
  (_request, response) => {
    response.writeHead(200, head);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    more();
  };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('Fetching media', () => {
  describe('shape', () => {
    test('has the bytes and the type that the server says, and asks with no cookie and no compression', async () => {
      const { found, requests } = await outcome((_request, response) =>
        response.writeHead(200, { 'Content-Type': 'image/gif', 'Set-Cookie': 'a=b' }).end(picture),
      );
      expect(found).toEqual({ bytes: picture, mimetype: 'image/gif' });
      expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/files/tea.png']]);
      expect(requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', connection: 'close' });
      expect(requests[0]?.headers).not.toHaveProperty('cookie');
    });

    test.each([
      ['chunks of a byte each', {}],
      ['a length', { 'Content-Length': '100000' }],
    ])('takes %s together', async (_what, head) => {
      const bytes = Buffer.alloc(100_000, 'tea');
      const { found } = await outcome((_request, response) => {
        response.writeHead(200, head);
        for (const byte of bytes.subarray(0, 2_000)) response.write(Buffer.of(byte));
        response.end(bytes.subarray(2_000));
      });
      expect(found).toEqual({ bytes, mimetype: undefined });
    });

    test('takes exactly 16 MiB', async () => {
      const { found } = await outcome((_request, response) => response.end(Buffer.alloc(MOST_MEDIA_BYTES, 1)));
      expect(found).toMatchObject({ bytes: { length: MOST_MEDIA_BYTES } });
    });
  });

  describe('rules', () => {
    const isLarge = 'it is larger than 16 MiB';
    test.each<readonly [string, Serve, string]>([
      ['not found', (_request, response) => response.writeHead(404).end('no'), 'its server answers 404'],
      ['a 304', (_request, response) => response.writeHead(304).end(), 'its server answers 304'],
      ['empty', (_request, response) => response.end(), 'it is empty'],
      ['a redirect without a place', (_request, response) => response.writeHead(302).end(), 'its server answers 302'],
      ['a redirect to no URL', redirect('http://[x'), 'it redirects to what is no URL'],
      [
        'a redirect to a file',
        redirect('file:///etc/passwd'),
        'it redirects to a URL that must begin with https:// and a host',
      ],
      ['a redirect to data', redirect('data:,x'), 'it redirects to a URL that must begin with https:// and a host'],
      [
        'a redirect to a public address over http',
        redirect('http://192.0.2.1/x'),
        'it redirects to a URL that must begin with https://; http:// is allowed only for loopback, private addresses and bare host names, unless --webhook-http is all',
      ],
      [
        'a redirect with a password',
        redirect('http://user:pass@127.0.0.1/x'),
        'it redirects to a URL that must not contain a user name or password',
      ],
      ['a redirect to itself', redirect('/files/tea.png', 307), 'it redirects more than 5 times'],
      [
        'too large by its length',
        (_request, response) => response.writeHead(200, { 'Content-Length': String(MOST_MEDIA_BYTES + 1) }).write('x'),
        isLarge,
      ],
      ['endless', flood({ 'Content-Type': 'image/png' }, Buffer.alloc(65_536)), isLarge],
      ['endless and in small pieces', flood({}, Buffer.alloc(700)), isLarge],
      [
        'a bomb of gzip',
        (_request, response) =>
          response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2 ** 25))),
        'its server compresses it, although asked to send it as it is',
      ],
      [
        'shorter than its length',
        (_request, response) => {
          response.writeHead(200, { 'Content-Length': '100' });
          response.write('x', () => response.destroy());
        },
        'the request failed: ECONNRESET',
      ],
      ['cut off before an answer', (_request, response) => response.destroy(), 'the request failed: ECONNRESET'],
    ])('what is %s is refused', async (_what, serve, why) => {
      const { found, ended } = await outcome(serve);
      expect(found).toBe(`HttpError: The media cannot be fetched: ${why}.`);
      // Nothing goes on behind it.
      await ended(1);
    });

    test('what has a certificate that nobody trusts is refused', async () => {
      const { found } = await outcome((_request, response) => response.end(picture), true);
      expect(found).toBe('HttpError: The media cannot be fetched: the request failed: DEPTH_ZERO_SELF_SIGNED_CERT.');
    });

    test('what nobody serves is refused', async () => {
      const { url, end } = await serveFiles(() => undefined);
      await end();
      await expect(fetchFrom(url)).rejects.toThrow('The media cannot be fetched: the request failed: ECONNREFUSED.');
    });

    test.each(['http://192.0.2.1/tea.png', 'http://example.com/tea.png'])(
      '%s is refused before anything is asked',
      async (url) => {
        await expect(fetchFrom(url)).rejects.toThrow('The media cannot be fetched: its URL must begin with https://;');
      },
    );
  });

  describe('behaviour', () => {
    test('reaches a port that fetch refuses', async ({ skip }) => {
      const server = await receiveWhereFetchDoesNot((_received, response) => response.end(picture));
      if (server === undefined) return skip('none of these ports is free');
      expect(await fetchFrom(server.url)).toMatchObject({ bytes: picture });
    });

    test('follows five redirects, each relative to the one before', async () => {
      const { found, requests } = await outcome(({ url = '' }, response) => {
        const [, step = '0'] = /\?(\d)/.exec(url) ?? [];
        if (step === '5') response.end(picture);
        else response.writeHead(301 + (Number(step) % 3), { Location: `?${String(Number(step) + 1)}` }).end();
      });
      expect(found).toMatchObject({ bytes: picture });
      expect(requests.map(({ url }) => url).at(-1)).toBe('/files/tea.png?5');
    });

    test.each<readonly [string, Serve]>([
      ['does not answer', () => undefined],
      ['does not end', (_request, response) => response.writeHead(200, { 'Content-Length': '9' }).write('x')],
      ['is ever slower', (_request, response) => response.writeHead(200).write('x')],
    ])('gives up after 10 s what %s, and not before', async (_what, serve) => {
      const gate = createGate(MOST_MEDIA_BYTES);
      const { url, asked, ended } = await serveFiles(serve);
      const time = driveSystemTime();
      let isOver = false;
      const result = fetchFrom(url, never, gate)
        .catch(String)
        .finally(() => (isOver = true));
      await asked(1);
      time.advance(9_999);
      await new Promise(setImmediate);
      expect(isOver).toBe(false);
      time.advance(1);
      expect(await result).toBe('HttpError: The media cannot be fetched: it took longer than 10 s.');
      await ended(1);
      expect(gate.used()).toBe(0);
    });

    test('ends at once when its client leaves', async () => {
      const { url, asked, ended } = await serveFiles(() => undefined);
      const leaving = new AbortController();
      const result = fetchFrom(url, leaving.signal).catch(String);
      await asked(1);
      leaving.abort();
      expect(await result).toMatch(/^HttpError: The media cannot be fetched/);
      await ended(1);
    });

    test('waits for room, and gives its place in line up when it is over', async () => {
      const gate = createGate(MOST_MEDIA_BYTES);
      const { url, asked, ended } = await serveFiles((_request, response) => response.writeHead(200).write('x'));
      const [first, second] = [new AbortController(), new AbortController()];
      const results = [
        fetchFrom(url, first.signal, gate).catch(String),
        fetchFrom(url, second.signal, gate).catch(String),
      ];
      await asked(2);
      await expect.poll(() => gate.used()).toBe(MOST_MEDIA_BYTES);
      second.abort();
      await results[1];
      await ended(1);
      expect(gate.used()).toBe(MOST_MEDIA_BYTES);
      first.abort();
      await results[0];
      expect(gate.used()).toBe(0);
    });

    test('takes no proxy from the environment', async () => {
      const proxy = await serveFiles((_request, response) => response.end('proxy'));
      for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) vi.stubEnv(name, new URL(proxy.url).origin);
      vi.stubEnv('NODE_USE_ENV_PROXY', '1');
      const { found } = await outcome((_request, response) => response.end(picture));
      expect(found).toMatchObject({ bytes: picture });
      expect(proxy.requests).toEqual([]);
    });
  });
});

// Asked of the rule alone, since a machine may answer at these addresses.
test.each([
  'http://169.254.0.1/',
  'https://169.254.0.1/',
  'http://2851995649/',
  'http://[fe80::1]/',
  'http://[::ffff:169.254.0.1]/',
])('Media are not fetched from the link-local address %s, whatever http is allowed', (url) => {
  expect(problemWithMediaUrl(url, 'local')).toBe('must not have a link-local address');
  expect(problemWithMediaUrl(url, 'all')).toBe('must not have a link-local address');
});

test('Media are fetched from other private addresses, as webhooks may have them', () => {
  expect(problemWithMediaUrl('http://10.0.0.1/', 'local')).toBeUndefined();
  expect(problemWithMediaUrl('http://127.0.0.1/', 'local')).toBeUndefined();
});
