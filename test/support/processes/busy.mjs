// Work that takes long: node busy.mjs <way> <emulator> <count>. It says when it has begun; any message asks for the tally.
import { Agent, createServer, get, request } from 'node:http';

const [way, origin, given] = process.argv.slice(2);
const count = Number(given);
const agent = new Agent({ keepAlive: true, maxSockets: 4_000 });
const headers = { Authorization: 'Bearer busy-key', 'Content-Type': 'application/json' };
let done = 0;
let lost = 0;

const call = (method, path, body) =>
  new Promise((resolve) => {
    const sent = request(`${origin}${path}`, { method, agent, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part) => (text += part));
      reply.on('end', () => {
        if (reply.statusCode < 300) done++;
        else lost++;
        resolve(JSON.parse(text));
      });
    });
    sent.on('error', () => {
      lost++;
      resolve(undefined);
    });
    sent.end(body && JSON.stringify(body));
  });

const inParallel = async (times, act, width = 16) => {
  let begun = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (begun < times) await act(begun++);
    }),
  );
};
const createMany = (times) =>
  inParallel(times, (index) => call('POST', '/instance/create', { instanceName: `busy ${index}` }));

/** What is done before the good client begins; each returns what goes on beside it. */
const ways = {
  'waits among many instances': async () => {
    await createMany(2_000);
    return () => inParallel(count, () => call('GET', '/_emulator/instances?state=open&count=1000&wait=2s'), count);
  },
  'searches by a body of many members': async () => {
    await createMany(2_000);
    const wanted = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, index]));
    const query = encodeURIComponent(JSON.stringify(wanted));
    return () => inParallel(count, () => call('GET', `/_emulator/requests?body=${query}&wait=1s`), count);
  },
  'moves of the clock': async () => {
    await createMany(2_000);
    return async () => {
      for (let turn = 0; turn < count; turn++) {
        await call('POST', '/_emulator/clock', { advance: '30s' });
        await call('POST', '/_emulator/clock', { set: '2026-01-01T00:00:00Z' });
      }
    };
  },
  'pages that poll': async () => {
    await createMany(1_000);
    return () => inParallel(count, () => call('GET', '/_emulator/instances?limit=1000'), 4);
  },
  'streams on one instance': async () => {
    const { instance } = await call('POST', '/instance/create', { instanceName: 'busy' });
    const name = instance.apiInstanceName;
    const options = { headers: { ...headers, Accept: 'text/event-stream' } };
    const open = () =>
      new Promise((resolve) => {
        get(`${origin}/instance/qr/live?instanceName=${name}`, options, (reply) => {
          reply.on('data', () => done++).on('error', () => undefined);
          reply.once('data', resolve);
        }).on('error', () => undefined);
      });
    await inParallel(count, open);
    return async () => {
      for (let turn = 0; turn < 8; turn++) {
        await call('POST', `/_emulator/instances/${name}/expire-qr`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
  },
  'webhooks and their events': async () => {
    const receiver = createServer((asked, reply) => {
      asked.resume();
      done++;
      reply.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const url = `http://127.0.0.1:${receiver.address().port}/hook`;
    await inParallel(count, () => call('POST', '/webhooks', { url }));
    return () => createMany(750);
  },
};

const goOn = await ways[way]();
process.on('message', () => {
  process.send({ done, lost });
});
process.send('begun');
await goOn();
