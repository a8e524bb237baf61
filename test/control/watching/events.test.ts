import type { Watched } from '../../../src/embed/wachat.js';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';
import { openStream } from '../../support/socket.js';

describe('GET /_emulator/events', () => {
  test('has what happened, in order, whether a webhook was told of it or not', async () => {
    const { api, clock, control, wachat } = await build();
    const { body } = await api.create({ instanceName: 'shop', number: '628123456789' });
    const name = String(body.instance.apiInstanceName);
    clock.advance(45_000);
    wachat.scan({ instanceName: name });
    const found = (await control.get('/events')).body;
    expect(found).toMatchObject({ success: true, count: 5, dropped: 0, satisfied: true, closest: [] });
    const qrcode = { code: body.qrcode.code, pairingCode: body.qrcode.pairingCode, count: 1 };
    expect(found.events.map(({ event, state, qrcode: qr }: Json) => [event, state, qr?.count ?? null])).toEqual([
      ['connection.update', 'connecting', null],
      ['qrcode.updated', null, 1],
      ['qrcode.updated', null, 2],
      ['connection.update', 'connecting', null],
      ['connection.update', 'open', null],
    ]);
    expect(found.events[1]).toEqual({
      id: 2,
      event: 'qrcode.updated',
      instanceName: name,
      time: '2026-01-01T00:00:00.000Z',
      state: null,
      statusReason: null,
      qrcode,
      messageId: null,
      status: null,
      remoteJid: null,
    });
    expect(wachat.events()).toEqual(found.events);
  });

  test.each([
    ['event=qrcode.updated', 4],
    ['state=open', 1],
    ['statusReason=200', 4],
    ['event=connection.update&state=close', 0],
    ['instanceName=t1_0_nobody', 0],
    ['displayName=one', 5],
    ['displayName=%20one%20&state=open', 1],
    ['displayName=nobody', 0],
  ])('%s finds %d', async (query, count) => {
    const { api, clock, control, wachat } = await build();
    const { body } = await api.create({ instanceName: 'one' });
    await api.create({ instanceName: 'two' });
    clock.advance(45_000);
    wachat.scan({ instanceName: body.instance.apiInstanceName });
    expect((await control.get(`/events?${query}`)).body.count).toBe(count);
  });

  test('an event of a message names it, its chat and its tick; the fields of the others are null', async () => {
    const { api, control, wachat } = await build({ ticks: 'sent' });
    const name = String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
    wachat.scan({ instanceName: name });
    const [customer, group] = ['6281298765432', '120363025246125486@g.us'];
    const remoteJid = `${customer}@s.whatsapp.net`;
    const { body: sent } = await api.post('/send/text', { instanceName: name, number: customer, message: 'Hello' });
    const { id } = wachat.receive(name, { from: customer, group, type: 'text', text: 'Hello' });
    const none = { state: null, statusReason: null, qrcode: null };
    const moment = { instanceName: name, time: '2026-01-01T00:00:00.000Z' };
    const shown = (await control.get('/events')).body.events;
    expect(shown.slice(4)).toEqual([
      { id: 5, event: 'contacts.update', ...moment, ...none, messageId: null, status: null, remoteJid },
      { id: 6, event: 'chats.update', ...moment, ...none, messageId: null, status: null, remoteJid },
      { id: 7, event: 'messages.update', ...moment, ...none, messageId: sent.key.id, status: 'SERVER_ACK', remoteJid },
      { id: 8, event: 'messages.upsert', ...moment, ...none, messageId: id, status: null, remoteJid: group },
      { id: 9, event: 'contacts.update', ...moment, ...none, messageId: null, status: null, remoteJid: group },
      { id: 10, event: 'chats.update', ...moment, ...none, messageId: null, status: null, remoteJid: group },
    ]);
    for (const { messageId, status, remoteJid: chat } of shown.slice(0, 4))
      expect([messageId, status, chat]).toEqual([null, null, null]);
    expect((await control.get('/events?event=chats.update')).body.count).toBe(2);
    const { answer } = await begin(() => control.get('/events?event=messages.update&count=2&wait=1m'));
    wachat.tick(String(sent.key.id), 'delivered');
    expect((await answer).body.events).toMatchObject([{ status: 'SERVER_ACK' }, { status: 'DELIVERY_ACK' }]);
  });

  test('the end of pairing is told of too, and the QR of then is null', async () => {
    const { api, clock, wachat } = await build({ qrLimit: 1 });
    await api.create({ instanceName: 'shop' });
    clock.advance(45_000);
    expect(wachat.events().slice(2)).toMatchObject([
      { event: 'qrcode.updated', qrcode: null },
      { event: 'connection.update', state: 'refused', statusReason: 428 },
    ]);
  });

  test('a wait ends the moment the event is there', async () => {
    const { api, control, wachat } = await build();
    const { answer } = await begin(() => control.get('/events?event=connection.update&state=open&wait=30s'));
    const { body } = await api.create({ instanceName: 'shop' });
    wachat.scan({ instanceName: body.instance.apiInstanceName });
    expect((await answer).body).toMatchObject({ satisfied: true, events: [{ state: 'open', statusReason: 200 }] });
  });

  test('while somebody waits, the QRs of all instances are told of, however many pair', async () => {
    const { api, clock, control, wachat } = await build();
    for (let index = 0; index < 110; index++) await api.create({ instanceName: 'shop' });
    clock.advance(45_000);
    expect(wachat.events({ event: 'qrcode.updated', limit: 1_000 })).toHaveLength(210);
    const url = '/events?event=qrcode.updated&count=320&limit=1000&wait=30s';
    const { answer } = await begin(() => control.get(url));
    clock.advance(45_000);
    expect((await answer).body).toMatchObject({ count: 320, satisfied: true });
  });

  test('a QR that changes while nobody listens is told of with the time of that, in its order among all else', async () => {
    const { api, clock, wachat } = await build();
    const names: string[] = [];
    for (let index = 0; index < 2; index++) {
      names.push(String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName));
      clock.advance(10_000);
    }
    clock.advance(130_000);
    wachat.scan({ instanceName: names[0] ?? '' });
    clock.advance(30_000);
    await api.call('DELETE', `/instance/delete?instanceName=${names[1] ?? ''}`);
    clock.advance(600_000);
    const seconds = (time: string) => (Date.parse(time) - Date.parse('2026-01-01T00:00:00Z')) / 1_000;
    const told = wachat
      .events({ limit: 1_000 })
      .map(({ event, instanceName, time, state }) => [
        seconds(time),
        names.indexOf(instanceName),
        event === 'qrcode.updated' ? 'qr' : state,
      ]);
    expect(told).toEqual([
      [0, 0, 'connecting'],
      [0, 0, 'qr'],
      [10, 1, 'connecting'],
      [10, 1, 'qr'],
      [45, 0, 'qr'],
      [55, 1, 'qr'],
      [90, 0, 'qr'],
      [100, 1, 'qr'],
      [135, 0, 'qr'],
      [145, 1, 'qr'],
      [150, 0, 'connecting'],
      [150, 0, 'open'],
    ]);
  });

  test('a QR is told of once, whoever came and went meanwhile', async () => {
    const { api, clock, wachat } = await build({ qrLimit: 8 });
    const { body } = await api.create({ instanceName: 'shop' });
    const url = String(body.qrcode.liveUrl);
    for (let turn = 0; turn < 4; turn++) {
      clock.advance(45_000);
      const stream = await openStream(url);
      await stream.next();
      clock.advance(45_000);
      await stream.next();
      stream.leave();
      await expect.poll(async () => (await api.get('/instance/list')).status).toBe(200);
    }
    clock.advance(600_000);
    const counts = wachat.events({ event: 'qrcode.updated', limit: 100 }).map(({ qrcode }) => qrcode?.count ?? null);
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, null]);
  });

  test('the newest thousand are kept, and it says how many are gone', async () => {
    const { api, clock, control } = await build();
    for (let index = 0; index < 50; index++) await api.create({ instanceName: 'shop' });
    clock.advance(30 * 45_000);
    const { count, dropped } = (await control.get('/events')).body;
    expect([count, dropped]).toEqual([1_000, 50 * 33 - 1_000]);
  });

  test('a reset forgets them and ends a wait; a deleted instance ends the wait for it', async () => {
    const { api, control } = await build();
    const { body } = await api.create({ instanceName: 'shop' });
    const name = String(body.instance.apiInstanceName);
    const forIt = await begin(() => control.get(`/events?instanceName=${name}&state=open&wait=30s`));
    await api.call('DELETE', `/instance/delete?instanceName=${name}`);
    expect((await forIt.answer).body).toMatchObject({ satisfied: false, ended: true });
    const forAny = await begin(() => control.get('/events?state=open&wait=30s'));
    await control.post('/reset');
    expect((await forAny.answer).body).toMatchObject({ count: 0, satisfied: false, ended: true });
    expect((await control.get('/events')).body.count).toBe(0);
  });
});

