import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../../src/config.js';
import type { Hop } from '../../src/delivery/redirects.js';
import { DELIVERY_BYTES } from '../../src/delivery/room.js';
import { createSender, type Send } from '../../src/delivery/sender.js';
import { noSettings } from '../../src/domain/new-instance.js';
import { createEmulator } from '../../src/emulator.js';
import { receive, status, type Answer, type Receiver } from '../support/receiver.js';
import { serveFiles } from '../support/file-server.js';
import { hooked } from '../support/webhook.js';

const never = new AbortController().signal;
const HEADERS = { 'Content-Type': 'application/json', 'User-Agent': 'us', 'X-Wachat-Event': 'connection.update' };

const to =
  (code: number, Location?: string): Answer =>
  (_received, response) =>
    response.writeHead(code, Location === undefined ? {} : { Location }).end();

/** An answer for each path; for others, 200. */
const byPath =
  (answers: Readonly<Record<string, Answer>>): Answer =>
  (received, response, request) =>
    (answers[received.path ?? ''] ?? status(200))(received, response, request);

const startSending = () => {
  const sender = createSender('local');
  onTestFinished(sender.close);
  /** Sends once; says how that ended, and which redirects it met. */
  return async (receiver: Receiver, signal = never) => {
    const hops: Hop[] = [];
    const outcome = await sender
      .send(receiver.url, HEADERS, '{"a":1}', signal, (hop) => hops.push(hop))
      .catch((error: unknown) => (error instanceof Error ? error.message : error));
    return { outcome, hops };
  };
};

const sendTo = async (answer: Answer) => {
  const receiver = await receive(answer);
  return { receiver, ...(await startSending()(receiver)), origin: new URL(receiver.url).origin };
};

const asked = ({ received }: Receiver) => received.map(({ method, path, body }) => [method, path, body]);

