import { describe, expect, test } from 'vitest';
import { client } from './support/client.js';
import { inMegabytes, startBeside, tell } from './support/overload.js';
import { startHelper } from './support/process.js';
import { isLong, testSeed } from './support/random.js';
import { riseOf } from './support/regression.js';

/** Requests in all, those before the first sample among them. */
const REQUESTS = isLong ? 300_000 : 24_000;
/** By then the code is compiled; and in a long run, what is kept of requests and events has reached its bounds. */
const WARM_UP = isLong ? 40_000 : 16_000;
const SAMPLES = isLong ? 100 : 25;
/**
 * What a heap may rise by, in bytes, over all samples: paths of the code that are taken for the first time, and the newest
 * requests, which no reset drops.
 */
const NOTHING = 384 * 1_024;
/** Code that is optimized and thrown away again takes another 50 bytes a request, for a long time. */
const ENGINE = ['--no-opt'];

describe('The heap has no slope', () => {
  test.each([
    ['life', 'whole lives of instances, with webhooks, faults, streams and waits', []],
    ['keys', 'a new key for each request', ['--max-accounts', '1000']],
  ])(
    `%s: %s (seed ${String(testSeed)})`,
    async (kind, _what, flags) => {
      const { emulator, endWell } = await startBeside(flags, ENGINE);
      const soaking = await startHelper('soak-client.mjs', [kind, emulator.origin, String(testSeed)]);
      const control = client(`${emulator.origin}/_emulator`, 'soak-key');
      const counts = new Map<string, number>();
      const work = async (requests: number): Promise<void> => {
        const { statuses, wrong } = await soaking.ask({ requests });
        expect(wrong).toEqual([]);
        for (const [status, count] of Object.entries(statuses))
          counts.set(status, (counts.get(status) ?? 0) + Number(count));
      };
      await work(WARM_UP);
      const heaps: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample++) {
        await work((REQUESTS - WARM_UP) / SAMPLES);
        // In a short run the lists of what was asked and what happened would only fill up, which is no leak.
        if (!isLong) expect((await control.post('/reset?all=true')).status).toBe(200);
        heaps.push((await emulator.memory()).heap);
      }
      const { peak } = await emulator.memory();
      const { rise, least, most } = riseOf(heaps);
      // In the midst of it.
      soaking.child.send({ requests: REQUESTS });
      const ended = await endWell();
      const done = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const slope = (bytes: number) => (bytes / (REQUESTS - WARM_UP)).toFixed(1);
      tell(
        `soak of ${kind}, seed ${String(testSeed)}: ${String(done)} requests, ${[...counts].map(([status, count]) => `${String(count)} × ${status}`).join(', ')}`,
        `heap from ${inMegabytes(heaps[0] ?? 0, 2)} to ${inMegabytes(heaps.at(-1) ?? 0, 2)} in ${String(SAMPLES)} samples`,
        `slope ${slope(rise)} bytes a request (95 %: ${slope(least)} to ${slope(most)})`,
        `peak ${inMegabytes(peak)}`,
        ended,
      );
      // No slope, or one that is not worth the name.
      expect(Math.min(least, rise - NOTHING)).toBeLessThanOrEqual(0);
    },
    isLong ? 3_600_000 : 120_000,
  );
});
