// What does an open stream cost while 500 requests a second go through? The emulator runs in this process, so that its
// processor time can be told from that of those who call and read; these run beside it: node bench/stream.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startWachat } from '../dist/index.mjs';
import { median, report, runScript } from './measure.mjs';

const RATE = 500;
const SECONDS = 3;
const ROUNDS = 7;

const script = new URL('follow.mjs', import.meta.url);
const wachat = await startWachat();
const { origin } = new URL(wachat.url);

/** The share of a core that the emulator takes, in percent, while calls go through. */
const shareOf = async (what) => {
  const begin = process.cpuUsage();
  const { seconds } = await runScript(script, [origin, what, String(RATE), String(SECONDS)]);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 10_000 / seconds;
};

const startReader = async () => {
  const reader = spawn(process.execPath, [script.pathname, origin, 'read'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(reader.stdout, 'data');
  /** Resolves to the number of notes that it has read. */
  return async () => {
    // What came last is written a quarter of a second later.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [[line]] = await Promise.all([once(reader.stdout, 'data'), reader.stdin.end()]);
    return JSON.parse(line).notes;
  };
};

const rows = {};
const budgets = [];
for (const what of ['state', 'send']) {
  const alone = [];
  const followed = [];
  const notes = [];
  for (let round = 0; round <= ROUNDS; round++) {
    wachat.account('followed').reset();
    const without = await shareOf(what);
    wachat.account('followed').reset();
    const stop = await startReader();
    const withOne = await shareOf(what);
    const read = await stop();
    if (read < RATE * SECONDS) throw new Error(`Only ${read} notes came of ${RATE * SECONDS} requests.`);
    // The first round warms up.
    if (round === 0) continue;
    alone.push(without);
    followed.push(withOne);
    notes.push(read / SECONDS);
  }
  const costs = followed.map((share, index) => share - alone[index]);
  rows[`${RATE} × ${what} a second`] = {
    'without a stream, % of a core': Number(median(alone).toFixed(1)),
    'with one': Number(median(followed).toFixed(1)),
    'notes a second': Math.round(median(notes)),
    'times as much': Number((median(followed) / median(alone)).toFixed(2)),
  };
  budgets.push({ what: `an open stream beside ${what}`, value: median(costs), atMost: 2, unit: ' % of a core' });
}
await wachat.close();
report(rows, budgets);
process.exit();