describe('A redirect', () => {
  // As axios 1.21.1 does with follow-redirects 1.16.3, tried side by side.
  test.each([300, 304, 305, 306, 307, 308, 399])('with %i repeats the POST, its body and its headers', async (code) => {
    const { receiver, outcome, hops, origin } = await sendTo(byPath({ '/hook': to(code, '/next') }));
    expect(outcome).toBe(200);
    expect(asked(receiver)).toEqual([
      ['POST', '/hook', { a: 1 }],
      ['POST', '/next', { a: 1 }],
    ]);
    expect(receiver.received[1]?.headers).toEqual(receiver.received[0]?.headers);
    expect(hops).toEqual([{ status: code, method: 'POST', url: `${origin}/next` }]);
  });

  test.each([301, 302, 303])('with %i becomes a GET that has neither a body nor what describes one', async (code) => {
    const { receiver, outcome, hops, origin } = await sendTo(byPath({ '/hook': to(code, '/next') }));
    expect(outcome).toBe(200);
    expect(asked(receiver)).toEqual([
      ['POST', '/hook', { a: 1 }],
      ['GET', '/next', undefined],
    ]);
    const names = Object.keys(receiver.received[1]?.headers ?? {});
    expect(names.filter((name) => /^content-|^transfer-/.test(name))).toEqual([]);
    expect(receiver.received[1]?.headers).toMatchObject({ 'x-wachat-event': 'connection.update', 'user-agent': 'us' });
    expect(hops).toEqual([{ status: code, method: 'GET', url: `${origin}/next` }]);
  });

  test('never makes a POST of a GET again', async () => {
    const { receiver, outcome } = await sendTo(byPath({ '/hook': to(302, '/a'), '/a': to(307, '/b') }));
    expect(outcome).toBe(200);
    expect(asked(receiver).map(([method]) => method)).toEqual(['POST', 'GET', 'GET']);
  });

  test('ends in the status of the last answer', async () => {
    const { outcome } = await sendTo(byPath({ '/hook': to(307, '/gone'), '/gone': status(404) }));
    expect(outcome).toBe(404);
  });

  test.each([
    ['without a Location', undefined],
    ['with an empty one', ''],
  ])('%s is an answer like any other', async (_how, location) => {
    const { receiver, outcome, hops } = await sendTo(to(302, location));
    expect([outcome, hops, receiver.received.length]).toEqual([302, [], 1]);
  });

  test.each(['201', '400'])('is none with %s, whatever its Location is', async (code) => {
    const { receiver, outcome } = await sendTo(to(Number(code), '/next'));
    expect([outcome, receiver.received.length]).toEqual([Number(code), 1]);
  });

  test('may be relative, to the URL that sent it, and keeps its query; a fragment is not sent', async () => {
    const { receiver, hops, origin } = await sendTo(
      byPath({ '/hook': to(307, 'a/b?c=d e'), '/a/b?c=d%20e': to(307, '../f#g') }),
    );
    expect(asked(receiver).map(([, path]) => path)).toEqual(['/hook', '/a/b?c=d%20e', '/f']);
    expect(hops.map(({ url }) => url)).toEqual([`${origin}/a/b?c=d%20e`, `${origin}/f#g`]);
  });

  test('to another host has the Host of that one', async () => {
    const other = await receive();
    const { receiver, outcome } = await sendTo(to(307, other.url));
    expect(outcome).toBe(200);
    expect(receiver.received[0]?.headers.host).toBe(new URL(receiver.url).host);
    expect(other.received).toMatchObject([{ method: 'POST', headers: { host: new URL(other.url).host } }]);
  });

  test('may lead to https, and is held to its certificate', async () => {
    const server = await serveFiles((_request, response) => response.end(), true);
    const { outcome, hops } = await sendTo(to(307, server.url.replace('https:', 'HTTPS:')));
    expect(outcome).toBe('self-signed certificate');
    expect(hops).toEqual([{ status: 307, method: 'POST', url: server.url }]);
  });

  const countdown: Answer = ({ path = '' }, response) => {
    const left = path === '/hook' ? 21 : Number(path.slice(1));
    if (left > 0) response.writeHead(307, { Location: `/${String(left - 1)}` });
    response.end();
  };

  test('may come 21 times in a row', async () => {
    const { receiver, outcome, hops } = await sendTo(countdown);
    expect([outcome, receiver.received.length, hops.length]).toEqual([200, 22, 21]);
  });

  test('that comes once more is an error', async () => {
    const { receiver, outcome, hops } = await sendTo(to(307, '/hook'));
    expect([outcome, receiver.received.length, hops.length]).toEqual(['more than 21 redirects', 22, 21]);
  });

  test.each([
    ['ftp://127.0.0.1/x', 'redirected to a URL that must begin with https:// and a host'],
    ['file:///etc/passwd', 'redirected to a URL that must begin with https:// and a host'],
    ['data:,x', 'redirected to a URL that must begin with https:// and a host'],
    [
      'http://192.0.2.1/x',
      'redirected to a URL that must begin with https://; http:// is allowed only for loopback, private addresses and bare host names, unless --webhook-http is all',
    ],
    [`http://localhost/${'x'.repeat(2_048)}`, 'redirected to a URL that must have at most 2048 characters'],
  ])('to %.25s goes nowhere', async (location, error) => {
    const { receiver, outcome, hops } = await sendTo(to(307, location));
    expect([outcome, receiver.received.length]).toEqual([error, 1]);
    expect(hops).toEqual([{ status: 307, method: 'POST', url: location.slice(0, 2_048) }]);
  });

  test('to a URL with a password goes nowhere, and the password is not kept', async () => {
    const { outcome, hops } = await sendTo(to(307, 'http://user:pass@127.0.0.1/x'));
    expect(outcome).toBe('redirected to a URL that must not contain a user name or password');
    expect(hops).toEqual([{ status: 307, method: 'POST', url: 'http://127.0.0.1/x' }]);
  });

  test('to what is no URL goes nowhere', async () => {
    const { outcome, hops } = await sendTo(to(307, 'http://[x'));
    expect([outcome, hops]).toEqual(['redirected with 307 to what is no URL', []]);
  });

  test('may lead over http wherever a webhook may', async () => {
    const receiver = await receive(to(307, 'http://192.0.2.1/x'));
    const sender = createSender('all');
    onTestFinished(sender.close);
    const leaving = new AbortController();
    const hops: Hop[] = [];
    const sent = sender.send(receiver.url, {}, '{}', leaving.signal, (hop) => {
      hops.push(hop);
      leaving.abort();
    });
    await expect(sent).rejects.toThrow('aborted');
    expect(hops).toHaveLength(1);
  });
});

describe('The answer that redirects', () => {
  test('lends its connection to the next one', async () => {
    const receiver = await receive(byPath({ '/hook': to(307, '/next') }));
    const sockets = new Set<Socket>();
    receiver.server.on('connection', (socket: Socket) => sockets.add(socket));
    const send = startSending();
    for (let turn = 0; turn < 5; turn++) expect((await send(receiver)).outcome).toBe(200);
    expect([receiver.received.length, sockets.size]).toEqual([10, 1]);
  });

  test.each([
    ['that never ends', (socket: Socket) => socket.write('x')],
    ['that breaks off', (socket: Socket) => socket.resetAndDestroy()],
  ])('is not waited for when it has a body %s', async (_how, go) => {
    const ends: Promise<unknown>[] = [];
    const { outcome } = await sendTo(
      byPath({
        '/hook': (_received, { socket }) => {
          if (socket === null) return;
          socket.on('error', () => undefined);
          ends.push(once(socket, 'close'));
          socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /next\r\nContent-Length: 9\r\n\r\n', () => {
            go(socket);
          });
        },
      }),
    );
    expect(outcome).toBe(200);
    expect(ends).toHaveLength(1);
    await Promise.all(ends);
  });
});

