import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { changeClock } from '../../src/control/clock.js';
import type { Send } from '../../src/delivery/sender.js';
import { noSettings } from '../../src/domain/new-instance.js';
import { createEmulator } from '../../src/emulator.js';
import { startWachat, type Options } from '../../src/index.js';
import { nextTurn } from '../../src/domain/time-source.js';
import { client, type Json } from '../support/client.js';
import { begin, build, runningClock } from '../support/emulator.js';
import { hang, receive, type Answer } from '../support/receiver.js';
import { openStream } from '../support/socket.js';

const START = '2026-01-01T00:00:00.000Z';
const LOOP = '999000000013';
const after = (seconds: number): string => new Date(Date.parse(START) + seconds * 1_000).toISOString();

/** An emulator whose time runs along with a source that this test moves. */
const buildRunning = async (options: Options = {}) => {
  const clock = runningClock();
  return { ...(await build({ clock: clock.source, ...options })), clock };
};

/** An emulator whose accounts have clocks that stand still until they are moved. */
const buildManual = async (options: Options = {}) => {
  const built = await build({ clock: 'manual', seed: 'any', ...options });
  const move = async (change: object): Promise<Json> => {
    const { status, body } = await built.control.post('/clock', change);
    expect(status).toBe(200);
    return body.clock;
  };
  return { ...built, move };
};

/** The same with a receiver that is told of everything. */
const buildHooked = async (answer?: Answer) => {
  const built = await buildManual();
  const receiver = await receive(answer);
  await built.api.post('/webhooks', { url: receiver.url });
  const create = async (more: object = {}): Promise<string> =>
    (await built.api.create({ instanceName: 'shop', ...more })).body.instance.apiInstanceName;
  const events = () =>
    receiver.received.map(
      ({ body }) => `${String(body.event)} ${String(body.data.state ?? body.data.statusCode ?? '')}`,
    );
  return { ...built, receiver, create, events };
};

describe('GET /_emulator/clock', () => {
  test('says what the clock says, and whether it stands still', async () => {
    const { clock, control, wachat } = await buildRunning();
    clock.advance(1_500);
    const { status, body } = await control.get('/clock');
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, clock: { now: after(1.5), frozen: false } });
    expect(wachat.clock.read()).toEqual(body.clock);
  });

  test('needs a key, and brings no account into being', async () => {
    const { control, origin, api, wachat } = await build();
    expect((await client(`${origin}/_emulator`, undefined).get('/clock')).status).toBe(401);
    await client(`${origin}/_emulator`, 'looks').get('/clock');
    await control.get('/clock');
    wachat.clock.read();
    expect((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName).toMatch(/^t1_/);
  });
});

