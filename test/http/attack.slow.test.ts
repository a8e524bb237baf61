import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lifecycle, type Action, type State } from '../../src/domain/lifecycle.js';
import { client, type Json, type Reply } from '../support/client.js';
import { begin, build } from '../support/emulator.js';
import { hang, receive, status, type Answer, type Receiver } from '../support/receiver.js';
import { openStream } from '../support/socket.js';

/** Repeats a run: WACHAT_TEST_SEED=<the seed in the title>. */
const seed = Number(process.env.WACHAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

const INSTANCES = 200;
const CLIENTS = 16;
const QR = { ttl: 45_000, limit: 3 };

/** What a client can ask of an instance, and how. */
const asked = [
  'requestQr',
  'logout',
  'delete',
  'scan',
  'refuse',
  'unlink',
  'drop',
  'reconnect',
  'replace',
  'expireQr',
  'exhaust',
] as const satisfies readonly Action[];
type Asked = (typeof asked)[number];

/** The status of each refusal, as the original's clients know it. */
const statusOf: Readonly<Record<string, number>> = { notConnected: 400 };

/** One way in which things may have gone for an instance. */
type World = {
  readonly phase: State | 'gone';
  readonly count: number;
  readonly endsAt: number;
  readonly events: readonly string[];
};

const QR_EVENT = 'QR';
const GIVEN_UP = ['no QR', 'refused 428'];
const OPENED = ['connecting 200', 'open 200'];

const showsNextQr = (world: World, endsAt: number): World =>
  world.count < QR.limit
    ? { ...world, count: world.count + 1, endsAt, events: [...world.events, QR_EVENT] }
    : { ...world, phase: 'expired', events: [...world.events, ...GIVEN_UP] };

const startsPairing = (events: readonly string[], now: number): World => ({
  phase: 'pairing',
  count: 1,
  endsAt: now + QR.ttl,
  events: [...events, 'connecting 200', QR_EVENT],
});

/** What time alone does. */
const pass = (world: World, now: number): World => {
  let current = world;
  while (current.phase === 'pairing' && current.endsAt <= now) current = showsNextQr(current, current.endsAt + QR.ttl);
  return current;
};

/** What a call does, and what it is answered. The table says where it leads; all else the model keeps by itself. */
const call = (world: World, action: Asked, now: number): { readonly world: World; readonly status: number } => {
  if (world.phase === 'gone') return { world, status: 404 };
  const outcome: string = lifecycle[world.phase][action];
  const tells = (phase: World['phase'], ...events: readonly string[]) => ({
    world: { ...world, phase, events: [...world.events, ...events] },
    status: 200,
  });
  if (outcome === 'deleted') return tells('gone');
  if (outcome !== world.phase && !(outcome in lifecycle)) return { world, status: statusOf[outcome] ?? 409 };
  switch (action) {
    case 'requestQr':
      if (outcome === world.phase) return { world, status: 200 };
      if (outcome === 'open') return tells('open', ...OPENED);
      return { world: startsPairing(world.events, now), status: 200 };
    case 'scan':
      return tells('open', ...OPENED);
    case 'refuse':
    case 'expireQr':
      return { world: showsNextQr(world, now + QR.ttl), status: 200 };
    case 'exhaust':
      return tells('expired', ...GIVEN_UP);
    case 'drop':
      return tells('lost', 'connecting 200');
    case 'reconnect':
      return tells('open', ...OPENED);
    case 'replace':
      return tells('replaced', 'close 440');
    case 'unlink':
    case 'logout':
      return tells('closed', 'close 401');
    case 'delete':
      throw new Error('The table does not delete here.');
  }
};

const permutations = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length <= 1
    ? [list]
    : list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map((rest) => [one, ...rest]));

