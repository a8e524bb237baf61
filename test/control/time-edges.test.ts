import { describe, expect, test } from 'vitest';
import { startWachat } from '../../src/index.js';
import { build } from '../support/emulator.js';

describe('A clock that was set back', () => {
  test.each(['expireQr', 'refuse'] as const)(
    'lets %s bring the next QR, which lives as long as any',
    async (action) => {
      const { api, wachat } = await build({ clock: 'manual' });
      const created = (await api.create({ instanceName: 'shop' })).body;
      const name = created.instance.apiInstanceName;
      await wachat.clock.set('2025-12-31T23:58:00Z');
      const after = wachat[action](name);
      expect(after.qrcode?.count).toBe(2);
      expect(after.qrcode?.code).not.toBe(created.qrcode.code);
      expect(after.qrcode?.expiresAt).toBe('2025-12-31T23:58:45.000Z');
    },
  );

  test('refuses a day that no month has', async () => {
    const { wachat, control } = await build();
    expect((await control.post('/clock', { set: '2026-02-31T00:00:00Z' })).status).toBe(400);
    await expect(wachat.clock.set('2026-02-30T00:00:00Z')).rejects.toThrow(/ISO 8601/);
    expect((await control.post('/clock', { set: '2028-02-29T23:30:00-05:00' })).status).toBe(200);
  });
});

test('a manual clock stops at the end of the year 9999, and the emulator lives on', async () => {
  const { api, clock } = await build();
  expect(clock.advance(9e15)).toEqual({ now: Date.parse('9999-12-31T23:59:59.999Z'), stoppedShort: true });
  expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
});

test.each([
  ['a number that is none', { number: 'abc' }],
  ['a number of a wrong kind', { number: 5 }],
  ['an empty name', { profileName: '' }],
  ['a text of a QR besides', { code: '2@' }],
])('the handle checks what scans as HTTP does: %s', async (_what, phone) => {
  const { api, wachat } = await build();
  const created = await api.create({ instanceName: 'shop' });
  const instanceName = String(created.body.instance.apiInstanceName);
  const scan = (what: unknown): unknown => Reflect.apply(wachat.scan, wachat, [what]);
  expect(() => scan({ instanceName, ...phone })).toThrow(/^scan cannot take this: .*\.$/);
  expect(() => scan(undefined)).toThrow(/^scan cannot take this/);
  expect((await api.get(`/instance/state?instanceName=${instanceName}`)).body.instance.state).toBe('connecting');
});

test('scan on the handle refuses fields that it does not know, and names those that it does', async () => {
  await using wachat = await startWachat();
  const scan = (what: unknown): unknown => Reflect.apply(wachat.scan, wachat, [what]);
  expect(() => scan({ instanceName: 'shop', name: 'Toko' })).toThrow(
    new RangeError(
      'scan does not take "name"; it takes code, pairingCode, instanceName, displayName, number, profileName, linkTime.',
    ),
  );
});

test('the handle names what it cannot take for an instance', async () => {
  await using wachat = await startWachat();
  expect(() => Reflect.apply(wachat.unlink, wachat, [])).toThrow(/technical name/);
});
