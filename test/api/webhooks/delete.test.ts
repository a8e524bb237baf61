import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { buildWebhooks, HOOK } from '../../support/webhooks.js';

describe('DELETE /webhooks', () => {
  test('deletes the one, and nothing else', async () => {
    const { api, set, list } = await buildWebhooks();
    for (let count = 0; count < 3; count++) await set({ url: HOOK });
    const reply = await api.call('DELETE', '/webhooks?id=2');
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ success: true, message: 'Webhook deleted.' });
    expect((await list()).webhooks.map((hook: Json) => hook.id)).toEqual([1, 3]);
    expect((await api.call('DELETE', '/webhooks?id=2')).status).toBe(404);
  });

  test.each(['', '?id=', '?id=0', '?id=x', '?id=1.5', '?id=-1', '?id=1&id=2', '?id=99999999999'])(
    '%s is a 400 that names the field',
    async (query) => {
      const { api, set, list } = await buildWebhooks();
      await set({ url: HOOK });
      const reply = await api.call('DELETE', `/webhooks${query}`);
      expect(reply.status).toBe(400);
      expect(reply.body.details[0].path).toBe('id');
      expect((await list()).count).toBe(1);
    },
  );

  test('the same under both base paths', async () => {
    const { origin, wachat, set } = await buildWebhooks();
    await set({ url: HOOK });
    const root = client(origin, wachat.apiKey);
    expect((await root.get('/webhooks')).body.count).toBe(1);
    expect((await root.call('DELETE', '/webhooks?id=1')).status).toBe(200);
  });
});
