import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Json } from '../../support/client.js';
import { corrupt, hopeless } from '../../support/corrupt.js';
import { build } from '../../support/emulator.js';
import { everyState, KEY } from '../../support/seed-file.js';
import { business } from '../../support/shop.js';

/** Repeats a run: WACHAT_TEST_SEED=<the seed in the title>; WACHAT_TEST_LONG=1 makes it ten times as long. */
const seed = Number(process.env.WACHAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = process.env.WACHAT_TEST_LONG === '1' ? 3_500 : 350;

/** An emulator whose deliveries reach nobody, wherever a spoiled URL leads: each waits for an answer. */
const buildAlone = async (options: Parameters<typeof build>[0]) => {
  vi.stubGlobal(
    'fetch',
    (_url: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      }),
  );
  try {
    return await build(options);
  } finally {
    vi.unstubAllGlobals();
  }
};

/** An account with all that there is: each state, each kind of course, faults, webhooks and what waits for them. */
const rich = async () => {
  const built = await buildAlone({
    autoScan: '30s',
    accounts: [
      {
        ...everyState,
        webhooks: [
          { url: 'https://hook.invalid/all', name: 'all', secret: 'whsec_all-of-it' },
          { url: 'https://hook.invalid/one', events: ['connection.update'], instance: 'Toko open' },
        ],
        faults: [
          {
            operation: 'createInstance',
            nth: 99,
            status: 429,
            retryAfter: '30s',
            body: { error: ['no', { deep: 1 }] },
          },
          {
            path: '/nowhere/*',
            method: 'GET',
            delay: { from: '1ms', to: '2ms' },
            headers: { 'X-Proxy': 'edge' },
            status: 502,
          },
        ],
        deliveryFaults: [
          { name: 'late', webhook: 1, every: 4, delay: '1h', encoding: 'unusual', signature: 'stale' },
          { webhook: 1, from: 3, swap: true },
          { webhook: 2, event: ['connection.update'], share: 0.5, drop: true },
        ],
      },
    ],
  });
  const { api, control } = built;
  await api.create({ instanceName: 'cloud', ...business });
  for (const number of ['999000000003', '999000000011', '999000000013', undefined])
    await api.create({ instanceName: 'shop', number });
  await control.post('/clock', { advance: '7s' });
  for (const { apiInstanceName } of built.wachat.instances({ state: 'open' })) {
    await control.post(`/instances/${apiInstanceName}/drop`);
    await control.post(`/instances/${apiInstanceName}/reconnect`);
  }
  const open = String(built.wachat.instances({ state: 'open' })[0]?.apiInstanceName);
  for (const [number, delay] of [
    ['6281298765432', 0],
    ['6281298765432', 3_000],
    ['999000000104', 0],
    ['120363025246125486@g.us', 60_000],
  ] as const)
    await api.post('/send/text', { instanceName: open, number, message: 'On its way 🚚', delay });
  const lost = String(built.wachat.instances({ phase: 'lost' })[0]?.apiInstanceName);
  for (const name of [open, lost])
    await control.post(`/instances/${name}/receive`, { from: '6281211112222', type: 'text', text: 'Hello' });
  const { body: snapshot }: { body: Json } = await control.get('/snapshot');
  // One has a picture.
  const first = snapshot.messages.list[0];
  first.content = { type: 'image', url: null, mimetype: 'image/png', fileName: null, caption: 'Here' };
  first.media = { token: 'm'.repeat(32), size: 5 };
  snapshot.messages.media = [{ token: 'm'.repeat(32), mimetype: 'image/png', fileName: null, base64: 'aGVsbG8=' }];
  expect(snapshot.messages.list.filter(({ status }: Json) => status === 'waiting')).toHaveLength(3);
  const [queue] = snapshot.deliveries.queues;
  expect(queue.waiting.map(({ detour }: Json) => detour)).toContain('delay');
  queue.waiting[0].attempts.push(
    { time: 1, status: 500, error: null },
    {
      time: 2,
      status: null,
      error: 'fetch failed',
      hops: [{ status: 307, method: 'POST', url: 'https://example.com/there' }],
    },
  );
  queue.waiting[1].nextAttempt = Date.parse(snapshot.clock.now) + 5_000;
  const calm = structuredClone(snapshot);
  for (const webhook of calm.webhooks.list) webhook.enabled = false;
  const restore = (body: unknown) => control.call('PUT', '/snapshot', { body });
  expect((await restore(snapshot)).status).toBe(200);
  expect((await restore(calm)).status).toBe(200);
  const secrets = [
    KEY,
    snapshot.secret,
    snapshot.randomness.stream,
    ...snapshot.webhooks.list.map((one: Json) => one.secret),
  ];
  return { ...built, snapshot, calm, restore, secrets };
};
type Rich = Awaited<ReturnType<typeof rich>>;

