import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createEmulator } from '../../src/emulator.js';
import type { Fault } from '../../src/index.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { broken, fired, holdTime, parts, rawCreation } from '../support/faults.js';
import { readQr } from '../support/picture.js';
import { receive } from '../support/receiver.js';
import { openStream, rawRequest, sendRaw } from '../support/socket.js';

const FAULT = 'x-wachat-emulator-fault';
const late = { delay: '7s', carryOut: true } as const;

/** The delays that a fault makes, beside all else that waits. */
const holdDelays = (milliseconds = 7_000) => {
  const waits = holdTime();
  return () => waits.filter(({ delay }) => delay === milliseconds);
};

describe('Carried out, and then answered with a status', () => {
  test('logout answers 500, yet the session is closed, its event sent, and the journal has what the client got', async () => {
    const { api, name, wachat } = await broken();
    const receiver = await receive();
    expect((await api.post('/webhooks', { url: receiver.url })).status).toBe(201);
    wachat.scan({ instanceName: name });
    wachat.setFaults([{ operation: 'logout', status: 500, carryOut: true }]);
    const reply = await api.call('DELETE', `/instance/logout?instanceName=${name}`);
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({ success: false, error: 'Internal server error.' });
    expect(reply.headers.get(FAULT)).toBe('faults.0: status 500 with carryOut');
    expect(wachat.instances()[0]?.state).toBe('close');
    await expect.poll(() => receiver.received.at(-1)?.body.data.state).toBe('close');
    expect(wachat.requests({ operation: 'logout' })).toMatchObject([
      { status: 500, fault: 'faults.0: status 500 with carryOut', reply: { content: reply.body } },
    ]);
  });

  test('create answers 504, and the retry doubles the instance', async () => {
    const { api, names } = await broken({ operation: 'createInstance', first: 1, status: 504, carryOut: true });
    expect((await api.create({ instanceName: 'twice' })).status).toBe(504);
    expect((await api.create({ instanceName: 'twice' })).status).toBe(201);
    expect(names()).toEqual(['twice', 'twice', 'before']);
  });

  test('nothing of its own answer shows, except the warning about what was ignored', async () => {
    const { api, names } = await broken({ status: 502, carryOut: true });
    const reply = await api.create({ instanceName: 'image', numbr: '62812' }, '?response=image');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(reply.bytes.toString()).toContain('502 Bad Gateway');
    for (const name of ['x-instance-name', 'x-api-instance-name', 'cache-control'])
      expect(reply.headers.get(name)).toBeNull();
    expect(reply.headers.get('x-wachat-emulator-warning')).toContain('"numbr" is unknown');
    expect(names()).toEqual(['image', 'before']);
  });

  test('a page too, of which no policy or type stays behind', async () => {
    const { api, name } = await broken({ status: 200, carryOut: true, body: { success: false } });
    const { headers, body } = await api.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'text/html' });
    expect(body).toEqual({ success: false });
    expect(headers.get('content-security-policy')).toMatch(/^sandbox;/);
    expect(headers.get('referrer-policy')).toBeNull();
  });

  test('a page of another origin may still read it with --cors', async () => {
    const { api, wachat } = await build({ cors: true });
    wachat.setFaults([{ status: 500, carryOut: true }]);
    const { headers } = await api.get('/instance/list', { Origin: 'https://shop.example.com' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test.each<[string, unknown]>([
    ['no name', {}],
    ['no JSON', '{'],
    ['a wrong field', { instanceName: 'x', number: 'abc' }],
  ])('what is not valid (%s) is not carried out, and answered all the same', async (_what, body) => {
    const { api, names, wachat } = await broken({ operation: 'createInstance', status: 201, carryOut: true });
    const reply = await api.create(body);
    expect([reply.status, reply.body]).toEqual([201, { success: true }]);
    expect(names()).toEqual(['before']);
    expect(wachat.requests({ operation: 'createInstance' })[1]).toMatchObject({
      status: 201,
      reply: { content: { success: true } },
      instanceName: null,
    });
    wachat.clearFaults();
    expect((await api.create(body)).status).toBe(400);
  });

  test('what is refused, unknown or not built is answered so too', async () => {
    const { api, name } = await broken({ status: 503, carryOut: true });
    for (const [method, path] of [
      ['DELETE', `/instance/logout?instanceName=${name}`],
      ['GET', '/instance/state?instanceName=unknown'],
      ['GET', '/nowhere'],
      ['GET', '/instance/create'],
      ['GET', '/instance/qr/live?instanceName=unknown'],
    ] as const) {
      const reply = await api.call(method, path);
      expect([reply.status, reply.headers.get('allow')], path).toEqual([503, null]);
    }
  });

  test('a body of another type is read on, and answered so too', async () => {
    const { rawCreate, names } = await broken({ status: 302, headers: { Location: '/login' }, carryOut: true });
    const { head } = parts(await rawCreate({ 'Content-Type': 'text/plain' }));
    expect(head).toMatch(/^http\/1.1 302 found\r\n/);
    expect(head).toContain('location: /login');
    expect(names()).toEqual(['before']);
  });

  test('HEAD carries out and gets the head of it', async () => {
    const { api } = await broken({ first: 1, status: 200, body: { a: 1 }, carryOut: true });
    const reply = await api.call('HEAD', '/instance/list');
    expect([reply.status, reply.headers.get('content-length'), reply.bytes.length]).toEqual([200, '7', 0]);
    expect((await api.get('/instance/list')).status).toBe(200);
  });

  test('a message is sent although the answer says that it was not', async () => {
    const { api, name, wachat, control } = await broken();
    wachat.scan({ instanceName: name });
    wachat.setFaults([{ operation: 'sendText', status: 500, carryOut: true }]);
    const text = { instanceName: name, number: '6281298765432', message: 'Hello' };
    expect((await api.post('/send/text', text)).status).toBe(500);
    expect((await control.get('/messages')).body.count).toBe(1);
  });
});

describe('A stale reply', () => {
  test('a QR that expires meanwhile is the old one when it comes', async () => {
    const delays = holdDelays();
    const { api, name, clock } = await broken({ operation: 'getQr', nth: 1, ...late });
    const poll = () => api.get(`/instance/qr?instanceName=${name}`);
    const first = poll();
    await expect.poll(() => delays().length).toBe(1);
    clock.advance(45_000);
    expect((await poll()).body.qrcode.count).toBe(2);
    delays()[0]?.action();
    const stale = await first;
    expect(stale.headers.get(FAULT)).toBe('faults.0: delay 7s with carryOut');
    expect(stale.body.qrcode.count).toBe(1);
  });

  test('a state from before the scan comes after the one from after it, and the journal has them in that order', async () => {
    const delays = holdDelays();
    const { api, name, wachat } = await broken({ operation: 'getState', nth: 1, ...late });
    const poll = async () => (await api.get(`/instance/state?instanceName=${name}`)).body.instance.state;
    const first = poll();
    await expect.poll(() => delays().length).toBe(1);
    wachat.scan({ instanceName: name });
    expect(await poll()).toBe('open');
    delays()[0]?.action();
    expect(await first).toBe('connecting');
    expect(wachat.requests({ operation: 'getState' })).toMatchObject([
      { status: 200, fault: null, reply: { content: { instance: { state: 'open' } } } },
      {
        status: 200,
        fault: 'faults.0: delay 7s with carryOut',
        reply: { content: { instance: { state: 'connecting' } } },
      },
    ]);
  });

  test('a picture is the old one too', async () => {
    const delays = holdDelays();
    const { api, name, clock } = await broken({ operation: ['getQrImage', 'createInstance'], ...late });
    const codeOf = async (one: string): Promise<string> =>
      (await api.get(`/instance/qr?instanceName=${one}`)).body.qrcode.code;
    const asked = [
      api.get(`/instance/qr/image?instanceName=${name}`),
      api.create({ instanceName: 'b' }, '?response=image'),
    ];
    await expect.poll(() => delays().length).toBe(2);
    const { instances } = (await api.get('/instance/list')).body;
    const codes = [await codeOf(name), await codeOf(instances[1].apiInstanceName)];
    clock.advance(45_000);
    for (const { action } of delays()) action();
    expect((await Promise.all(asked)).map(({ bytes }) => readQr(bytes))).toEqual(codes);
  });

  test('what is not valid is told late', async () => {
    const delays = holdDelays();
    const { api } = await broken(late);
    const asked = api.create({});
    await expect.poll(() => delays().length).toBe(1);
    delays()[0]?.action();
    expect((await asked).status).toBe(400);
  });

  test('delays without carryOut are spent before the work, and those with it after it', async () => {
    const waits = holdTime();
    const { api, names } = await broken({ delay: '1s' }, late, { delay: '2s' }, { status: 503, ...late });
    const asked = api.create({ instanceName: 'late' });
    await expect.poll(() => waits.map(({ delay }) => delay)).toEqual([3_000]);
    expect(names()).toEqual(['before']);
    waits[0]?.action();
    await expect.poll(() => waits.map(({ delay }) => delay)).toEqual([3_000, 14_000]);
    expect(names()).toEqual(['late', 'before']);
    waits[1]?.action();
    expect((await asked).status).toBe(503);
  });

  test('a client that gives up leaves an instance behind, and its retry makes a second one', async () => {
    const delays = holdDelays();
    const { origin, wachat, names } = await broken({ operation: 'createInstance', first: 1, ...late });
    const abort = new AbortController();
    const create = (signal?: AbortSignal) =>
      fetch(`${origin}/instance/create`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' },
        body: '{"instanceName":"twice"}',
        ...(signal && { signal }),
      }).then(
        ({ status }) => status,
        (error: unknown) => error,
      );
    const first = create(abort.signal);
    await expect.poll(() => delays().length).toBe(1);
    expect(names()).toEqual(['twice', 'before']);
    abort.abort();
    expect(await first).toMatchObject({ name: 'AbortError' });
    const [entry] = await wachat.waitFor('requests', { operation: 'createInstance', displayName: 'twice' });
    expect(entry).toMatchObject({ status: null, reply: null, body: { content: { instanceName: 'twice' } } });
    expect(entry.fault).toBe('faults.0: delay 7s with carryOut');
    expect(delays().map(({ isOff }) => isOff)).toEqual([true]);
    expect(await create()).toBe(201);
    expect(names()).toEqual(['twice', 'twice', 'before']);
  });
});

describe('A cut and a hang', () => {
  test('before, not carried out: not a byte comes, there is no instance, and the retry makes one', async () => {
    const { rawCreate, names, wachat } = await broken({
      operation: 'createInstance',
      first: 1,
      cut: 'before',
      carryOut: false,
    });
    expect(await rawCreate({ Connection: 'keep-alive' })).toBe('');
    expect(names()).toEqual(['before']);
    expect(wachat.requests({ operation: 'createInstance' })[1]).toMatchObject({
      status: null,
      reply: null,
      fault: 'faults.0: cut before without carryOut',
    });
    await rawCreate();
    expect(names()).toEqual(['raw', 'before']);
  });

  test.each(['before', 'middle', 'after'] as const)('%s, late: what was true then is cut', async (cut) => {
    const delays = holdDelays();
    const { rawCreate, names } = await broken({ cut, ...late });
    const asked = rawCreate({ Connection: 'keep-alive' });
    await expect.poll(() => delays().length).toBe(1);
    expect(names()).toEqual(['raw', 'before']);
    delays()[0]?.action();
    const { body, length } = parts(await asked);
    if (cut === 'before') expect(body).toBe('');
    else expect(Buffer.byteLength(body)).toBe(cut === 'after' ? length : Math.floor(length / 2));
  });

  test('a hang: the work is done, and who leaves is in the journal', async () => {
    const { origin, names, wachat, authorization } = await broken({ hang: true, carryOut: true });
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    const text = '{"instanceName":"there"}';
    socket.write(rawCreation(authorization, text));
    await wachat.waitFor('instances', { displayName: 'there' });
    wachat.clearFaults();
    socket.resetAndDestroy();
    await once(socket, 'close');
    const [entry] = await wachat.waitFor('requests', { operation: 'createInstance', displayName: 'there' });
    expect(entry).toMatchObject({ status: null, reply: null, fault: 'faults.0: hang with carryOut' });
    expect(entry.body?.content).toEqual({ instanceName: 'there' });
    expect(names()).toEqual(['there', 'before']);
  });

  test.each([
    ['what was read', '{"instanceName":"a"}', 'application/json'],
    ['what was refused before it was read', 'x'.repeat(9_000_000), 'text/plain'],
  ])('a hang lets go of %s once its client leaves', async (_what, text, type) => {
    const emulator = createEmulator(readConfig({}, (setting) => setting));
    const app = await buildApp(emulator, false);
    onTestFinished(() => app.close());
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    const { faults } = emulator.accounts.claim('key');
    faults.set([{ hang: true, carryOut: true }]);
    const letGo = vi.fn();
    const hold = vi.spyOn(faults, 'hold').mockReturnValue(letGo);
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(rawCreation('Bearer key', text, { 'Content-Type': type }));
    await expect.poll(() => hold.mock.calls.length).toBe(1);
    expect(letGo).not.toHaveBeenCalled();
    socket.resetAndDestroy();
    await expect.poll(() => letGo.mock.calls.length).toBe(1);
  });

  test('who has left before the work is done is held by nothing', async () => {
    const emulator = createEmulator(readConfig({}, (setting) => setting));
    const app = await buildApp(emulator, false);
    onTestFinished(() => app.close());
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    const { faults } = emulator.accounts.claim('key');
    faults.set([{ hang: true, carryOut: true }]);
    const hold = vi.spyOn(faults, 'hold');
    const isGone = new Promise<void>((resolve) => {
      vi.spyOn(emulator.instances, 'list').mockImplementation(() => {
        // As it is when a client leaves while a handler waits for something.
        for (const leave of leaving) leave();
        resolve();
        return { instances: [], count: 0 };
      });
    });
    const leaving: (() => void)[] = [];
    app.server.prependListener('request', (_request, response) => leaving.push(() => response.destroy()));
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const headers = { Host: 'localhost', Authorization: 'Bearer key' };
    socket.write(rawRequest('GET /instance/list HTTP/1.1', headers));
    await isGone;
    await once(socket, 'close');
    expect(hold).not.toHaveBeenCalled();
  });

  test.each<[string, Fault]>([
    ['a hang', { hang: true, carryOut: true }],
    ['a delay', late],
    ['a status that is late', { status: 500, ...late }],
    ['a cut that is late', { cut: 'after', ...late }],
  ])('%s ends with a reset of the account, and leaves no trace', async (_what, fault) => {
    const delays = holdDelays();
    const { api, wachat, names } = await broken(fault);
    const asked = api.create({ instanceName: 'there' }).catch(() => 'cut');
    await wachat.waitFor('instances', { displayName: 'there' });
    wachat.reset();
    expect(await asked).toBe('cut');
    expect(delays().map(({ isOff }) => isOff)).toEqual(delays().map(() => true));
    expect(names()).toEqual([]);
    expect(wachat.requests()).toEqual([]);
  });

  test('so does a restore, after which the restored fault does the same', async () => {
    const { api, wachat, names } = await broken({ hang: true, carryOut: true });
    const before = await wachat.snapshot();
    const asked = api.create({ instanceName: 'there' }).catch(() => 'cut');
    await wachat.waitFor('instances', { displayName: 'there' });
    await wachat.restore(before);
    expect(await asked).toBe('cut');
    expect([names(), wachat.faults()]).toEqual([
      ['before'],
      [{ id: 1, hang: true, carryOut: true, seen: 0, fired: 0 }],
    ]);
    const again = api.create({ instanceName: 'again' }).catch(() => 'cut');
    await wachat.waitFor('instances', { displayName: 'again' });
    wachat.reset();
    expect(await again).toBe('cut');
  });

  test('a reset while its body is on its way drops the fault with the account', async () => {
    const { origin, wachat, names, authorization } = await broken({ hang: true, carryOut: true });
    const text = '{"instanceName":"after"}';
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    const bytes = rawCreation(authorization, text);
    const begun = bytes.length - text.length + 5;
    socket.write(bytes.slice(0, begun));
    await expect.poll(() => fired(wachat)).toEqual([1]);
    wachat.reset();
    socket.write(bytes.slice(begun));
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 201 /);
    expect(names()).toEqual(['after']);
  });

  test('a hundred hangs, and a hundred delays, are all carried out and do not keep the emulator from closing', async () => {
    const { origin, wachat } = await broken(
      { path: '/instance/create', hang: true, carryOut: true },
      { delay: '1m', carryOut: true },
    );
    const api = client(origin, wachat.apiKey);
    const asked = Array.from({ length: 200 }, (_, index) =>
      (index % 2 === 0 ? api.create({ instanceName: `shop ${String(index)}` }) : api.get('/webhooks')).then(
        () => 'answered',
        () => 'cut',
      ),
    );
    await expect.poll(() => fired(wachat), { timeout: 20_000 }).toEqual([100, 100]);
    await expect.poll(() => wachat.instances({ limit: 1_000 }).length, { timeout: 20_000 }).toBe(101);
    await wachat.close();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['cut']));
  });
});

