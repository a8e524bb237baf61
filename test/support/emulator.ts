import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished, TestRunner } from 'vitest';
import { startWachat, type Options, type Wachat } from '../../src/index.js';
import { manualClock, type ManualClock } from '../../src/domain/time-source.js';
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

/**
 * Another server that has the API: its base URL with the key as the user name, such as https://KEY@app.wachat.net/api/v1.
 * Tests that need no more than the imitated API ask that one then.
 */
const target = process.env.WACHAT_TEST_TARGET;

/** An emulator of this test's own on a free port, under a clock that stands still; both end with the test. */
export const build = async (
  options: Options = {},
): Promise<{ wachat: Wachat; clock: ManualClock; api: Client; control: Client; origin: string }> => {
  if (target !== undefined) {
    TestRunner.getCurrentTest()?.context.skip(
      'needs an emulator of its own: the control API, a clock, or an empty account',
    );
  }
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

/** The imitated API alone, of the server that `WACHAT_TEST_TARGET` names, or of an emulator as `build()` makes it. */
export const reach = async (): Promise<{ api: Client; base: string }> => {
  if (target === undefined) {
    const { api, wachat } = await build();
    return { api, base: wachat.url };
  }
  const url = new URL(target);
  const key = decodeURIComponent(url.username);
  url.username = '';
  const base = url.href.replace(/\/$/, '');
  return { api: client(base, key), base };
};

/** A clock that a test moves, but of which nobody can tell that it stands still in between. */
export const runningClock = () => {
  const { advance, now, after } = manualClock();
  return { advance, source: { now, after } };
};