const bytesOf = async ({ control }: Rich): Promise<string> => {
  const { status, bytes } = await control.get('/snapshot');
  expect(status).toBe(200);
  return bytes.toString();
};

/** A snapshot without what may have been sent meanwhile, since it was due. */
const withoutDeliveries = (text: string): Json => {
  const { deliveries, ...rest } = JSON.parse(text);
  expect(deliveries).toBeDefined();
  return rest;
};

/** It is refused with a sentence and nothing has changed, or it is taken and the account works. */
const check = async (built: Rich, text: Buffer): Promise<boolean> => {
  const { api, control, restore, secrets, calm } = built;
  const before = await bytesOf(built);
  const { status, body } = await restore(text);
  if (status !== 200) {
    expect([400, 413, 429]).toContain(status);
    expect(body).toMatchObject({ success: false });
    expect(body.error).toMatch(/^["A-Z][^\n\r\0]{5,900}(?:\.|; did you mean "\w+"\?)$/u);
    for (const secret of secrets) expect(JSON.stringify(body)).not.toContain(secret);
    expect(await bytesOf(built)).toBe(before);
    return false;
  }
  const taken = await bytesOf(built);
  expect((await restore(taken)).status).toBe(200);
  expect(withoutDeliveries(await bytesOf(built))).toEqual(withoutDeliveries(taken));
  const { body: list } = await control.get('/instances?limit=1000');
  const names: readonly string[] = list.instances.map(({ apiInstanceName }: Json) => apiInstanceName);
  expect(names).toHaveLength(JSON.parse(taken).instances.length);
  const calls = [
    () => api.get('/instance/list'),
    () => api.get('/webhooks'),
    ...names
      .slice(0, 6)
      .flatMap((name) => [
        () => api.get(`/instance/state?instanceName=${name}`),
        () => api.get(`/instance/qr?instanceName=${name}`),
        () => api.get(`/contacts?instanceName=${name}`),
        () => api.post('/send/text', { instanceName: name, number: '6281298765432', message: 'Hello' }),
        () => control.post(`/instances/${name}/reconnect`),
      ]),
    ...['/messages', '/instances', '/deliveries', '/events', '/faults', '/requests'].map(
      (path) => () => control.get(path),
    ),
    () => control.post('/clock', { advance: '1m' }),
    () => api.create({ instanceName: 'next' }),
    () => control.get('/snapshot'),
  ];
  // A fault of its own may be one that answers 500, or not at all.
  const withFaults = JSON.parse(taken).faults.faults.length > 0;
  if (withFaults) await control.call('DELETE', '/faults');
  for (const call of calls) expect((await call()).status).toBeLessThan(500);
  expect((await restore(calm)).status).toBe(200);
  return true;
};

describe('PUT /_emulator/snapshot of what was spoiled', () => {
  test(`is refused in a sentence and changes nothing, or is taken and works (seed ${String(seed)})`, async () => {
    const built = await rich();
    const small = {
      ...built.snapshot,
      instances: built.snapshot.instances.slice(0, 1),
      webhooks: { lastId: 0, list: [] },
      deliveries: { count: 0, queues: [] },
      messages: undefined,
    };
    const { messages } = built.snapshot;
    // Little beside the messages, so that these are hit.
    const wordy = { ...built.calm, webhooks: { lastId: 0, list: [] }, deliveries: { count: 0, queues: [] } };
    const named = new Set(messages.boxes.map(({ instance }: Json) => instance));
    wordy.instances = wordy.instances.filter(({ technicalName }: Json) => named.has(technicalName));
    const originals = [built.snapshot, built.snapshot, small, wordy, wordy].map((one) => JSON.stringify(one));
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(corrupt(originals), async (text) => {
        if (await check(built, text)) taken++;
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    // Some changes are harmless, such as another phase of a course; if all were, nothing would have been tried.
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(runs / 2);
  }, 600_000);

  test.each(hopeless)('%s is refused', async (_name, text) => {
    const built = await rich();
    expect(await check(built, text())).toBe(false);
  });
});