describe('A stream of the live page', () => {
  const liveOf = ({ wachat, name }: Awaited<ReturnType<typeof broken>>) =>
    `${wachat.url}/instance/qr/live?instanceName=${name}&apiKey=${wachat.apiKey}`;

  test('late: its first event is what was true when it was asked for, and the newest follows', async () => {
    const delays = holdDelays();
    const shop = await broken({ operation: 'getQrLive', ...late });
    const opening = openStream(liveOf(shop));
    await expect.poll(() => delays().length).toBe(1);
    shop.wachat.scan({ instanceName: shop.name });
    delays()[0]?.action();
    const stream = await opening;
    expect([(await stream.next()).state, (await stream.next()).state]).toEqual(['connecting', 'open']);
    shop.wachat.unlink(shop.name);
    expect((await stream.next()).state).toBe('close');
    stream.leave();
  });

  test('late: of an instance that was deleted meanwhile it says what was true, and ends', async () => {
    const delays = holdDelays();
    const shop = await broken({ operation: 'getQrLive', ...late });
    const opening = openStream(liveOf(shop));
    await expect.poll(() => delays().length).toBe(1);
    expect((await shop.api.call('DELETE', `/instance/delete?instanceName=${shop.name}`)).status).toBe(200);
    delays()[0]?.action();
    const stream = await opening;
    expect([(await stream.next()).state, await stream.next()]).toEqual(['connecting', undefined]);
  });

  test('late and cut: half of what was true then', async () => {
    const delays = holdDelays();
    const shop = await broken({ operation: 'getQrLive', cut: 'middle', ...late });
    const opening = sendRaw(
      shop.origin,
      rawRequest(`GET /instance/qr/live?instanceName=${shop.name} HTTP/1.1`, {
        Host: 'localhost',
        Authorization: shop.authorization,
        Accept: 'text/event-stream',
      }),
    );
    await expect.poll(() => delays().length).toBe(1);
    shop.wachat.scan({ instanceName: shop.name });
    delays()[0]?.action();
    const text = await opening;
    expect(text).toContain('"state":"connecting"');
    expect(text).not.toContain('\n\n\r\n');
  });

  test('a status in its place; with renew, pairing has begun anew all the same', async () => {
    const shop = await broken({ operation: 'getQrLive', status: 503, carryOut: true });
    shop.clock.advance(30 * 45_000);
    expect(shop.wachat.instances()[0]?.state).toBe('close');
    const reply = await fetch(`${liveOf(shop)}&renew=true`, { headers: { Accept: 'text/event-stream' } });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([503, 'application/json; charset=utf-8']);
    expect(shop.wachat.instances()[0]?.state).toBe('connecting');
    expect(shop.wachat.requests({ operation: 'getQrLive' })).toMatchObject([{ status: 503 }]);
  });

  test('a hang in its place ends with a reset', async () => {
    const shop = await broken({ operation: 'getQrLive', hang: true, carryOut: true });
    const asked = openStream(liveOf(shop)).catch(() => 'cut');
    await expect.poll(() => fired(shop.wachat)).toEqual([1]);
    shop.wachat.reset();
    expect(await asked).toBe('cut');
  });
});

