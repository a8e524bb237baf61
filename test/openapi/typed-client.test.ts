import createClient from 'openapi-fetch';
import { expect, test } from 'vitest';
import type { paths as EmulatorPaths } from '../fixtures/emulator-api.js';
import type { paths as WachatPaths } from '../fixtures/wachat-api.js';
import { build } from '../support/emulator.js';

const buildClients = async () => {
  const { wachat, origin } = await build();
  const headers = { Authorization: `Bearer ${wachat.apiKey}` };
  return {
    api: createClient<WachatPaths>({ baseUrl: wachat.url, headers }),
    control: createClient<EmulatorPaths>({ baseUrl: `${origin}/_emulator`, headers }),
  };
};

type Clients = Awaited<ReturnType<typeof buildClients>>;

const create = async ({ api }: Clients) => {
  const { data, response } = await api.POST('/instance/create', {
    body: { instanceName: 'jakarta_store', number: '628123456789' },
  });
  expect(response.status).toBe(201);
  // The other form of the reply is a picture.
  if (typeof data !== 'object') throw new Error('The reply is no JSON.');
  const { instance, qrcode } = data;
  // The other form of a QR is that there is none yet.
  if (qrcode === undefined || !('code' in qrcode)) throw new Error('There is no QR.');
  return { instance, qrcode, query: { instanceName: instance.apiInstanceName } };
};

test('a client generated from the documents creates an instance, and one for the control API scans it', async () => {
  const clients = await buildClients();
  const { api, control } = clients;
  const { instance, qrcode, query } = await create(clients);
  expect(instance.state).toBe('connecting');

  const scanned = await control.POST('/scan', { body: { code: qrcode.code, profileName: 'Toko Jakarta' } });
  expect(scanned.data?.instance).toMatchObject({
    apiInstanceName: instance.apiInstanceName,
    state: 'open',
    phase: 'open',
    actions: ['unlink', 'drop', 'replace', 'logout'],
  });

  const after = await api.GET('/instance/qr', { params: { query } });
  expect(after.data).toMatchObject({ success: true, instance: { state: 'open' } });
  expect(after.data?.qrcode).toBeUndefined();

  const again = await control.POST('/instances/{name}/scan', { params: { path: { name: query.instanceName } } });
  expect(again.error?.error).toContain('already open');
});

test('it follows the whole life of an instance: state, list, picture, logout, delete', async () => {
  const clients = await buildClients();
  const { api, control } = clients;
  const { qrcode, query } = await create(clients);
  const state = async () => (await api.GET('/instance/state', { params: { query } })).data;
  const before = await state();
  expect(before?.data.instance).toEqual({ instanceName: query.instanceName, state: 'connecting' });
  expect(before?.instance.owner).toBeNull();

  await control.POST('/scan', { body: { code: qrcode.code } });
  expect((await state())?.instance.owner).toBe('628123456789@s.whatsapp.net');
  const listed = await api.GET('/instance/list');
  expect(listed.data?.count).toBe(1);
  expect(listed.data?.instances[0]?.isConnected).toBe(true);
  const picture = await api.GET('/instance/profile-picture', { params: { query }, parseAs: 'blob' });
  expect(picture.response.headers.get('content-type')).toBe('image/png');

  const tooEarly = await api.DELETE('/instance/delete', { params: { query } });
  expect([tooEarly.response.status, tooEarly.error?.success]).toEqual([409, false]);
  expect((await api.DELETE('/instance/logout', { params: { query } })).data?.success).toBe(true);
  expect((await api.POST('/instance/logout', { params: { query } })).error?.error).toContain('logout is not possible');
  expect((await api.DELETE('/instance/delete', { params: { query } })).data?.message).toBe('Instance deleted.');
  expect((await api.GET('/instance/state', { params: { query } })).response.status).toBe(404);
});

test('it sets, lists and deletes webhooks', async () => {
  const { api, control } = await buildClients();
  const set = await api.POST('/webhooks', {
    body: { url: 'https://example.com/hook', events: ['connection.update'], enabled: false },
  });
  const webhook = set.data?.webhook;
  expect(webhook).toMatchObject({ id: 1, enabled: false, instance: null });
  expect(webhook?.secret).toMatch(/^whsec_[\w-]{32}$/);
  const changed = await api.POST('/webhooks', { body: { id: 1, name: 'Orders' } });
  expect(changed.data?.webhook).toMatchObject({ name: 'Orders', url: 'https://example.com/hook' });
  const listed = await api.GET('/webhooks');
  expect(listed.data?.webhooks.map(({ id, secret }) => [id, secret])).toEqual([
    [1, `whsec_••••${webhook?.secret.slice(-6) ?? ''}`],
  ]);
  expect((await control.GET('/deliveries', { params: { query: { webhook: 1 } } })).data?.deliveries).toEqual([]);
  expect((await api.DELETE('/webhooks', { params: { query: { id: 1 } } })).data?.success).toBe(true);
  expect((await api.GET('/webhooks')).data?.count).toBe(0);
});

test('it moves the clock', async () => {
  const clients = await buildClients();
  const { query } = await create(clients);
  const moved = await clients.control.POST('/clock', { body: { advance: '1m' } });
  expect(moved.data?.clock).toMatchObject({ now: '2026-01-01T00:01:00.000Z', frozen: true, stoppedShort: false });
  const { data } = await clients.api.GET('/instance/qr', { params: { query } });
  expect(data?.qrcode?.count).toBe(2);
});
