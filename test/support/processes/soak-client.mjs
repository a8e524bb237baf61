// Lives on the emulator for a long time: node soak-client.mjs <life or keys> <origin> <seed>. A message with
// { requests } makes it send as many and then answer with how many got which status.
import { Agent, createServer, request } from 'node:http';

const CLIENTS = 8;
const [kind, origin, seed] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 2 * CLIENTS });
let left = 0;
let statuses = {};
const wrong = [];

// mulberry32, as in random.ts.
let state = Number(seed) | 0;
const chance = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const pick = (list) => list[Math.floor(chance() * list.length)];

/** @param isStream leaves after the first event */
const send = (key, method, path, body, isStream = false) =>
  new Promise((resolve, reject) => {
    left--;
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    if (isStream) headers.Accept = 'text/event-stream';
    const sent = request(origin + path, { method, headers, agent }, (reply) => {
      const { statusCode: status } = reply;
      statuses[status] = (statuses[status] ?? 0) + 1;
      let text = '';
      reply.setEncoding('utf8').on('data', (part) => {
        text += part;
        if (isStream) reply.destroy();
      });
      reply.on('error', () => undefined);
      reply.on('close', () => {
        if (status >= 500) wrong.push(`${method} ${path}: ${status} ${text}`);
        resolve({ status, text });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });

const receiver = createServer((posted, response) => {
  posted.resume();
  posted.on('end', () => response.writeHead(pick([200, 200, 200, 500])).end());
});
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
const hook = `http://127.0.0.1:${receiver.address().port}/hook`;

const KEY = 'soak-key';
const ask = (method, path, body, isStream) => send(KEY, method, path, body, isStream);

const customer = '6281298765432';
/** Reads at once, so that each message has three events. */
const reader = '999000000101';
/** In a long run, the room for messages is full by the end of the warm-up. */
const words = () => 'word '.repeat(1 + Math.floor(chance() ** 4 * 10_000));

/** What can be done with an instance in the middle of its life. */
const steps = [
  (name) => ask('GET', `/api/v1/instance/qr?instanceName=${name}`),
  (name) => ask('GET', `/api/v1/instance/state?instanceName=${name}`),
  (name) => ask('GET', `/api/v1/instance/qr/image?instanceName=${name}`),
  (name) => ask('GET', `/api/v1/instance/qr/live?instanceName=${name}`),
  (name) => ask('GET', `/api/v1/instance/qr/live?instanceName=${name}`, undefined, true),
  () => ask('GET', '/api/v1/instance/list'),
  (name) => ask('POST', `/_emulator/instances/${name}/scan`),
  (name) => ask('POST', `/_emulator/instances/${name}/refuse`),
  (name) => ask('POST', `/_emulator/instances/${name}/drop`),
  (name) => ask('POST', `/_emulator/instances/${name}/reconnect`),
  (name) => ask('DELETE', `/api/v1/instance/logout?instanceName=${name}`),
  (name) => ask('GET', `/_emulator/requests?instanceName=${name}&wait=1s`),
  (name) => ask('GET', `/_emulator/events?instanceName=${name}&count=2&wait=1s`),
  // Nothing of the kind comes: these waits end by themselves.
  (name) => ask('GET', `/_emulator/deliveries?instanceName=${name}&status=failed&wait=5ms`),
  (name) => ask('GET', `/_emulator/instances?instanceName=${name}&state=open&count=9&wait=5ms`),
  () => ask('GET', '/_emulator/clock'),
  (instanceName) => ask('POST', '/api/v1/send/text', { instanceName, number: customer, message: words() }),
  (instanceName) => ask('POST', '/api/v1/send/text', { instanceName, number: reader, message: words(), delay: 1 }),
  (name) => ask('POST', `/_emulator/instances/${name}/receive`, { from: customer, type: 'text', text: words() }),
  (name) =>
    ask('POST', `/_emulator/instances/${name}/receive`, {
      from: customer,
      type: 'image',
      base64: 'R0lGODlhAQABAAAAACw=',
    }),
  (name) => ask('POST', `/_emulator/instances/${name}/call`, { from: customer }),
  (name) => ask('GET', `/_emulator/messages?instanceName=${name}&wait=5ms`),
  (name) => ask('GET', `/api/v1/contacts?instanceName=${name}`),
  async () => {
    await ask('PUT', '/_emulator/faults', { faults: [{ operation: 'getProfilePicture', status: 429 }] });
    await ask('GET', '/api/v1/instance/profile-picture?instanceName=x');
    await ask('DELETE', '/_emulator/faults');
  },
];

/** From the creation of an instance to its end; nothing of it stays. */
const life = async () => {
  const made = await ask('POST', '/api/v1/instance/create', { instanceName: 'soak', number: '628123456789' });
  const name = JSON.parse(made.text).instance.apiInstanceName;
  const hasHook = chance() < 0.3;
  const set = hasHook && (await ask('POST', '/api/v1/webhooks', { url: hook, instanceName: name }));
  for (let turn = 0; turn < 12; turn++) await pick(steps)(name);
  if (set) await ask('DELETE', `/api/v1/webhooks?id=${JSON.parse(set.text).webhook.id}`);
  await ask('DELETE', `/api/v1/instance/logout?instanceName=${name}`);
  await ask('DELETE', `/api/v1/instance/delete?instanceName=${name}`);
};

/** One request, by somebody who was never seen before. */
let stranger = 0;
const visit = () => {
  const key = `stranger-${seed}-${++stranger}`;
  return pick([
    () => send(key, 'POST', '/api/v1/instance/create', { instanceName: 'soak' }),
    () => send(key, 'GET', '/api/v1/instance/list'),
    () => send(key, 'GET', '/api/v1/instance/qr?instanceName=x'),
    () => send(key, 'POST', '/api/v1/webhooks', { url: hook }),
    () => send(key, 'POST', '/_emulator/clock', { freeze: true }),
    () => send(key, 'PUT', '/_emulator/faults', { faults: [{ hang: true }] }),
    () => send(key, 'GET', '/_emulator/requests?wait=1ms'),
    () => send(key, 'GET', '/_emulator/instances'),
    () => send(key, 'POST', '/_emulator/reset'),
  ])();
};

process.on('message', async ({ requests }) => {
  [left, statuses] = [requests, {}];
  const work = kind === 'life' ? life : visit;
  const client = async () => {
    while (left > 0) await work();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  process.send({ statuses, wrong });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
