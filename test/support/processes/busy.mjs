// Work that takes long: node busy.mjs <way> <emulator> <count>. It says when it has begun; any message asks for the tally.
import { Agent, createServer, get, request } from 'node:http';

const [way, origin, given] = process.argv.slice(2);
const count = Number(given);
const agent = new Agent({ keepAlive: true, maxSockets: 4_000 });
const headers = { Authorization: 'Bearer busy-key', 'Content-Type': 'application/json' };
let done = 0;
let lost = 0;

/** @param isRead whether the answer is of interest: the longest ones fit into no string */
const call = (method, path, body, isRead = true) =>
  new Promise((resolve) => {
    const sent = request(`${origin}${path}`, { method, agent, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part) => (text += isRead ? part : ''));
      reply.on('end', () => {
        if (reply.statusCode < 300) done++;
        else lost++;
        resolve(isRead ? JSON.parse(text) : undefined);
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

const open = async () => {
  const { instance } = await call('POST', '/instance/create', { instanceName: 'busy' });
  await call('POST', `/_emulator/instances/${instance.apiInstanceName}/scan`);
  return instance.apiInstanceName;
};
const customer = '6281298765432';

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
  'lists of the longest messages': async () => {
    const instanceName = await open();
    const message = '\u{1}'.repeat(65_536);
    // Together longer than the longest string.
    await inParallel(700, () => call('POST', '/send/text', { instanceName, number: customer, message }));
    return () => inParallel(count, () => call('GET', '/_emulator/messages?limit=1000', undefined, false));
  },
  'messages and waits for them': async () => {
    const instanceName = await open();
    const waitFor = (index) => call('GET', `/_emulator/messages?text=${index}&status=read&wait=10s`);
    const waits = inParallel(count, waitFor, count);
    return async () => {
      await inParallel(2_000, async (index) => {
        await call('POST', '/send/text', { instanceName, number: '999000000101', message: String(index) });
        await call('POST', `/_emulator/instances/${instanceName}/receive`, {
          from: customer,
          type: 'text',
          text: String(index),
        });
      });
      await waits;
    };
  },
};

const goOn = await ways[way]();
process.on('message', () => {
  process.send({ done, lost });
});
process.send('begun');
await goOn();
