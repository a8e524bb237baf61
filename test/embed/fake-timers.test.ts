import { afterEach, describe, expect, test, vi } from 'vitest';
import { startWachat } from '../../src/index.js';

afterEach(() => {
  vi.useRealTimers();
});

/** All that fake timers can replace, but nextTick, without which Node stands still, and queueMicrotask, without which its fetch does. */
const ALL = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
] as const;

const create = (url: string, apiKey: string) =>
  fetch(`${url}/instance/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ instanceName: 'shop', number: '628123456789' }),
  });

describe('Under the fake timers of a test', () => {
  test('it starts before them, and answers and closes under them', async () => {
    const wachat = await startWachat();
    vi.useFakeTimers({ toFake: [...ALL] });
    expect((await create(wachat.url, wachat.apiKey)).status).toBe(201);
    await wachat.close();
    await expect(create(wachat.url, wachat.apiKey)).rejects.toThrow();
  });

  test('a wait in vain ends, and a fault delays', async () => {
    await using wachat = await startWachat();
    vi.useFakeTimers({ toFake: [...ALL] });
    await expect(wachat.waitFor('requests', {}, '20ms')).rejects.toThrow('Waited 20ms');
    wachat.setFaults([{ delay: '20ms' }]);
    expect((await create(wachat.url, wachat.apiKey)).headers.get('x-wachat-emulator-fault')).not.toBeNull();
  });

  test('what is due happens, and long work gives way and goes on', async () => {
    await using wachat = await startWachat({ autoScan: '10ms' });
    vi.useFakeTimers({ toFake: ALL.filter((one) => one !== 'Date') });
    await create(wachat.url, wachat.apiKey);
    await wachat.waitFor('instances', { state: 'open' });
    const snapshot = await wachat.snapshot();
    await wachat.restore(snapshot);
    expect((await wachat.clock.advance('1d')).stoppedShort).toBe(false);
    wachat.reset();
    expect(wachat.requests()).toEqual([]);
  });

  test('a time that the test sets expires the QR', async () => {
    await using wachat = await startWachat({ qrTtl: '45s' });
    vi.useFakeTimers({ toFake: [...ALL] });
    await create(wachat.url, wachat.apiKey);
    const [before] = wachat.instances();
    vi.setSystemTime(Date.now() + 46_000);
    const [after] = wachat.instances();
    expect(after?.qrcode?.code).toBeTypeOf('string');
    expect(after?.qrcode?.code).not.toBe(before?.qrcode?.code);
  });
});