describe('A delivery', () => {
  test('shows where it was redirected to, over HTTP and on the handle', async () => {
    const { control, create, receiver, settle, wachat } = await hooked(byPath({ '/hook': to(302, '/next?token=abc') }));
    await create();
    await settle();
    const url = receiver.url.replace('/hook', '/next?token=abc');
    const attempt = { status: 200, error: null, hops: [{ status: 302, method: 'GET', url }] };
    expect(wachat.deliveries()).toMatchObject([
      { status: 'delivered', url: receiver.url, attempts: [attempt] },
      { status: 'delivered', attempts: [attempt] },
    ]);
    expect((await control.get('/deliveries')).body.deliveries).toEqual(wachat.deliveries());
  });

  test('without a redirect shows none', async () => {
    const { create, settle, wachat } = await hooked();
    await create();
    await settle();
    expect(wachat.deliveries()[0]?.attempts).toMatchObject([{ status: 200, hops: [] }]);
  });

  test('is retried, or is not, by the last status', async () => {
    const { create, receiver, settle, wachat } = await hooked(byPath({ '/hook': to(307, '/a'), '/a': status(422) }));
    await create();
    await settle();
    expect(wachat.deliveries()).toMatchObject([
      { status: 'failed', attempts: [{ status: 422 }] },
      { status: 'failed', attempts: [{ status: 422 }] },
    ]);
    receiver.answerWith(to(307, '/hook'));
    wachat.exhaust((await wachat.waitFor('instances'))[0].apiInstanceName);
    await settle();
    expect(wachat.deliveries({ webhook: 1, status: 'waiting' })[0]?.attempts).toMatchObject([
      { status: null, error: 'request failed: more than 21 redirects' },
    ]);
  });

  test('whose kept URL is only the beginning of one can be restored', async () => {
    // Cut within the name, which is none then.
    const host = `${'a'.repeat(2_030)}.xn--mnchen-3ya.test`;
    const { create, settle, wachat } = await hooked(to(307, `http://${host}/`));
    await create();
    await settle();
    const before = wachat.deliveries();
    expect(before[0]?.attempts[0]?.hops[0]?.url).toHaveLength(2_048);
    const snapshot = await wachat.snapshot();
    await wachat.restore(snapshot);
    expect(wachat.deliveries()).toEqual(before);
  });

  test('that waits keeps its hops in a snapshot, and goes on from it', async () => {
    const { create, receiver, settle, wachat } = await hooked(byPath({ '/hook': to(308, '/a'), '/a': status(500) }));
    await create();
    await settle();
    const before = wachat.deliveries();
    expect(before[0]?.attempts).toMatchObject([{ status: 500, hops: [{ status: 308 }] }]);
    const snapshot = await wachat.snapshot();
    wachat.reset();
    await wachat.restore(snapshot);
    expect(wachat.deliveries()).toEqual(before);
    receiver.answerWith(status(200));
    await wachat.clock.advance('10s', { settle: true });
    expect(wachat.deliveries().map((one) => one.status)).toEqual(['delivered', 'delivered']);
  });

  test.each([
    ['takes the room of several when it was redirected to long URLs', 21, 2],
    ['takes the room of one when it was not', 0, 0],
  ])('%s', async (_how, redirects, dropped) => {
    const url = `http://localhost/${'x'.repeat(2_000)}`;
    const send: Send = (_url, _headers, _body, _signal, met) => {
      for (let count = 0; count < redirects; count++) met({ status: 307, method: 'POST', url });
      return Promise.resolve(200);
    };
    // There is room for 100 deliveries of the usual size.
    const emulator = createEmulator(
      readConfig({}, (name) => name),
      { send, heap: 100 * DELIVERY_BYTES * 16 },
    );
    onTestFinished(emulator.close);
    const account = emulator.accounts.claim('key');
    account.webhooks.create({ url: 'https://example.com/hook' }, '', 0);
    emulator.webhooksChanged(account);
    const deliveries = emulator.deliveriesFor(account);
    for (let turn = 1; turn <= 2; turn++) {
      emulator.instances.create('key', {
        displayName: 'shop',
        integration: 'WHATSAPP-BUSINESS',
        number: null,
        settings: noSettings,
      });
      await vi.waitUntil(() => deliveries.all().every((one) => one.status === 'delivered'));
    }
    expect([deliveries.all().length, deliveries.dropped()]).toEqual([4 - dropped, dropped]);
  });
});
