import { describe, expect, test } from 'vitest';
import { startWachat, type Options } from '../../src/index.js';
import { manualClock } from '../../src/domain/time-source.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { hang, receive, status } from '../support/receiver.js';
import { openStream } from '../support/socket.js';
import { business } from '../support/shop.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An emulator that deletes what nobody used for an hour. */
const buildForgetful = async (options: Options = {}) => {
  const built = await build({ accountTtl: '1h', ...options });
  const create = async (key: string) => (await client(built.wachat.url, key).create({ instanceName: 'shop' })).body;
  const isInUse = (number: number): boolean => {
    built.clock.advance(1);
    const account = built.wachat.accounts().find((one) => one.number === number);
    return account !== undefined && Date.parse(account.lastUsedAt) === built.clock.now();
  };
  return { ...built, create, isInUse, numbers: () => built.wachat.accounts().map(({ number }) => number) };
};

/** An instance without a QR, which nothing has to happen for. */
const idle = { instanceName: 'shop', ...business };

/** Counts what waits for its time. */
const countingClock = () => {
  const clock = manualClock();
  const armed = new Set<() => void>();
  return {
    armed,
    advance: clock.advance,
    source: {
      now: clock.now,
      after(delay: number, action: () => void) {
        const fire = (): void => {
          armed.delete(fire);
          action();
        };
        armed.add(fire);
        const callOff = clock.after(delay, fire);
        return () => {
          armed.delete(fire);
          callOff();
        };
      },
    },
  };
};

describe('The time to live of an account', () => {
  describe('rules', () => {
    test.each([['999ms'], ['366d'], ['soon'], [-1]])('cannot be %s', async (accountTtl) => {
      await expect(startWachat({ accountTtl })).rejects.toThrow('accountTtl must be a duration from 1s to 365d');
    });

    test('is off unless it is set: nothing is armed, and no account goes', async () => {
      const { advance, armed, source } = countingClock();
      const { wachat } = await build({ clock: source });
      await client(wachat.url, 'a').create(idle);
      expect(armed.size).toBe(0);
      advance(365 * 24 * HOUR);
      expect(wachat.accounts()).toHaveLength(1);
    });

    test('takes one timer for all accounts, none without an account, and none after close()', async () => {
      const { advance, armed, source } = countingClock();
      const { wachat } = await build({ clock: source, accountTtl: '1h' });
      expect(armed.size).toBe(0);
      for (const key of ['a', 'b', 'c']) await client(wachat.url, key).create(idle);
      expect(armed.size).toBe(1);
      advance(HOUR);
      expect(wachat.accounts()).toEqual([]);
      expect(armed.size).toBe(0);
      await client(wachat.url, 'a').create(idle);
      expect(armed.size).toBe(1);
      await wachat.close();
      expect(armed.size).toBe(0);
    });
  });

  describe('behaviour', () => {
    test('an account goes when its time is up, and not before; its key comes back with a new number', async () => {
      const { clock, create, numbers, wachat } = await buildForgetful();
      await create('a');
      clock.advance(HOUR - 1);
      expect(numbers()).toEqual([1]);
      clock.advance(1);
      expect(numbers()).toEqual([]);
      expect(wachat.account('a').instances()).toEqual([]);
      expect((await create('a')).instance.apiInstanceName).toMatch(/^t2_/);
    });

    test.each([
      ['the imitated API', (url: string) => client(url, 'a').get('/instance/list')],
      ['a refusal of it', (url: string) => client(url, 'a').get('/instance/state?instanceName=none')],
      ['what is not there', (url: string) => client(url, 'a').get('/nothing')],
      ['the control API', (url: string) => client(`${new URL(url).origin}/_emulator`, 'a').get('/instances')],
      ['the list of accounts', (url: string) => client(`${new URL(url).origin}/_emulator`, 'a').get('/accounts')],
    ])('a call to %s with its key is use', async (_what, call) => {
      const { clock, create, numbers, wachat } = await buildForgetful();
      await create('b');
      await create('a');
      clock.advance(40 * MINUTE);
      await call(wachat.url);
      clock.advance(40 * MINUTE);
      expect(numbers()).toEqual([2]);
      clock.advance(20 * MINUTE);
      expect(numbers()).toEqual([]);
    });

    test('the handle is use too, but its list is not', async () => {
      const { clock, create, numbers, wachat } = await buildForgetful();
      await create('a');
      await create('b');
      for (let turn = 0; turn < 3; turn++) {
        clock.advance(20 * MINUTE);
        wachat.account('a').clock.read();
        wachat.account('a').instances();
        wachat.accounts();
      }
      expect(numbers()).toEqual([1]);
    });

    test("neither an account's own clock nor what happens by itself counts", async () => {
      const { clock, create, numbers, wachat } = await buildForgetful({ autoScan: '30m' });
      await create('frozen');
      await wachat.account('frozen').clock.freeze();
      await create('ahead');
      await wachat.account('ahead').clock.advance('30d');
      expect(numbers()).toEqual([1, 2]);
      clock.advance(HOUR - 1);
      expect(numbers()).toEqual([1, 2]);
      clock.advance(1);
      expect(numbers()).toEqual([]);
    });

    test('an open live stream keeps it, and its time begins when that ends', async () => {
      const { clock, create, isInUse, numbers, wachat } = await buildForgetful();
      const stream = await openStream((await create('a')).qrcode.liveUrl);
      await stream.next();
      clock.advance(HOUR);
      clock.advance(HOUR);
      expect(numbers()).toEqual([1]);
      stream.leave();
      await expect.poll(() => isInUse(1)).toBe(false);
      const left = Date.parse(wachat.accounts()[0]?.lastUsedAt ?? '');
      clock.advance(left + HOUR - 1 - clock.now());
      expect(numbers()).toEqual([1]);
      clock.advance(1);
      expect(numbers()).toEqual([]);
    });

    test('a wait keeps it, by HTTP and on the handle', async () => {
      const { clock, create, isInUse, numbers, origin, wachat } = await buildForgetful();
      await create('a');
      await create('b');
      const leaving = new AbortController();
      const wait = fetch(`${origin}/_emulator/deliveries?wait=1m`, {
        headers: { Authorization: 'Bearer a' },
        signal: leaving.signal,
      });
      const onHandle = wachat.account('b').waitFor('deliveries', {}, '1m');
      await expect.poll(() => isInUse(1) && isInUse(2)).toBe(true);
      clock.advance(2 * HOUR);
      expect(numbers()).toEqual([1, 2]);
      const ends = Promise.allSettled([wait, onHandle]);
      leaving.abort();
      wachat.reset();
      await ends;
    });

    test('a delivery under way keeps it; one that waits for its retry does not', async () => {
      const { clock, create, numbers, wachat } = await buildForgetful();
      const [holds, fails] = [await receive(hang), await receive(status(500))];
      for (const [key, { url }] of [
        ['a', holds],
        ['b', fails],
      ] as const) {
        await create(key);
        await wachat.account(key).clock.freeze();
        await client(wachat.url, key).post('/webhooks', { url });
        await create(key);
      }
      await holds.until(1);
      await wachat.account('b').waitFor('deliveries', { status: 'waiting', count: 2 });
      clock.advance(HOUR);
      expect(numbers()).toEqual([1]);
    });

    test('it goes as by a delete: what waits ends, and a reset one goes too', async () => {
      const { clock, create, numbers, wachat } = await buildForgetful();
      await create('a');
      wachat.account('a').reset();
      await create('b');
      expect(numbers()).toEqual([1, 2]);
      clock.advance(HOUR);
      expect(numbers()).toEqual([]);
    });
  });
});
