// How much of the processor does a delivery take, sent by Node's own client as src/delivery/sender.ts does, against
// fetch? Both POST the same body to the same receiver in another process; medians of the rounds of one run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { median, report } from './measure.mjs';

const POSTS = 1_000;
const AT_ONCE = 20;
const ROUNDS = 9;

const folder = join('node_modules', '.cache', 'wachat-bench');
await build({
  input: 'src/delivery/sender.ts',
  platform: 'node',
  tsconfig: true,
  resolve: { extensionAlias: { '.js': ['.ts'] } },
  output: { file: join(folder, 'sender.mjs'), format: 'esm' },
  logLevel: 'warn',
});
const { createSender } = await import(pathToFileURL(join(folder, 'sender.mjs')));
const sender = createSender('local');

const receiver = spawn(process.execPath, [
  '-e',
  `require('node:http').createServer((q, s) => q.resume().on('end', () => s.end())).listen(0, '127.0.0.1', function () {
    console.log(this.address().port);
  })`,
]);
const [line] = await once(receiver.stdout, 'data');
const url = `http://127.0.0.1:${String(line).trim()}/hook`;
const body = JSON.stringify({ event: 'qrcode.updated', data: { qrcode: { base64: 'x'.repeat(1_200) } } });
const headers = { 'Content-Type': 'application/json' };

const ways = {
  "Node's own client": (signal) => sender.send(url, headers, body, signal),
  fetch: async (signal) => {
    const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await reply.arrayBuffer();
  },
};
const times = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [way, send] of Object.entries(ways)) {
    const before = process.cpuUsage();
    for (let sent = 0; sent < POSTS; sent += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, () => send(new AbortController().signal)));
    const { user, system } = process.cpuUsage(before);
    // The first round warms up.
    if (round > 0) times[way].push((user + system) / POSTS);
  }
}
sender.close();
receiver.kill();
await rm(folder, { recursive: true });

report(
  Object.fromEntries(
    Object.entries(times).map(([way, all]) => [way, { 'processor, µs a POST': Math.round(median(all)) }]),
  ),
  [
    {
      what: "Node's own client against fetch",
      value: median(times["Node's own client"]) / median(times.fetch),
      atMost: 0.6,
      unit: ' times',
    },
  ],
);
process.exit();
