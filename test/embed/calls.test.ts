import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  manualClock,
  readQr,
  Refusal,
  startWachat,
  verify,
  type Snapshot,
  type Wachat,
} from '../../src/index.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { receive } from '../support/receiver.js';

/** A wachat that runs on the system's clock, and an instance of it that pairs. */
const pairing = async () => {
  const { wachat } = await build({ clock: 'system' });
  const { body } = await client(wachat.url, wachat.apiKey).create({ instanceName: 'shop' });
  const code: string = body.qrcode.code;
  const name: string = body.instance.apiInstanceName;
  return { wachat, code, name };
};

const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ reason: 'none' }),
    (reason: unknown) => ({ reason }),
  );

describe('Nothing passes by a forgotten await', () => {
  test('a QR that a move was to expire is not accepted', async () => {
    const { wachat, code } = await pairing();
    const move = wachat.clock.advance('45s');
    expect(() => wachat.scan({ code })).toThrow(
      'scan was called while clock.advance is under way: await clock.advance first.',
    );
    await move;
    expect(() => wachat.scan({ code })).toThrow('no longer current');
  });

  test.each<readonly [string, (wachat: Wachat, snapshot: Snapshot) => Promise<unknown>]>([
    ['clock.freeze', (wachat) => wachat.clock.freeze()],
    ['clock.run', (wachat) => wachat.clock.run()],
    ['clock.advance', (wachat) => wachat.clock.advance(1)],
    ['clock.set', (wachat) => wachat.clock.set('2030-01-01T00:00:00Z')],
    ['clock.advance', (wachat) => wachat.clock.advance('1s', { settle: true })],
    ['snapshot', (wachat) => wachat.snapshot()],
    ['restore', (wachat, snapshot) => wachat.restore(snapshot)],
  ])('nothing is read or done while %s is under way, by any handle of the account', async (move, begin) => {
    const { wachat, name } = await pairing();
    const snapshot = await wachat.snapshot();
    const same = wachat.account(wachat.apiKey);
    const moving = begin(wachat, snapshot);
    const sentence = `while ${move} is under way: await ${move} first.`;
    for (const call of [
      () => wachat.instances(),
      () => wachat.requests(),
      () => wachat.clock.read(),
      () => wachat.faults(),
      () => same.drop(name),
      () => same.expireQr(name),
    ])
      expect(call).toThrow(sentence);
    const refused = [wachat.waitFor('instances'), wachat.clock.advance('1s'), same.restore(snapshot)];
    for (const { reason } of await Promise.all(refused.map(outcomeOf))) expect(String(reason)).toContain(sentence);
    expect(wachat.account('another').instances()).toEqual([]);
    await moving;
    expect(wachat.instances()).toHaveLength(1);
  });

  test('a reset comes in between, since it ends what is under way', async () => {
    const { wachat } = await pairing();
    const move = wachat.clock.advance('1h');
    wachat.reset();
    expect((await move).stoppedShort).toBe(true);
    expect(wachat.instances()).toEqual([]);
  });

  test('one that is refused is over', async () => {
    const { wachat } = await build({ maxAccounts: 1 });
    await client(wachat.url, wachat.apiKey).create({ instanceName: 'shop' });
    const other = wachat.account('another');
    for (const move of [() => other.clock.freeze(), () => other.clock.run(), () => other.clock.advance(1)])
      await expect(move()).rejects.toThrow(Refusal);
    expect(other.instances()).toEqual([]);
  });

  test('a reset throws beside a restore and a snapshot, of which either may come first', async () => {
    const { wachat } = await pairing();
    const same = wachat.account(wachat.apiKey);
    const snapshot = await wachat.snapshot();
    const restoring = wachat.restore(snapshot);
    for (const call of [
      () => {
        wachat.reset();
      },
      () => {
        same.reset();
      },
      () => same.delete(),
    ])
      expect(call).toThrow('while restore is under way: await restore first.');
    wachat.account('another').reset();
    await restoring;
    wachat.reset();
    expect(wachat.instances()).toEqual([]);
  });

  test('a receiver that begins another move is told at once, and not after its patience', async () => {
    const { wachat, code } = await pairing();
    const problems: string[] = [];
    const receiver = await receive(async (_received, response) => {
      const { reason } = await outcomeOf(wachat.snapshot());
      problems.push(String(reason));
      response.end();
    });
    await client(wachat.url, wachat.apiKey).post('/webhooks', { url: receiver.url, events: ['qrcode.updated'] });
    expect(code).not.toBe('');
    await wachat.clock.advance('45s', { settle: true });
    expect(problems).toContain(
      'Error: snapshot was called while clock.advance waits for receivers: call it when clock.advance is done.',
    );
  });

  test('one that failed is over', async () => {
    const { wachat, code } = await pairing();
    await expect(wachat.clock.advance('soon')).rejects.toThrow(RangeError);
    expect(wachat.scan({ code }).state).toBe('open');
  });

  test('a receiver, whose answer a move waits for, may call', async () => {
    const { wachat, code } = await pairing();
    const seen: string[] = [];
    const receiver = await receive((_received, response) => {
      seen.push(wachat.instances()[0]?.state ?? '');
      response.end();
    });
    await client(wachat.url, wachat.apiKey).post('/webhooks', { url: receiver.url, events: ['connection.update'] });
    wachat.scan({ code });
    await wachat.clock.advance('1s', { settle: true });
    expect(new Set(seen)).toEqual(new Set(['open']));
  });

  test('a manual clock has moved before anybody could forget', async () => {
    const clock = manualClock();
    const begin = clock.now();
    const moved = clock.advance('45s');
    expect(clock.now() - begin).toBe(45_000);
    expect(await moved).toEqual({ now: begin + 45_000, stoppedShort: false });
  });
});

