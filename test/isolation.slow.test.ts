import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRandomness, derive, streamOf } from '../src/domain/ids.js';
import { startWachat, verify } from '../src/index.js';
import { client, type Json, type Reply } from './support/client.js';
import { build } from './support/emulator.js';
import { receive } from './support/receiver.js';
import { openStream } from './support/socket.js';

const SUITES = 50;
const STEPS = 12;
/** One in so many suites is run alone as well. */
const ALONE = 5;
/** Set it to the one that a failure shows, and all that is chosen by chance is chosen again. */
const SEED = process.env.ISOLATION_SEED ?? randomUUID();

/** What every suite shows to all others, who must not be able to do anything with it. */
type Shown = { readonly owner: string; readonly name: string; readonly code: string };
type Board = Shown[];

/** Reads a live stream to its end, and keeps the display names that it shows. */
const follow = (url: string, display: string) => {
  const opening = openStream(url);
  const shown = new Set<string>([display]);
  const read = async (): Promise<void> => {
    const { next } = await opening;
    for (let view = await next(); view !== undefined; view = await next()) shown.add(view.displayName);
  };
  const follower = {
    isOver: false,
    shown,
    // A connection that breaks is an end too.
    ended: read()
      .catch(() => undefined)
      .finally(() => (follower.isOver = true)),
  };
  return { opening, follower };
};

/** Whole numbers from 0, always the same for the same suite. */
const chanceOf = (suite: number) => {
  let count = 0;
  return (below: number): number => derive(4, 'isolation', SEED, String(suite), ++count).readUInt32BE(0) % below;
};

/**
 * One suite as our users have them: a key of its own, a receiver of its own, and no thought for anybody else. Checks
 * after each step that it sees its own and nothing else.
 * @returns all that it saw, without what the company may change: its number, and the ports
 */
