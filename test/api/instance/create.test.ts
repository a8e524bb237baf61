import { describe, expect, test } from 'vitest';
import { build, reach } from '../../support/emulator.js';
import { bytesOf, readQr } from '../../support/picture.js';
import { business } from '../../support/shop.js';

describe('POST /instance/create', () => {
  describe('shape', () => {
    test('answers 201 with both names and a QR that another decoder reads', async () => {
      const { api } = await reach();
      const { status, body } = await api.create({ instanceName: 'jakarta_store', number: '628123456789' });
      expect(status).toBe(201);
      expect(body.instance.instanceName).toBe('jakarta_store');
      expect(body.instance.apiInstanceName).toMatch(/^t1_[0-9a-z]+_jakarta_store$/);
      expect(readQr(bytesOf(body.qrcode.base64))).toBe(body.qrcode.code);
      expect(body.qrcode.code).toMatch(/^2@[^,]+,[^,]{44},[^,]{44},[^,]{44}$/);
    });

    test('answers exactly what the design says, member by member', async () => {
      const { api, wachat } = await build();
      const { body } = await api.create({ instanceName: 'jakarta_store', number: '628123456789' });
      const name = body.instance.apiInstanceName;
      const query = `instanceName=${String(name)}&apiKey=${wachat.apiKey}`;
      expect(body).toEqual({
        success: true,
        message: expect.any(String),
        instance: {
          instanceName: 'jakarta_store',
          displayName: 'jakarta_store',
          apiInstanceName: name,
          internalName: name,
          state: 'connecting',
          status: 'connecting',
          integration: 'WHATSAPP-BAILEYS',
          number: '628123456789',
          rejectCalls: false,
          ignoreGroups: false,
          alwaysOnline: false,
          readMessages: false,
          readStatus: false,
          createdAt: '2026-01-01T00:00:00.000Z',
        },
        qrcode: {
          base64: expect.stringMatching(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/),
          imageUrl: `${wachat.url}/instance/qr/image?${query}`,
          liveUrl: `${wachat.url}/instance/qr/live?${query}`,
          code: expect.any(String),
          pairingCode: expect.stringMatching(/^[1-9A-HJ-NP-TV-Z]{8}$/),
          count: 1,
        },
      });
    });

    test('the technical name holds the account, the time in base 36 and the name', async () => {
      const { api, clock } = await build();
      const { body } = await api.create({ instanceName: 'store-jakarta' });
      const [account, stamp, ...slug] = String(body.instance.apiInstanceName).split('_');
      expect(account).toBe('t1');
      expect(parseInt(stamp ?? '', 36)).toBe(clock.now());
      expect(slug.join('_')).toBe('store-jakarta');
    });

    test('with response=image the answer is the QR itself, with both names in headers', async () => {
      const { api } = await reach();
      const reply = await api.create({ instanceName: 'store-jakarta', number: '628123456789' }, '?response=image');
      expect(reply.status).toBe(201);
      expect(reply.headers.get('content-type')).toBe('image/png');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('x-instance-name')).toBe('store-jakarta');
      const name = reply.headers.get('x-api-instance-name') ?? '';
      expect(name).toMatch(/^t1_[0-9a-z]+_store-jakarta$/);
      const { body } = await api.get(`/instance/qr?instanceName=${name}`);
      expect(readQr(reply.bytes)).toBe(body.qrcode.code);
    });

    test('a business instance is open at once and has no QR', async () => {
      const { api } = await reach();
      const { status, body } = await api.create({ instanceName: 'shop', ...business });
      expect(status).toBe(201);
      expect(body.instance).toMatchObject({ state: 'open', status: 'open', integration: 'WHATSAPP-BUSINESS' });
      expect(Object.keys(body)).toEqual(['success', 'message', 'instance']);
      for (const value of Object.values(business).slice(1)) expect(JSON.stringify(body)).not.toContain(value);
    });
  });

  describe('rules', () => {
    test('a name alone is enough; the rest has defaults', async () => {
      const { api } = await reach();
      const { body } = await api.create({ instanceName: 'shop' });
      expect(body.instance).toMatchObject({ integration: 'WHATSAPP-BAILEYS', number: null });
      expect(body.qrcode.pairingCode).toBeNull();
    });

    test.each(['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'])(
      '%s is kept as sent, and no other setting with it',
      async (field) => {
        const { api } = await reach();
        const { body } = await api.create({ instanceName: 'shop', [field]: true });
        const settings = ['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'];
        expect(settings.filter((one) => body.instance[one] === true)).toEqual([field]);
      },
    );

    test.each(['62812345', '628123456789012'])('the number %s is good', async (number) => {
      const { api } = await reach();
      expect((await api.create({ instanceName: 'shop', number })).body.instance.number).toBe(number);
    });

    test('a name may have a hundred characters, however many bytes they take', async () => {
      const { api } = await reach();
      for (const name of ['x'.repeat(100), '😀'.repeat(100), ` ${'店'.repeat(100)} `]) {
        const { status, body } = await api.create({ instanceName: name });
        expect(status).toBe(201);
        expect(body.instance.displayName).toBe(name.trim());
      }
    });

    test('response=image while the gateway has no QR yet is the JSON of any create, with both names in headers', async () => {
      const { api } = await reach();
      const reply = await api.create({ instanceName: 'Toko ☕', number: '999000000003' }, '?response=image');
      expect(reply.status).toBe(201);
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(reply.body.instance).toMatchObject({ instanceName: 'Toko ☕', status: 'connecting' });
      expect(reply.body.qrcode).toEqual({ count: 0 });
      expect(reply.headers.get('x-instance-name')).toBe(encodeURIComponent('Toko ☕'));
      expect(reply.headers.get('x-api-instance-name')).toBe(reply.body.instance.apiInstanceName);
    });

    test('response=image for a business instance is a 400 and creates nothing', async () => {
      const { api, control } = await build();
      const reply = await api.create({ instanceName: 'shop', ...business }, '?response=image');
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain('WHATSAPP-BAILEYS');
      expect((await control.get('/instances')).body.count).toBe(0);
    });

    test('response=json is the default said aloud', async () => {
      const { api } = await reach();
      const { status, body } = await api.create({ instanceName: 'shop' }, '?response=json');
      expect(status).toBe(201);
      expect(body.qrcode.count).toBe(1);
    });
  });

  describe('behaviour', () => {
    test('every call creates another instance, with a name and a QR of its own', async () => {
      const { api, control } = await build();
      const replies = await Promise.all(Array.from({ length: 20 }, () => api.create({ instanceName: 'shop' })));
      expect(new Set(replies.map(({ body }) => body.instance.apiInstanceName)).size).toBe(20);
      expect(new Set(replies.map(({ body }) => body.qrcode.code)).size).toBe(20);
      expect((await control.get('/instances')).body.count).toBe(20);
    });

    test('it is there at once for the calls that follow', async () => {
      const { api } = await reach();
      const { body } = await api.create({ instanceName: 'shop' });
      const again = await api.get(`/instance/qr?instanceName=${String(body.instance.apiInstanceName)}`);
      expect(again.body.qrcode).toEqual(body.qrcode);
      expect(again.body.instance).toEqual(body.instance);
    });

    test('the root serves the same as the base path', async () => {
      const { control, origin, wachat } = await build();
      const reply = await fetch(`${origin}/api/v1/instance/create`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' },
        body: '{"instanceName": "shop"}',
      });
      expect(reply.status).toBe(201);
      expect((await control.get('/instances')).body.count).toBe(1);
    });
  });
});
