import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { inMegabytes, startBeside, startGoodClient, tell } from '../support/overload.js';
import { startHelper } from '../support/process.js';
import { isLong } from '../support/random.js';

/** Requests of the good client, each ten milliseconds after the one before. */
const REQUESTS = isLong ? 3_000 : 300;
/** The most that the command may ever take of memory. A fresh one takes 100 MB. */
const MOST_MEMORY = 400 * 2 ** 20;

/** How many files a process may have open. Node raises its own limit to the hard one. */
const mostFiles = (): number => {
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
};
/** Left to all else that a process has open. */
const OTHER_FILES = 200;

/** As many as this machine lets a process have; says so if they are fewer. */
const affordable = (wanted: number): number => {
  const most = mostFiles() - OTHER_FILES;
  if (wanted > most) tell(`only ${String(most)} instead of ${String(wanted)} connections, by ulimit -n`);
  return Math.min(wanted, most);
};

describe('A good client is served well, and SIGTERM ends the command at once, beside', () => {
  test.each([
    ['slow headers', 500],
    ['slow bodies', 500],
    ['pipelined requests', 1_000],
    ['pipelined requests that nobody reads', 1_000],
    ['streams that nobody reads', 500],
    ['live pages', 3_000],
    ['requests held up by faults', 1_500],
    ['connections cut at any byte', 12],
    ['connections half open', 1_000],
  ])('%s: %d', async (way, wanted) => {
    const beside = await startBeside();
    const { emulator, endWell } = beside;
    const serveWell = await startGoodClient(beside);
    const count = affordable(wanted);
    const bad = await startHelper('bad-clients.mjs', [way, emulator.origin, String(count)]);
    const served = await serveWell(REQUESTS);
    const { done, lost } = await bad.ask('tally');
    expect({ way, lost }).toEqual({ way, lost: 0 });
    const { peak } = await emulator.memory();
    const ended = await endWell();
    tell(
      `${way}, ${String(count)}: ${String(done)} done, ${String(lost)} lost`,
      served,
      `peak ${inMegabytes(peak)}`,
      ended,
    );
    expect(peak).toBeLessThan(MOST_MEMORY);
  });
});
