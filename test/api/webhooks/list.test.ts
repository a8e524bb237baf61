import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { buildWebhooks, HOOK } from '../../support/webhooks.js';

describe('GET /webhooks', () => {
  test('lists oldest first, as they were made but for the secret', async () => {
    const { set, list, name } = await buildWebhooks();
    const made = [
      (await set({ url: HOOK, name: 'One' })).body.webhook,
      (await set({ url: HOOK, instanceName: name, enabled: false })).body.webhook,
    ];
    const masked = made.map((hook) => ({ ...hook, secret: `whsec_••••${String(hook.secret).slice(-6)}` }));
    expect(await list()).toEqual({ success: true, count: 2, webhooks: masked });
  });

  test.each([
    ['whsec_0123456789abcdef', 'whsec_••••abcdef'],
    ['0123456789abcdef', '••••abcdef'],
    // Of these, six characters would be too much.
    ['whsec_01234567', 'whsec_••••'],
    ['01234567', '••••'],
  ])('masks %s as %s', async (secret, masked) => {
    const { set, list } = await buildWebhooks();
    expect((await set({ url: HOOK, secret })).body.webhook.secret).toBe(secret);
    expect((await list()).webhooks[0].secret).toBe(masked);
  });

  test('with instanceName, those that are told of that instance', async () => {
    const { api, set, list, name } = await buildWebhooks();
    const other = String((await api.create({ instanceName: 'Other' })).body.instance.apiInstanceName);
    await set({ url: HOOK, name: 'all' });
    await set({ url: HOOK, name: 'one', instanceName: name });
    await set({ url: HOOK, name: 'two', instanceName: other });
    const names = async (query: string) => (await list(query)).webhooks.map((hook: Json) => hook.name);
    expect(await names('')).toEqual(['all', 'one', 'two']);
    expect(await names(`?instanceName=${name}`)).toEqual(['all', 'one']);
    expect(await names(`?instanceName=${other}`)).toEqual(['all', 'two']);
    expect((await api.get('/webhooks?instanceName=unknown')).status).toBe(404);
    expect((await api.get(`/webhooks?instanceName=${name}&instanceName=${other}`)).status).toBe(400);
  });

  test('an account sees its own', async () => {
    const { set, wachat } = await buildWebhooks();
    await set({ url: HOOK });
    expect((await client(wachat.url, 'another').get('/webhooks')).body.count).toBe(0);
  });
});
