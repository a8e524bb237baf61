import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recipients } from '../../src/domain/recipients.js';
import { scenarios } from '../../src/domain/scenarios.js';
import type { Options } from '../../src/index.js';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { bytesOf, readQr } from '../support/picture.js';
import { receive, type Received } from '../support/receiver.js';
import { openStream } from '../support/socket.js';
import { business } from '../support/shop.js';

/** What each number means, for ever: published numbers never change. */
const published = {
  '999000000000': 'happy-immediate',
  '999000000001': 'happy-slow',
  '999000000002': 'happy-very-slow',
  '999000000003': 'qr-late',
  '999000000004': 'qr-call-when-open',
  '999000000005': 'qr-too-fast',
  '999000000006': 'nobody-scans',
  '999000000007': 'stuck-connecting',
  '999000000008': 'phone-refuses',
  '999000000009': 'dropped-at-once',
  '999000000010': 'dead-but-open',
  '999000000011': 'unlinked-later',
  '999000000012': 'logout-does-nothing',
  '999000000013': 'replaced-in-a-loop',
  '999000000014': 'webhook-storm',
  '999000000015': 'listed-but-not-found',
  '999000000016': 'image-sticks',
} as const;
const numberOf = (name: (typeof published)[keyof typeof published]): string =>
  Object.entries(published).find(([, one]) => one === name)?.[0] ?? '';

const shownStates: readonly unknown[] = ['connecting', 'open', 'close'];

type Built = Awaited<ReturnType<typeof build>>;

/** Creates an instance with a number and moves time as a test in any language would: over HTTP, deliveries first. */
const begin = async (number: string, options: Options = {}) => {
  const built: Built = await build({ clock: 'manual', ...options });
  const { api, control } = built;
  const receiver = await receive();
  expect((await api.post('/webhooks', { url: receiver.url })).status).toBe(201);
  const start = Date.parse((await control.get('/clock')).body.clock.now);
  const created = await api.create({ instanceName: 'shop', number });
  expect(created.status).toBe(201);
  const name = String(created.body.instance.apiInstanceName);
  let passed = 0;

  /** Moves time on to this many seconds after create; returns what was delivered on the way. */
  const moveTo = async (seconds: number): Promise<readonly Received[]> => {
    const before = passed === 0 && seconds === 0 ? 0 : receiver.received.length;
    const milliseconds = Math.round(seconds * 1_000);
    const moved = await control.post('/clock', { advance: `${String(milliseconds - passed)}ms`, settle: true });
    expect(moved.body.clock).toMatchObject({ stoppedShort: false, unsettled: [] });
    passed = milliseconds;
    return receiver.received.slice(before);
  };
  const state = async (): Promise<unknown> => {
    const reply = await api.get(`/instance/state?instanceName=${name}`);
    // One of them is not found by its name; the list shows it all the same.
    if (reply.status !== 404) return reply.body.instance.state;
    return (await api.get('/instance/list')).body.instances[0].state;
  };
  const phase = async (): Promise<unknown> => (await control.get('/instances')).body.instances[0].phase;
  const timeOf = ({ body }: Received): number => (Date.parse(body.date_time) - start) / 1_000;
  return { ...built, receiver, created, name, moveTo, state, phase, timeOf };
};
type Begun = Awaited<ReturnType<typeof begin>>;

type Seen = readonly [time: number, state: unknown, event: string | null, code: number | null];

/**
 * What a client sees at one moment: by each event, the state that it names. An event that names none leaves the state
 * as the client knows it, or, when no later event of the moment names one, as GET /instance/state has it. When nothing
 * is told, that is all there is to see.
 */