describe('A picture that sticks', () => {
  test('stays at the first QR of the pairing, which is too old to scan, while all else moves on', async () => {
    const { api, name, wachat, clock, control } = await broken({ operation: 'getQrImage', from: 2, staleImage: true });
    const pictured = async () => {
      const { bytes, headers } = await api.get(`/instance/qr/image?instanceName=${name}`);
      return [readQr(bytes), headers.get(FAULT)];
    };
    const current = async (): Promise<string> => (await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.code;
    const first = await current();
    clock.advance(45_000);
    expect(await pictured()).toEqual([await current(), null]);
    expect(await pictured()).toEqual([first, 'faults.0: staleImage']);
    clock.advance(45_000);
    expect(await pictured()).toEqual([first, 'faults.0: staleImage']);
    expect((await control.post('/scan', { code: first })).status).toBe(410);
    expect((await control.post('/scan', { code: await current() })).status).toBe(200);
    expect((await api.get(`/instance/qr/image?instanceName=${name}`)).status).toBe(409);
    wachat.clearFaults();
  });

  test('of a pairing that begins anew it shows the new first one', async () => {
    const { api, name, clock } = await broken({ operation: ['getQrImage'], staleImage: true });
    const pictured = async () => readQr((await api.get(`/instance/qr/image?instanceName=${name}`)).bytes);
    const first = await pictured();
    clock.advance(30 * 45_000);
    const anew = await pictured();
    clock.advance(45_000);
    expect(anew).not.toBe(first);
    expect(await pictured()).toBe(anew);
  });

  test('a delay comes before it, or with carryOut after it', async () => {
    const delays = holdDelays();
    const { api, name, clock } = await broken({ operation: 'getQrImage', staleImage: true, ...late });
    const asked = api.get(`/instance/qr/image?instanceName=${name}`);
    await expect.poll(() => delays().length).toBe(1);
    const code: string = (await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.code;
    clock.advance(45_000);
    delays()[0]?.action();
    expect(readQr((await asked).bytes)).toBe(code);
  });
});