describe('GET /_emulator/instances with a wait', () => {
  test('answers the moment the state is reached', async () => {
    const { api, control, wachat } = await build();
    const { body } = await api.create({ instanceName: 'shop' });
    const name = String(body.instance.apiInstanceName);
    const { answer } = await begin(() => control.get(`/instances?instanceName=${name}&state=open&wait=30s`));
    wachat.scan({ instanceName: name });
    expect((await answer).body).toMatchObject({ count: 1, satisfied: true, instances: [{ state: 'open' }] });
  });

  test('also when it is reached by time alone, and before there is an account', async () => {
    const { api, clock, control } = await build({ qrLimit: 2 });
    const { answer } = await begin(() => control.get('/instances?phase=expired&wait=30s'));
    await api.create({ instanceName: 'shop' });
    clock.advance(90_000);
    expect((await answer).body).toMatchObject({ satisfied: true, instances: [{ phase: 'expired', state: 'close' }] });
  });

  test('says what is in which state instead', async () => {
    const { api, control } = await build();
    await api.create({ instanceName: 'shop' });
    const { body } = await control.get('/instances?state=open&wait=10ms');
    expect(body).toMatchObject({ count: 0, satisfied: false, instances: [] });
    expect(body.closest).toMatchObject([
      {
        item: { displayName: 'shop' },
        conditions: [{ condition: 'state', expected: 'open', seen: 'connecting', met: false }],
      },
    ]);
  });

  test.each(['state=opened', 'phase=up', 'count=x', 'wait=2'])('%s is a 400', async (query) => {
    const { control } = await build();
    expect((await control.get(`/instances?${query}`)).status).toBe(400);
  });
});

