import { describe, expect, test } from 'vitest';
import { build } from '../support/emulator.js';
import { openStream } from '../support/socket.js';
import { business } from '../support/shop.js';

describe('Auto-scan', () => {
  test('opens an instance this long after pairing started, and not before', async () => {
    const { api, clock, wachat } = await build({ autoScan: '3s' });
    await api.create({ instanceName: 'shop' });
    clock.advance(2_999);
    expect(wachat.instances()[0]?.state).toBe('connecting');
    clock.advance(1);
    expect(wachat.instances()[0]?.state).toBe('open');
  });

  test('tells those who watch, as a scan by hand does', async () => {
    const { api, clock } = await build({ autoScan: '3s' });
    const stream = await openStream((await api.create({ instanceName: 'shop' })).body.qrcode.liveUrl);
    await stream.next();
    clock.advance(3_000);
    expect((await stream.next()).state).toBe('open');
    stream.leave();
  });

  test('counts for each instance by itself', async () => {
    const { api, clock, wachat } = await build({ autoScan: '3s' });
    await api.create({ instanceName: 'first' });
    clock.advance(2_000);
    await api.create({ instanceName: 'second' });
    clock.advance(1_000);
    expect(wachat.instances().map(({ displayName, state }) => [displayName, state])).toEqual([
      ['second', 'connecting'],
      ['first', 'open'],
    ]);
    clock.advance(2_000);
    expect(wachat.instances().every(({ state }) => state === 'open')).toBe(true);
  });

  test('counts from the start of pairing, not of the QR', async () => {
    const { api, clock, wachat } = await build({ autoScan: '100s' });
    await api.create({ instanceName: 'shop' });
    clock.advance(99_999);
    expect(wachat.instances()[0]?.qrcode?.count).toBe(3);
    wachat.expireQr(wachat.instances()[0]?.apiInstanceName ?? '');
    clock.advance(1);
    expect(wachat.instances()[0]?.state).toBe('open');
  });

  test('counts anew when pairing starts anew', async () => {
    const { api, clock, wachat } = await build({ autoScan: '60s', qrLimit: 1 });
    const { body } = await api.create({ instanceName: 'shop' });
    clock.advance(50_000);
    expect(wachat.instances()[0]?.state).toBe('close');
    await api.get(`/instance/qr?instanceName=${String(body.instance.apiInstanceName)}`);
    clock.advance(10_000);
    expect(wachat.instances()[0]?.state).toBe('connecting');
  });

  test('with a limit that leaves it time it comes in the second pairing too', async () => {
    const { api, clock, wachat } = await build({ autoScan: '45s', qrLimit: 1, qrTtl: '50s' });
    const { body } = await api.create({ instanceName: 'shop' });
    wachat.expireQr(String(body.instance.apiInstanceName));
    clock.advance(1_000);
    await api.get(`/instance/qr?instanceName=${String(body.instance.apiInstanceName)}`);
    clock.advance(44_999);
    expect(wachat.instances()[0]?.state).toBe('connecting');
    clock.advance(1);
    expect(wachat.instances()[0]?.state).toBe('open');
  });

  test('does nothing after a reset, even to an instance of the same name', async () => {
    const { api, clock, control, wachat } = await build({ autoScan: '3s', seed: 'same' });
    const before = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
    await control.post('/reset');
    clock.advance(2_000);
    await api.create({ instanceName: 'shop' });
    clock.advance(1_000);
    expect(wachat.instances().map(({ state }) => state)).toEqual(['connecting']);
    clock.advance(2_000);
    expect(wachat.instances().map(({ state }) => state)).toEqual(['open']);
    expect(before).toMatch(/^t1_/);
  });

  test('leaves alone what somebody scanned before, and business instances', async () => {
    const { api, clock, wachat } = await build({ autoScan: '3s' });
    const { body } = await api.create({ instanceName: 'shop' });
    await api.create({ instanceName: 'business', ...business });
    wachat.scan({ code: body.qrcode.code });
    clock.advance(10_000);
    expect(wachat.instances().map(({ state }) => state)).toEqual(['open', 'open']);
  });

  test('of zero opens at the next movement of time', async () => {
    const { api, clock, wachat } = await build({ autoScan: 0 });
    const { body } = await api.create({ instanceName: 'shop' });
    expect(body.qrcode.count).toBe(1);
    clock.advance(0);
    expect(wachat.instances()[0]?.state).toBe('open');
  });

  test('runs by the system clock when there is no other', async () => {
    const { api, wachat } = await build({ autoScan: '100ms', clock: undefined });
    await api.create({ instanceName: 'shop' });
    await expect.poll(() => wachat.instances()[0]?.state).toBe('open');
  });
});
