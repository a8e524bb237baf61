// How much memory does a stored instance take, how much an account that has one, and is create as fast with 100,000 of them as with 100?
// The emulator runs in this process, so that its heap can be measured: node --expose-gc bench/heap.mjs
import { startWachat } from '../dist/index.mjs';
import { median, report, runScript } from './measure.mjs';

if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc.');
const MANY = 100_000;
const FEW = 100;
const BATCH = 400;
const ROUNDS = 15;

const heap = () => {
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const load = async (wachat, count, ...first) => {
  const { seconds } = await runScript(new URL('load.mjs', import.meta.url), [
    new URL(wachat.url).origin,
    String(count),
    ...first,
  ]);
  return seconds / count;
};

/** The lists of what is kept besides are full then, and grow no more. */
const FULL = 25_000;
const ACCOUNTS = 25_000;
const keyed = await startWachat({ maxInstances: 10_000_000, maxAccounts: 1_000_000 });
await load(keyed, FULL, '0');
const unkeyed = heap();
await load(keyed, ACCOUNTS, String(FULL));
const perAccount = (heap() - unkeyed) / ACCOUNTS;
await keyed.close();

const few = await startWachat({ maxInstances: 10_000_000 });
const many = await startWachat({ maxInstances: 10_000_000 });
// Warm up the code and fill every cache before the first measurement.
await load(few, 2_000);
few.account('bench').reset();
await load(many, FULL);

const before = heap();
await load(many, MANY);
const perInstance = (heap() - before) / MANY;

const times = { [FEW]: [], [MANY]: [] };
for (let round = 0; round < ROUNDS; round++) {
  few.account('bench').reset();
  await load(few, FEW);
  times[FEW].push(await load(few, BATCH));
  times[MANY].push(await load(many, BATCH));
}
await few.close();
await many.close();

report(
  Object.fromEntries(
    Object.entries(times).map(([held, all]) => [
      `${Number(held).toLocaleString('en')} instances`,
      { 'create, ms': Number((median(all) * 1_000).toFixed(3)) },
    ]),
  ),
  [
    { what: 'heap of a stored instance', value: perInstance, atMost: 600, unit: ' bytes' },
    { what: 'heap of an account with an instance', value: perAccount, atMost: 1_024, unit: ' bytes' },
    // Equal but for noise, which is a few per cent.
    {
      what: `create at ${MANY} against ${FEW}`,
      value: median(times[MANY]) / median(times[FEW]),
      atMost: 1.1,
      unit: ' times',
    },
  ],
);