describe('handle.waitFor', () => {
  test('resolves with those that fit', async () => {
    const { api, wachat } = await build();
    const waiting = wachat.waitFor('requests', { operation: 'createInstance', count: 2 });
    await api.create({ instanceName: 'one' });
    await api.create({ instanceName: 'two' });
    const requests = await waiting;
    expect(requests.map(({ body }) => body?.content)).toMatchObject([{ instanceName: 'one' }, { instanceName: 'two' }]);
    expect(wachat.requests({ body: { instanceName: 'two' } })).toEqual(requests.slice(1));
  });

  test('its error has one condition a line', async () => {
    const { api, wachat } = await build();
    const { body } = await api.create({ instanceName: 'shop' });
    const name = String(body.instance.apiInstanceName);
    const query = { operation: 'createInstance', status: 400, body: { instanceName: 'shop' }, count: 2 } as const;
    const error = await wachat.waitFor('requests', query, '10ms').catch((one: unknown) => one);
    expect(error instanceof Error ? error.message.split('\n') : []).toEqual([
      'Waited 10ms for requests: 2 wanted, 0 found.',
      '  closest: #1 POST /api/v1/instance/create 201',
      '    ok   operation: "createInstance"',
      '    FAIL status: expected 400, seen 201',
      '    ok   body.instanceName: "shop"',
    ]);
    await expect(wachat.waitFor('instances', { state: 'open' }, 10)).rejects.toThrow(
      `Waited 10 ms for instances: 1 wanted, 0 found.\n  closest: ${name}, pairing\n    FAIL state: expected "open", seen "connecting"`,
    );
  });

  test('its error shows the beginning of a long value, and how long it is', async () => {
    const { api, wachat } = await build();
    await api.create({ instanceName: 'x'.repeat(1_000) });
    const waiting = wachat.waitFor('requests', { body: { instanceName: 'shop' } }, 10);
    await expect(waiting).rejects.toThrow(/seen "x{299}… \(1002 characters\)$/);
  });

  test('says so when it ended before its time', async () => {
    const { wachat } = await build();
    const waiting = wachat.waitFor('requests', {}, '1m').catch((one: unknown) => String(one));
    wachat.reset();
    expect(await waiting).toBe(
      'Error: Stopped waiting, because the account was reset, restored or deleted, or the instance deleted, for requests: 1 wanted, 0 found.',
    );
  });

  test('refuses what it does not know, so that nothing fits by mistake', async () => {
    const { wachat } = await build();
    const typo: object = { operaton: 'createInstance' };
    await expect(wachat.waitFor('requests', typo)).rejects.toThrow(
      'The query of requests has no "operaton" (did you mean "operation"?); it has operation,',
    );
    const odd: Json = 'calls';
    await expect(wachat.waitFor(odd)).rejects.toThrow(
      'waitFor waits for requests, events, deliveries, messages, instances',
    );
    await expect(wachat.waitFor('events', {}, 'soon')).rejects.toThrow(RangeError);
  });

  test.each<[keyof Watched, Json, string]>([
    ['events', { count: 0 }, '"count" must be a whole number from 1 to 1000'],
    ['events', { limit: 1_001 }, '"limit" must be a whole number from 1 to 1000'],
    ['events', { count: '2' }, '"count" must be a number, not a string'],
    ['events', { count: Number.NaN }, '"count" must be a whole number from 1 to 1000'],
    ['events', { statusReason: 42 }, '"statusReason" must be a whole number from 100 to 599'],
    ['events', { event: 'connection.updated' }, '"event" must be one of messages.upsert, '],
    ['events', { event: 'conection.update' }, 'connection.update (did you mean "connection.update"?).'],
    ['events', { state: 'opne' }, '"state" must be one of connecting, open, close, refused (did you mean "open"?).'],
    ['requests', { operation: 'createInstanc' }, 'getContacts (did you mean "createInstance"?).'],
    ['requests', { operation: 'whsec_elsewhere' }, 'send, getContacts.'],
    ['requests', { method: 'PSOT' }, '"method" must be an HTTP method such as POST (did you mean "POST"?).'],
    ['messages', { type: 'txt' }, '(did you mean "text"?).'],
    ['deliveries', { status: 'deliverd' }, '(did you mean "delivered"?).'],
    ['events', { event: ['connection.update'] }, '"event" must be one of messages.upsert, '],
    ['requests', { since: 'yesterday' }, '"since" must be an ISO 8601 time with a time zone, '],
    ['requests', { since: new Date(0) }, '"since" must be an ISO 8601 time with a time zone, '],
    ['requests', { body: '{}' }, '"body" must be an object, not a string'],
    ['requests', { body: [] }, '"body" must be a JSON object, such as '],
    ['requests', { body: { big: 1n } }, '"body" must be a JSON object, such as '],
    ['requests', { body: { at: new Date(5) } }, '"body" must be JSON throughout'],
    ['requests', { body: { text: undefined } }, '"body" must be JSON throughout'],
    ['requests', { body: { texts: ['Tea', () => true] } }, '"body" must be JSON throughout'],
    ['requests', { body: { price: Number.NaN } }, '"body" must be JSON throughout'],
    ['requests', { body: new Map([['instanceName', 'shop']]) }, '"body" must be JSON throughout'],
    ['requests', { unclaimed: 'true' }, '"unclaimed" must be a boolean, not a string'],
    ['requests', { unclaimed: 1 }, '"unclaimed" must be true or false'],
    ['deliveries', { webhook: -1 }, '"webhook" must be a whole number from 1 to '],
    ['deliveries', { status: null }, '"status" must be one of '],
    ['instances', { state: 'pairing' }, '"state" must be one of connecting, open, close'],
    ['instances', { instanceName: 5 }, '"instanceName" must be a technical name, given once, not a number'],
    ['messages', { to: null }, '"to" must be a number with its country code, '],
    ['messages', { to: 6_281_298_765_432 }, '"to" must be a number with its country code, '],
    ['messages', { to: '081298765432' }, '"to" must be a number with its country code, '],
    ['messages', { direction: 'in' }, '"direction" must be one of sent, received'],
    ['messages', { contains: /order/ }, '"contains" must be a text, given once, not an object'],
    ['messages', { contains: () => true }, '"contains" must be a text, given once, not a function'],
  ])('refuses in a query of %s what could never be found: %o', async (what, query, problem) => {
    const { wachat } = await build();
    expect(() => wachat[what](query)).toThrow(`The query of ${what} cannot be taken: "`);
    expect(() => wachat[what](query)).toThrow(problem);
    expect(() => wachat[what](query)).toThrow(RangeError);
    await expect(wachat.waitFor(what, query)).rejects.toThrow(problem);
    await expect(wachat.waitFor(what, query)).rejects.toThrow(/^[^\n]+\.$/);
  });

  test.each<[Json, string]>([
    [null, 'null'],
    [[], 'an array'],
    ['open', 'a string'],
    [5, 'a number'],
  ])('refuses %o instead of a query', async (query, kind) => {
    const { wachat } = await build();
    await expect(wachat.waitFor('messages', query)).rejects.toThrow(
      `The query of messages must be an object, not ${kind}.`,
    );
    expect(() => wachat.messages(query)).toThrow(RangeError);
  });

  test.each<[string, Json]>([
    ['a Map', new Map([['to', '6281298765432']])],
    ['the members of a URL', new URLSearchParams('to=6281298765432')],
    ['a Date', new Date(0)],
    ['what is yet to come', Promise.resolve({})],
    ['what inherits from another', Object.create({ direction: 'received' })],
  ])('refuses %s instead of a query', async (_what, query) => {
    const { wachat } = await build();
    await expect(wachat.waitFor('messages', query)).rejects.toThrow(
      'The query of messages must be a plain object, such as { count: 2 }.',
    );
    expect(() => wachat.messages(query)).toThrow(RangeError);
  });

  test('takes a query without a prototype, and as it was when it was given', async () => {
    const { wachat, api } = await build();
    const query: Json = Object.assign(Object.create(null), { operation: 'createInstance' });
    const waiting = wachat.waitFor('requests', query);
    query.operation = 'getQr';
    await api.create({ instanceName: 'shop' });
    expect((await waiting)[0].operation).toBe('createInstance');
  });

  test.each<[Json, Json, string]>([
    [Symbol('calls'), '1s', 'deliveries, messages, instances, not for Symbol(calls).'],
    ['messages', 1n, 'takes a duration such as 500ms or 2s to wait, not 1n.'],
    ['messages', null, "takes a duration such as 500ms or 2s to wait, or { timeout: '2s' }, not null."],
    [
      'messages',
      { wait: '2s' },
      "takes a duration such as 500ms or 2s to wait, or { timeout: '2s' }, not { wait: '2s' }.",
    ],
    ['messages', { timeout: 'soon' }, 'takes a duration such as 500ms or 2s to wait, not "soon".'],
  ])('names what it cannot wait for: %o for %o', async (what, patience, sentence) => {
    const { wachat } = await build();
    await expect(wachat.waitFor(what, {}, patience)).rejects.toThrow(sentence);
  });

  test('leaves out of a query what is undefined', async () => {
    const { wachat } = await build();
    expect(wachat.messages({ to: undefined, count: undefined })).toEqual([]);
  });
});
