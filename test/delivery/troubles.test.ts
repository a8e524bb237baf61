import { describe, expect, onTestFinished, test } from 'vitest';
import { prettyLine } from '../../src/command/words.js';
import type { Options } from '../../src/index.js';
import { client, type Json } from '../support/client.js';
import { receive, status, type Answer } from '../support/receiver.js';
import { hooked } from '../support/webhook.js';

/** An emulator with a webhook for connection updates, and the lines of its log that are about webhooks. */
const logged = async (answer: Answer, options: Options = {}, webhook: Readonly<Record<string, unknown>> = {}) => {
  const lines: string[] = [];
  const built = await hooked(
    answer,
    { logLevel: 'info', logTo: { write: (line) => lines.push(line) }, seed: 'any', ...options },
    { events: ['connection.update'], ...webhook },
  );
  const entries = (): Json[] =>
    lines.map((line): Json => JSON.parse(line)).filter(({ webhook: id }: Json) => id !== undefined);
  const url = built.receiver.url.replace('/hook', '');
  return {
    ...built,
    lines,
    entries,
    /** What was said, without the port. */
    said: (): string[] =>
      entries().map(({ level, msg }) => `${level === 40 ? 'warn' : String(level)} ${String(msg).replaceAll(url, '')}`),
  };
};

const who = 'webhook 1 of account 1 (/hook)';

