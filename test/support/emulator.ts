import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';
import { manualClock, startWachat, type ManualClock, type Options, type Wachat } from '../../src/index.js';
import { client, type Client } from './client.js';

/** Where Fastify tells that it begins with a request: https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
const BEGINNING = 'tracing:fastify.request.handler:start';

/**
 * Makes a call whose answer takes its time, and resolves once an emulator in this process has begun with it. Nothing
 * else may be asked meanwhile. Another request that is answered proves nothing: it may take another connection.
 */
export const begin = async <T>(call: () => Promise<T>): Promise<{ readonly answer: Promise<T> }> => {
  let tell = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    tell = () => {
      resolve();
    };
  });
  subscribe(BEGINNING, tell);
  try {
    const answer = call();
    // Should it fail at once, that is the reason to show.
    await Promise.race([begun, answer]);
    return { answer };
  } finally {
    unsubscribe(BEGINNING, tell);
  }
};

/** An emulator of this test's own on a free port, under a clock that stands still; both end with the test. */
export const build = async (
  options: Options = {},
): Promise<{ wachat: Wachat; clock: ManualClock; api: Client; control: Client; origin: string }> => {
  const clock = manualClock();
  const wachat = await startWachat({ clock, ...options });
  onTestFinished(wachat.close);
  const { origin } = new URL(wachat.url);
  return {
    wachat,
    clock,
    origin,
    api: client(wachat.url, wachat.apiKey),
    control: client(`${origin}/_emulator`, wachat.apiKey),
  };
};

/** A clock that a test moves, but of which nobody can tell that it stands still in between. */
export const runningClock = () => {
  const { advance, now, after } = manualClock();
  return { advance, source: { now, after } };
};