describe('POST /_emulator/clock', () => {
  describe('shape', () => {
    test('freeze, run, advance and set each answer the clock and what happened', async () => {
      const { clock, control } = await buildRunning();
      const change = async (body: object) => (await control.post('/clock', body)).body;
      const still = { happened: 0, stoppedShort: false, unsettled: [] };
      expect(await change({ freeze: true })).toEqual({ success: true, clock: { now: START, frozen: true, ...still } });
      clock.advance(60_000);
      expect((await change({ advance: '30m' })).clock).toEqual({ now: after(1_800), frozen: true, ...still });
      expect((await change({ set: '2026-07-01T00:00:00Z' })).clock).toEqual({
        now: '2026-07-01T00:00:00.000Z',
        frozen: true,
        ...still,
      });
      expect((await change({ run: true })).clock).toEqual({
        now: '2026-07-01T00:00:00.000Z',
        frozen: false,
        ...still,
      });
      clock.advance(1_000);
      expect((await control.get('/clock')).body.clock.now).toBe('2026-07-01T00:00:01.000Z');
    });

    test('the handle does the same', async () => {
      const { clock, wachat } = await buildRunning();
      const still = { happened: 0, stoppedShort: false, unsettled: [] };
      expect(await wachat.clock.freeze()).toEqual({ now: START, frozen: true, ...still });
      expect(await wachat.clock.advance('1m')).toEqual({ now: after(60), frozen: true, ...still });
      expect(await wachat.clock.advance(500)).toEqual({ now: after(60.5), frozen: true, ...still });
      expect(await wachat.clock.set('2026-01-01T07:02:00+07:00')).toEqual({ now: after(120), frozen: true, ...still });
      expect(await wachat.clock.run()).toEqual({ now: after(120), frozen: false, ...still });
      clock.advance(1_000);
      expect(wachat.clock.read()).toEqual({ now: after(121), frozen: false });
    });

    test('a running clock that is advanced runs on from there', async () => {
      const { clock, control } = await buildRunning();
      expect((await control.post('/clock', { advance: '1h' })).body.clock).toMatchObject({
        now: after(3_600),
        frozen: false,
      });
      clock.advance(5_000);
      expect((await control.get('/clock')).body.clock.now).toBe(after(3_605));
    });

    test('of what happened, it says how much', async () => {
      const { api, move, wachat } = await buildManual();
      const { body } = await api.create({ instanceName: 'shop' });
      expect((await move({ advance: '45s' })).happened).toBe(1);
      const stream = await openStream(body.qrcode.liveUrl);
      await stream.next();
      expect((await move({ advance: '90s' })).happened).toBe(2);
      expect(wachat.instances()[0]?.qrcode?.count).toBe(4);
      stream.leave();
    });
  });

  describe('rules', () => {
    test.each([
      {},
      { freeze: true, run: true },
      { advance: '1s', set: START },
      { freeze: true, advance: '1s' },
      { settle: true },
      { settle: false },
    ])('exactly one change, not %j', async (change) => {
      const { control } = await build();
      const before = (await control.get('/clock')).body;
      const reply = await control.post('/clock', change);
      expect(reply.status).toBe(400);
      expect(reply.body.error).toBe('The body must have exactly one of freeze, run, advance, set.');
      expect((await control.get('/clock')).body).toEqual(before);
    });

    test.each([
      [{ freeze: false }, 'freeze', 'true or absent'],
      [{ freeze: 'true' }, 'freeze', 'true or absent'],
      [{ run: 1 }, 'run', 'true or absent'],
      [{ advance: -5_000 }, 'advance', 'a duration from 0ms to 3660d'],
      [{ advance: '' }, 'advance', 'a duration'],
      [{ advance: '-5s' }, 'advance', 'a duration'],
      [{ advance: '1.5h' }, 'advance', 'a duration'],
      [{ advance: '5 m' }, 'advance', 'a duration'],
      [{ advance: '1y' }, 'advance', 'a duration'],
      [{ advance: '3661d' }, 'advance', 'a duration'],
      [{ advance: '999999999d' }, 'advance', 'a duration'],
      [{ advance: null }, 'advance', 'a duration'],
      [{ set: '2026-07-01' }, 'set', 'an ISO 8601 time with a time zone'],
      [{ set: '2026-07-01T00:00:00' }, 'set', 'an ISO 8601 time with a time zone'],
      [{ set: '2026-13-01T00:00:00Z' }, 'set', 'an ISO 8601 time'],
      [{ set: '1969-12-31T23:59:59Z' }, 'set', 'an ISO 8601 time'],
      [{ set: '3000-01-01T00:00:00Z' }, 'set', 'an ISO 8601 time'],
      [{ set: 'tomorrow' }, 'set', 'an ISO 8601 time'],
      [{ set: 1_782_864_000_000 }, 'set', 'an ISO 8601 time'],
      [{ advance: '1s', settle: 'yes' }, 'settle', 'true or false'],
    ])('%j is a 400 and moves nothing', async (change, path, expected) => {
      const { control } = await build();
      const before = (await control.get('/clock')).body;
      const reply = await control.post('/clock', change);
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain(`"${path}" must be ${expected}`);
      expect((await control.get('/clock')).body).toEqual(before);
    });

    test.each([
      ['advance', '-5s'],
      ['advance', -1],
      ['advance', 0.5],
      ['advance', '3661d'],
      ['set', 'tomorrow'],
      ['set', '+010000-01-01T00:00:00Z'],
      ['set', 5],
    ] as const)('the handle rejects %s(%j) with what would be right, and moves nothing', async (change, value) => {
      const { wachat } = await build();
      // A caller in JavaScript has no types to keep them from it.
      const moved: Promise<unknown> = Reflect.apply(wachat.clock[change], undefined, [value]);
      await expect(moved).rejects.toThrow(`${change} takes a`);
      expect(wachat.clock.read().now).toBe(START);
    });

    test('needs a key and a JSON object', async () => {
      const { control, origin } = await build();
      expect((await client(`${origin}/_emulator`, undefined).post('/clock', { freeze: true })).status).toBe(401);
      for (const body of [undefined, '', 'null', '[]', '"freeze"', '{']) {
        expect((await control.post('/clock', body)).status).toBe(400);
      }
      expect((await control.call('DELETE', '/clock')).status).toBe(405);
    });

    test('a change of the clock is a write, so it brings the account into being', async () => {
      const { control, origin, wachat } = await build();
      await control.post('/clock', { advance: '1s' });
      const { body } = await client(`${origin}/api/v1`, 'another').create({ instanceName: 'shop' });
      expect(body.instance.apiInstanceName).toMatch(/^t2_/);
      expect(wachat.instances()).toEqual([]);
    });
  });

  describe('behaviour', () => {
    test("one account's time is nobody else's", async () => {
      const { api, control, wachat } = await buildManual();
      await api.create({ instanceName: 'mine' });
      await client(wachat.url, 'another').create({ instanceName: 'theirs' });
      await control.post('/clock', { advance: '1h' });
      expect(wachat.instances()[0]?.state).toBe('close');
      expect(wachat.account('another').instances()[0]?.state).toBe('connecting');
      expect(wachat.account('another').clock.read().now).toBe(START);
      expect(wachat.account('never-seen').clock.read().now).toBe(START);
    });

    test('nor is it who freezes it', async () => {
      const { clock, wachat } = await buildRunning();
      await wachat.account('another').clock.freeze();
      clock.advance(5_000);
      expect(wachat.clock.read()).toEqual({ now: after(5), frozen: false });
      expect(wachat.account('another').clock.read()).toEqual({ now: START, frozen: true });
    });

    test('frozen, no QR follows another and nobody scans by itself', async () => {
      const { api, clock, wachat } = await buildRunning({ autoScan: '10s' });
      await wachat.clock.freeze();
      await api.create({ instanceName: 'shop' });
      clock.advance(3_600_000);
      expect(wachat.instances()[0]).toMatchObject({ phase: 'pairing', qrcode: { count: 1, expiresAt: after(45) } });
      await wachat.clock.advance('9s');
      expect(wachat.instances()[0]?.phase).toBe('pairing');
      expect((await wachat.clock.advance('1s')).happened).toBe(1);
      expect(wachat.instances()[0]?.phase).toBe('open');
    });

    test('running again, it goes on from where it stood, and so does all that waited', async () => {
      const { api, clock, wachat } = await buildRunning({ autoScan: '10s' });
      await api.create({ instanceName: 'shop' });
      clock.advance(4_000);
      await wachat.clock.freeze();
      clock.advance(1_000_000);
      await wachat.clock.run();
      clock.advance(5_999);
      expect(wachat.instances()[0]?.phase).toBe('pairing');
      clock.advance(1);
      expect(wachat.instances()[0]).toMatchObject({ phase: 'open' });
      expect(wachat.clock.read().now).toBe(after(10));
    });

    test('what falls due fires in order, each at its own time, before the answer comes', async () => {
      const { api, control, move, wachat } = await buildManual();
      const [slow, fast] = [
        (await api.create({ instanceName: 'slow', number: '999000000001' })).body.instance.apiInstanceName,
        (await api.create({ instanceName: 'fast', number: '999000000004' })).body.instance.apiInstanceName,
      ];
      await api.post('/webhooks', { url: (await receive()).url, events: ['connection.update'] });
      expect(await move({ advance: '1h', settle: true })).toMatchObject({ happened: 2, now: after(3_600) });
      const { deliveries } = (await control.get('/deliveries')).body;
      expect(
        deliveries.map(({ instanceName, createdAt, body }: Json) => [instanceName, createdAt, body.data.state]),
      ).toEqual([
        [fast, after(1), 'connecting'],
        [fast, after(1), 'open'],
        [slow, after(20), 'connecting'],
        [slow, after(20), 'open'],
      ]);
      expect(wachat.instances().map(({ phase }) => phase)).toEqual(['open', 'open']);
    });

    test('set back, a QR that had expired is current again', async () => {
      const { api, control, move } = await buildManual();
      const { body } = await api.create({ instanceName: 'shop' });
      await move({ advance: '2h' });
      expect((await control.post('/scan', { code: body.qrcode.code })).status).toBe(410);
      expect(await move({ set: after(10) })).toMatchObject({ now: after(10), happened: 0, stoppedShort: false });
      expect((await control.get('/instances')).body.instances[0].qrcode).toMatchObject({ count: 1 });
      expect((await control.post('/scan', { code: body.qrcode.code })).status).toBe(200);
    });

    test('set back before its creation, an instance shows its first QR, and names are still never the same', async () => {
      const { api, move, wachat } = await buildManual();
      const names = new Set<string>();
      for (let turn = 0; turn < 5; turn++) {
        names.add((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
        await move({ set: new Date(Date.parse(START) - turn * 86_400_000).toISOString() });
      }
      expect(names.size).toBe(5);
      expect(wachat.instances().map(({ qrcode }) => qrcode?.count)).toEqual([1, 1, 1, 1, 1]);
    });

    test('live pages are told when the clock is frozen, moved and set running', async () => {
      const { api, control, clock } = await buildRunning();
      const { body } = await api.create({ instanceName: 'shop' });
      const stream = await openStream(body.qrcode.liveUrl);
      expect(await stream.next()).toMatchObject({ count: 1, remaining: 45_000 });
      clock.advance(5_000);
      await control.post('/clock', { freeze: true });
      expect(await stream.next()).toMatchObject({ count: 1, remaining: null });
      await control.post('/clock', { advance: '50s' });
      const seen: Json[] = [];
      while (seen.at(-1)?.count !== 2) seen.push(await stream.next());
      expect(seen.every(({ remaining }) => remaining === null)).toBe(true);
      await control.post('/clock', { run: true });
      while (seen.at(-1)?.remaining === null) seen.push(await stream.next());
      expect(seen.at(-1)).toMatchObject({ count: 2, remaining: 35_000 });
      stream.leave();
    });

    test('a year in one go ends, saying where it stopped, and goes on from there', async () => {
      const { api, move } = await buildManual();
      await api.create({ instanceName: 'shop', number: LOOP });
      const first = await move({ advance: '365d' });
      // A scan, and then twice every ten seconds, at 15 and 20 and so on.
      expect(first).toEqual({
        now: after(15 + 9_998 * 5),
        frozen: true,
        happened: 10_000,
        stoppedShort: true,
        unsettled: [],
      });
      const second = await move({ advance: '20s' });
      expect(second).toMatchObject({ happened: 4, stoppedShort: false, now: after(15 + 9_998 * 5 + 20) });
    });

    test('a year over a pairing is its thirty QRs', async () => {
      const { api, move, wachat } = await buildManual();
      await api.create({ instanceName: 'shop' });
      expect(await move({ advance: '365d' })).toMatchObject({ happened: 30, stoppedShort: false });
      expect(wachat.instances()[0]?.phase).toBe('expired');
    });

    test('a reset gives the account a clock as it was first', async () => {
      const { control, move, wachat } = await buildManual();
      await move({ advance: '1h' });
      await move({ run: true });
      await control.post('/reset');
      expect(wachat.clock.read()).toEqual({ now: START, frozen: true });
    });
  });

  describe('settle', () => {
    test('a whole pairing until it gives up, with 30 QRs and their webhooks, in one call', async () => {
      const { api, create, events, move, receiver } = await buildHooked();
      const name = await create();
      const clock = await move({ advance: '23m', settle: true });
      expect(clock).toEqual({ now: after(1_380), frozen: true, happened: 30, stoppedShort: false, unsettled: [] });
      expect(events()).toEqual([
        'connection.update connecting',
        ...Array.from({ length: 30 }, () => 'qrcode.updated '),
        'qrcode.updated 500',
        'connection.update refused',
      ]);
      const qrs = receiver.received.filter(({ body }) => body.data.qrcode !== undefined);
      expect(qrs.map(({ body }) => body.date_time)).toEqual(
        Array.from({ length: 30 }, (_, index) => after(index * 45)),
      );
      expect(new Set(qrs.map(({ body }) => body.data.qrcode.code)).size).toBe(30);
      expect(receiver.received.at(-1)?.body).toMatchObject({
        date_time: after(1_350),
        data: { state: 'refused', statusReason: 428 },
      });
      expect((await api.get(`/instance/state?instanceName=${name}`)).body.instance.state).toBe('close');
    });

    test('without it, time does not wait for receivers, but they are told in order all the same', async () => {
      const { create, events, move, receiver } = await buildHooked();
      await create();
      expect(await move({ advance: '23m' })).toMatchObject({ happened: 30, unsettled: [] });
      await receiver.until(33);
      expect(events().slice(-2)).toEqual(['qrcode.updated 500', 'connection.update refused']);
    });

    test('time stands still while a receiver thinks', async () => {
      const seen: string[] = [];
      const built = await buildHooked(async (_received, response) => {
        seen.push(built.wachat.clock.read().now);
        await Promise.resolve();
        response.end();
      });
      await built.create();
      await built.move({ advance: '2m', settle: true });
      expect(seen).toEqual([START, START, after(45), after(90)]);
    });

    test('a retry falls due by the same clock, after the failure and before what comes later', async () => {
      let failures = 1;
      const { create, move, wachat } = await buildHooked((_received, response) => {
        response.writeHead(failures-- > 0 ? 503 : 200).end();
      });
      await create();
      const { happened } = await move({ advance: '10s', settle: true });
      expect(happened).toBe(1);
      const [first, second] = wachat.deliveries();
      expect(first?.attempts.map(({ status }) => status)).toEqual([503, 200]);
      expect(second?.attempts.map(({ status }) => status)).toEqual([200]);
      expect(second?.attempts[0]?.time).toBe(first?.attempts[1]?.time);
    });

    test('an advance while another is under way begins when that one is done', async () => {
      const { create, move, receiver, wachat } = await buildHooked(hang);
      const open: (() => void)[] = [];
      receiver.answerWith((_received, response) => {
        open.push(() => response.end());
      });
      await create();
      await receiver.until(1);
      const first = wachat.clock.advance('1m', { settle: true });
      await nextTurn();
      const { answer: second } = await begin(() => move({ advance: '1m', settle: true }));
      const { answer: frozen } = await begin(() => move({ run: true }));
      expect(wachat.clock.read().now).toBe(START);
      receiver.answerWith((_received, response) => {
        response.end();
      });
      for (const answer of open) answer();
      expect(await first).toMatchObject({ now: after(60), happened: 1 });
      expect(await second).toMatchObject({ now: after(120), happened: 1 });
      expect((await frozen).frozen).toBe(false);
    });

    test('a freeze while a running clock settles outlasts it', async () => {
      const clock = runningClock();
      const { api, control, wachat } = await build({ clock: clock.source });
      const open: (() => void)[] = [];
      const receiver = await receive((_received, response) => {
        open.push(() => response.end());
      });
      await api.post('/webhooks', { url: receiver.url, events: ['connection.update'] });
      await api.create({ instanceName: 'shop' });
      await receiver.until(1);
      const moved = wachat.clock.advance('1s', { settle: true });
      await nextTurn();
      const { answer: frozen } = await begin(() => control.post('/clock', { freeze: true }));
      for (const answer of open) answer();
      expect(await moved).toMatchObject({ now: after(1), frozen: false });
      expect((await frozen).body.clock).toMatchObject({ now: after(1), frozen: true });
      clock.advance(5_000);
      expect(wachat.clock.read()).toEqual({ now: after(1), frozen: true });
    });

    test('a reset ends it at once, and what comes after is not touched', async () => {
      const { create, move: moveOverHttp, receiver, wachat } = await buildHooked(hang);
      await create();
      await receiver.until(1);
      const { answer } = await begin(() => moveOverHttp({ advance: '1h', settle: true }));
      const moves = [wachat.clock.advance('1h', { settle: true }), answer];
      wachat.reset();
      for (const move of moves) {
        expect(await move).toEqual({ now: START, frozen: true, happened: 0, stoppedShort: true, unsettled: [] });
      }
      await create();
      expect(wachat.clock.read().now).toBe(START);
      expect(wachat.instances()[0]?.qrcode?.count).toBe(1);
    });

    test('closing ends it at once', async () => {
      const { create, receiver, wachat } = await buildHooked(hang);
      await create();
      await receiver.until(1);
      const move = wachat.clock.advance('1h', { settle: true });
      await wachat.close();
      expect(await move).toMatchObject({ stoppedShort: true });
    });

    test('when its patience ends it goes on without, and names what is still open', async () => {
      const config = readConfig({ clock: 'manual', seed: 'any' }, (name) => name);
      const never: Send = (_url, _headers, _body, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('left'));
          });
        });
      const emulator = createEmulator(config, { send: never });
      onTestFinished(emulator.close);
      const account = emulator.accounts.claim('key');
      account.webhooks.create({ url: 'https://example.com/hook' }, '', 0);
      emulator.webhooksChanged(account);
      emulator.instances.create('key', {
        displayName: 'shop',
        integration: 'WHATSAPP-BAILEYS',
        number: null,
        settings: noSettings,
      });
      const patience = new AbortController();
      let isDone = false;
      const change = changeClock(emulator, account, { advance: 60_000, settle: true }, patience.signal).finally(() => {
        isDone = true;
      });
      await new Promise(setImmediate);
      expect([isDone, account.clock.now()]).toEqual([false, Date.parse(START)]);
      patience.abort();
      expect(await change).toEqual({
        now: after(60),
        frozen: true,
        happened: 1,
        stoppedShort: false,
        unsettled: ['1-1'],
      });
    });
  });
});