/** The worlds in which calls made at the same time are answered as they were, in whatever order they came. */
const race = (
  worlds: readonly World[],
  calls: readonly { readonly action: Asked; readonly status: number }[],
  now: number,
): readonly World[] => {
  const found = new Map<string, World>();
  for (const start of worlds) {
    for (const order of permutations(calls)) {
      let world = start;
      const fits = order.every(({ action, status: answered }) => {
        const step = call(world, action, now);
        world = step.world;
        return step.status === answered;
      });
      if (fits) found.set(JSON.stringify(world), world);
    }
  }
  return [...found.values()];
};

const eventOf = ({ event, data }: Json): string => {
  if (event === 'qrcode.updated') return data.qrcode === undefined ? 'no QR' : QR_EVENT;
  return `${String(data.state)} ${String(data.statusReason)}`;
};

const endless: Answer = (_received, response) => {
  const more = (): void => {
    if (response.destroyed) return;
    response.write(Buffer.alloc(16_384));
    setImmediate(more);
  };
  more();
};

/** Cuts the connection, or answers whatever comes to mind. */
const moody = (): Answer => {
  let turn = 0;
  return (_received, response, request) => {
    turn++;
    if (turn % 5 === 0) request.socket.resetAndDestroy();
    else response.writeHead([200, 500, 404, 302][turn % 4] ?? 200).end();
  };
};

const path: Readonly<Record<Asked, (name: string) => readonly [method: string, path: string, isControl: boolean]>> = {
  requestQr: (name) => ['GET', `/instance/qr?instanceName=${name}`, false],
  logout: (name) => ['DELETE', `/instance/logout?instanceName=${name}`, false],
  delete: (name) => ['DELETE', `/instance/delete?instanceName=${name}`, false],
  scan: (name) => ['POST', `/instances/${name}/scan`, true],
  refuse: (name) => ['POST', `/instances/${name}/refuse`, true],
  unlink: (name) => ['POST', `/instances/${name}/unlink`, true],
  drop: (name) => ['POST', `/instances/${name}/drop`, true],
  reconnect: (name) => ['POST', `/instances/${name}/reconnect`, true],
  replace: (name) => ['POST', `/instances/${name}/replace`, true],
  expireQr: (name) => ['POST', `/instances/${name}/expire-qr`, true],
  exhaust: (name) => ['POST', `/instances/${name}/exhaust`, true],
};

/** One round: calls on some instances, those on one at the same time; then time passes. */
type Round = {
  readonly batches: readonly { readonly instance: number; readonly actions: readonly Asked[] }[];
  readonly seconds: number;
};

const rounds: fc.Arbitrary<readonly Round[]> = fc.array(
  fc.record({
    batches: fc.uniqueArray(
      fc.record({
        instance: fc.nat(INSTANCES - 1),
        // More scans than the rest: without them little else is possible.
        actions: fc.array(
          fc.oneof(
            { arbitrary: fc.constant('scan' as const), weight: 3 },
            { arbitrary: fc.constantFrom(...asked), weight: 11 },
          ),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      }),
      { selector: ({ instance }) => instance, minLength: 60, maxLength: 120 },
    ),
    seconds: fc.oneof({ arbitrary: fc.nat(60), weight: 3 }, { arbitrary: fc.constantFrom(45, 600), weight: 1 }),
  }),
  { minLength: 4, maxLength: 6 },
);

/** Lets several clients work off a list at the same time. */
const share = async <T>(jobs: readonly T[], work: (job: T) => Promise<void>): Promise<void> => {
  const left = [...jobs];
  const clients = Array.from({ length: CLIENTS }, async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await work(job);
  });
  await Promise.all(clients);
};

/** Warnings of Node, such as of listeners that leak. */
const watchWarnings = (): readonly Error[] => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => {
    warnings.push(warning);
  };
  process.on('warning', note);
  onTestFinished(() => {
    process.off('warning', note);
  });
  return warnings;
};

