// A client that does nothing wrong: every ten milliseconds one request to the emulator and one to a bare server.
// node good-client.mjs <emulator> <bare server>; a message with { requests } starts it, its answer has what it saw.
import { Agent, request } from 'node:http';

const PACE = 10;
const WARM_UP = 400;
const [emulator, bare] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const headers = { Authorization: 'Bearer good-key', 'Content-Type': 'application/json' };

const ask = (method, url, body) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part) => (text += part));
      reply.on('end', () => resolve({ status: reply.statusCode, text }));
      reply.on('error', reject);
    });
    sent.on('error', reject).end(body);
  });

const create = () => ask('POST', `${emulator}/api/v1/instance/create`, '{"instanceName":"good"}');
const name = JSON.parse((await create()).text).instance.apiInstanceName;
const turns = [
  () => ask('GET', `${emulator}/api/v1/instance/state?instanceName=${name}`),
  () => ask('GET', `${emulator}/api/v1/instance/qr?instanceName=${name}`),
  () => ask('GET', `${emulator}/_emulator/health`),
  create,
];

/** Counts from when it was due, not from when it was sent: so nothing that held up the one before is left out. */
const measured = (due, call, into) =>
  call().then(
    ({ status, text }) => {
      into.times.push(performance.now() - due);
      if (status >= 300) into.failed.push(`${status} ${text}`);
    },
    (error) => into.failed.push(String(error)),
  );

const summary = ({ times, failed }) => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 10) / 10;
  return { requests: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1), failed };
};

process.on('message', ({ requests }) => {
  const seen = { emulator: { times: [], failed: [] }, bare: { times: [], failed: [] } };
  const calls = [];
  const begun = performance.now();
  const next = () => {
    for (let due; calls.length < 2 * requests && (due = begun + (calls.length / 2) * PACE) <= performance.now();) {
      calls.push(measured(due, turns[(calls.length / 2) % turns.length], seen.emulator));
      calls.push(measured(due, () => ask('GET', bare), seen.bare));
    }
    if (calls.length < 2 * requests)
      setTimeout(next, Math.max(0, begun + (calls.length / 2) * PACE - performance.now()));
    else
      void Promise.all(calls).then(() => process.send({ emulator: summary(seen.emulator), bare: summary(seen.bare) }));
  };
  next();
});
process.on('disconnect', () => process.exit());
// What a server does for the first time takes long, whoever asks.
for (let turn = 0; turn < WARM_UP; turn++) {
  await turns[turn % turns.length]();
  await ask('GET', bare);
}
process.send({ ready: true });