describe('The setting clock', () => {
  test('manual: every account stands at the first moment of 2026 until it is moved', async () => {
    const { api, wachat, move } = await buildManual();
    const { body } = await api.create({ instanceName: 'shop' });
    expect(body.instance.createdAt).toBe(START);
    expect(wachat.clock.read()).toEqual({ now: START, frozen: true });
    await move({ advance: '45s' });
    expect(wachat.instances()[0]?.qrcode?.count).toBe(2);
    expect(wachat.account('another').clock.read()).toEqual({ now: START, frozen: true });
  });

  test('manual, set running, takes the time of the machine from there', async () => {
    const { wachat } = await buildManual();
    const { now, frozen } = await wachat.clock.run();
    expect(frozen).toBe(false);
    expect(now >= START).toBe(true);
    await expect.poll(() => wachat.clock.read().now > now).toBe(true);
  });

  test('system, which is the default: the time of the machine', async () => {
    for (const options of [{}, { clock: 'system' }] as const) {
      const wachat = await startWachat(options);
      onTestFinished(wachat.close);
      const [before, { now, frozen }, later] = [Date.now(), wachat.clock.read(), Date.now()];
      expect(frozen).toBe(false);
      expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(now)).toBeLessThanOrEqual(later);
    }
  });

  test('a clock of the caller moves every account, also one that was moved by itself', async () => {
    const { clock, wachat } = await build();
    await wachat.clock.advance('1h');
    clock.advance(5_000);
    expect(wachat.clock.read()).toEqual({ now: after(3_605), frozen: true });
    expect(wachat.account('another').clock.read().now).toBe(after(5));
    await wachat.clock.freeze();
    clock.advance(5_000);
    expect(wachat.clock.read().now).toBe(after(3_605));
  });

  test('what is neither stops the start', async () => {
    const attempt: Promise<unknown> = Reflect.apply(startWachat, undefined, [{ clock: 'slow' }]);
    await expect(attempt).rejects.toThrow('clock must be system or manual, not "slow".');
  });
});
