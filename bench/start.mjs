// How long does it take from spawning the process to its first answer, against a bare node:http server?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { median, report } from './measure.mjs';

const ROUNDS = 25;
const bare = `
  require('node:http').createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end('{"status":"ok"}');
  }).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port); });`;
const commands = {
  'bare node:http': ['-e', bare],
  'wachat-emulator': ['dist/cli.js', '--port', '0', '--host', '127.0.0.1', '--log-level', 'warn'],
};

const answered = (url) =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (reply) => reply.resume().on('end', resolve)).on('error', reject);
  });

/** Milliseconds from spawn to the end of the first answer. */
const start = async (args) => {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(child.stdout, 'data');
  await answered(`${/http:\S+/.exec(String(text))[0]}/_emulator/health`);
  const taken = performance.now() - begin;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return taken;
};

const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (const args of Object.values(commands)) await start(args); // warm up the file cache
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, args] of Object.entries(commands)) times[name].push(await start(args));
}
const [base, own] = Object.values(times);
report(
  Object.fromEntries(Object.entries(times).map(([name, all]) => [name, { 'median, ms': Math.round(median(all)) }])),
  [{ what: 'start against bare node:http', value: median(own) / median(base), atMost: 2.6, unit: ' times' }],
);
