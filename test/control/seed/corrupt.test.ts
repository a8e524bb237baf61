import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, startWachat } from '../../../src/index.js';
import { client, type Json } from '../../support/client.js';
import { corrupt, hopeless } from '../../support/corrupt.js';
import { everyState, fileOf, KEY } from '../../support/seed-file.js';

/** Repeats a run: WACHAT_TEST_SEED=<the seed in the title>; WACHAT_TEST_LONG=1 makes it ten times as long. */
const seed = Number(process.env.WACHAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = process.env.WACHAT_TEST_LONG === '1' ? 1_500 : 150;

const SECRET = 'whsec_all-of-it';
const OTHER = 'an0ther-k3y-stays';
const [start, ...others] = everyState.instances ?? [];

const rich = {
  $schema: 'https://example.com/seed-file.schema.json',
  accounts: [
    {
      ...everyState,
      instances: [
        { ...start, apiInstanceName: 't1_abc_of-its-own', rejectCalls: true },
        ...others,
        { instanceName: 'with phone', state: 'open', phone: { number: '628123456789', profileName: 'Sari' } },
        { instanceName: 'cloud', integration: 'WHATSAPP-BUSINESS' },
        { instanceName: 'course', number: '999000000003' },
      ],
      // Disabled: a spoiled URL must not be called.
      webhooks: [
        { url: 'https://hook.invalid/all', enabled: false, secret: SECRET },
        { url: 'https://hook.invalid/one', enabled: false, events: ['connection.update'], instance: 'Toko open' },
      ],
      faults: [
        { operation: 'createInstance', nth: 99, status: 429, retryAfter: '30s', body: { error: ['no'] } },
        { path: '/nowhere/*', method: 'GET', delay: { from: '1ms', to: '2ms' }, headers: { 'X-A': 'b' }, status: 502 },
      ],
    },
    { key: OTHER, clock: { frozen: true } },
  ],
};

/** It is refused with a sentence, or it is taken and the accounts work. */
const check = async (text: Buffer, path: string): Promise<boolean> => {
  await writeFile(path, text);
  const starting = startWachat({ seedFile: path, clock: 'manual' });
  const error: unknown = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) {
    expect(error).toBeInstanceOf(ConfigError);
    const message = error instanceof Error ? error.message : '';
    expect(message).toMatch(/^The seed file "[^"\n]+" [^\n\r\0]{5,900}\.$/u);
    for (const secret of [KEY, OTHER, SECRET]) expect(message).not.toContain(secret);
    return false;
  }
  const { apiKey, close, url } = await starting;
  try {
    const control = client(`${new URL(url).origin}/_emulator`, apiKey);
    const api = client(url, apiKey);
    expect((await control.call('DELETE', '/faults')).status).toBe(200);
    const { body: list } = await control.get('/instances?limit=1000');
    const names: readonly string[] = list.instances.map(({ apiInstanceName }: Json) => apiInstanceName);
    for (const name of names.slice(0, 5)) {
      expect((await api.get(`/instance/state?instanceName=${name}`)).status).toBeLessThan(500);
      expect((await api.get(`/instance/qr?instanceName=${name}`)).status).toBeLessThan(500);
    }
    const snapshot = await control.get('/snapshot');
    expect(snapshot.status).toBe(200);
    expect((await control.call('PUT', '/snapshot', { body: snapshot.bytes })).status).toBe(200);
    expect((await control.get('/snapshot')).bytes).toEqual(snapshot.bytes);
    expect((await control.post('/clock', { advance: '1m' })).status).toBe(200);
    expect((await control.post('/reset')).status).toBe(200);
    return true;
  } finally {
    await close();
  }
};

describe('--seed-file of what was spoiled', () => {
  test(`is refused in a sentence without a key, or is taken and works (seed ${String(seed)})`, async () => {
    const path = await fileOf('');
    expect(await check(Buffer.from(JSON.stringify(rich)), path)).toBe(true);
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(corrupt([JSON.stringify(rich), JSON.stringify({ accounts: [everyState] })]), async (text) => {
        if (await check(text, path)) taken++;
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    // Some changes are harmless, such as another name; if all were, nothing would have been tried.
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(runs / 2);
  }, 600_000);

  test.each(hopeless)('%s is refused', async (_name, text) => {
    expect(await check(text(), await fileOf(''))).toBe(false);
  });

  test('of a million wrong instances the first is named', async () => {
    const path = await fileOf(`{"accounts":[{"key":"${KEY}","instances":[${'{},'.repeat(999_999)}{}]}]}`);
    await expect(startWachat({ seedFile: path })).rejects.toThrow(
      /: "accounts\.0\.instances\.0\.instanceName" is required: [^\n]+\.$/,
    );
  });
});