const seenAt = async (time: number, known: unknown, begun: Begun, events: readonly Received[]) => {
  const asked = await begun.state();
  const named = events.map(({ body }) => (shownStates.includes(body.data.state) ? body.data.state : undefined));
  const last = named.findLastIndex((state) => state !== undefined);
  let state = known;
  const seen = events.map(({ body }, index): Seen => {
    state = named[index] ?? (index > last ? asked : state);
    expect(begun.timeOf({ method: 'POST', path: '/', headers: {}, raw: Buffer.of(), body })).toBe(time);
    return [time, state, body.event, body.data.statusReason ?? body.data.statusCode ?? null];
  });
  if (seen.length === 0) return { seen: [[time, asked, null, null] satisfies Seen], asked };
  // What was told and what is answered agree.
  expect(state).toBe(asked);
  return { seen, asked };
};

describe('Scenarios', () => {
  describe('shape', () => {
    test('the numbers mean what they have meant since they were published', () => {
      expect(Object.fromEntries(scenarios.map(({ number, name }) => [number, name]))).toEqual(published);
    });

    test('GET /_emulator/scenarios lists them without a key', async () => {
      const { wachat, origin } = await build();
      const reply = await client(`${origin}/_emulator`, undefined).get('/scenarios');
      expect(reply.status).toBe(200);
      expect(reply.body.success).toBe(true);
      expect(reply.body.scenarios).toEqual(wachat.scenarios());
      expect(reply.body.scenarios).toHaveLength(17);
      expect(reply.body.scenarios[1]).toEqual({
        number: '999000000001',
        name: 'happy-slow',
        about: 'Scanned after 20 s.',
        threads: [],
        course: [
          { time: 0, state: 'connecting', event: 'connection.update', code: 200 },
          { time: 0, state: 'connecting', event: 'qrcode.updated', code: null },
          { time: 20, state: 'connecting', event: 'connection.update', code: 200 },
          { time: 20, state: 'open', event: 'connection.update', code: 200 },
        ],
      });
    });

    test('each that is not happy names its thread, the same as in the reference', () => {
      const threads = (name: string) =>
        scenarios
          .find((one) => one.name === name)
          ?.threads.map((url) => url.replace('https://github.com/', '').replace('/issues/', '#'));
      expect(Object.fromEntries(scenarios.map(({ name }) => [name, threads(name)]))).toEqual({
        'happy-immediate': [],
        'happy-slow': [],
        'happy-very-slow': [],
        'qr-late': ['EvolutionAPI/evolution-api#1541', 'EvolutionAPI/evolution-api#2385'],
        'qr-call-when-open': ['EvolutionAPI/evolution-api#805'],
        'qr-too-fast': ['EvolutionAPI/evolution-api#1549'],
        'nobody-scans': ['devlikeapro/waha#996', 'devlikeapro/waha#1799'],
        'stuck-connecting': ['EvolutionAPI/evolution-api-lite#12'],
        'phone-refuses': ['EvolutionAPI/evolution-api#2679'],
        'dropped-at-once': ['EvolutionAPI/evolution-api#600'],
        'dead-but-open': ['EvolutionAPI/evolution-api#1398'],
        'unlinked-later': ['devlikeapro/waha#223'],
        'logout-does-nothing': ['EvolutionAPI/evolution-api#1153'],
        'replaced-in-a-loop': ['EvolutionAPI/evolution-api#765'],
        'webhook-storm': ['EvolutionAPI/evolution-api#1408'],
        'listed-but-not-found': ['EvolutionAPI/evolution-api#2543'],
        'image-sticks': ['avoylenko/wwebjs-api#3'],
      });
    });
  });

  describe('rules', () => {
    const settings: readonly (readonly [string, Options])[] = [
      ['by default', {}],
      ['whatever the settings are', { qrTtl: '7s', qrLimit: 2, autoScan: '1s', seed: 'any', strict: true }],
    ];
    for (const [when, options] of settings) {
      test.each(scenarios.map(({ name, number, course }) => [name, number, course] as const))(
        `%s takes its course ${when}: each time, state, event and code`,
        async (_name, number, course) => {
          const begun = await begin(number, options);
          const seen: Seen[] = [];
          let known: unknown = 'close';
          for (const time of new Set(course.map(([one]) => one))) {
            const at = await seenAt(time, known, begun, await begun.moveTo(time));
            seen.push(...at.seen);
            known = at.asked;
          }
          expect(seen).toEqual(course);
        },
      );
    }

    test.each(scenarios.filter(({ repeat }) => repeat === undefined).map(({ name, number }) => [name, number]))(
      '%s ends where its course ends: a day later nothing more was seen',
      async (name, number) => {
        const begun = await begin(number);
        const { course } = scenarios.find((one) => one.name === name) ?? { course: [] };
        await begun.moveTo(course.at(-1)?.[0] ?? 0);
        const count = begun.receiver.received.length;
        const [phase, state] = [await begun.phase(), await begun.state()];
        expect(await begun.moveTo(86_400)).toEqual([]);
        expect(begun.receiver.received).toHaveLength(count);
        expect([await begun.phase(), await begun.state()]).toEqual([phase, state]);
      },
    );

    test('replaced-in-a-loop goes on after the minute that is listed', async () => {
      const begun = await begin(numberOf('replaced-in-a-loop'));
      await begun.moveTo(64.999);
      const later = await begun.moveTo(3_610);
      const states = later.map((one) => [begun.timeOf(one), one.body.data.state, one.body.data.statusReason]);
      const rounds = Array.from({ length: 355 }, (_, round) => [
        [65 + round * 10, 'close', 440],
        [70 + round * 10, 'connecting', 200],
        [70 + round * 10, 'open', 200],
      ]);
      expect(states).toEqual(rounds.flat().slice(0, states.length));
      expect(states).toHaveLength(355 * 3);
    });

    test('a number that is none of them takes no course', async () => {
      for (const number of ['999000000017', '99900000000', '9990000000000', '628123456789']) {
        const { moveTo, state } = await begin(number);
        await moveTo(100);
        expect(await state()).toBe('connecting');
      }
    });

    test('a business instance takes no course', async () => {
      const { api, control } = await build({ clock: 'manual' });
      const number = numberOf('dropped-at-once');
      await api.create({ instanceName: 'shop', number, ...business });
      await control.post('/clock', { advance: '1h' });
      expect((await api.get('/instance/list')).body.instances[0].state).toBe('open');
    });
  });

  describe('behaviour', () => {
    test('happy-immediate: create shows a QR, and the next call says open, with the number that was given', async () => {
      const { created, api, name } = await begin(numberOf('happy-immediate'));
      expect(created.body.instance.state).toBe('connecting');
      expect(readQr(Buffer.from(created.body.qrcode.base64.split(',')[1], 'base64'))).toBe(created.body.qrcode.code);
      const { instance } = (await api.get(`/instance/state?instanceName=${name}`)).body;
      expect(instance).toMatchObject({ state: 'open', number: '999000000000', profileName: 'shop' });
    });

    test('qr-late: no QR anywhere until it comes', async () => {
      const { created, api, name, origin, wachat, moveTo, receiver } = await begin(numberOf('qr-late'));
      expect(created.body.qrcode).toEqual({ count: 0 });
      expect(created.body.instance.state).toBe('connecting');

      const asImage = await api.create({ instanceName: 'other', number: numberOf('qr-late') }, '?response=image');
      expect(asImage.status).toBe(201);
      expect(asImage.headers.get('content-type')).toMatch(/^application\/json/);
      expect(asImage.body.qrcode).toEqual({ count: 0 });

      const query = `instanceName=${name}`;
      const qr = await api.get(`/instance/qr?${query}`);
      expect(qr.status).toBe(200);
      expect(qr.body).toMatchObject({ instance: { state: 'connecting' }, qrcode: { count: 0 } });
      expect((await api.get(`/instance/qr/image?${query}`)).status).toBe(409);

      const live = `${wachat.url}/instance/qr/live?${query}&apiKey=${wachat.apiKey}`;
      const page = await client(origin, undefined).get(new URL(live).pathname + new URL(live).search, {
        Accept: 'text/html',
      });
      expect(page.status).toBe(200);
      expect(page.bytes.toString()).not.toContain('data:image/png');
      const stream = await openStream(live);
      expect(await stream.next()).toMatchObject({ state: 'connecting', image: null, count: null });

      await moveTo(5);
      let view: Json = await stream.next();
      while (view.image === null) view = await stream.next();
      stream.leave();
      expect(view).toMatchObject({ state: 'connecting', count: 1 });
      const later = (await api.get(`/instance/qr?${query}`)).body.qrcode;
      expect(later.count).toBe(1);
      expect(readQr((await api.get(`/instance/qr/image?${query}`)).bytes)).toBe(later.code);
      const told = receiver.received.filter(({ body }) => body.event === 'qrcode.updated' && body.instance === name);
      expect(told.map(({ body }) => body.data.qrcode.code)).toEqual([later.code]);
    });

    test('qr-call-when-open: the QR call answers with the state and no QR, and the picture is a 409', async () => {
      const { api, name, moveTo } = await begin(numberOf('qr-call-when-open'));
      expect((await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.count).toBe(1);
      await moveTo(1);
      const reply = await api.get(`/instance/qr?instanceName=${name}`);
      expect(reply.status).toBe(200);
      expect(reply.body.instance.state).toBe('open');
      expect(reply.body).not.toHaveProperty('qrcode');
      expect((await api.get(`/instance/qr/image?instanceName=${name}`)).status).toBe(409);
    });

    test('qr-too-fast: each QR is another one, and the live page knows how long one lives', async () => {
      const { wachat, name, receiver, moveTo } = await begin(numberOf('qr-too-fast'));
      const stream = await openStream(`${wachat.url}/instance/qr/live?instanceName=${name}&apiKey=${wachat.apiKey}`);
      expect((await stream.next()).lifetime).toBe(1_000);
      stream.leave();
      await moveTo(30);
      const codes = receiver.received.flatMap(({ body }) => body.data.qrcode?.code ?? []);
      expect(codes).toHaveLength(30);
      expect(new Set(codes).size).toBe(30);
    });

    test('stuck-connecting: nothing but the phone ends it, and a new QR is not to be had', async () => {
      const { api, control, name, state, moveTo } = await begin(numberOf('stuck-connecting'));
      await moveTo(5);
      const reply = await api.get(`/instance/qr?instanceName=${name}`);
      expect(reply.body.instance.state).toBe('connecting');
      expect(reply.body).not.toHaveProperty('qrcode');
      expect((await api.call('DELETE', `/instance/logout?instanceName=${name}`)).status).toBe(400);
      expect((await control.post(`/instances/${name}/scan`)).status).toBe(409);
      expect(await state()).toBe('connecting');
      await control.post(`/instances/${name}/unlink`);
      expect(await state()).toBe('close');
    });

    test('stuck-connecting may be deleted, as whoever meets it has to', async () => {
      const { api, name, moveTo } = await begin(numberOf('stuck-connecting'));
      await moveTo(5);
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
    });

    test('phone-refuses: each refusal uses up the QR that was shown', async () => {
      const { api, name, moveTo } = await begin(numberOf('phone-refuses'));
      const codes = new Set<string>();
      for (const time of [0, 5, 25, 45]) {
        await moveTo(time);
        codes.add((await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.code);
      }
      expect(codes.size).toBe(4);
    });

    test('dropped-at-once: the next QR carries new keys', async () => {
      const { api, created, name, moveTo, state } = await begin(numberOf('dropped-at-once'));
      await moveTo(6);
      expect(await state()).toBe('close');
      const { qrcode } = (await api.get(`/instance/qr?instanceName=${name}`)).body;
      const keys = (code: string) => code.split(',').slice(1);
      expect(keys(qrcode.code)).not.toEqual(keys(created.body.qrcode.code));
    });

    test('dead-but-open: the state says open, though it died in between', async () => {
      const { moveTo, state, phase, receiver } = await begin(numberOf('dead-but-open'));
      await moveTo(59.999);
      expect(await phase()).toBe('open');
      const count = receiver.received.length;
      await moveTo(60);
      expect([await phase(), await state()]).toEqual(['dead', 'open']);
      expect(receiver.received).toHaveLength(count);
    });

    test('logout-does-nothing: logout answers success, by either verb, and it is still open', async () => {
      const { api, name, moveTo, state, receiver } = await begin(numberOf('logout-does-nothing'));
      await moveTo(5);
      const count = receiver.received.length;
      for (const method of ['DELETE', 'POST']) {
        const reply = await api.call(method, `/instance/logout?instanceName=${name}`);
        expect(reply.status).toBe(200);
        expect(reply.body.success).toBe(true);
        expect(await state()).toBe('open');
      }
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(409);
      await moveTo(6);
      expect(receiver.received).toHaveLength(count);
    });

    test('listed-but-not-found: listed, but every call by its name answers 404', async () => {
      const { api, control, name, moveTo, wachat } = await begin(numberOf('listed-but-not-found'));
      for (const time of [0, 5]) {
        await moveTo(time);
        expect((await api.get('/instance/list')).body).toMatchObject({
          count: 1,
          instances: [{ apiInstanceName: name, state: time === 0 ? 'connecting' : 'open' }],
        });
        const query = `?instanceName=${name}`;
        const statuses = [
          await api.get(`/instance/state${query}`),
          await api.get(`/instance/qr${query}`),
          await api.get(`/instance/qr/image${query}`),
          await api.get(`/instance/qr/live${query}`, { Accept: 'text/html' }),
          await api.get(`/instance/qr/live${query}`, { Accept: 'text/event-stream' }),
          await api.get(`/instance/profile-picture${query}`),
          await api.call('DELETE', `/instance/logout${query}`),
          await api.call('POST', `/instance/logout${query}`),
          await api.call('DELETE', `/instance/delete${query}`),
          await api.get(`/webhooks${query}`),
          await api.post('/webhooks', { url: 'https://example.com/hook', instanceName: name }),
        ].map((reply) => reply.status);
        expect(statuses).toEqual(statuses.map(() => 404));
      }
      // The phone does not call by name.
      expect((await control.post(`/instances/${name}/unlink`)).status).toBe(200);
      expect(wachat.instances()[0]?.state).toBe('close');
    });

    test('image-sticks: the picture stays at the first QR, which is too old to scan, while all else moves on', async () => {
      const { api, control, created, name, wachat, moveTo, receiver } = await begin(numberOf('image-sticks'));
      const query = `?instanceName=${name}`;
      const pictured = async () => readQr((await api.get(`/instance/qr/image${query}`)).bytes) ?? '';
      const current = async () => (await api.get(`/instance/qr${query}`)).body.qrcode;
      const first: string = created.body.qrcode.code;
      expect(await pictured()).toBe(first);
      await moveTo(90);
      expect(await pictured()).toBe(first);
      const now = await current();
      expect(now.count).toBe(3);
      expect(readQr(bytesOf(now.base64))).toBe(now.code);
      const stream = await openStream(`${wachat.url}/instance/qr/live${query}&apiKey=${wachat.apiKey}`);
      expect(await stream.next()).toMatchObject({ count: 3, image: now.base64 });
      stream.leave();
      const told = receiver.received.flatMap(({ body }) => body.data.qrcode?.code ?? []);
      expect([told.length, told[0], told[2]]).toEqual([3, first, now.code]);
      expect((await control.post('/scan', { code: first })).status).toBe(410);

      // Pairing anew, it shows a new first one, and stays there.
      await moveTo(1_350);
      const anew = await pictured();
      expect(anew).not.toBe(first);
      expect(await current()).toMatchObject({ code: anew, count: 1 });
      await moveTo(1_395);
      expect(await pictured()).toBe(anew);
      expect((await control.post('/scan', { code: (await current()).code })).status).toBe(200);
      expect((await api.get(`/instance/qr/image${query}`)).status).toBe(409);
    });

    test('a course wins over --auto-scan', async () => {
      const { moveTo, state } = await begin(numberOf('nobody-scans'), { autoScan: '3s' });
      await moveTo(1_349.999);
      expect(await state()).toBe('connecting');
      await moveTo(1_350);
      expect(await state()).toBe('close');
    });

    test('a course starts anew when pairing starts anew, late QR and all', async () => {
      const { api, control, name, moveTo, state, receiver, timeOf } = await begin(numberOf('qr-late'));
      await moveTo(20);
      expect(await state()).toBe('open');
      await control.post(`/instances/${name}/unlink`);
      await moveTo(100);
      const count = receiver.received.length;
      expect((await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode).toEqual({ count: 0 });
      await moveTo(120);
      expect(await state()).toBe('open');
      expect(
        receiver.received.slice(count).map((one) => [timeOf(one), one.body.event, one.body.data.state ?? null]),
      ).toEqual([
        [100, 'connection.update', 'connecting'],
        [105, 'qrcode.updated', null],
        [120, 'connection.update', 'connecting'],
        [120, 'connection.update', 'open'],
      ]);
    });

    test('a course that has given up starts anew too', async () => {
      const { api, name, moveTo, state } = await begin(numberOf('qr-too-fast'));
      await moveTo(31);
      expect(await state()).toBe('close');
      expect((await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.count).toBe(1);
      await moveTo(60.999);
      expect(await state()).toBe('connecting');
      await moveTo(61);
      expect(await state()).toBe('close');
    });

    test('a course ends when the phone comes first', async () => {
      const { control, name, moveTo, state } = await begin(numberOf('dropped-at-once'));
      await moveTo(2);
      await control.post(`/instances/${name}/scan`);
      await moveTo(3_600);
      expect(await state()).toBe('open');
    });

    test('a course ends when the client logs out', async () => {
      const { api, name, moveTo, state, receiver } = await begin(numberOf('replaced-in-a-loop'));
      await moveTo(22);
      expect((await api.call('DELETE', `/instance/logout?instanceName=${name}`)).status).toBe(200);
      await moveTo(23);
      const count = receiver.received.length;
      await moveTo(3_600);
      expect(await state()).toBe('close');
      expect(receiver.received).toHaveLength(count);
    });

    test('a course ends when the instance is deleted, and does not touch its namesake', async () => {
      const { api, control, name, moveTo, receiver } = await begin(numberOf('happy-slow'));
      await moveTo(10);
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
      await api.create({ instanceName: 'shop', number: numberOf('nobody-scans') });
      await moveTo(20);
      const { instances } = (await control.get('/instances')).body;
      expect(instances.map((one: Json) => one.phase)).toEqual(['pairing']);
      expect(receiver.received.filter(({ body }) => body.data.state === 'open')).toEqual([]);
    });
  });

  describe('as people read them', () => {
    /** The table in the documentation that begins with a number, as cells. */
    const tableOf = (number: string): readonly (readonly string[])[] =>
      readFileSync('docs/scenarios.md', 'utf8')
        .split('\n\n')
        .filter((part) => part.includes(`\`${number}\``))
        .flatMap((part) => part.split('\n').slice(2))
        .map((line) => line.split('|').map((cell) => cell.trim()));

    test('docs/scenarios.md has the same table, and the README leads there', () => {
      const link = (url: string) => `[${url.replace('https://github.com/', '').replace('/issues/', '#')}](${url})`;
      expect(readFileSync('README.md', 'utf8')).toContain('(docs/scenarios.md)');
      expect(tableOf('999000000000')).toEqual(
        scenarios.map(({ number, name, about, threads }) => [
          '',
          `\`${number}\``,
          `\`${name}\``,
          about.replaceAll(/\{count: 0\}|--auto-scan|GET \/[a-z/]+/g, '`$&`'),
          threads.map(link).join(', '),
          '',
        ]),
      );
    });

    test('and so are the recipients', () => {
      const rows = tableOf('999000000100').map((cells) => cells.slice(1, -1));
      expect(rows).toEqual(recipients.map(({ number, name, about }) => [`\`${number}\``, `\`${name}\``, about]));
    });
  });
});
