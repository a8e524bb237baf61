import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { post } from '../../src/delivery/post.js';
import type { Send } from '../../src/delivery/sender.js';
import { build } from '../support/emulator.js';
import { driveSystemTime } from '../support/system-time.js';

const never = new AbortController().signal;

/** A network where this happens to every POST. */
const network = (happen: (signal: AbortSignal) => Promise<number>) => {
  const calls: { url: string; headers: Readonly<Record<string, string>>; body: string; signal: AbortSignal }[] = [];
  const send: Send = (url, headers, body, signal) => {
    calls.push({ url, headers, body, signal });
    return happen(signal);
  };
  return { send, calls };
};

/** Ends as a request does when it is called off. */
const cutBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    });
  });

const sendBy = (send: Send, leaving: AbortSignal = never) =>
  post(send, 'http://receiver/hook', { A: 'b' }, '{}', leaving);

describe('A POST to a receiver', () => {
  test('has a status when there was an answer', async () => {
    const { send, calls } = network(() => Promise.resolve(204));
    expect(await sendBy(send)).toEqual({ status: 204, error: null, hops: [] });
    expect(calls).toMatchObject([{ url: 'http://receiver/hook', body: '{}', headers: { A: 'b' } }]);
  });

  test('gives up after 30 s, and not before', async () => {
    const time = driveSystemTime();
    const { send, calls } = network(cutBy);
    const result = sendBy(send);
    time.advance(29_999);
    expect(calls[0]?.signal.aborted).toBe(false);
    time.advance(1);
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(await result).toEqual({ status: null, error: 'no answer within 30 s', hops: [] });
    expect(time.pending()).toBe(0);
  });

  test('gives up after 30 s although the sender never comes back', async () => {
    const time = driveSystemTime();
    const { send } = network(() => new Promise(() => undefined));
    const result = sendBy(send);
    time.advance(30_000);
    expect(await result).toEqual({ status: null, error: 'no answer within 30 s', hops: [] });
  });

  test('leaves no timer and no listener behind', async () => {
    const time = driveSystemTime();
    const leaving = new AbortController();
    const [add, remove] = [
      vi.spyOn(leaving.signal, 'addEventListener'),
      vi.spyOn(leaving.signal, 'removeEventListener'),
    ];
    const { send } = network(() => Promise.resolve(200));
    for (let turn = 0; turn < 100; turn++) expect((await sendBy(send, leaving.signal)).status).toBe(200);
    expect(time.pending()).toBe(0);
    expect(remove.mock.calls).toEqual(add.mock.calls);
    expect(add).toHaveBeenCalledTimes(100);
  });

  test('ends at once when the account is reset', async () => {
    const leaving = new AbortController();
    const { send } = network(cutBy);
    const result = sendBy(send, leaving.signal);
    leaving.abort();
    expect((await result).status).toBeNull();
  });

  test.each([
    ['its code', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'request failed: ECONNREFUSED'],
    ['its words', new Error('odd'), 'request failed: odd'],
  ])('says why there was no answer by %s', async (_how, error, words) => {
    const { send } = network(() => Promise.reject(error));
    expect((await sendBy(send)).error).toBe(words);
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