describe('Durations', () => {
  test.each([45_000, '45s', '45000ms'])('%j is the same to every clock', async (by) => {
    const clock = manualClock('2026-01-01T00:00:00Z');
    expect((await clock.advance(by)).now).toBe(Date.parse('2026-01-01T00:00:45Z'));
    const { wachat } = await build({ clock: 'manual', seed: 'any' });
    expect((await wachat.clock.advance(by)).now).toBe('2026-01-01T00:00:45.000Z');
    const overHttp = await client(wachat.controlUrl, wachat.apiKey).post('/clock', { advance: by });
    expect(overHttp.body.clock.now).toBe('2026-01-01T00:01:30.000Z');
  });

  test.each([-1, 1.5, '45', 'soon', null, {}, 3_661 * 86_400_000])('%j is one to none of them', async (by) => {
    const given = JSON.parse(JSON.stringify(by));
    await expect(manualClock().advance(given)).rejects.toThrow('advance takes a duration from 0ms to 3660d');
    const { wachat } = await build();
    await expect(wachat.clock.advance(given)).rejects.toThrow('advance takes a duration from 0ms to 3660d');
    const overHttp = await client(wachat.controlUrl, wachat.apiKey).post('/clock', { advance: by });
    expect([overHttp.status, overHttp.body.error]).toEqual([
      400,
      expect.stringContaining('"advance" must be a duration from 0ms to 3660d'),
    ]);
  });

  test('a wait takes how long as it is, or as a timeout', async () => {
    const { wachat } = await build();
    await expect(wachat.waitFor('events', {}, { timeout: '20ms' })).rejects.toThrow('Waited 20ms for events');
    await expect(wachat.waitFor('events', {}, { timeout: 20 })).rejects.toThrow('Waited 20 ms for events');
    await expect(wachat.waitFor('events', {}, 20)).rejects.toThrow('Waited 20 ms for events');
  });

  test('a wait without one ends before Vitest and Jest give up', async () => {
    const { wachat } = await build();
    await expect(wachat.waitFor('events')).rejects.toThrow('Waited 4s for events');
  });
});