const attack = async (script: readonly Round[]): Promise<void> => {
  const { api, control, wachat } = await build({
    clock: 'manual',
    qrTtl: QR.ttl,
    qrLimit: QR.limit,
    seed: 'attack',
  });
  const good = await receive();
  const bad: readonly Receiver[] = await Promise.all(
    [hang, status(500), endless, moody()].map((answer) => receive(answer)),
  );
  for (const { url } of [good, ...bad]) expect((await api.post('/webhooks', { url })).status).toBe(201);

  const worlds = new Map<string, readonly World[]>();
  const names: string[] = [];
  let now = 0;
  await share([...Array(INSTANCES).keys()], async () => {
    const reply = await api.create({ instanceName: 'shop' });
    expect(reply.status).toBe(201);
    const name = String(reply.body.instance.apiInstanceName);
    names.push(name);
    worlds.set(name, [startsPairing([], now)]);
  });

  /** Leaves the worlds that fit what is there and what was told; each instance must have one. */
  const compare = async (): Promise<void> => {
    const isOpen = (one: 'waiting' | 'delivering') => wachat.deliveries({ webhook: 1, status: one, limit: 1 }).length;
    await expect.poll(() => isOpen('waiting') + isOpen('delivering'), { timeout: 30_000 }).toBe(0);
    const told = new Map<string, string[]>();
    for (const { body } of good.received) {
      const events = told.get(body.instance) ?? [];
      told.set(body.instance, events);
      events.push(eventOf(body));
    }
    const listed: readonly Json[] = (await control.get('/instances?limit=1000')).body.instances;
    const there = new Map(listed.map((one) => [String(one.apiInstanceName), one]));
    for (const [name, possible] of worlds) {
      const one = there.get(name);
      const left = possible.filter(
        ({ phase, count, events }) =>
          phase === (one?.phase ?? 'gone') &&
          (one?.qrcode ? one.qrcode.count === count : phase !== 'pairing') &&
          events.join() === told.get(name)?.join(),
      );
      if (left.length === 0) expect({ phase: one?.phase, told: told.get(name) }).toEqual(possible);
      worlds.set(name, left);
    }
    expect([...there.keys()].every((name) => worlds.has(name))).toBe(true);
  };

  for (const { batches, seconds } of script) {
    await share(batches, async ({ instance, actions }) => {
      const name = names[instance] ?? '';
      const calls = await Promise.all(
        actions.map(async (action) => {
          const [method, where, isControl] = path[action](name);
          return { action, status: (await (isControl ? control : api).call(method, where)).status };
        }),
      );
      const possible = race(worlds.get(name) ?? [], calls, now);
      if (possible.length === 0) expect({ name, calls }).toEqual(worlds.get(name));
      worlds.set(name, possible);
    });
    await compare();
    const moved = await control.post('/clock', { advance: `${String(seconds)}s` });
    expect(moved.body.clock.stoppedShort).toBe(false);
    now += seconds * 1_000;
    for (const [name, possible] of worlds)
      worlds.set(
        name,
        possible.map((world) => pass(world, now)),
      );
    await compare();
  }

  // The store: what the client lists is what is left.
  const shown: Readonly<Record<string, string>> = {
    expired: 'close',
    replaced: 'close',
    closed: 'close',
    open: 'open',
    lost: 'connecting',
    pairing: 'connecting',
  };
  const left = [...worlds].flatMap(([name, [world]]) =>
    world === undefined || world.phase === 'gone' ? [] : [[name, shown[world.phase]] as const],
  );
  const list = (await api.get('/instance/list')).body;
  expect(list.count).toBe(left.length);
  expect(new Map(list.instances.map((one: Json) => [one.apiInstanceName, one.state]))).toEqual(new Map(left));

  // The deliveries: each event once for each webhook, kept or counted as dropped; in order, one at a time.
  const total = good.received.length;
  const perWebhook = await Promise.all(
    [1, 2, 3, 4, 5].map(async (id) => (await control.get(`/deliveries?webhook=${String(id)}`)).body),
  );
  const kept = perWebhook.reduce((sum: number, { count }: Json) => sum + Number(count), 0);
  expect(kept + Number(perWebhook[0].dropped)).toBe(5 * total);
  for (const { count } of perWebhook) expect(count).toBeLessThanOrEqual(2_000);
  for (const receiver of [good, bad[0], bad[1]]) expect(receiver?.open.most).toBe(1);
  expect(bad[0]?.received).toHaveLength(1);

  await wachat.close();
};

