import { describe, expect, test } from 'vitest';
import type { Watched } from '../../../src/index.js';
import { client } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';
import { receive } from '../../support/receiver.js';

const LONG = 'the-long-key-of-another-suite-x7Kd2q';

const messageOf = async (waiting: Promise<unknown>): Promise<string> => {
  const error = await waiting.catch((one: unknown) => one);
  return error instanceof Error ? error.message : 'no error';
};

describe('A wait in vain says the likely cause', () => {
  test('requests with another key, without one, and from before a reset, over HTTP and in the handle', async () => {
    const { api, control, wachat } = await build();
    await api.create({ instanceName: 'shop' });
    wachat.account(wachat.apiKey).reset();
    await client(wachat.url, LONG).create({ instanceName: 'shop' });
    await client(wachat.url, undefined).create({ instanceName: 'shop' });
    await client(wachat.url, 'short-key').get('/instance/list');
    const hint =
      'What would have fitted: 1 from before the last reset, 1 with another key (••••x7Kd2q), 1 without a key, its body unread.';
    const query = `operation=createInstance&body=${encodeURIComponent('{"instanceName":"shop"}')}`;
    const { body, bytes } = await control.get(`/requests?${query}&wait=1ms`);
    expect(body).toMatchObject({ satisfied: false, count: 0, hint });
    expect(bytes.toString()).not.toContain('the-long-key');
    const waiting = wachat.waitFor('requests', { operation: 'createInstance', body: { instanceName: 'shop' } }, 1);
    expect(await messageOf(waiting)).toBe(`Waited 1 ms for requests: 1 wanted, 0 found.\n  ${hint}`);
    expect(await messageOf(wachat.waitFor('requests', { operation: 'getInstances' }, 1))).toContain(
      'fitted: 1 with another key (••••).',
    );
  });

  test('not of another test: what came without a key has another status, what another key sent is before its reset', async () => {
    const { control, wachat } = await build();
    const other = client(wachat.url, LONG);
    await other.create({ instanceName: 'shop' });
    wachat.account(LONG).reset();
    await client(wachat.url, undefined).create({ instanceName: 'shop' });
    expect((await control.get('/requests?operation=createInstance&status=201&wait=1ms')).body.hint).toBeNull();
    expect((await control.get('/requests?operation=createInstance&status=401&wait=1ms')).body.hint).toBe(
      'What would have fitted: 1 without a key.',
    );
  });

  test('by the display name too, although a reset has forgotten the instance', async () => {
    const { api, control, wachat } = await build();
    await api.create({ instanceName: 'Bandung' });
    wachat.account(wachat.apiKey).reset();
    expect((await control.get('/requests?displayName=Bandung&wait=1ms')).body.hint).toBe(
      'What would have fitted: 1 from before the last reset.',
    );
  });

  test('says nothing when nothing would have fitted, when enough came, and without a wait', async () => {
    const { api, control, wachat } = await build();
    await client(wachat.url, LONG).create({ instanceName: 'shop' });
    await api.get('/instance/list');
    for (const query of ['operation=sendText&wait=1ms', 'operation=getInstances&wait=1ms', 'operation=createInstance'])
      expect((await control.get(`/requests?${query}`)).body.hint).toBeNull();
    expect(await messageOf(wachat.waitFor('requests', { operation: 'sendText' }, 1))).not.toContain('fitted');
  });

  test('a restore and a delete are called that, and a wait that one ended says so too', async () => {
    const { api, control, wachat } = await build();
    const before = await wachat.snapshot();
    await api.get('/instance/list');
    await control.call('PUT', '/snapshot', { body: before });
    expect((await control.get('/requests?wait=1ms')).body.hint).toBe(
      'What would have fitted: 1 from before the last restore.',
    );
    await api.get('/instance/list');
    const { answer } = await begin(() => control.get('/requests?count=2&wait=1m'));
    wachat.account(wachat.apiKey).delete();
    expect((await answer).body).toMatchObject({
      ended: true,
      hint: 'What would have fitted: 1 from before the last restore, 1 from before the last delete.',
    });
  });

  test('with keys that are let in, one that is not is told apart, and so is your own when you look at those', async () => {
    const { api, control, wachat } = await build({ apiKeys: [LONG] });
    await client(wachat.url, 'a-wrong-key-that-stays-secret').get('/instance/list');
    const { body, bytes } = await control.get('/requests?wait=1ms');
    expect(body.hint).toBe('What would have fitted: 1 without a key that is accepted.');
    expect(bytes.toString()).not.toContain('secret');
    await api.create({ instanceName: 'shop' });
    expect((await control.get('/requests?unclaimed=true&operation=createInstance&wait=1ms')).body.hint).toBe(
      'What would have fitted: 1 with your own key.',
    );
  });

  test('many keys are counted, and three of them named', async () => {
    const { control, wachat } = await build();
    for (let index = 0; index < 5; index++)
      await client(wachat.url, `the-key-of-test-number-00000${String(index)}`).get('/instance/list');
    expect((await control.get('/requests?wait=1ms')).body.hint).toBe(
      'What would have fitted: 5 with other keys (••••000000, ••••000001, ••••000002 and 2 more).',
    );
  });

  test.each<[keyof Watched, object]>([
    ['events', { event: 'connection.update', state: 'open' }],
    ['deliveries', { state: 'open', body: { data: { state: 'open' } } }],
    ['messages', { to: '6281298765432', contains: 'Hello' }],
    ['instances', { displayName: 'shop', state: 'open' }],
  ])('%s of the account of another key', async (what, query) => {
    const { control, wachat } = await build();
    const [other, their] = [client(wachat.url, LONG), wachat.account(LONG)];
    await other.post('/webhooks', { url: (await receive()).url });
    const name = String((await other.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
    their.scan({ instanceName: name });
    await other.post('/send/text', { instanceName: name, number: '6281298765432', message: 'Hello' });
    expect(their[what](query).length).toBeGreaterThan(0);
    const before = wachat.accounts();
    const hint = 'What would have fitted: 1 with another key (••••x7Kd2q).';
    expect(await messageOf(wachat.waitFor(what, query, 1))).toContain(`\n  ${hint}`);
    const inUrl = Object.entries(query).map(
      ([field, value]: [string, unknown]) =>
        `${field}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
    );
    expect((await control.get(`/${what}?${inUrl.join('&')}&wait=1ms`)).body.hint).toBe(hint);
    expect(wachat.accounts()).toEqual(before);
  });

  test('looks at no more than the newest thousand of them', async () => {
    const { control, wachat } = await build();
    const other = client(wachat.url, LONG);
    await other.create({ instanceName: 'shop' });
    for (let index = 0; index < 1_000; index++) await other.get('/instance/list');
    expect((await control.get('/requests?operation=createInstance&wait=1ms')).body.hint).toBeNull();
    expect((await control.get('/requests?operation=getInstances&wait=1ms')).body.hint).toMatch(/: \d+ with another/);
  });
});
