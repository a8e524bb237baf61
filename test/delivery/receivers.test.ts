import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { hang, receive, receiveWhereFetchDoesNot, status, type Answer } from '../support/receiver.js';
import { hooked } from '../support/webhook.js';

const states = (received: readonly { readonly body: { readonly data: { readonly state?: string } } }[]) =>
  received.flatMap(({ body }) => body.data.state ?? []);

/** Sends until the other side has had enough. */
const endless: Answer = (_received, response) => {
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    response.once('drain', more);
  };
  more();
};

const misbehaviours: readonly (readonly [string, Answer])[] = [
  ['hangs', hang],
  ['resets', (_received, _response, request) => request.socket.resetAndDestroy()],
  ['hangs up', (_received, _response, request) => request.socket.destroy()],
  ['redirects to itself', (_received, response) => response.writeHead(307, { Location: '/hook' }).end()],
  ['answers 500', status(500)],
  ['sends an endless body', endless],
  ['hangs in its headers', (_received, _response, request) => request.socket.write('HTTP/1.1 200 OK\r\nX-A: ')],
  ['hangs in its body', (_received, response) => response.writeHead(200).write('{')],
  ['speaks no HTTP', (_received, _response, request) => request.socket.end('220 ready\r\n')],
  [
    'breaks off',
    (_received, response) => response.writeHead(200, { 'Content-Length': '10' }).write('x', () => response.destroy()),
  ],
  [
    'answers with broken gzip',
    (_received, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip'),
  ],
];

describe('A receiver that', () => {
  test.each(misbehaviours)('%s harms nobody else', async (_how, answer) => {
    const good = await receive();
    const { api, control, create, receiver, wachat, clock } = await hooked(answer);
    await api.post('/webhooks', { url: good.url });
    const name = await create();
    await receiver.until(1);
    for (let turn = 0; turn < 5; turn++) {
      expect((await control.post(`/instances/${name}/${turn % 2 === 0 ? 'refuse' : 'expire-qr'}`)).status).toBe(200);
      clock.advance(12_000);
    }
    wachat.scan({ instanceName: name });
    expect((await api.get(`/instance/state?instanceName=${name}`)).body.instance.state).toBe('open');
    const count = wachat.deliveries({ webhook: 2 }).length;
    await good.until(count);
    expect(states(good.received)).toEqual(['connecting', 'connecting', 'open']);
    // Where we cut an answer, the receiver takes notice when the next POST may have come already.
    if (answer !== endless) expect(receiver.open.most).toBe(1);
    await wachat.close();
  });

  test('refuses harms nobody else', async () => {
    const gone = await receive();
    await gone.end();
    const { api, create, receiver, settle, wachat } = await hooked();
    const { id } = (await api.post('/webhooks', { url: gone.url })).body.webhook;
    wachat.scan({ instanceName: await create() });
    await settle();
    expect(states(receiver.received)).toEqual(['connecting', 'connecting', 'open']);
    expect(wachat.deliveries({ webhook: id })[0]).toMatchObject({
      status: 'waiting',
      attempts: [{ status: null, error: 'request failed: ECONNREFUSED' }],
    });
  });

  test('answers 500 for an hour keeps its own events, in order, and delays nobody else', async () => {
    const { api, create, receiver, wachat, settle } = await hooked(status(500), { clock: 'manual', qrTtl: '1d' });
    const good = await receive();
    await api.post('/webhooks', { url: good.url });
    const name = await create();
    for (let minute = 0; minute < 15; minute++) {
      wachat.expireQr(name);
      await wachat.clock.advance('1m', { settle: true });
    }
    expect(good.received).toHaveLength(17);
    // The first is given up after some 20 minutes; until then the others wait.
    expect(new Set(receiver.received.map(({ body }) => body.event))).toEqual(new Set(['connection.update']));
    await wachat.clock.advance('45m', { settle: true });
    receiver.answerWith(status(200));
    const failed = receiver.received.length;
    await wachat.clock.advance('10m', { settle: true });
    await settle();
    const statuses = wachat.deliveries({ webhook: 1 }).map((one) => one.status);
    expect(statuses).toEqual(statuses.toSorted((a, b) => (a === b ? 0 : a === 'failed' ? -1 : 1)));
    expect(statuses.filter((one) => one === 'failed').length).toBeGreaterThan(0);
    const later = receiver.received.slice(failed).map(({ body }) => body.data.qrcode.code);
    expect(later).toEqual(good.received.slice(-later.length).map(({ body }) => body.data.qrcode.code));
  });

  test('sends an endless body counts as one that answered, and is cut', async () => {
    const { create, receiver, settle, wachat } = await hooked(endless);
    await create();
    await settle();
    expect(wachat.deliveries().map((one) => one.status)).toEqual(['delivered', 'delivered']);
    await expect.poll(() => receiver.open.now).toBe(0);
  });
});

describe('A receiver on a port that fetch refuses', () => {
  test('gets its deliveries, also where a redirect leads there', async ({ skip }) => {
    const receiver = await receiveWhereFetchDoesNot();
    if (receiver === undefined) return skip('none of these ports is free');
    await expect(fetch(receiver.url)).rejects.toMatchObject({ cause: { message: 'bad port' } });
    const { api, create, settle, wachat } = await hooked((_received, response) =>
      response.writeHead(307, { Location: receiver.url }).end(),
    );
    expect((await api.post('/webhooks', { url: receiver.url })).status).toBe(201);
    await create();
    await settle();
    expect(receiver.received).toHaveLength(4);
    expect(wachat.deliveries().map((one) => one.status)).toEqual(Array(4).fill('delivered'));
  });
});

describe('What waits is bounded', () => {
  test('1,000 wait, 1,000 are kept, and it is said how many are not', async () => {
    const { create, control, receiver, wachat, settle } = await hooked(hang);
    const name = await create();
    wachat.scan({ instanceName: name });
    for (let turn = 0; turn < 400; turn++) {
      wachat.drop(name);
      wachat.reconnect(name);
    }
    const counts = async () => {
      const { count, dropped } = (await control.get('/deliveries')).body;
      return { count, dropped };
    };
    const total = 4 + 400 * 3;
    expect(await counts()).toEqual({ count: 1_000, dropped: total - 1_000 });

    await receiver.until(1);
    receiver.answerWith(status(200));
    // The one that hangs is sent anew once its connection is cut.
    receiver.server.closeAllConnections();
    await settle();
    await wachat.clock.advance('6s', { settle: true });
    expect(wachat.deliveries({ status: 'delivered', limit: 1_000 })).toHaveLength(1_000);
    expect(await counts()).toEqual({ count: 1_000, dropped: total - 1_000 });

    for (let turn = 0; turn < 5; turn++) {
      wachat.drop(name);
      wachat.reconnect(name);
    }
    await settle();
    expect(await counts()).toEqual({ count: 1_000, dropped: total - 1_000 + 15 });
    expect(receiver.received).toHaveLength(1 + 1_000 + 15);
  });
});

describe('Long texts', () => {
  test('take the room of many deliveries, and those that wait for one receiver leave some to others', async () => {
    const { control, create, receiver, wachat } = await hooked(hang, {}, { events: ['messages.upsert'] });
    const name = await create();
    wachat.scan({ instanceName: name });
    const text = 'x'.repeat(65_536);
    const write = (to = control, whom = name) =>
      to.post(`/instances/${whom}/receive`, { from: '6281298765432', type: 'text', text });
    for (let index = 0; index < 120; index++) expect((await write()).status).toBe(200);
    const { body } = await control.get('/deliveries?limit=1');
    expect(body.count).toBeGreaterThan(50);
    expect(Number(body.count) + Number(body.dropped)).toBe(120);
    expect(body.dropped).toBeGreaterThan(0);
    const other = client(`${new URL(wachat.url).origin}/_emulator`, 'another');
    const calls = client(wachat.url, 'another');
    await calls.post('/webhooks', { url: receiver.url, events: ['messages.upsert'] });
    const theirs: string = (await calls.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
    await other.post(`/instances/${theirs}/scan`);
    expect((await write(other, theirs)).status).toBe(200);
    expect((await other.get('/deliveries')).body).toMatchObject({ count: 1, dropped: 0 });
  });
});

describe('The end', () => {
  test('close() resolves while a receiver hangs, and lets go of it', async () => {
    const { create, receiver, wachat } = await hooked(hang);
    await create();
    await receiver.until(1);
    expect(receiver.open.now).toBe(1);
    await wachat.close();
    await expect.poll(() => receiver.open.now).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  test('close() resolves while a settled move waits, and the move says that it stopped short', async () => {
    const { create, receiver, wachat } = await hooked(hang);
    await create();
    await receiver.until(1);
    const move = wachat.clock.advance('1h', { settle: true });
    await wachat.close();
    expect(await move).toMatchObject({ stoppedShort: true, happened: 0, unsettled: [] });
  });

  test('a reset ends what is under way and forgets what waits; what comes after is new', async () => {
    const { api, control, create, receiver, settle, wachat, clock } = await hooked(hang);
    await create();
    await receiver.until(1);
    await control.post('/reset');
    await expect.poll(() => receiver.open.now).toBe(0);
    expect(wachat.deliveries()).toEqual([]);
    expect((await api.get('/webhooks')).body).toMatchObject({ count: 0, webhooks: [] });

    receiver.answerWith(status(200));
    clock.advance(3_600_000);
    const name = await create({ instanceName: 'after' });
    await settle();
    expect(receiver.received).toHaveLength(1);
    await api.post('/webhooks', { url: receiver.url });
    wachat.scan({ instanceName: name });
    await settle();
    expect(receiver.received.slice(1).map(({ body }) => body.instance)).toEqual([name, name]);
    expect(wachat.deliveries().map(({ id }) => id)).toEqual(['1-1', '1-2']);
  });
});

describe('A webhook to ourselves', () => {
  test('does not loop for ever, whichever of our URLs it is', async () => {
    const { api, control, create, wachat, origin } = await hooked(undefined, { qrTtl: '1d' });
    const name = await create();
    const query = `?instanceName=${name}&apiKey=${wachat.apiKey}`;
    const paths = [
      '/',
      ...['/instance/create', '/webhooks', '/instance/list', '/send/text', '/contacts', '/unknown'],
      ...[
        '/instance/qr',
        '/instance/qr/image',
        '/instance/qr/live',
        '/instance/state',
        '/instance/profile-picture',
      ].map((path) => path + query),
      ...['/instance/logout', '/instance/delete'].map((path) => path + query),
    ];
    const controlPaths = [
      ...['health', 'scan', 'reset', 'reset?all=true', 'clock', 'instances', 'deliveries?wait=1m', 'scenarios'],
      ...['scan', 'unlink', 'drop', 'exhaust'].map((action) => `instances/${name}/${action}`),
      'openapi/wachat.json',
    ];
    const urls = [
      ...paths.map((path) => origin + path),
      ...paths.slice(1).map((path) => wachat.url + path),
      ...controlPaths.map((path) => `${origin}/_emulator/${path}`),
    ];
    for (const url of urls) expect((await api.post('/webhooks', { url })).status).toBe(201);
    wachat.scan({ instanceName: name });
    for (let hour = 0; hour < 3; hour++) {
      const { clock } = (await control.post('/clock', { advance: '1h', settle: true })).body;
      expect(clock).toMatchObject({ stoppedShort: false, unsettled: [] });
    }
    const own = wachat.deliveries({ limit: 1_000 }).filter(({ webhookId }) => webhookId !== 1);
    expect(own).toHaveLength(urls.length * 2);
    for (const { url, status: one, attempts } of own)
      expect([url, one, attempts.length <= 10]).toEqual([url, 'failed', true]);
    expect((await control.get('/instances')).body).toMatchObject({ count: 1, instances: [{ phase: 'open' }] });
    expect((await api.get('/webhooks')).body.count).toBe(urls.length + 1);
  });
});

describe('Replies', () => {
  test('are never delayed: they are there before any receiver has answered', async () => {
    const { api, create, receiver } = await hooked(hang);
    for (let turn = 0; turn < 20; turn++) await api.post('/webhooks', { url: receiver.url });
    const name = await create();
    expect((await api.get(`/instance/qr?instanceName=${name}`)).status).toBe(200);
    expect(receiver.open.now).toBeGreaterThan(0);
  });
});
