import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../../../src/domain/time-source.js';
import { anyStep, byContent, driver, sentBy, type Step } from '../../support/continuation.js';
import { build } from '../../support/emulator.js';
import { startCli } from '../../support/process.js';
import { receive } from '../../support/receiver.js';

/** Repeats a run: WACHAT_TEST_SEED=<the seed in the title>. */
const seed = Number(process.env.WACHAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

const KEYS = ['original-aaaaaa', 'elsewhere-bbbbbb', 'beside-it-cccccc'] as const;
const publicUrl = 'http://wachat.test';

/** Plays `before`, restores what there is then elsewhere and beside it, plays `after` in all three, and compares. */
const compare = async (before: readonly Step[], after: readonly Step[]): Promise<void> => {
  const receiver = await receive(byContent);
  const hooks = new URL(receiver.url).origin;
  const settings = { publicUrl, autoScan: '20s', qrLimit: 5 } as const;
  const first = await build({ ...settings, seed: 'one' });
  const second = await build({ ...settings, seed: 'two', clock: manualClock('2031-05-05T05:05:05.000Z') });
  const [key, other, beside] = KEYS;
  const original = driver(first.wachat.url, first.origin, key, hooks);
  await original.play(before);
  const snapshot = await original.snapshot();
  const text = JSON.stringify(snapshot);
  expect(text).not.toContain(key);
  const copies = [
    driver(second.wachat.url, second.origin, other, hooks, original.names),
    driver(first.wachat.url, first.origin, beside, hooks, original.names),
  ];
  // So that the copies are not the first accounts that there are, and not empty.
  for (const { api, control } of copies) {
    await api.create({ instanceName: 'in the way' });
    expect((await control.call('PUT', '/snapshot', { body: text })).status).toBe(200);
  }
  const already = receiver.received.length;
  const expected = await original.play(after);
  for (const copy of copies) expect(await copy.play(after)).toEqual(expected);
  const last = await original.snapshot();
  for (const copy of copies) expect(await copy.snapshot()).toEqual(last);
  const [sent = [], ...sentByCopies] = KEYS.map((one) => sentBy(receiver.received.slice(already), one.slice(-6)));
  for (const one of sentByCopies) expect(one).toEqual(sent);
  await Promise.all([first.wachat.close(), second.wachat.close(), receiver.end()]);
};

const create = (number?: string): Step => ({ do: 'create', number, business: false });
const advance = (by: string): Step => ({ do: 'clock', change: { advance: by } });
const scan: Step = { do: 'phone', which: 0, action: 'scan' };
const send = (number: string, delay = 0): Step => ({ do: 'send', which: 0, number, delay });
const write = (from: string, group = false): Step => ({ do: 'receive', which: 0, from, group });
const hook = (path: string): Step => ({ do: 'hook', own: false, which: 0, path });

describe('PUT /_emulator/snapshot', () => {
  describe('behaviour', () => {
    test(`the copies go on as the original does, byte for byte, from any point of any course (seed ${String(seed)})`, async () => {
      const anyCourse = fc.tuple(
        fc.array(anyStep, { minLength: 4, maxLength: 14 }),
        fc.array(anyStep, { minLength: 3, maxLength: 10 }),
      );
      await fc.assert(
        fc.asyncProperty(anyCourse, async ([before, after]) => {
          await compare([hook('mixed'), create(), scan, ...before], after);
        }),
        { seed, numRuns: 25, endOnFailure: true },
      );
    });

    test('deliveries between two attempts are tried again at the same times, whatever is behind them', async () => {
      await compare(
        [hook('bad'), hook('mixed'), create(), create('999000000014'), advance('7s')],
        [advance('1m'), create(), advance('10m')],
      );
    });

    test('messages leave when they would have left, in their order, and those that wait to come do so too', async () => {
      const [siti, budi] = ['6281298765432', '6281211112222'];
      const act = (action: string): Step => ({ do: 'phone', which: 0, action });
      await compare(
        [
          ...[hook('bad'), hook('mixed'), create(), scan, write(siti), write(budi, true), send(budi)],
          ...[send(siti, 20_000), send(siti), send(budi, 5_000), send(siti, 61_000), send('999000000103', 5_000)],
          ...[advance('5s'), act('drop'), write(budi), write(siti, true)],
        ],
        [act('reconnect'), advance('15s'), send(siti), write(siti), advance('1h')],
      );
    });

    test('all scenarios go on half-way', async () => {
      const all = Array.from({ length: 16 }, (_, index) => create(`9990000000${String(index).padStart(2, '0')}`));
      await compare([...all, hook('good'), advance('12s')], [advance('40s'), create('999000000003'), advance('30m')]);
    });

    test('so it is between two processes of the command, with another seed and key', async () => {
      const flags = ['--clock', 'manual', '--public-url', publicUrl, '--auto-scan', '20s', '--seed'];
      const [one, two] = await Promise.all([startCli([...flags, 'one']), startCli([...flags, 'two'])]);
      const original = driver(`${one.origin}/api/v1`, one.origin, KEYS[0], 'http://localhost:9');
      await original.play([create(), create('999000000011'), advance('12s')]);
      const copy = driver(`${two.origin}/api/v1`, two.origin, KEYS[1], 'http://localhost:9', original.names);
      expect((await copy.control.call('PUT', '/snapshot', { body: await original.snapshot() })).status).toBe(200);
      const after = [create(), advance('8s'), create('999000000003'), advance('1m')];
      expect(await copy.play(after)).toEqual(await original.play(after));
      expect(await copy.snapshot()).toEqual(await original.snapshot());
    });
  });
});
