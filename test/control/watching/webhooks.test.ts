import { describe, expect, test } from 'vitest';
import { buildWebhooks, HOOK } from '../../support/webhooks.js';

describe('GET /_emulator/webhooks', () => {
  describe('shape', () => {
    test('is that of the imitated list', async () => {
      const { set, list, control, name } = await buildWebhooks();
      await set({ url: HOOK, name: 'Orders', instanceName: name, secret: 'whsec_0123456789abcdef' });
      await set({ url: HOOK, events: ['connection.update'], enabled: false });
      const { status, body } = await control.get('/webhooks');
      expect(status).toBe(200);
      expect(body).toEqual(await list());
      expect(body).toMatchObject({ success: true, count: 2, webhooks: [{ secret: 'whsec_••••abcdef' }, { id: 2 }] });
    });
  });

  describe('rules', () => {
    test('takes nothing', async () => {
      const { control } = await buildWebhooks();
      expect((await control.post('/webhooks', {})).status).toBe(405);
    });
  });

  describe('behaviour', () => {
    test('is empty for an account that has none, which it does not create', async () => {
      const { control, wachat } = await buildWebhooks();
      expect((await control.get('/webhooks')).body).toEqual({ success: true, count: 0, webhooks: [] });
      const reply = await fetch(`${new URL(wachat.url).origin}/_emulator/webhooks`, {
        headers: { Authorization: 'Bearer another-key' },
      });
      expect(await reply.json()).toEqual({ success: true, count: 0, webhooks: [] });
      expect((await control.get('/accounts')).body.count).toBe(1);
    });

    test('leaves no request in the journal and meets no fault', async () => {
      const { control, set, wachat } = await buildWebhooks();
      await set({ url: HOOK });
      wachat.setFaults([{ name: 'all', status: 503 }]);
      const before = wachat.requests().length;
      expect((await control.get('/webhooks')).status).toBe(200);
      expect(wachat.requests()).toHaveLength(before);
      expect(wachat.faults()).toMatchObject([{ fired: 0 }]);
    });
  });
});