describe('Under attack', () => {
  test(`store, deliveries and states agree with a plain model of the lifecycle (seed ${String(seed)})`, async () => {
    const warnings = watchWarnings();
    await fc.assert(fc.asyncProperty(rounds, attack), { seed, numRuns: 2, endOnFailure: true });
    expect(warnings).toEqual([]);
  });

  describe('with 100 streams, 100 waits and 100 hanging deliveries open', () => {
    const crowd = async () => {
      const warnings = watchWarnings();
      const built = await build({ seed: 'crowd', apiKeys: ['key', 'other'] });
      const { api, control, wachat, origin } = built;
      const name = String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
      const receiver = await receive(hang);
      for (let count = 0; count < 100; count++) {
        expect((await api.post('/webhooks', { url: receiver.url, instanceName: name })).status).toBe(201);
      }
      const live = `${wachat.url}/instance/qr/live?instanceName=${name}&apiKey=${wachat.apiKey}`;
      const streams = await Promise.all(Array.from({ length: 100 }, () => openStream(live)));
      for (const stream of streams) expect((await stream.next()).count).toBe(1);
      wachat.expireQr(name);
      for (const stream of streams) expect((await stream.next()).count).toBe(2);
      await receiver.until(100);
      expect(receiver.open.now).toBe(100);
      const query = `/deliveries?wait=1m&instanceName=${name}&status=delivered`;
      const answers: Promise<Reply>[] = [];
      for (let count = 0; count < 100; count++) answers.push((await begin(() => control.get(query))).answer);
      const waits = Promise.allSettled(answers);
      const byOther = await client(wachat.url, 'other').create({ instanceName: 'shop' });
      const otherLive = await openStream(byOther.body.qrcode.liveUrl);
      await otherLive.next();
      /** All have ended, each without a word of what came after. */
      const allEnded = async () => {
        const more = await Promise.all(streams.map((stream) => stream.next()));
        expect(more).toEqual(streams.map(() => undefined));
        for (const wait of await waits) {
          const nothing = { success: true, count: 0, deliveries: [], satisfied: false };
          expect(wait).toMatchObject({ status: 'fulfilled', value: { body: nothing } });
        }
        await expect.poll(() => receiver.open.now).toBe(0);
        expect(receiver.received).toHaveLength(100);
        expect(warnings).toEqual([]);
        // Nobody else's.
        wachat.account('other').expireQr(byOther.body.instance.apiInstanceName);
        expect((await otherLive.next()).count).toBe(2);
        otherLive.leave();
      };
      return { ...built, origin, name, receiver, waits, allEnded };
    };

    test('a reset ends all, and none sees the successor', async () => {
      const { api, control, name, wachat, receiver, allEnded } = await crowd();
      await control.post('/reset');
      // The same seed, time and name: the successor has the same technical name.
      const successor = await api.create({ instanceName: 'shop' });
      expect(successor.body.instance.apiInstanceName).toBe(name);
      wachat.scan({ instanceName: name });
      await allEnded();
      await wachat.clock.advance('1h', { settle: true });
      expect(receiver.received).toHaveLength(100);
    });

    test('a delete ends all, and none sees the successor', async () => {
      const { api, name, wachat, allEnded } = await crowd();
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
      expect((await api.get('/webhooks')).body.count).toBe(0);
      const successor = await api.create({ instanceName: 'shop' });
      expect(successor.body.instance.apiInstanceName).not.toBe(name);
      wachat.scan({ code: successor.body.qrcode.code });
      await allEnded();
    });

    test('close() ends all', async () => {
      const { wachat, receiver, waits } = await crowd();
      await wachat.close();
      await waits;
      await expect.poll(() => receiver.open.now).toBe(0);
    });
  });
});
