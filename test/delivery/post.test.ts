import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { post, type Fetch } from '../../src/delivery/post.js';
import { build } from '../support/emulator.js';

const never = new AbortController().signal;
const URL_OF_RECEIVER = 'http://receiver/hook';

/** A network where this happens to every request. */
const network = (happen: (signal: AbortSignal) => Promise<Response>) => {
  const calls: RequestInit[] = [];
  const fetch: Fetch = (_url, init = {}) => {
    calls.push(init);
    return happen(init.signal ?? never);
  };
  return { fetch, calls };
};

/** Ends as fetch does when it is called off. */
const cutBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    });
  });

const send = (fetch: Fetch, leaving: AbortSignal = never) => post(fetch, URL_OF_RECEIVER, { A: 'b' }, '{}', leaving);

afterEach(() => {
  vi.useRealTimers();
});

describe('A POST to a receiver', () => {
  test('follows no redirect', async () => {
    const { fetch, calls } = network(() => Promise.resolve(new Response(null, { status: 204 })));
    expect(await send(fetch)).toEqual({ status: 204, error: null });
    expect(calls).toMatchObject([{ method: 'POST', body: '{}', headers: { A: 'b' }, redirect: 'manual' }]);
  });

  test('gives up after 30 s, and not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { fetch, calls } = network(cutBy);
    const result = send(fetch);
    vi.advanceTimersByTime(29_999);
    expect(calls[0]?.signal?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(calls[0]?.signal?.aborted).toBe(true);
    expect(await result).toEqual({ status: null, error: 'no answer within 30 s' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gives up after 30 s in the middle of an answer, too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { fetch } = network((signal) =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new Uint8Array(10));
              signal.addEventListener('abort', () => {
                controller.error(signal.reason);
              });
            },
          }),
        ),
      ),
    );
    const result = send(fetch);
    await Promise.resolve();
    vi.advanceTimersByTime(30_000);
    expect(await result).toEqual({ status: null, error: 'no answer within 30 s' });
  });

  test('leaves no timer and no listener behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const leaving = new AbortController();
    const [add, remove] = [
      vi.spyOn(leaving.signal, 'addEventListener'),
      vi.spyOn(leaving.signal, 'removeEventListener'),
    ];
    const { fetch } = network(() => Promise.resolve(new Response('fine')));
    for (let turn = 0; turn < 100; turn++) expect((await send(fetch, leaving.signal)).status).toBe(200);
    expect(vi.getTimerCount()).toBe(0);
    expect(remove.mock.calls).toEqual(add.mock.calls);
    expect(add).toHaveBeenCalledTimes(100);
  });

  test('ends at once when the account is reset', async () => {
    const leaving = new AbortController();
    const { fetch } = network(cutBy);
    const result = send(fetch, leaving.signal);
    leaving.abort();
    expect((await result).status).toBeNull();
  });

  test('reads 64 KiB of an endless answer, and then cuts it', async () => {
    const CHUNK = 4_096;
    let read = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          read += CHUNK;
          controller.enqueue(new Uint8Array(CHUNK));
        },
        cancel() {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const { fetch } = network(() => Promise.resolve(new Response(body)));
    expect(await send(fetch)).toEqual({ status: 200, error: null });
    expect(isCancelled).toBe(true);
    expect(read).toBeLessThanOrEqual(65_536 + CHUNK);
  });

  test.each([
    ['its code', new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })],
    ['its words', new TypeError('fetch failed', { cause: new Error('bad port') })],
    ['its own words', new Error('odd')],
  ])('says why there was no answer by %s', async (_how, error) => {
    const { fetch } = network(() => Promise.reject(error));
    expect((await send(fetch)).error).toMatch(/^(fetch failed: (ECONNREFUSED|bad port)|odd)$/);
  });
});

describe('Waiting', () => {
  test('ends although garbage is collected in between', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const { wachat } = await build();
    const waited = wachat.waitFor('deliveries', {}, '300ms').catch((error: unknown) => error);
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (typeof collect === 'function') collect();
    }
    expect(await waited).toBeInstanceOf(Error);
  });
});
