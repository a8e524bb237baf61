// How much memory does a message take beside its text; how long does a create take beside a thousand messages a second;
// and how much of the processor does a send take against a create? The emulator runs in this process, so that its heap
// can be measured: node --expose-gc bench/messages.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startWachat } from '../dist/index.mjs';
import { median, report, runScript } from './measure.mjs';

if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc.');
const MESSAGES = 100_000;
/** The text of each, as bench/chat.mjs sends it, in bytes. */
const TEXT = 59;
const FULL = 8_000;
const ROUNDS = 7;
const CALLS = 1_000;
const CREATES = 300;
const RATE = 1_000;

const script = new URL('chat.mjs', import.meta.url);
const chat = (wachat, ...given) => runScript(script, [new URL(wachat.url).origin, ...given.map(String)]);
const heap = () => {
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const kept = await startWachat();
// The lists of what is kept besides are full then, and grow no more.
await chat(kept, 'send', FULL, 8);
kept.account('sending').reset();
const before = heap();
await chat(kept, 'send', MESSAGES, 8);
const perMessage = (heap() - before) / MESSAGES - TEXT;
await kept.close();

const wachat = await startWachat({ maxInstances: 10_000_000 });
const processor = { create: [], send: [] };
const waited = { alone: [], beside: [] };
for (let round = 0; round <= ROUNDS; round++) {
  for (const what of ['create', 'send']) {
    const begin = process.cpuUsage();
    await chat(wachat, what, CALLS, 8);
    const { user, system } = process.cpuUsage(begin);
    // The first round warms up.
    if (round > 0) processor[what].push((user + system) / CALLS);
  }
  const alone = await chat(wachat, 'create', CREATES);
  const flood = spawn(process.execPath, [script.pathname, new URL(wachat.url).origin, 'flood', String(RATE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(flood.stdout, 'data');
  const beside = await chat(wachat, 'create', CREATES);
  flood.kill();
  await once(flood, 'exit');
  if (round === 0) continue;
  waited.alone.push(median(alone));
  waited.beside.push(median(beside));
}
await wachat.close();

report(
  {
    create: {
      'processor, µs a call': Math.round(median(processor.create)),
      'median, ms': Number(median(waited.alone).toFixed(2)),
    },
    [`create beside ${RATE} messages a second`]: { 'median, ms': Number(median(waited.beside).toFixed(2)) },
    send: { 'processor, µs a call': Math.round(median(processor.send)) },
  },
  [
    { what: 'heap of a message beside its text', value: perMessage, atMost: 1_024, unit: ' bytes' },
    {
      what: 'create beside the messages against alone',
      value: median(waited.beside) / median(waited.alone),
      atMost: 2,
      unit: ' times',
    },
    {
      what: 'processor of a send against a create',
      value: median(processor.send) / median(processor.create),
      atMost: 1.5,
      unit: ' times',
    },
  ],
);