describe('The log', () => {
  test('has one line when a webhook begins to fail, none for a retry, one at giving up, and one when it works', async () => {
    const { create, receiver, settle, said, wachat } = await logged(status(500), { qrTtl: '1d' });
    const name = await create();
    await settle();
    expect(said()).toEqual([
      expect.stringMatching(
        /^warn webhook 1 of account 1 \(\/hook\) fails: it answered 500, for delivery 1-1 \(connection\.update\); after attempt 1 of 10 the next one is due in [4-6](\.\d)? s by the account's clock$/,
      ),
    ]);
    for (let minute = 0; minute < 10; minute++) await wachat.clock.advance('1m', { settle: true });
    expect(said()).toHaveLength(1);
    expect(wachat.deliveries()[0]?.attempts.length).toBeGreaterThan(5);
    for (let minute = 0; minute < 20; minute++) await wachat.clock.advance('1m', { settle: true });
    expect(said().slice(1)).toEqual([
      `warn ${who} still fails: it answered 500, for delivery 1-1 (connection.update); it is given up after 10 attempts`,
    ]);

    wachat.scan({ instanceName: name });
    await settle();
    receiver.answerWith(status(204));
    await wachat.clock.advance('5m', { settle: true });
    expect(said().slice(2)).toEqual([`30 ${who} works again; deliveries given up meanwhile: 1`]);
    receiver.answerWith(status(403));
    wachat.drop(name);
    await settle();
    expect(said().slice(3)).toEqual([
      `warn ${who} fails again, 2 times by now: it answered 403, for delivery 1-4 (connection.update); it is given up after attempt 1, since 403 is not retried`,
    ]);
  });

  test('says why there is no answer, and carries the facts as values', async () => {
    const { create, receiver, settle, entries, said } = await logged(status(200));
    await receiver.end();
    await create();
    await settle();
    expect(said()[0]).toContain(`warn ${who} fails: request failed: ECONNREFUSED, for delivery 1-1`);
    expect(entries()[0]).toMatchObject({
      level: 40,
      account: 1,
      webhook: 1,
      delivery: '1-1',
      url: receiver.url,
      status: null,
      error: 'request failed: ECONNREFUSED',
      attempts: 1,
    });
  });

  test('is readable in a terminal, and has the warnings at the default level of run', async () => {
    const { create, lines, settle } = await logged(status(404), { logLevel: 'warn' });
    await create();
    await settle();
    expect(lines.map(prettyLine).join('')).toMatch(
      /^\d\d:\d\d:\d\d webhook 1 of account 1 \(http:\S+\) fails: it answered 404/,
    );
  });

  test.each([
    [500, /, the next time in \d+(\.\d)? s by the account's clock$/],
    [404, /, which ends now$/],
  ])('says of a repetition that is answered with %i what becomes of it', async (code, end) => {
    const { create, receiver, settle, said, wachat } = await logged(status(200));
    wachat.setDeliveryFaults([{ repeat: true }]);
    await create();
    await settle();
    receiver.answerWith(status(code));
    await wachat.clock.advance('7s', { settle: true });
    const [line = '', ...rest] = said();
    expect(rest).toEqual([]);
    expect(line).toContain(
      `${who} fails: it answered ${String(code)}, for delivery 1-1 (connection.update); it had come, and a fault repeats it`,
    );
    expect(line).toMatch(end);
  });

  test('has nothing of a webhook that works', async () => {
    const { create, settle, said, receiver } = await logged(status(200));
    await create();
    await settle();
    expect([receiver.received.length, said()]).toEqual([1, []]);
  });

  test('is not flooded by a thousand that are given up: it counts them', async () => {
    const { create, settle, said, wachat, hook, api } = await logged(status(404));
    const name = await create();
    wachat.scan({ instanceName: name });
    await settle();
    await api.post('/webhooks', { id: hook.id, name: 'changed' });
    const before = said().length;
    for (let turn = 0; turn < 300; turn++) {
      wachat.drop(name);
      wachat.reconnect(name);
    }
    await settle();
    expect(wachat.deliveries({ status: 'failed', limit: 1_000 }).length).toBeGreaterThan(900);
    const lines = said().slice(before);
    expect(lines).toHaveLength(10 + 6);
    expect(lines.slice(10).map((line) => /; and (\d+) more since the last line$/.exec(line)?.[1])).toEqual([
      '9',
      '19',
      '39',
      '79',
      '159',
      '319',
    ]);
  });

  test('is not flooded by one that fails and works by turns', async () => {
    let count = 0;
    const { create, settle, said, wachat } = await logged((_received, response) =>
      response.writeHead(count++ % 2 === 0 ? 404 : 200).end(),
    );
    const name = await create();
    wachat.scan({ instanceName: name });
    for (let turn = 0; turn < 100; turn++) {
      wachat.drop(name);
      wachat.reconnect(name);
    }
    await settle();
    expect(count).toBeGreaterThan(300);
    expect(said().filter((line) => line.startsWith('warn'))).toHaveLength(10 + 3);
    expect(said().filter((line) => line.startsWith('30'))).toHaveLength(10 + 3);
    expect(said().at(-2)).toContain('fails again, 80 times by now');
  });

  test('has the first failure of each webhook, and of one that was changed', async () => {
    const { api, create, hook, settle, said, wachat } = await logged(status(410));
    const other = await receive(status(401));
    await api.post('/webhooks', { url: other.url, events: ['connection.update'] });
    await create();
    await settle();
    expect(
      said().map((line) => /webhook \d of account 1 .* (?:fails|still fails)/.exec(line)?.[0].slice(0, 9)),
    ).toEqual(['webhook 1', 'webhook 2']);
    await api.post('/webhooks', { id: hook.id, name: 'changed' });
    await settle();
    expect(said().slice(2)).toEqual([expect.stringContaining(`${who} fails: it answered 410, for delivery 1-1`)]);
    // The second one of them has nothing that waits.
    expect(wachat.deliveries({ webhook: 2, status: 'waiting' })).toEqual([]);
  });

  test('warns once when a redirect makes a GET without a body of the deliveries', async () => {
    const { create, settle, said, wachat } = await logged(({ path = '' }, response) =>
      response.writeHead(path === '/hook' ? 302 : 200, path === '/hook' ? { Location: '/login' } : {}).end(),
    );
    const name = await create();
    wachat.scan({ instanceName: name });
    await settle();
    expect(wachat.deliveries().map((one) => one.status)).toEqual(Array(3).fill('delivered'));
    expect(said()).toEqual([
      `warn ${who} redirects with 302, so it gets a GET without a body, which counts as delivered; 307 and 308 keep the POST`,
    ]);
  });

  test('has no secret: not the query of the URL, not a key, not a secret of a webhook', async () => {
    const lines: string[] = [];
    const { api, create, settle } = await logged(status(404), {
      logTo: { write: (line) => lines.push(line) },
      apiKeys: ['the-key/of-this-account'],
    });
    const gone = await receive();
    await gone.end();
    const secret = 'whsec_abcdefgh12345678';
    const key = encodeURIComponent('the-key/of-this-account');
    for (const url of [`${gone.url}?token=hidden1`, `${gone.url}/${secret}/x`, `${gone.url}/${key}#hidden2`])
      expect((await api.post('/webhooks', { url, secret, events: ['connection.update'] })).status).toBe(201);
    await create();
    await settle();
    const text = lines.filter((line) => line.includes('ECONNREFUSED')).join('');
    expect(text.match(/fails: /g)).toHaveLength(3);
    for (const hidden of ['hidden1', 'hidden2', secret, 'of-this-account']) expect(text).not.toContain(hidden);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  test('starts anew after a reset, and goes on after a restore', async () => {
    const { api, control, create, receiver, settle, said, wachat } = await logged(status(500));
    await create();
    await settle();
    const snapshot = await wachat.snapshot();
    await control.post('/reset');
    expect(said()).toHaveLength(1);
    await wachat.restore(snapshot);
    await settle();
    expect(said()).toHaveLength(1);
    await wachat.clock.advance('10s', { settle: true });
    expect(said().slice(1)).toEqual([expect.stringContaining('fails: it answered 500, for delivery 1-1')]);
    await control.post('/reset');
    await api.post('/webhooks', { url: receiver.url, events: ['connection.update'] });
    await create();
    await settle();
    expect(said()).toHaveLength(3);
  });

  test('tells the accounts apart by their numbers', async () => {
    const { create, receiver, settle, entries, wachat } = await logged(status(404));
    const other = client(wachat.url, 'another-key');
    await create();
    await settle();
    await other.post('/webhooks', { url: receiver.url });
    await other.create({ instanceName: 'shop' });
    const account = wachat.account('another-key');
    await account.clock.advance(0, { settle: true });
    onTestFinished(() => {
      account.reset();
    });
    expect(entries().map(({ account: number }) => number)).toEqual([1, 2, 2]);
  });
});
