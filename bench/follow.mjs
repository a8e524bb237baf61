// Calls an emulator for bench/stream.mjs at an even pace, and prints how long that took:
// node bench/follow.mjs <origin> state|send <calls a second> <seconds>; or reads its stream until standard input ends, and
// prints how many notes came: … read
import { once } from 'node:events';
import { Agent, request } from 'node:http';

const [origin, what, rate, seconds] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const ask = (method, path, body) => {
  const text = body === undefined ? '' : JSON.stringify(body);
  const asked = request(origin + path, {
    method,
    agent,
    headers: {
      Authorization: 'Bearer followed',
      ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
    },
  });
  asked.end(text);
  return once(asked, 'response').then(([reply]) => reply);
};
const call = async (method, path, body) => {
  const reply = await ask(method, path, body);
  let received = '';
  for await (const part of reply.setEncoding('utf8')) received += part;
  if (reply.statusCode >= 300) throw new Error(`${reply.statusCode} ${received}`);
  return JSON.parse(received);
};

if (what === 'read') {
  const stream = await ask('GET', '/_emulator/stream');
  // Once hello has come.
  await once(stream.setEncoding('utf8'), 'data');
  process.stdout.write('{}\n');
  let notes = 0;
  stream.on('data', (part) => (notes += part.split('\nevent: ').length - 1));
  await once(process.stdin.resume(), 'end');
  process.stdout.write(`${JSON.stringify({ notes })}\n`, () => process.exit());
} else {
  const { instance } = await call('POST', '/api/v1/instance/create', { instanceName: 'store' });
  const instanceName = instance.apiInstanceName;
  await call('POST', `/_emulator/instances/${instanceName}/scan`, {});
  const calls = {
    state: () => call('GET', `/api/v1/instance/state?instanceName=${instanceName}`),
    send: (number) =>
      call('POST', '/api/v1/send/text', {
        instanceName,
        number: `62812${10_000_000 + (number % 1_000)}`,
        type: 'text',
        message: `Order ${number} is on its way.`,
      }),
  };
  const begin = performance.now();
  const all = [];
  while (all.length < rate * seconds) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - begin) / 1_000) * rate));
    while (all.length < due) all.push(calls[what](all.length));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(all);
  console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1_000 }));
  process.exit();
}
