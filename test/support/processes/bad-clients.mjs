// Clients that misbehave in one way: node bad-clients.mjs <way> <origin> <count>. Says by IPC once they are at it, goes
// on until its end, and answers a message with what it has done: { done, lost }, lost being what the server cut off.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

const [way, origin, given] = process.argv.slice(2);
const count = Number(given);
const { hostname, port } = new URL(origin);
const KEY = 'bad-key';
const tally = { done: 0, lost: 0 };

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
    const sent = request(origin + path, { method, agent, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part) => (text += part));
      reply.on('end', () =>
        reply.statusCode < 300 ? resolve(JSON.parse(text)) : reject(new Error(`${reply.statusCode} ${text}`)),
      );
    });
    sent.on('error', reject).end(body);
  });
const createShop = async () =>
  (await ask('POST', '/api/v1/instance/create', '{"instanceName":"bad"}')).instance.apiInstanceName;

/** Resolves with a connection; it is lost if it ends although nobody here ended it. */
const dial = (options = {}) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, ...options });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!socket.isOurEnd) tally.lost++;
    });
  });
/** As many as asked for, a hundred at a time, so that none waits for a place in the queue of the system. */
const dialAll = async (begin, most = count) => {
  for (let from = 0; from < most; from += 100)
    await Promise.all(Array.from({ length: Math.min(100, most - from) }, (_one, index) => begin(from + index)));
};

const head = (method, path, more = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${KEY}\r\n${more}`;
const BODY = JSON.stringify({ instanceName: 'bad' });
const CREATE = `${head('POST', '/api/v1/instance/create', `Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n`)}\r\n${BODY}`;

/** The next QR; after the last one, pairing starts again. */
const change = (name) =>
  ask('POST', `/_emulator/instances/${name}/refuse`).catch(() =>
    ask('GET', `/api/v1/instance/qr?instanceName=${name}`),
  );

/** Each connection sends a byte a second, but not all at the same moment. */
const slow = async (start) => {
  const sockets = [];
  await dialAll(async () => {
    const socket = await dial();
    socket.resume();
    socket.write(start);
    sockets.push(socket);
  });
  let at = 0;
  setInterval(() => {
    for (let index = at++ % 10; index < sockets.length; index += 10) {
      sockets[index].write('x');
      tally.done++;
    }
  }, 100);
};

/** Calls again and again, a little after each end. */
const keepOn = (work) => {
  const next = () => void work().then(() => setTimeout(next, 1));
  next();
};

const ways = {
  'slow headers': () => slow(head('GET', '/api/v1/instance/list', 'X-Slow: ')),
  'slow bodies': () =>
    slow(head('POST', '/api/v1/instance/create', 'Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"')),

  async 'pipelined requests'() {
    const socket = await dial();
    const one = `${head('GET', `/api/v1/instance/qr?instanceName=${await createShop()}`)}\r\n`;
    let due = 0;
    let told = () => undefined;
    socket.setEncoding('latin1').on('data', (text) => {
      const answers = text.split('HTTP/1.1 ').length - 1;
      tally.done += answers;
      due -= answers;
      if (due <= 0) told();
    });
    const round = () =>
      new Promise((resolve) => {
        due = count;
        told = resolve;
        socket.write(one.repeat(count));
      });
    await round();
    keepOn(round);
  },

  /** Fifty connections send as many each; nobody reads an answer. */
  async 'pipelined requests that nobody reads'() {
    await dialAll(async () => {
      const socket = await dial();
      socket.pause();
      socket.write(CREATE.repeat(count));
      tally.done += count;
    }, 50);
    // Node reads 64 KiB of each at once, which is 12,000 requests, before it can turn to anybody else.
    await ask('GET', '/_emulator/clock');
  },

  async 'streams that nobody reads'() {
    const name = await createShop();
    await dialAll(async () => {
      const socket = await dial();
      socket.write(
        `${head('GET', `/api/v1/instance/qr/live?instanceName=${name}`, 'Accept: text/event-stream\r\n')}\r\n`,
      );
      // The head and the first event; nothing is read after that.
      await new Promise((resolve) => socket.once('data', resolve));
      socket.pause();
    });
    keepOn(async () => {
      await change(name);
      tally.done++;
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
  },

  /** All follow one instance; every half second it changes. */
  async 'live pages'() {
    const name = await createShop();
    await dialAll(async () => {
      const socket = await dial();
      socket.write(
        `${head('GET', `/api/v1/instance/qr/live?instanceName=${name}`, 'Accept: text/event-stream\r\n')}\r\n`,
      );
      await new Promise((resolve) => socket.once('data', resolve));
      socket.on('data', () => tally.done++);
    });
    setInterval(() => void change(name), 500);
  },

  /** A third each: without an answer for ever, a minute late, and up to a minute late. */
  async 'requests held up by faults'() {
    const name = await createShop();
    const faults = [
      { operation: 'getState', hang: true },
      { operation: 'getQr', delay: '1m' },
      { operation: 'getInstances', delay: { from: '30s', to: '1m' } },
    ];
    await ask('PUT', '/_emulator/faults', JSON.stringify({ faults }));
    const paths = [
      `/api/v1/instance/state?instanceName=${name}`,
      `/api/v1/instance/qr?instanceName=${name}`,
      '/api/v1/instance/list',
    ];
    await dialAll(async (index) => {
      const socket = await dial();
      socket.resume();
      socket.write(`${head('GET', paths[index % 3])}\r\n`);
    });
    const fired = async () => (await ask('GET', '/_emulator/faults')).faults.reduce((sum, one) => sum + one.fired, 0);
    while ((tally.done = await fired()) < count) await new Promise((resolve) => setTimeout(resolve, 20));
  },

  /** A create that is cut after each of its bytes, by as many at a time, in three ways: an end, a close, a reset. */
  async 'connections cut at any byte'() {
    const cuts = [(socket) => socket.end(), (socket) => socket.destroy(), (socket) => socket.resetAndDestroy()];
    const all = async () => {
      for (let bytes = 0; bytes <= CREATE.length; bytes++) {
        await Promise.all(
          Array.from({ length: count }, async (_one, index) => {
            const socket = await dial();
            socket.isOurEnd = true;
            const closed = new Promise((resolve) => socket.once('close', resolve));
            socket.resume();
            socket.write(CREATE.slice(0, bytes), () => cuts[index % cuts.length](socket));
            await closed;
            tally.done++;
          }),
        );
      }
    };
    await all();
    keepOn(all);
  },

  /** Half are silent; the others ended their side after a request whose answer is a stream, and keep the other open. */
  async 'connections half open'() {
    const name = await createShop();
    await dialAll(async (index) => {
      const socket = await dial({ allowHalfOpen: true });
      tally.done++;
      if (index % 2 === 0) return;
      socket.isOurEnd = true;
      socket.end(
        `${head('GET', `/api/v1/instance/qr/live?instanceName=${name}`, 'Accept: text/event-stream\r\n')}\r\n`,
      );
      socket.resume();
    });
  },
};

process.on('message', () => process.send(tally));
process.on('disconnect', () => process.exit());
await ways[way]();
process.send({ ready: true });
