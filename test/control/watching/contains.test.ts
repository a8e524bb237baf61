import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.js';
import { client } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';
import { status } from '../../support/receiver.js';
import { hooked } from '../../support/webhook.js';

const LONG = 'the-long-key-of-another-suite-x7Kd2q';

const encoded = (text: string): string => `contains=${encodeURIComponent(text)}`;

describe('GET /_emulator/requests', () => {
  describe('contains', () => {
    const ask = async () => {
      const built = await build();
      const { api } = built;
      await api.create({ instanceName: 'Toko Jakarta', number: '628123456789', rejectCall: true });
      await api.get('/instance/state?instanceName=nobody%20at%20all');
      await api.post('/send/text', '{ "instanceName": "x", "message": "\\u00c9clair \\"hot\\"" }');
      await api.post('/send/text', 'no JSON: Bandung');
      await api.get('/no/Such/path');
      return built;
    };

    test.each<[string, number[]]>([
      ['Toko Jakarta', [1]],
      ['TOKO JAKARTA', [1]],
      ['post /api/v1/instance/create', [1]],
      ['/such/', [5]],
      ['?instanceName=nobody at all', [2]],
      ['"instanceName":"Toko Jakarta"', [1]],
      ['"message":"éclair', [3]],
      ['ÉCLAIR', [3]],
      ['bandung', [4]],
      ['the body is not valid JSON', [4]],
      ['did you mean "rejectCalls"', [1]],
      ['"success":false', [2, 3, 4, 5]],
      ['', [1, 2, 3, 4, 5]],
      ['surabaya', []],
    ])('%j finds %j', async (part, ids) => {
      const { control, wachat } = await ask();
      const { body } = await control.get(`/requests?${encoded(part)}`);
      expect(body.requests.map(({ id }: Json) => id)).toEqual(ids);
      expect(wachat.requests({ contains: part })).toEqual(body.requests);
    });

    test('goes with the other conditions, and says whether it was met', async () => {
      const { control } = await ask();
      const { body } = await control.get(`/requests?operation=createInstance&${encoded('bandung')}`);
      expect(body).toMatchObject({ count: 0, satisfied: false });
      expect(body.closest[0]).toMatchObject({
        item: { id: 4 },
        conditions: [
          { condition: 'operation', expected: 'createInstance', seen: 'sendText', met: false },
          { condition: 'contains', expected: 'bandung', seen: 'bandung', met: true },
        ],
      });
      expect(body.closest[1].conditions[1]).toEqual({
        condition: 'contains',
        expected: 'bandung',
        seen: null,
        met: false,
      });
    });

    test('finds no secret, which would be found out piece by piece otherwise', async () => {
      const { api, control } = await build({ apiKeys: ['a-long-and-secret-key'] });
      const meta = { metaToken: 'EAAG-hidden', metaPhoneNumberId: '1', metaBusinessId: '2' };
      await api.create({ instanceName: 'a-long-and-secret-key', integration: 'WHATSAPP-BUSINESS', ...meta });
      await api.post('/webhooks', { url: 'https://example.com/', secret: 'whsec_my-own-secret-text' });
      await api.post('/webhooks', '{"\\u0073ecret":"whsec_my-own-secret-text","metaToken":"EAAG-hidden"}');
      await api.post('/webhooks', '{"metaToken": "EAAG-hidden", "secret": "my-own-secret-text');
      await api.get('/instance/list?token=EAAG-hidden&apiKey=a-long-and-secret-key');
      for (const part of ['a-long-and', 'EAAG-h', 'hidden', 'my-own', 'Bearer'])
        expect((await control.get(`/requests?${encoded(part)}`)).body.count, part).toBe(0);
      for (const part of ['••••et-key', 'webhooks', '"metaToken":"••••"'])
        expect((await control.get(`/requests?${encoded(part)}`)).body.count, part).toBeGreaterThan(0);
    });

    test('leaves pictures out, in which any short text is found', async () => {
      const { api, control, wachat } = await build();
      await api.create({ instanceName: 'shop' });
      const [request] = wachat.requests();
      const picture = /;base64,(\w{8})/.exec(JSON.stringify(request?.reply?.content))?.[1] ?? '';
      expect(picture).toHaveLength(8);
      expect((await control.get(`/requests?${encoded(picture)}`)).body.count).toBe(0);
      expect((await control.get(`/requests?${encoded('data:image/png;base64,"')}`)).body.count).toBe(1);
    });

    test('is waited for, and a wait in vain says where it would have fitted', async () => {
      const { api, control, wachat } = await build();
      const { answer } = await begin(() => control.get(`/requests?${encoded('bandung')}&wait=1m`));
      await api.create({ instanceName: 'Jakarta' });
      await api.create({ instanceName: 'Bandung' });
      expect((await answer).body).toMatchObject({ count: 1, requests: [{ id: 2 }] });
      wachat.account(wachat.apiKey).reset();
      await client(wachat.url, LONG).create({ instanceName: 'Bandung' });
      await client(wachat.url, undefined).create({ instanceName: 'Bandung' });
      expect((await control.get(`/requests?${encoded('bandung')}&wait=1ms`)).body.hint).toBe(
        'What would have fitted: 1 from before the last reset, 1 with another key (••••x7Kd2q), 1 without a key, its body unread.',
      );
      const error = await wachat.waitFor('requests', { contains: 'Surabaya' }, 1).catch((one: unknown) => one);
      expect(String(error)).toContain('1 wanted, 0 found');
    });
  });

  test.each([
    ['statusClass=2xx', [1]],
    ['statusClass=4xx', [2, 3]],
    ['statusClass=5xx', [4]],
    ['statusClass=3xx', []],
    ['statusClass=none', [5]],
    ['fault=twice', [4]],
    ['fault=faults.1:%20cut%20before%20without%20carryOut', [5]],
    ['fault=other', []],
    ['hasFault=true', [4, 5]],
    ['hasFault=false', [1, 2, 3]],
    ['hasFault=true&statusClass=5xx&operation=getInstances', [4]],
    ['hasFault=false&statusClass=5xx', []],
  ])('%s finds %j', async (query, ids) => {
    const { api, control, wachat } = await build();
    await api.create({ instanceName: 'shop' });
    await api.get('/instance/state?instanceName=nobody');
    await api.get('/nowhere');
    wachat.setFaults([
      { name: 'twice', status: 503, first: 1 },
      { cut: 'before', carryOut: false },
    ]);
    await api.get('/instance/list');
    await api.get('/instance/list').catch(() => undefined);
    await wachat.waitFor('requests', { count: 5 });
    const { body } = await control.get(`/requests?${query}`);
    expect(body.requests.map(({ id }: Json) => id)).toEqual(ids);
    const given = Object.fromEntries(
      [...new URLSearchParams(query)].map(([name, value]) => [name, name === 'hasFault' ? value === 'true' : value]),
    );
    expect(Reflect.apply(wachat.requests, undefined, [given])).toEqual(body.requests);
  });

  test.each([
    ['statusClass=4', '"statusClass" must be one of 2xx, 3xx, 4xx, 5xx, none'],
    ['statusClass=4XX', '(did you mean "4xx"?)'],
    ['hasFault=yes', '"hasFault" must be true or false'],
    ['contains=a&contains=b', '"contains" must be a text, given once'],
    ['fault=a&fault=b', '"fault" must be a label, given once'],
  ])('%s is refused', async (query, sentence) => {
    const { control } = await build();
    const { status: answered, body } = await control.get(`/requests?${query}`);
    expect(answered).toBe(400);
    expect(body.error).toContain(sentence);
  });

  test('statusClass of what came without a key is looked at too', async () => {
    const { control, wachat } = await build();
    await client(wachat.url, undefined).create({ instanceName: 'shop' });
    expect((await control.get('/requests?statusClass=2xx&wait=1ms')).body.hint).toBeNull();
    expect((await control.get('/requests?statusClass=4xx&wait=1ms')).body.hint).toBe(
      'What would have fitted: 1 without a key.',
    );
    expect((await control.get('/requests?unclaimed=true&statusClass=4xx')).body.count).toBe(1);
    expect((await control.get(`/requests?unclaimed=true&${encoded('API key')}`)).body.count).toBe(1);
  });
});

