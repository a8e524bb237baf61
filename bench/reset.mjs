// How long does a reset of an account with 10,000 instances take, over HTTP: if nobody listens, and with everything at
// once (webhooks with full queues, a rotation due for every QR, an automatic scan due for each, open live pages)? It is
// compared to one create in the same run, which shows how fast the machine is.
import { createServer } from 'node:http';
import { median, report, runScript, startServer } from './measure.mjs';

const INSTANCES = 10_000;
const ROUNDS = 5;
const CREATES = 50;
const headers = { Authorization: 'Bearer bench' };

// A receiver that never answers, so that all deliveries to it wait.
const receiver = createServer(() => undefined).listen(0, 'localhost');
await new Promise((resolve) => receiver.once('listening', resolve));
const hook = `http://localhost:${receiver.address().port}/`;

// A reset takes time for each connection that it ends, and none for an instance or for what is due for one.
const ways = {
  'nobody listens': { settings: [], webhooks: 0, streams: 0 },
  'everything at once': { settings: ['--auto-scan', '1d'], webhooks: 3, streams: 10 },
};

const post = async (url, body) => {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error);
  return answer;
};
const held = async (origin) => {
  const { accounts } = await (await fetch(`${origin}/_emulator/accounts`, { headers })).json();
  return accounts[0].instances.count;
};
const timed = async (act) => {
  const begin = performance.now();
  await act();
  return performance.now() - begin;
};

const measure = async ({ settings, webhooks, streams }) => {
  const { origin, stop } = await startServer('dist/cli.js', settings);
  const url = `${origin}/api/v1`;
  const create = () => post(`${url}/instance/create`, { instanceName: 'jakarta_store' });
  const times = { create: [], reset: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (let hooks = 0; hooks < webhooks; hooks++) await post(`${url}/webhooks`, { url: hook });
    await runScript(new URL('load.mjs', import.meta.url), [origin, String(INSTANCES - CREATES)]);
    const creates = [];
    const names = [];
    for (let count = 0; count < CREATES; count++) {
      creates.push(await timed(async () => names.push((await create()).instance.apiInstanceName)));
    }
    const pages = await Promise.all(
      names.slice(0, streams).map((name) =>
        fetch(`${url}/instance/qr/live?instanceName=${name}`, {
          headers: { ...headers, Accept: 'text/event-stream' },
        }),
      ),
    );
    if ((await held(origin)) !== INSTANCES) throw new Error('The number of instances is wrong.');
    const reset = await timed(() => post(`${origin}/_emulator/reset`));
    for (const page of pages) await page.text();
    if ((await held(origin)) !== 0) throw new Error('The reset did nothing.');
    if (round === 0) continue; // the first round warms up
    times.create.push(median(creates));
    times.reset.push(reset);
  }
  await stop();
  return times;
};

const results = {};
for (const [name, way] of Object.entries(ways)) results[name] = await measure(way);
receiver.closeAllConnections();
receiver.close();

const rounded = (numbers) => Number(median(numbers).toFixed(3));
report(
  Object.fromEntries(
    Object.entries(results).map(([name, { create, reset }]) => [
      name,
      {
        'create, ms': rounded(create),
        'reset, ms': rounded(reset),
        'slowest reset, ms': Number(Math.max(...reset).toFixed(3)),
      },
    ]),
  ),
  Object.entries(results).flatMap(([name, { create, reset }]) => [
    { what: `reset, ${name}`, value: median(reset), atMost: 5, unit: ' ms' },
    {
      what: `reset against one create, ${name}`,
      value: median(reset.map((time, round) => time / create[round])),
      atMost: 3,
      unit: ' times',
    },
  ]),
);