const runSuite = async (suite: number, key: string, url: string, board: Board): Promise<readonly string[]> => {
  const { origin } = new URL(url);
  const api = client(url, key);
  const control = client(`${origin}/_emulator`, key);
  const receiver = await receive();
  const chance = chanceOf(suite);
  const seen: string[] = [];
  /** By technical name: the display name and the state as they must be. */
  const mine = new Map<string, { readonly display: string; state: string }>();
  /** Who follows an instance, by its technical name. */
  const followers = new Map<string, ReturnType<typeof follow>['follower']>();
  let made = 0;
  let heard = 0;
  let now = 0;
  let secret = '';

  const plain = (text: string): string =>
    text
      .replaceAll(origin, 'ORIGIN')
      .replaceAll(receiver.url, 'HOOK')
      .replaceAll(/\bt\d+_/g, 't_');
  const see = (what: string, reply: Reply, status = 200): Json => {
    expect(reply.status, `${what}: ${reply.bytes.toString()}`).toBe(status);
    seen.push(`${what} ${plain(reply.bytes.toString())}`);
    return reply.body;
  };
  const pick = (state?: string): string | undefined => {
    const names = [...mine].filter(([, one]) => state === undefined || one.state === state).map(([name]) => name);
    return names[chance(Math.max(1, names.length))];
  };

  /** Takes up the account anew: its clock stands still at a time that is this suite's alone, and a webhook listens. */
  const begin = async (): Promise<void> => {
    now = Date.UTC(2026, 0, 1 + suite, 0, 0, 0, chance(1_000_000));
    expect((await control.post('/clock', { freeze: true })).status).toBe(200);
    see('set', await control.post('/clock', { set: new Date(now).toISOString() }));
    secret = see('webhook', await api.post('/webhooks', { url: receiver.url }), 201).webhook.secret;
  };
  /** What was followed is gone, so that following has an end. */
  const end = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const follower = followers.get(name);
      await follower?.ended;
      expect(follower?.shown.size ?? 1).toBe(1);
      followers.delete(name);
    }
  };

  const create = async (): Promise<void> => {
    const display = `suite ${String(suite)} shop ${String(++made)}`;
    const { instance, qrcode } = see('create', await api.create({ instanceName: display }), 201);
    const name = String(instance.apiInstanceName);
    expect(instance).toMatchObject({ displayName: display, createdAt: new Date(now).toISOString() });
    mine.set(name, { display, state: 'connecting' });
    board.push({ owner: key, name, code: qrcode.code });
  };
  const scan = async (): Promise<void> => {
    const name = pick('connecting');
    const one = mine.get(name ?? '');
    if (name === undefined || one === undefined) return;
    const { qrcode } = see('qr', await api.get(`/instance/qr?instanceName=${name}`));
    see('scan', await control.post('/scan', { code: qrcode.code }));
    one.state = 'open';
  };
  const remove = async (): Promise<void> => {
    const name = pick();
    if (name === undefined) return;
    if (mine.get(name)?.state === 'open') {
      see('logout', await api.call('POST', `/instance/logout?instanceName=${name}`));
    }
    see('delete', await api.call('DELETE', `/instance/delete?instanceName=${name}`));
    mine.delete(name);
    await end([name]);
  };
  const startOver = async (call: () => Promise<Reply>): Promise<void> => {
    see('start over', await call());
    mine.clear();
    await end([...followers.keys()]);
    await begin();
  };
  const advance = async (): Promise<void> => {
    const by = (suite + 1) * 100 + chance(60_000);
    now += by;
    const { clock } = see('advance', await control.post('/clock', { advance: `${String(by)}ms`, settle: true }));
    expect(clock).toMatchObject({ now: new Date(now).toISOString(), stoppedShort: false, unsettled: [] });
  };
  const poll = async (): Promise<void> => {
    const name = pick();
    if (name === undefined) return;
    const { instance } = see('state', await api.get(`/instance/state?instanceName=${name}`));
    expect(instance.state).toBe(mine.get(name)?.state);
    see('live', await api.get(`/instance/qr/live?instanceName=${name}&apiKey=${key}`, { Accept: 'application/json' }));
  };
  const watch = async (): Promise<void> => {
    const name = pick();
    const display = mine.get(name ?? '')?.display;
    if (name === undefined || display === undefined) return;
    if (followers.has(name)) return;
    const { opening, follower } = follow(`${url}/instance/qr/live?instanceName=${name}&apiKey=${key}`, display);
    expect((await opening).status).toBe(200);
    followers.set(name, follower);
  };
  /** What others have shown is unknown here. Who is alone sees nobody's, so it is not part of what was seen. */
  const pry = async (): Promise<void> => {
    const others = board.filter(({ owner }) => owner !== key);
    const other = others[chance(Math.max(1, others.length))];
    if (other === undefined) return;
    for (const reply of [
      await control.post('/scan', { code: other.code }),
      await control.post(`/instances/${other.name}/scan`),
      await api.get(`/instance/qr?instanceName=${other.name}`),
      await api.call('DELETE', `/instance/delete?instanceName=${other.name}`),
    ]) {
      expect(reply.status, reply.bytes.toString()).toBe(404);
    }
  };

  /** Breaks the second of three calls, in words of its own; a fault of another suite would hit one of the others. */
  const breakOne = async (): Promise<void> => {
    const fault = {
      operation: 'getInstances',
      nth: 2,
      status: 503,
      body: { error: `broken by suite ${String(suite)}` },
    };
    see('break', await control.call('PUT', '/faults', { body: { faults: [fault] } }));
    for (const status of [200, 503, 200]) see('broken list', await api.get('/instance/list'), status);
    expect(see('faults', await control.get('/faults')).faults).toMatchObject([{ seen: 3, fired: 1 }]);
    see('mend', await control.call('DELETE', '/faults'));
  };
  /** The journal has durations, so it is looked at but not compared. */
  const readJournal = async (): Promise<void> => {
    const { requests } = (await control.get('/requests?operation=createInstance&limit=1000')).body;
    for (const { body } of requests) expect(body.content.instanceName).toMatch(new RegExp(`^suite ${String(suite)} `));
    const { events } = (await control.get('/events?limit=1000')).body;
    const ours = new RegExp(`_suite-${String(suite)}-shop-`);
    for (const { instanceName } of events) expect(instanceName).toMatch(ours);
  };

  const steps: readonly (() => Promise<void>)[] = [
    ...[create, create, create, scan, scan, advance, advance, poll, pry, remove, watch],
    ...[breakOne, readJournal],
    () => startOver(() => control.post('/reset')),
    () => startOver(() => control.call('DELETE', '/account')),
  ];

  /** The clock, the instances, and the deliveries that came; whatever is not this suite's own would be here. */
  const lookAround = async (): Promise<void> => {
    // No delivery is under way after it.
    const { clock } = see('settle', await control.post('/clock', { advance: '0ms', settle: true }));
    expect(clock).toMatchObject({ now: new Date(now).toISOString(), frozen: true });
    const { instances } = see('list', await api.get('/instance/list'));
    expect(instances.map((one: Json) => [one.apiInstanceName, { display: one.displayName, state: one.state }])).toEqual(
      [...mine],
    );
    for (const { headers, raw, body } of receiver.received.slice(heard)) {
      const [timestamp, signature] = [headers['x-wachat-timestamp'], headers['x-wachat-signature']];
      expect(verify({ secret, timestamp, signature, body: raw }, { now: Number(timestamp) * 1_000 })).toBe('ok');
      expect(body.destination).toBe(receiver.url);
      seen.push(`delivery ${plain(raw.toString())}`);
    }
    heard = receiver.received.length;
    expect([...followers.values()].filter(({ isOver }) => isOver)).toEqual([]);
  };
  /** What is counted of it. */
  const count = async (): Promise<void> => {
    see('deliveries', await control.get('/deliveries?limit=1'));
    const { accounts } = (await control.get('/accounts')).body;
    const own = accounts.filter((one: Json) => one.own);
    const open = [...mine.values()].filter(({ state }) => state === 'open').length;
    expect(own).toMatchObject([
      {
        key: `••••${key.slice(-6)}`,
        instances: { count: mine.size, connecting: mine.size - open, open, close: 0 },
        webhooks: 1,
        frozen: true,
      },
    ]);
    const number = `t${String(own[0].number)}_`;
    for (const name of mine.keys()) expect(name.startsWith(number)).toBe(true);
  };

  await begin();
  await create();
  for (let step = 0; step < STEPS; step++) {
    await steps[chance(steps.length)]?.();
    await lookAround();
  }
  await count();
  expect((await control.post('/reset')).status).toBe(200);
  await end([...followers.keys()]);
  return seen;
};

