// Work that takes long: node busy.mjs <way> <emulator> <count>. It says when all is prepared; after the
// message 'begin' it does once what takes long and says so, for what is done for the first time takes longer; then it goes
// on until the message 'tally' asks for { done, lost }.
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
const createMany = (times, width) =>
  inParallel(times, (index) => call('POST', '/api/v1/instance/create', { instanceName: `busy ${index}` }), width);

const open = async () => {
  const { instance } = await call('POST', '/api/v1/instance/create', { instanceName: 'busy' });
  await call('POST', `/_emulator/instances/${instance.apiInstanceName}/scan`);
  return instance.apiInstanceName;
};
/** As many waits, each of another length: not all begin and end at the same moment. */
const waits = (pathFor) =>
  Array.from({ length: count }, (_, index) => () => call('GET', pathFor(`${1_000 + 10 * index}ms`, index)));
const customer = '6281298765432';

/** What is prepared before the good client begins; each returns what goes on beside it, one or several things, each again and again. */
const ways = {
  'waits among many instances': async () => {
    await createMany(2_000);
    return waits((wait) => `/_emulator/instances?state=open&count=1000&wait=${wait}`);
  },
  'searches by a body of many members': async () => {
    await createMany(2_000);
    const wanted = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, index]));
    const query = encodeURIComponent(JSON.stringify(wanted));
    return waits((wait) => `/_emulator/requests?body=${query}&wait=${wait}`);
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
    const { instance } = await call('POST', '/api/v1/instance/create', { instanceName: 'busy' });
    const name = instance.apiInstanceName;
    const options = { headers: { ...headers, Accept: 'text/event-stream' } };
    const open = () =>
      new Promise((resolve) => {
        get(`${origin}/api/v1/instance/qr/live?instanceName=${name}`, options, (reply) => {
          reply.on('data', () => done++).on('error', () => undefined);
          reply.once('data', resolve);
        }).on('error', () => undefined);
      });
    await inParallel(count, open);
    return async () => {
      // The first one, and after the last one.
      await call('GET', `/api/v1/instance/qr?instanceName=${name}`);
      await call('POST', `/_emulator/instances/${name}/expire-qr`);
      await new Promise((resolve) => setTimeout(resolve, 100));
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
    return () => createMany(750, 4);
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
    return [
      ...waits((wait, index) => `/_emulator/messages?text=${index}&status=played&wait=${wait}`),
      () =>
        inParallel(500, async (index) => {
          await call('POST', '/send/text', { instanceName, number: '999000000101', message: String(index) });
          await call('POST', `/_emulator/instances/${instanceName}/receive`, {
            from: customer,
            type: 'text',
            text: String(index),
          });
        }),
    ];
  },
};

const works = [await ways[way]()].flat();
let isOver = false;
process.on('message', (message) => {
  if (message === 'begin') {
    const firsts = works.map(async (work) => {
      await work();
      void (async () => {
        while (!isOver) await work();
      })();
    });
    void Promise.all(firsts).then(() => process.send('begun'));
  } else {
    isOver = true;
    process.send({ done, lost });
  }
});
process.send('prepared');
