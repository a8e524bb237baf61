import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { onTestFinished } from 'vitest';
import { manualClock, startWachat, type ManualClock, type Options, type Wachat } from '../../src/index.js';

/** JSON of a reply: loose on purpose, since tests look at what came, whatever its shape. */
export type Json = ReturnType<typeof JSON.parse>;

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly bytes: Buffer;
};

/** A client as our users have: a base URL, a key, and fetch. */
export const client = (base: string, key: string | undefined) => {
  const call = async (
    method: string,
    path: string,
    init: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply> => {
    const { body } = init;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const reply = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...init.headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const isJson = bytes.length > 0 && reply.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: reply.status,
      headers: reply.headers,
      bytes,
      body: isJson ? JSON.parse(bytes.toString()) : undefined,
    };
  };
  return {
    call,
    get: (path: string, headers: Record<string, string> = {}) => call('GET', path, { headers }),
    post: (path: string, body?: unknown, headers: Record<string, string> = {}) => call('POST', path, { body, headers }),
    create: (body: unknown, query = '') => call('POST', `/instance/create${query}`, { body }),
  };
};

export type Client = ReturnType<typeof client>;

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

/** What a QR on a picture says, read by a decoder that is not ours. */
export const readQr = (png: Buffer): string | undefined => {
  const { data, width, height } = PNG.sync.read(png);
  return jsqr.default(Uint8ClampedArray.from(data), width, height)?.data;
};

/** The bytes of a data URI. */
export const bytesOf = (dataUri: string): Buffer =>
  Buffer.from(dataUri.replace(/^data:image\/png;base64,/, ''), 'base64');
