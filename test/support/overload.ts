import { once } from 'node:events';
import { expect } from 'vitest';
import { startHelper, startProbedCli } from './process.js';

/** How long a good client may wait at the 99th percentile, in milliseconds. */
const LONGEST = 100;
/** A busy machine holds up whoever it is: if it holds up a bare server, this many times as long is allowed. */
const TIMES_BARE = 4;
/** How many rounds there are at most, unless the test says. */
const MOST_ROUNDS = 5;

/** Whether a line of the log is about a webhook that fails. */
const isOfWebhook = (line: string): boolean => /"level":40,.*"webhook":\d+,.*"delivery":/.test(line);

/**
 * The command, and a bare server beside it to compare with; both end with the test.
 * @param engine options of Node itself, for the command
 */
export const startBeside = async (args: readonly string[] = [], engine: readonly string[] = []) => {
  const [emulator, bare] = await Promise.all([startProbedCli(args, engine), startHelper('bare-server.mjs')]);

  const endOf = async ({ child }: typeof bare | typeof emulator) => {
    const begun = performance.now();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code]: unknown[] = await ended;
    return { code, took: Math.round(performance.now() - begun) };
  };

  return {
    emulator,
    bare,
    /** Ends the command in the midst of it all: well, without a word, and within a second more than a bare server takes. */
    endWell: async (): Promise<string> => {
      const [ours, theirs] = await Promise.all([endOf(emulator), endOf(bare)]);
      const told = `SIGTERM: exit ${String(ours.code)} after ${String(ours.took)} ms (bare server: ${String(theirs.took)})`;
      expect(ours.code, told).toBe(0);
      expect(ours.took - theirs.took, told).toBeLessThan(1_000);
      const lines = (await emulator.exited).stderr.split('\n').filter((line) => line !== '');
      // That a receiver fails is told, and is no trouble of the emulator's.
      expect(lines.filter((line) => !isOfWebhook(line))).toEqual([]);
      return told;
    },
  };
};

type Seen = { readonly p50: number; readonly p99: number; readonly failed: readonly string[] };

/**
 * A client that does nothing wrong, in a process of its own; it ends with the test.
 * @returns a function that sends this many requests at a steady pace, and expects each to be answered well, and in time
 * in one of some rounds: what another program takes of the machine passes. What holds the emulator up must go on
 */
export const startGoodClient = async ({ emulator, bare }: Awaited<ReturnType<typeof startBeside>>) => {
  const client = await startHelper('good-client.mjs', [emulator.origin, bare.first.origin]);
  const shown = ({ p50, p99 }: Seen) => `p50 ${String(p50)} ms, p99 ${String(p99)} ms`;
  return async (requests: number, mostRounds = MOST_ROUNDS): Promise<string> => {
    const rounds: string[] = [];
    for (let isInTime = false; !isInTime;) {
      const seen: { readonly emulator: Seen; readonly bare: Seen } = await client.ask({ requests });
      expect(seen.emulator.failed).toEqual([]);
      expect(seen.bare.failed).toEqual([]);
      rounds.push(`${shown(seen.emulator)} (bare server: ${shown(seen.bare)})`);
      isInTime = seen.emulator.p99 < Math.max(LONGEST, TIMES_BARE * seen.bare.p99);
      if (!isInTime) expect(rounds.length, `too late in each round: ${rounds.join(', ')}`).toBeLessThan(mostRounds);
    }
    return `good client: ${rounds.join(', then ')}`;
  };
};

export const inMegabytes = (bytes: number, digits = 0): string => `${(bytes / 2 ** 20).toFixed(digits)} MB`;

/** One line of what a run tells about itself. */
export const tell = (...parts: readonly string[]): void => {
  process.stdout.write(`${parts.join('; ')}\n`);
};
