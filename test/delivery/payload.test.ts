import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sign, verify } from '../../src/index.js';
import { client, type Json } from '../support/client.js';
import { bytesOf, readQr } from '../support/picture.js';
import { hooked } from '../support/webhook.js';
import { business } from '../support/shop.js';

const KEY = 'account-key-1234567890';

/** An emulator whose key is known, so that it can be looked for. */
const known = () => hooked(undefined, { apiKeys: [KEY] });

describe('A delivery', () => {
  describe('shape', () => {
    test('is a POST of JSON with the four headers', async () => {
      const { create, receiver, hook, settle } = await known();
      await create();
      await settle();
      const [connecting, qr] = receiver.received;
      expect(connecting?.headers).toMatchObject({
        'content-type': 'application/json',
        'x-wachat-event': 'connection.update',
        'x-wachat-timestamp': String(Date.parse('2026-01-01T00:00:00Z') / 1_000),
        'x-wachat-webhook-id': String(hook.id),
      });
      expect(connecting?.headers['x-wachat-signature']).toMatch(/^[0-9a-f]{64}$/);
      expect(qr?.headers['x-wachat-event']).toBe('qrcode.updated');
    });

    test('is signed over the raw body, by our own functions and by node:crypto', async () => {
      const { create, receiver, hook, settle, clock } = await known();
      await create({ instanceName: 'Zoë 🙂' });
      clock.advance(45_000);
      await settle();
      expect(receiver.received).toHaveLength(3);
      for (const { raw, headers } of receiver.received) {
        const timestamp = headers['x-wachat-timestamp'];
        const signature = headers['x-wachat-signature'];
        expect(verify({ secret: hook.secret, timestamp, signature, body: raw }, { now: clock.now() })).toBe('ok');
        expect(sign(hook.secret, timestamp ?? '', raw)).toBe(signature);
        const signed = Buffer.concat([Buffer.from(`${timestamp ?? ''}.`), raw]);
        expect(createHmac('sha256', hook.secret).update(signed).digest('hex')).toBe(signature);
      }
    });

    test('has the envelope of upstream, with the key masked', async () => {
      const { create, receiver, settle, wachat } = await known();
      const name = await create({ number: '628123456789' });
      wachat.scan({ instanceName: name });
      await settle();
      for (const { body, raw } of receiver.received) {
        expect(Object.keys(body)).toEqual([
          'event',
          'instance',
          'data',
          'destination',
          'date_time',
          'sender',
          'server_url',
          'apikey',
        ]);
        expect(body).toMatchObject({
          instance: name,
          destination: receiver.url,
          date_time: '2026-01-01T00:00:00.000Z',
          server_url: wachat.url,
          apikey: '••••567890',
        });
        // The picture's address works when clicked, so it alone carries the key.
        const rest = raw.toString().replace(String(body.data.profilePictureUrl), '');
        expect(rest).not.toContain(KEY);
      }
      expect(receiver.received.map(({ body }) => body.sender)).toEqual([
        null,
        null,
        '628123456789@s.whatsapp.net',
        '628123456789@s.whatsapp.net',
      ]);
    });

    test('server_url is the base path under which the webhook was made', async () => {
      const { origin, wachat, receiver, settle } = await known();
      const api = client(origin, wachat.apiKey);
      await api.post('/webhooks', { url: receiver.url });
      await api.create({ instanceName: 'shop' });
      await settle();
      expect(new Set(receiver.received.map(({ body }) => body.server_url))).toEqual(new Set([wachat.url, origin]));
    });
  });

  describe('of qrcode.updated', () => {
    test('comes at each QR, with a picture that says what code says', async () => {
      const { create, receiver, settle, clock, wachat, api } = await known();
      const name = await create({ number: '628123456789' });
      const codes: Json[] = [];
      for (let count = 1; count <= 4; count++) {
        codes.push((await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode);
        if (count < 3) clock.advance(45_000);
        else if (count === 3) wachat.expireQr(name);
      }
      await settle();
      const qrs = receiver.received.filter(({ body }) => body.event === 'qrcode.updated').map(({ body }) => body.data);
      expect(qrs).toEqual(
        codes.map(({ code, pairingCode, base64 }) => ({ qrcode: { instance: name, pairingCode, code, base64 } })),
      );
      for (const { qrcode } of qrs) expect(readQr(bytesOf(qrcode.base64))).toBe(qrcode.code);
      expect(new Set(qrs.map(({ qrcode }) => qrcode.code)).size).toBe(4);
      expect(qrs[0].qrcode.pairingCode).toMatch(/^[1-9A-Z]{8}$/);
    });

    test('has null for a pairing code without a number', async () => {
      const { create, receiver, settle } = await known();
      await create();
      await settle();
      expect(receiver.received[1]?.body.data.qrcode.pairingCode).toBeNull();
    });

    test('comes 30 times at a whole pairing, and then says that it gives up', async () => {
      const { create, receiver, control, api } = await hooked(undefined, { clock: 'manual', seed: 'any' });
      const name = await create();
      const { clock } = (await control.post('/clock', { advance: '30m', settle: true })).body;
      expect(clock).toMatchObject({ happened: 30, stoppedShort: false, unsettled: [] });
      const qrs = receiver.received.filter(({ body }) => body.data.qrcode !== undefined);
      expect(qrs.map(({ body }) => body.date_time)).toEqual(
        Array.from({ length: 30 }, (_, index) =>
          new Date(Date.parse('2026-01-01T00:00:00Z') + index * 45_000).toISOString(),
        ),
      );
      // Each was sent when it happened.
      for (const { body, headers } of receiver.received) {
        expect(Number(headers['x-wachat-timestamp']) * 1_000).toBe(Date.parse(body.date_time));
      }
      const [limit, refused, ...more] = receiver.received.slice(31);
      expect(more).toEqual([]);
      expect(limit?.body).toMatchObject({
        event: 'qrcode.updated',
        date_time: '2026-01-01T00:22:30.000Z',
        data: { message: 'QR code limit reached, please log in again', statusCode: 500 },
      });
      expect(Object.keys(limit?.body.data)).toEqual(['message', 'statusCode']);
      expect(refused?.body.event).toBe('connection.update');
      expect(refused?.body.data).toEqual({ instance: name, state: 'refused', statusReason: 428 });
      expect((await api.get(`/instance/state?instanceName=${name}`)).body.instance.state).toBe('close');
    });
  });

  describe('of connection.update', () => {
    test('comes at each change, in the words of upstream', async () => {
      const { create, receiver, settle, wachat, api } = await known();
      const name = await create({ number: '628123456789' });
      wachat.scan({ instanceName: name, profileName: 'Toko Jakarta' });
      wachat.drop(name);
      wachat.reconnect(name);
      wachat.replace(name);
      wachat.reconnect(name);
      wachat.unlink(name);
      await api.get(`/instance/qr?instanceName=${name}`);
      wachat.scan({ instanceName: name, number: '4915112345678' });
      await api.call('DELETE', `/instance/logout?instanceName=${name}`);
      await settle();
      const updates = receiver.received.filter(({ body }) => body.event === 'connection.update');
      expect(updates.map(({ body }) => [body.data.state, body.data.statusReason])).toEqual([
        ['connecting', 200],
        ['connecting', 200],
        ['open', 200],
        ['connecting', 200],
        ['connecting', 200],
        ['open', 200],
        ['close', 440],
        ['connecting', 200],
        ['open', 200],
        ['close', 401],
        ['connecting', 200],
        ['connecting', 200],
        ['open', 200],
        ['close', 401],
      ]);
      const opened = updates.filter(({ body }) => body.data.state === 'open').map(({ body }) => body.data);
      const picture = `${wachat.url}/instance/profile-picture?instanceName=${name}`;
      expect(opened[0]).toEqual({
        instance: name,
        wuid: '628123456789@s.whatsapp.net',
        profileName: 'Toko Jakarta',
        profilePictureUrl: picture,
        state: 'open',
        statusReason: 200,
      });
      expect(opened.at(-1)).toMatchObject({ wuid: '4915112345678@s.whatsapp.net', profileName: 'shop' });
      for (const { body } of updates) {
        expect(body.data.instance).toBe(name);
        if (body.data.state !== 'open') expect(Object.keys(body.data)).toEqual(['instance', 'state', 'statusReason']);
      }
    });

    test('its picture is there', async () => {
      const { create, receiver, settle, wachat } = await known();
      wachat.scan({ instanceName: await create() });
      await settle();
      const picture = receiver.received.at(-1)?.body.data.profilePictureUrl;
      const reply = await fetch(picture, { headers: { Authorization: `Bearer ${wachat.apiKey}` } });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('image/png');
      await reply.body?.cancel();
    });

    test('a business instance is open at once, and nothing else is told of it', async () => {
      const { create, settle, seen, receiver } = await known();
      await create({ ...business });
      await settle();
      expect(seen()).toEqual(['connecting', 'open']);
      expect(JSON.stringify(receiver.received.map(({ body }) => body))).not.toContain('EAAG');
    });
  });

  describe('goes to whom it concerns', () => {
    test('by event', async () => {
      const { create, seen, settle, clock } = await hooked(undefined, {}, { events: ['qrcode.updated'] });
      await create();
      clock.advance(45_000);
      await settle();
      expect(seen()).toEqual(['QR', 'QR']);
    });

    test('not when none of its events happen', async () => {
      const { create, seen, settle } = await hooked(undefined, {}, { events: ['messages.upsert', 'chats.update'] });
      await create();
      await settle();
      expect(seen()).toEqual([]);
    });

    test('by instance', async () => {
      const { create, api, receiver, hook, settle, wachat } = await known();
      const [one, other] = [await create(), await create()];
      await settle();
      await api.post('/webhooks', { id: hook.id, instanceName: one });
      const before = receiver.received.length;
      for (const name of [other, one]) wachat.scan({ instanceName: name });
      await settle();
      expect(receiver.received.slice(before).map(({ body }) => body.instance)).toEqual([one, one]);
    });

    test('not to another account', async () => {
      const { receiver, wachat, settle } = await hooked();
      await client(wachat.url, 'another-key').create({ instanceName: 'shop' });
      await settle();
      expect(receiver.received).toEqual([]);
    });

    test('not to a webhook that was made after the event', async () => {
      const { create, api, receiver, settle, wachat } = await hooked();
      const name = await create();
      const { id } = (await api.post('/webhooks', { url: receiver.url })).body.webhook;
      wachat.scan({ instanceName: name });
      await settle();
      const late = receiver.received.filter(({ headers }) => headers['x-wachat-webhook-id'] === String(id));
      expect(late.map(({ body }) => body.data.state)).toEqual(['connecting', 'open']);
      expect(receiver.received).toHaveLength(6);
    });

    test('a QR that changes by itself is told of as soon as somebody listens', async () => {
      const { create, api, hook, seen, settle, clock } = await known();
      await api.post('/webhooks', { id: hook.id, enabled: false });
      await create();
      clock.advance(50_000);
      await api.post('/webhooks', { id: hook.id, enabled: true });
      clock.advance(39_999);
      await settle();
      expect(seen()).toEqual([]);
      clock.advance(1);
      await settle();
      expect(seen()).toEqual(['QR']);
    });
  });
});
