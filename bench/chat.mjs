// Calls an emulator for bench/messages.mjs, over a few keep-alive connections; prints how long each call took, in ms:
// node bench/chat.mjs <origin> create <calls> [at once] | send <calls> [at once] | flood <calls a second>, until it is ended
import { Agent, request } from 'node:http';

const [origin, what, count, atOnce = '1'] = process.argv.slice(2);
const INSTANCES = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const call = (key, path, body) =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = request(
      origin + path,
      {
        method: 'POST',
        agent,
        headers: {
          Authorization: `Bearer ${key}`,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
        },
      },
      (reply) => {
        let received = '';
        reply.setEncoding('utf8').on('data', (part) => (received += part));
        reply.on('end', () =>
          reply.statusCode < 300 ? resolve(JSON.parse(received)) : reject(new Error(`${reply.statusCode} ${received}`)),
        );
      },
    );
    sent.on('error', reject).end(text);
  });

const create = () =>
  call('creating', '/api/v1/instance/create', { instanceName: 'jakarta_store', number: '628123456789' });

const open = async (index) => {
  const created = await call('sending', '/api/v1/instance/create', { instanceName: `store ${index}` });
  const name = created.instance.apiInstanceName;
  await call('sending', `/_emulator/instances/${name}/scan`, {});
  return name;
};
const names = what === 'create' ? [] : await Promise.all(Array.from({ length: INSTANCES }, (_, index) => open(index)));
let number = 0;
const send = () => {
  const instanceName = names[number++ % INSTANCES];
  return call('sending', '/api/v1/send/text', {
    instanceName,
    number: `62812${String(10_000_000 + (number % 1_000))}`,
    message: `Order ${String(number).padStart(8, '0')} is on its way, and you will have it tomorrow.`,
  });
};

if (what === 'flood') {
  const begin = performance.now();
  let sent = 0;
  process.stdout.write('{}\n');
  const more = async () => {
    const due = Math.floor(((performance.now() - begin) / 1_000) * Number(count));
    const now = Math.min(due - sent, 100);
    sent = due;
    await Promise.all(Array.from({ length: now }, send));
    setTimeout(more, 5);
  };
  await more();
} else {
  const act = what === 'create' ? create : send;
  const times = [];
  let left = Number(count);
  const run = async () => {
    while (left-- > 0) {
      const begin = performance.now();
      await act();
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, run));
  console.log(JSON.stringify(times));
  agent.destroy();
}
