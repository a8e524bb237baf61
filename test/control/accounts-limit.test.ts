import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { createEmulator } from '../../src/emulator.js';
import { client } from '../support/client.js';
import { begin, build } from '../support/emulator.js';

const keyed = (url: string) => (key: string) => client(url, key);

describe('The limit of accounts', () => {
  test('refuses one more with 429 and a sentence, whatever would make it', async () => {
    const { wachat, origin } = await build({ maxAccounts: 2 });
    const api = keyed(wachat.url);
    const control = keyed(`${origin}/_emulator`);
    for (const key of ['first', 'second']) expect((await api(key).create({ instanceName: 'shop' })).status).toBe(201);
    const snapshot = (await control('first').get('/snapshot')).body;
    const replies = [
      await api('third').create({ instanceName: 'shop' }),
      await api('third').post('/webhooks', { url: 'http://localhost:9/' }),
      await control('third').post('/clock', { freeze: true }),
      await control('third').call('PUT', '/faults', { body: { faults: [] } }),
      await control('third').post('/faults', { hang: true }),
      await control('third').post('/delivery-faults', { drop: true }),
      await control('third').get('/snapshot'),
      await control('third').call('PUT', '/snapshot', { body: snapshot }),
    ];
    for (const { status, body } of replies) {
      expect([status, body]).toEqual([
        429,
        {
          success: false,
          error:
            'The emulator has reached its limit of 2 accounts; delete one with DELETE /_emulator/account, or raise --max-accounts.',
        },
      ]);
    }
    expect((await api('third').get('/instance/list')).body.count).toBe(0);
    expect((await control('first').get('/accounts')).body.count).toBe(2);
    await control('first').call('DELETE', '/account');
    expect((await api('third').create({ instanceName: 'shop' })).status).toBe(201);
  });

  test('lets the empty account go that was used the longest ago, and says so', async () => {
    const lines: string[] = [];
    const { wachat, origin, clock } = await build({
      maxAccounts: 3,
      logLevel: 'info',
      logTo: { write: (line) => lines.push(line) },
    });
    const control = keyed(`${origin}/_emulator`);
    const api = keyed(wachat.url);
    await api('full').create({ instanceName: 'shop' });
    for (const key of ['older', 'newer']) {
      clock.advance(1_000);
      await control(key).post('/clock', { run: true });
    }
    clock.advance(1_000);
    expect((await api('fourth').create({ instanceName: 'shop' })).status).toBe(201);
    const { accounts } = (await control('full').get('/accounts')).body;
    expect(accounts.map(({ number }: { readonly number: number }) => number)).toEqual([1, 3, 4]);
    expect(lines.filter((line) => line.includes('the limit of 3 accounts is reached'))).toHaveLength(1);
  });

  test('lets none go that has anything, is in use, or was given or seeded at the start', () => {
    const config = readConfig(
      { maxAccounts: 4, apiKeys: ['given', 'seeded', 'used', 'hooked', 'other'] },
      (name) => name,
    );
    const seed = {
      key: 'seeded',
      now: undefined,
      frozen: undefined,
      instances: [],
      faults: [],
      deliveryFaults: [],
      webhooks: [],
    };
    const { accounts, close } = createEmulator(config, { seeds: [seed] });
    for (const key of ['given', 'seeded', 'used']) accounts.claim(key);
    accounts.claim('hooked').webhooks.create({ url: 'http://localhost:9/' }, '', 0);
    expect(() => accounts.claim('other')).toThrow('limit of 4 accounts');
    expect(accounts.list().map(({ key }) => key)).toEqual(['given', 'seeded', 'used', 'hooked']);
    close();
  });

  test('a wait keeps its empty account', async () => {
    const { origin, api } = await build({ maxAccounts: 1 });
    const control = keyed(`${origin}/_emulator`);
    await control('waiting').post('/clock', { run: true });
    const { answer } = await begin(() => control('waiting').get('/events?wait=10s'));
    expect((await api.create({ instanceName: 'shop' })).status).toBe(429);
    await control('waiting').post('/reset');
    expect((await answer).body.ended).toBe(true);
    expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
  });

  test('the accounts are listed in pages', async () => {
    const { wachat, origin } = await build();
    for (let index = 1; index <= 5; index++)
      await keyed(wachat.url)(`key ${String(index)}`.replace(' ', '-')).create({ instanceName: 'shop' });
    const page = async (query: string) => {
      const { count, accounts } = (await keyed(`${origin}/_emulator`)('key-1').get(`/accounts?${query}`)).body;
      return [count, accounts.map(({ number }: { readonly number: number }) => number)];
    };
    expect(await page('limit=2')).toEqual([5, [1, 2]]);
    expect(await page('limit=2&offset=2')).toEqual([5, [3, 4]]);
    expect(await page('offset=4')).toEqual([5, [5]]);
    expect(await page('offset=9')).toEqual([5, []]);
  });
});