test('fifty suites against one emulator see their own, and what each would see alone', async () => {
  try {
    const random = createRandomness(streamOf(SEED, 'keys'));
    const keys = Array.from({ length: SUITES }, () => random.id(24));
    const { wachat } = await build({ clock: 'system', seed: SEED });
    const board: Board = [];
    const together = await Promise.all(keys.map((key, suite) => runSuite(suite, key, wachat.url, board)));
    expect(wachat.accounts()).toHaveLength(SUITES);
    // Names, and with them the numbers of accounts, are never anybody else's, not even of accounts that are gone.
    expect(new Set(board.map(({ name }) => name)).size).toBe(board.length);
    expect(new Set(board.map(({ code }) => code)).size).toBeGreaterThan(SUITES);
    const owners = new Map<string, string>();
    for (const { owner, name } of board) {
      const number = name.split('_')[0] ?? '';
      expect(owners.get(number) ?? owner).toBe(owner);
      owners.set(number, owner);
    }
    for (const [suite, key] of keys.entries()) {
      if (suite % ALONE !== 0) continue;
      const alone = await startWachat({ seed: SEED });
      const expected = await runSuite(suite, key, alone.url, []);
      await alone.close();
      expect(together[suite]).toEqual(expected);
    }
  } catch (error) {
    throw new Error(`With ISOLATION_SEED=${SEED}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
});
