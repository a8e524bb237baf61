import { once } from 'node:events';
import { expect } from 'vitest';
import { startHelper, startProbedCli } from './process.js';

/** How long a good client may wait at the 99th percentile, in milliseconds: the issue's own number. */
const LONGEST = 100;
/** A busy machine holds up whoever it is: beside a bare server that is held up itself, this many times as long is allowed. */
const TIMES_BARE = 4;

type Seen = {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: readonly string[];
};

/** The command, a bare server beside it, and a client that does nothing wrong and asks both; all end with the test. */
export const startBeside = async (args: readonly string[] = []) => {
  const [emulator, bare] = await Promise.all([startProbedCli(args), startHelper('bare-server.mjs')]);
  const good = await startHelper('good-client.mjs', [emulator.origin, bare.first.origin]);

  /** Sends this many requests at a steady pace, and expects that each is answered well, and in time. */
  const serveWell = async (requests: number): Promise<string> => {
    const seen: { readonly emulator: Seen; readonly bare: Seen } = await good.ask({ requests });
    expect(seen.emulator.failed).toEqual([]);
    expect(seen.bare.failed).toEqual([]);
    const told = `good client: p50 ${String(seen.emulator.p50)} ms, p99 ${String(seen.emulator.p99)} ms (bare server: ${String(seen.bare.p50)}, ${String(seen.bare.p99)})`;
    expect(seen.emulator.p99, told).toBeLessThan(Math.max(LONGEST, TIMES_BARE * seen.bare.p99));
    return told;
  };

  const endOf = async ({ child }: typeof bare | typeof emulator): Promise<{ code: unknown; took: number }> => {
    const begun = performance.now();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code]: unknown[] = await ended;
    return { code, took: Math.round(performance.now() - begun) };
  };

  /** Ends the command in the midst of it all: well, and in less than a second more than a bare server takes. */
  const endWell = async (): Promise<string> => {
    const [ours, theirs] = await Promise.all([endOf(emulator), endOf(bare)]);
    const told = `SIGTERM: exit ${String(ours.code)} after ${String(ours.took)} ms (bare server: ${String(theirs.took)})`;
    expect(ours.code, told).toBe(0);
    expect(ours.took - theirs.took, told).toBeLessThan(1_000);
    expect((await emulator.exited).stderr).toBe('');
    return told;
  };

  return { emulator, serveWell, endWell };
};

export const inMegabytes = (bytes: number): string => `${String(Math.round(bytes / 2 ** 20))} MB`;

/** One line of what a run tells about itself. */
export const tell = (...parts: readonly string[]): void => {
  process.stdout.write(`${parts.join('; ')}\n`);
};
