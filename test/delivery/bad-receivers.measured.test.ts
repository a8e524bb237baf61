import { describe, expect, test } from 'vitest';
import { client, type Json } from '../support/client.js';
import { inMegabytes, startBeside, startGoodClient, tell } from '../support/overload.js';
import { startHelper } from '../support/process.js';
import { receive } from '../support/receiver.js';

/** What is recorded of the first attempt at each of the receivers of `bad-receivers.mjs`: a status, or an error. */
const expected: Readonly<Record<string, unknown>> = {
  'redirects in a loop': 'request failed: more than 21 redirects',
  'redirects that keep the POST': 'request failed: more than 21 redirects',
  'a bomb of gzip': 200,
  'a bomb of gzip in gzip': 200,
  'a broken gzip': 200,
  'a thousand encodings': 200,
  'a drip of body': 'no answer within 30 s',
  'a drip of headers': 'no answer within 30 s',
  'an endless body': 200,
  'endless chunks': 200,
  'an endless body of a 204': 204,
  'endless trailers': 'request failed: ECONNRESET',
  'an endless extension of a chunk': 'request failed: ECONNRESET',
  'broken chunks': 'request failed: ECONNRESET',
  'a body cut short': 'request failed: ECONNRESET',
  'a reset': 'request failed: ECONNRESET',
  'a reset in the body': 'request failed: ECONNRESET',
  'an end without an answer': 'request failed: ECONNRESET',
  'status 999': 999,
  'status 099': 99,
  'status 600': 600,
  'a status of words': 'request failed: HPE_INVALID_STATUS',
  '100 KB of headers': 'request failed: HPE_HEADER_OVERFLOW',
  'a header without end': 'request failed: HPE_HEADER_OVERFLOW',
  'two lengths': 'request failed: HPE_UNEXPECTED_CONTENT_LENGTH',
  'no HTTP': 'request failed: HPE_INVALID_CONSTANT',
  'no answer': 'no answer within 30 s',
  'a flood of 103': 'request failed: more than 100 informational answers',
  'a flood of 100': 'request failed: more than 100 informational answers',
  'a switch of protocols': 'request failed: the receiver switched to another protocol',
  'two answers': 200,
  'rubbish after the answer': 200,
  'an answer before the POST is read': 200,
  // It depends on which of the two comes first.
  'an answer and a reset before the POST is read': expect.toBeOneOf([
    200,
    'request failed: ECONNRESET',
    'request failed: EPIPE',
  ]),
  'no TLS': 'request failed: EPROTO',
};
const kinds = Object.keys(expected);

/** Those that answer nothing, or not to the end. */
const PATIENCE = 30_000;
/** Requests of the good client, each ten milliseconds after the one before: as long as that lasts. */
const REQUESTS = 3_000;
/** The most that the command may ever take of memory. A fresh one takes 80 MB. */
const MOST_MEMORY = 250 * 2 ** 20;

describe('Receivers that misbehave', () => {
  test('each get an attempt that says how it went, hold nobody else up, and let the command end', async () => {
    const beside = await startBeside();
    const { emulator, endWell } = beside;
    const serveWell = await startGoodClient(beside);
    const api = client(`${emulator.origin}/api/v1`, 'key');
    const control = client(`${emulator.origin}/_emulator`, 'key');
    const bad = await startHelper('bad-receivers.mjs');
    const urls: Readonly<Record<string, string>> = bad.first.urls;
    expect(Object.keys(urls)).toEqual(kinds);
    for (const kind of kinds) expect((await api.post('/webhooks', { url: urls[kind], name: kind })).status).toBe(201);
    const good = await receive();
    expect((await api.post('/webhooks', { url: good.url })).status).toBe(201);

    const first = async (kind: string): Promise<Json> => {
      const webhook = String(kinds.indexOf(kind) + 1);
      return (await control.get(`/deliveries?webhook=${webhook}`)).body.deliveries[0];
    };
    await api.create({ instanceName: 'shop' });
    await good.until(2);
    // The next webhook has both events while others still wait for their first answer.
    for (const kind of ['no answer', 'a drip of body', 'a drip of headers'])
      expect(await first(kind)).toMatchObject({ status: 'delivering', attempts: [] });

    // In a second round they would have got their first attempt.
    const served = await serveWell(REQUESTS, 1);
    const outcomes = async () => {
      const firsts = await Promise.all(kinds.map(async (kind) => [kind, await first(kind)] as const));
      return Object.fromEntries(
        firsts.map(([kind, { attempts }]) => [kind, attempts[0]?.status ?? attempts[0]?.error ?? 'nothing yet']),
      );
    };
    await expect.poll(outcomes, { timeout: PATIENCE / 2, interval: 500 }).toEqual(expected);

    // Each attempt is 22 requests, and no more. The next attempt may have begun.
    const { posts }: { readonly posts: Readonly<Record<string, number>> } = await bad.ask('posts');
    for (const kind of ['redirects in a loop', 'redirects that keep the POST'])
      expect([0, 1]).toContain(Math.ceil((posts[kind] ?? 0) / 22) - Number((await first(kind)).attempts.length));
    expect(good.received).toHaveLength(2);
    const { peak } = await emulator.memory();
    // What odd receivers have answered can be saved and restored.
    const snapshot = await control.get('/snapshot');
    expect((await control.call('PUT', '/snapshot', { body: snapshot.bytes })).status).toBe(200);

    // A change is a reason to try at once: again all of them are at it.
    for (const [index, kind] of kinds.entries()) await api.post('/webhooks', { id: index + 1, name: `${kind}!` });
    await expect.poll(async () => (await bad.ask('posts')).posts['no answer']).toBeGreaterThan(1);
    const ended = await endWell();
    tell(
      `receivers that misbehave, ${String(kinds.length)} kinds: 0 deliveries to the good one lost`,
      served,
      `peak ${inMegabytes(peak)}`,
      ended,
    );
    expect(peak).toBeLessThan(MOST_MEMORY);
  });
});