describe('A clock that stands still', () => {
  const signedNow = async (options: Parameters<typeof build>[0]) => {
    const { wachat } = await build(options);
    const api = client(wachat.url, wachat.apiKey);
    const receiver = await receive((_received, response) => response.end());
    const hook = await api.post('/webhooks', { url: receiver.url, events: ['qrcode.updated'] });
    await api.create({ instanceName: 'shop' });
    await wachat.clock.advance('30m');
    await receiver.until(3);
    const secret: string = hook.body.webhook.secret;
    return receiver.received.map(({ headers, raw }) =>
      verify(
        { secret, body: raw, timestamp: headers['x-wachat-timestamp'], signature: headers['x-wachat-signature'] },
        { now: Date.now() },
      ),
    );
  };

  test.each(['system', 'manual'] as const)(
    'with real signature times a receiver with a clock of its own takes them all: %s',
    async (clock) => {
      expect(new Set(await signedNow({ clock, signatureTime: 'real' }))).toEqual(new Set(['ok']));
      expect(new Set(await signedNow({ clock, signatureTime: 'real', seed: 'any' }))).toEqual(new Set(['ok']));
    },
  );

  test('without, it takes those from before the clock was moved', async () => {
    const [first, ...others] = await signedNow({ clock: 'manual' });
    expect(first).toBe('ok');
    expect(others).toContain('tooOld');
  });

  test('starts at the present, unless a seed or a time is given', async () => {
    const before = Date.now();
    const { wachat } = await build({ clock: 'manual' });
    const now = Date.parse(wachat.clock.read().now);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    expect(manualClock().now()).toBeGreaterThanOrEqual(before);
    expect(manualClock('2026-05-01T00:00:00Z').now()).toBe(Date.parse('2026-05-01T00:00:00Z'));
    expect((await build({ clock: 'manual', seed: 'any' })).wachat.clock.read().now).toBe('2026-01-01T00:00:00.000Z');
  });
});

describe('The stack of an error', () => {
  /** The first line of a stack that is a place. */
  const placeIn = (error: unknown): string =>
    (error instanceof Error ? (error.stack ?? '') : '').split('\n    at ')[1] ?? '';
  const caught = async (act: () => unknown): Promise<unknown> => {
    try {
      await act();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test.each<readonly [string, (wachat: Wachat) => unknown]>([
    ['a refusal', (wachat) => wachat.drop('nobody')],
    ['what a call does not take', (wachat) => wachat.scan(JSON.parse('{"cod": "x"}'))],
    ['a query', (wachat) => wachat.requests(JSON.parse('{"limit": 0}'))],
    ['a key', (wachat) => wachat.account('')],
    ['a wait in vain', (wachat) => wachat.waitFor('events', {}, 1)],
    ['a move', (wachat) => wachat.clock.advance('soon')],
    ['a restore', (wachat) => wachat.restore(JSON.parse('{}'))],
    ['an option', () => startWachat(JSON.parse('{"port": -1}'))],
    ['a manual clock', () => manualClock().advance('soon')],
    ['its start', () => manualClock('soon')],
    ['a picture', () => readQr('soon')],
  ])('begins where %s was called', async (_what, act) => {
    const { wachat } = await build();
    const error = await caught(() => act(wachat));
    expect(placeIn(error)).toContain('calls.test.ts');
    expect(String(error)).toBe((error instanceof Error ? error.stack : '')?.split('\n    at ')[0]);
  });

  test('leaves the error what it is', async () => {
    const { wachat } = await build();
    expect(await caught(() => wachat.drop('nobody'))).toBeInstanceOf(Refusal);
    expect(await caught(() => startWachat(JSON.parse('{"port": -1}')))).toBeInstanceOf(ConfigError);
  });
});

test('controlUrl is the base of the control API', async () => {
  const { wachat } = await build();
  expect(new URL(wachat.controlUrl).origin).toBe(new URL(wachat.url).origin);
  expect((await client(wachat.controlUrl, wachat.apiKey).get('/clock')).body.clock.frozen).toBe(true);
});