test.each([
  ['TOKO', ['toko-2', 'Toko 1']],
  ['toko 1', ['Toko 1']],
  ['toko-1', ['Toko 1']],
  ['t1_', ['Bandung', 'toko-2', 'Toko 1']],
  ['surabaya', []],
])('instances by a part of either name: %s', async (part, names) => {
  const { api, control, wachat } = await build();
  for (const instanceName of ['Toko 1', 'toko-2', 'Bandung']) await api.create({ instanceName });
  const { body } = await control.get(`/instances?${encoded(part)}&phase=pairing`);
  expect(body.instances.map(({ instanceName }: Json) => instanceName)).toEqual(names);
  expect(wachat.instances({ contains: part })).toEqual(body.instances);
  expect((await control.get(`/instances?${encoded(part)}&state=open`)).body.count).toBe(0);
});

test.each<[string, number]>([
  ['connection.UPDATE', 1],
  ['"state":"connecting"', 1],
  ['_shop', 2],
  ['http://', 2],
  ['HTTP://127.0.0.1', 2],
  ['surabaya', 0],
])('deliveries by a part of what is shown of them: %s', async (part, count) => {
  const { control, create, settle, wachat } = await hooked(status(500));
  await create();
  await settle();
  const { body } = await control.get(`/deliveries?${encoded(part)}`);
  expect(body.count).toBe(count);
  expect(wachat.deliveries({ contains: part })).toHaveLength(count);
});

test('deliveries by whether they met a fault, and without pictures', async () => {
  const { control, create, settle, wachat } = await hooked();
  wachat.setDeliveryFaults([{ name: 'lost', event: 'qrcode.updated', drop: true }]);
  await create();
  await settle();
  expect(wachat.deliveries({ hasFault: true })).toMatchObject([{ fault: 'lost' }]);
  expect(wachat.deliveries({ hasFault: false })).toMatchObject([{ fault: null }]);
  const sent = JSON.stringify(wachat.deliveries({ event: 'qrcode.updated' })[0]?.body);
  const picture = /;base64,(\w{8})/.exec(sent)?.[1] ?? '';
  expect(picture).toHaveLength(8);
  expect((await control.get(`/deliveries?${encoded(picture)}`)).body.count).toBe(0);
});
