import { describe, expect, test } from 'vitest';
import { client } from '../../support/client.js';
import { build, reach, runningClock } from '../../support/emulator.js';
import { bytesOf, readQr } from '../../support/picture.js';
import { openStream } from '../../support/socket.js';
import { business, createShop } from '../../support/shop.js';

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('GET /instance/qr/live', () => {
  describe('shape', () => {
    test('a page for a browser: HTML with a strict policy that any site may frame', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/qr/live');
      for (const accept of [HTML, '*/*', 'text/html', 'image/png']) {
        const reply = await api.get(path, { Accept: accept });
        expect(reply.status).toBe(200);
        expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(reply.headers.get('vary')).toBe('Accept');
        expect(reply.headers.get('cache-control')).toBe('no-store');
        const policy = reply.headers.get('content-security-policy') ?? '';
        expect(policy).toContain("default-src 'none'");
        expect(policy).not.toContain('frame-ancestors');
        expect(reply.headers.has('x-frame-options')).toBe(false);
        expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
      }
    });

    test('the page holds the current QR, so it shows without script too', async () => {
      const { api } = await reach();
      const { created, path } = await createShop(api, '/instance/qr/live');
      const page = (await api.get(path, { Accept: HTML })).bytes.toString();
      const [image] = /data:image\/png;base64,[A-Za-z0-9+/=]+/.exec(page) ?? [''];
      expect(readQr(bytesOf(image))).toBe(created.qrcode.code);
    });

    test('events for an EventSource: the view at once, as a stream that nobody keeps', async () => {
      const { api } = await build({ clock: runningClock().source });
      const { created, liveUrl: url } = await createShop(api, '/instance/qr/live');
      const stream = await openStream(url);
      expect(stream.status).toBe(200);
      expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      // No proxy may compress it: that would hold events back.
      expect(stream.headers.get('cache-control')).toBe('no-store, no-transform');
      expect(stream.headers.get('vary')).toBe('Accept');
      expect(await stream.next()).toEqual({
        displayName: 'shop',
        state: 'connecting',
        phase: 'pairing',
        image: created.qrcode.base64,
        count: 1,
        remaining: 45_000,
        lifetime: 45_000,
        last: false,
        refused: false,
      });
      stream.leave();
    });

    test('JSON for who polls: the same view', async () => {
      const clock = runningClock();
      const { api } = await build({ clock: clock.source });
      const { created, path } = await createShop(api, '/instance/qr/live');
      clock.advance(1_000);
      const reply = await api.get(path, { Accept: 'application/json' });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('vary')).toBe('Accept');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.body).toEqual({
        displayName: 'shop',
        state: 'connecting',
        phase: 'pairing',
        image: created.qrcode.base64,
        count: 1,
        remaining: 44_000,
        lifetime: 45_000,
        last: false,
        refused: false,
      });
    });

    test('under a clock that stands still nothing counts down', async () => {
      const { api } = await build();
      const { created, path } = await createShop(api, '/instance/qr/live');
      expect((await api.get(path, { Accept: 'application/json' })).body).toEqual({
        displayName: 'shop',
        state: 'connecting',
        phase: 'pairing',
        image: created.qrcode.base64,
        count: 1,
        remaining: null,
        lifetime: 45_000,
        last: false,
        refused: false,
      });
    });

    test('HEAD answers headers and no body, also when events are asked for', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/qr/live');
      for (const accept of [HTML, 'text/event-stream', 'application/json']) {
        const reply = await api.call('HEAD', path, { headers: { Accept: accept } });
        expect(reply.status).toBe(200);
        expect(reply.bytes.length).toBe(0);
        expect(reply.headers.get('vary')).toBe('Accept');
      }
    });
  });

  describe('rules', () => {
    test.each([
      ['an unknown instance', '?instanceName=nobody', 404],
      ['no name', '', 400],
      ['two names', '?instanceName=a&instanceName=b', 400],
      ['a renew that is not true', '?instanceName=a&renew=1', 400],
      ['a dev that is neither empty nor true', '?instanceName=a&dev=1', 400],
    ])('%s is an HTML page with the right status for a browser', async (_what, query, status) => {
      const { api } = await reach();
      const reply = await api.get(`/instance/qr/live${query}`, { Accept: HTML });
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(reply.headers.get('vary')).toBe('Accept');
    });

    test('dev, with a value or without, is no unknown parameter', async () => {
      const { api } = await build({ strict: true });
      const { path } = await createShop(api, '/instance/qr/live');
      for (const dev of ['dev', 'dev=', 'dev=true']) {
        const reply = await api.get(`${path}&${dev}`, { Accept: 'application/json' });
        expect([reply.status, reply.headers.get('x-wachat-emulator-warning')]).toEqual([200, null]);
      }
    });

    test('no key is a 401 page for a browser', async () => {
      const { api, wachat } = await build();
      const { path } = await createShop(api, '/instance/qr/live');
      const reply = await client(wachat.url, undefined).get(path, { Accept: HTML });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    });

    test.each(['application/json', 'text/event-stream'])('the same errors are JSON for %s', async (accept) => {
      const { api, wachat } = await build();
      const unknown = await api.get('/instance/qr/live?instanceName=nobody', { Accept: accept });
      expect([unknown.status, unknown.body.success]).toEqual([404, false]);
      const invalid = await api.get('/instance/qr/live', { Accept: accept });
      expect([invalid.status, invalid.body.success]).toEqual([400, false]);
      const denied = await client(wachat.url, undefined).get('/instance/qr/live', { Accept: accept });
      expect([denied.status, denied.body.success]).toEqual([401, false]);
    });

    test('the key comes in the URL, as an <iframe> has it', async () => {
      const { api } = await reach();
      const { liveUrl: url } = await createShop(api, '/instance/qr/live');
      expect((await fetch(url, { headers: { Accept: HTML } })).status).toBe(200);
    });

    test('of the streams of one browser the fifth is a 204, until one of them is let go', async () => {
      const { api } = await reach();
      const { liveUrl: url } = await createShop(api, '/instance/qr/live');
      const page = { 'X-Wachat-Emulator-Page': '1', 'User-Agent': 'browser' };
      const streams = await Promise.all(Array.from({ length: 4 }, () => openStream(url, page)));
      expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect((await openStream(url.replace('/api/v1', ''), page)).status).toBe(204);
      const other = await openStream(url, { ...page, 'User-Agent': 'another browser' });
      const program = await openStream(url);
      expect([other.status, program.status]).toEqual([200, 200]);
      streams[0]?.leave();
      await expect
        .poll(async () => {
          const stream = await openStream(url, page);
          stream.leave();
          return stream.status;
        })
        .toBe(200);
      for (const stream of [...streams, other, program]) stream.leave();
    });
  });

  describe('behaviour', () => {
    test('the stream tells each change of the QR, and the scan', async () => {
      const clock = runningClock();
      const { api, wachat } = await build({ clock: clock.source });
      const { liveUrl: url, name } = await createShop(api, '/instance/qr/live');
      const stream = await openStream(url);
      const first = await stream.next();
      clock.advance(45_000);
      const second = await stream.next();
      expect([first.count, second.count]).toEqual([1, 2]);
      expect(second.image).not.toBe(first.image);
      expect(second.remaining).toBe(45_000);
      wachat.expireQr(name);
      expect((await stream.next()).count).toBe(3);
      const code = readQr(
        bytesOf((await api.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'application/json' })).body.image),
      );
      wachat.scan({ code: code ?? '' });
      expect(await stream.next()).toEqual({
        displayName: 'shop',
        state: 'open',
        phase: 'open',
        image: null,
        count: null,
        remaining: null,
        lifetime: 45_000,
        last: false,
        refused: false,
      });
      stream.leave();
    });

    test('the stream tells that pairing gave up, and that somebody started it anew', async () => {
      const { api, clock } = await build({ qrLimit: 2 });
      const { liveUrl: url } = await createShop(api, '/instance/qr/live');
      const stream = await openStream(url);
      await stream.next();
      clock.advance(45_000);
      expect((await stream.next()).count).toBe(2);
      clock.advance(45_000);
      expect(await stream.next()).toMatchObject({ state: 'close', image: null, remaining: null });
      const renewed = await fetch(`${url}&renew=true`, { headers: { Accept: 'application/json' } });
      expect(await renewed.json()).toMatchObject({ state: 'connecting', count: 1 });
      expect(await stream.next()).toMatchObject({ state: 'connecting', count: 1 });
      clock.advance(45_000);
      expect((await stream.next()).count).toBe(2);
      stream.leave();
    });

    test('the QR that follows a refused one is marked, until the next', async () => {
      const { api, clock, wachat } = await build();
      const { liveUrl: url, name } = await createShop(api, '/instance/qr/live');
      const stream = await openStream(url);
      const marks: unknown[] = [];
      const mark = async () => {
        const { count, refused } = await stream.next();
        marks.push([count, refused]);
      };
      await mark();
      wachat.refuse(name);
      await mark();
      wachat.refuse(name);
      await mark();
      clock.advance(45_000);
      await mark();
      wachat.refuse(name);
      await mark();
      wachat.exhaust(name);
      await mark();
      await api.get(`/instance/qr?instanceName=${name}`);
      await mark();
      expect(marks).toEqual([
        [1, false],
        [2, true],
        [3, true],
        [4, false],
        [5, true],
        [null, false],
        [1, false],
      ]);
      stream.leave();
    });

    test('the QR after which pairing gives up is marked as the last', async () => {
      const { api, clock } = await build({ qrLimit: 2 });
      const { path } = await createShop(api, '/instance/qr/live');
      const last = async () => (await api.get(path, { Accept: 'application/json' })).body.last;
      expect(await last()).toBe(false);
      clock.advance(45_000);
      expect(await last()).toBe(true);
      clock.advance(45_000);
      expect(await last()).toBe(false);
    });

    test('many changes at once arrive as one stream of them, in order', async () => {
      const { api, wachat } = await build();
      const { liveUrl: url, name } = await createShop(api, '/instance/qr/live');
      const stream = await openStream(url);
      await stream.next();
      for (let turn = 0; turn < 10; turn++) wachat.expireQr(name);
      const counts: number[] = [];
      while (counts.at(-1) !== 11) counts.push((await stream.next()).count);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      stream.leave();
    });

    test('the page by itself never starts pairing anew', async () => {
      const { api, clock } = await build({ qrLimit: 1 });
      const { path } = await createShop(api, '/instance/qr/live');
      clock.advance(45_000);
      for (const accept of [HTML, 'application/json', 'application/json']) {
        expect((await api.get(path, { Accept: accept })).status).toBe(200);
      }
      expect((await api.get(path, { Accept: 'application/json' })).body.state).toBe('close');
    });

    test('renew changes nothing while a QR is current, nor when open', async () => {
      const { api, wachat } = await build();
      const { created, name, path } = await createShop(api, '/instance/qr/live');
      const renew = () => api.get(`${path}&renew=true`, { Accept: 'application/json' });
      expect((await renew()).body.image).toBe(created.qrcode.base64);
      wachat.scan({ instanceName: name });
      expect((await renew()).body.state).toBe('open');
    });

    test('streams see their own instance only', async () => {
      const { api, wachat } = await build();
      const [one, other] = [await createShop(api, '/instance/qr/live'), await createShop(api, '/instance/qr/live')];
      const stream = await openStream(one.liveUrl);
      await stream.next();
      wachat.scan({ instanceName: other.name });
      wachat.scan({ instanceName: one.name });
      expect((await stream.next()).state).toBe('open');
      stream.leave();
    });

    test('a business instance has a page that says open', async () => {
      const { api } = await reach();
      const { path } = await createShop(api, '/instance/qr/live', business);
      expect((await api.get(path, { Accept: HTML })).status).toBe(200);
      expect((await api.get(path, { Accept: 'application/json' })).body).toMatchObject({ state: 'open', image: null });
    });

    test('a reset ends the stream, and what comes after is not seen', async () => {
      const { api, control, wachat } = await build({ seed: 'same names again' });
      const { liveUrl: url } = await createShop(api, '/instance/qr/live');
      const streams = await Promise.all([openStream(url), openStream(url)]);
      for (const stream of streams) await stream.next();
      await control.post('/reset');
      const { name } = await createShop(api, '/instance/qr/live');
      wachat.scan({ instanceName: name });
      for (const stream of streams) expect(await stream.next()).toBeUndefined();
      expect((await openStream(url)).status).toBe(200);
    });

    test('closing the emulator ends the stream', async () => {
      const { api, wachat } = await build();
      const { liveUrl: url } = await createShop(api, '/instance/qr/live');
      const stream = await openStream(url);
      await stream.next();
      await wachat.close();
      // It is cut rather than ended when that is faster; either way nothing more comes.
      expect(await stream.next().catch(() => undefined)).toBeUndefined();
    });

    test('who leaves a stream takes nothing with them', async () => {
      const { api, clock, wachat } = await build();
      const { liveUrl: url, name } = await createShop(api, '/instance/qr/live');
      const [leaving, staying] = [await openStream(url), await openStream(url)];
      await leaving.next();
      await staying.next();
      leaving.leave();
      clock.advance(45_000);
      expect((await staying.next()).count).toBe(2);
      wachat.scan({ instanceName: name });
      expect((await staying.next()).state).toBe('open');
      staying.leave();
    });
  });
});
