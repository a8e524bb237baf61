import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { buildApp } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { createEmulator } from '../src/emulator.js';
import { client } from './support/client.js';
import { begin, build } from './support/emulator.js';

/** An app that listens, whose control API cannot be loaded while `isBroken()`. */
const buildBreakable = async (isBroken: () => boolean) => {
  const emulator = createEmulator(readConfig({}, (setting) => setting));
  const { config } = emulator;
  const lines: string[] = [];
  const breakable = {
    ...emulator,
    get config() {
      if (isBroken()) throw new Error('EMFILE: too many open files, open /secret/place');
      return config;
    },
  };
  const app = await buildApp(breakable, { level: 'warn', stream: { write: (line: string) => lines.push(line) } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return { app, lines, origin: app.listeningOrigin };
};

test('a control API that cannot be loaded is a 503 that says so, and the next call tries again', async () => {
  let isBroken = false;
  const { origin, lines } = await buildBreakable(() => isBroken);
  const control = client(`${origin}/_emulator`, 'key');
  isBroken = true;
  for (const path of ['/clock', '/openapi/wachat.json']) {
    const { status, headers, body } = await control.get(path);
    expect([status, body]).toEqual([
      503,
      { success: false, error: 'The control API could not be loaded; the next call will try again.' },
    ]);
    expect(headers.has('X-Wachat-Emulator')).toBe(true);
  }
  expect(lines.map((line) => JSON.parse(line).err.message)).toEqual(
    Array.from({ length: 2 }, () => expect.stringContaining('EMFILE')),
  );
  expect((await control.get('/health')).status).toBe(200);
  isBroken = false;
  for (const path of ['/clock', '/openapi/wachat.json']) expect((await control.get(path)).status).toBe(200);
});

test('the page at / is loaded once it is asked for; where that fails, a 503 says so, and all else works', async () => {
  const emulator = createEmulator(readConfig({}, (setting) => setting));
  const lines: string[] = [];
  let attempts = 0;
  const load = async () => {
    if (attempts++ === 0) throw new Error('EMFILE: too many open files, open /secret/place');
    return import('../src/pages/inspector/page.js');
  };
  const log = { level: 'warn', stream: { write: (line: string) => lines.push(line) } };
  const app = await buildApp(emulator, log, load);
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const root = client(app.listeningOrigin, 'key');
  expect((await root.get('/_emulator/health')).status).toBe(200);
  expect((await root.create({ instanceName: 'shop' })).status).toBe(201);
  expect(attempts).toBe(0);

  const { status, headers, body } = await root.get('/');
  expect([status, body]).toEqual([
    503,
    { success: false, error: 'The page could not be loaded; the API and the control API work without it.' },
  ]);
  expect(headers.has('X-Wachat-Emulator')).toBe(true);
  expect(headers.get('content-security-policy')).toBeNull();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      msg: 'the page at / could not be loaded',
      err: expect.objectContaining({ message: expect.stringContaining('EMFILE') }),
    }),
  ]);
  const page = await root.get('/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('it closes all the same', async () => {
  let isBroken = false;
  const { app, origin } = await buildBreakable(() => isBroken);
  isBroken = true;
  const asked = client(`${origin}/_emulator`, 'key').get('/clock');
  expect((await asked).status).toBe(503);
  await app.close();
});

test('it closes while the control API is being built, for a call that gets an answer or none', async () => {
  const { app, origin, lines } = await buildBreakable(() => false);
  const { answer } = await begin(() => {
    const asked = client(`${origin}/_emulator`, 'key').get('/clock');
    return asked.then(
      ({ status }) => status,
      () => 'none',
    );
  });
  await app.close();
  expect([200, 'none']).toContain(await answer);
  expect(lines).toEqual([]);
});

test('a connection that cannot be accepted is logged and ends nothing', async () => {
  const apps: FastifyInstance[] = [];
  const onStart = (message: unknown): void => {
    if (typeof message === 'object' && message !== null) apps.push(Reflect.get(message, 'fastify'));
  };
  subscribe('fastify.initialization', onStart);
  const lines: string[] = [];
  const { api } = await build({ logLevel: 'error', logTo: { write: (line) => lines.push(line) } });
  unsubscribe('fastify.initialization', onStart);
  apps[0]?.server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      msg: 'something failed that nobody handles; the emulator goes on',
      err: expect.objectContaining({ message: 'accept EMFILE', stack: expect.any(String) }),
    }),
  ]);
  expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
});

test('an embedder gets no handlers of ours into its process', async () => {
  const handlers = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
  const before = handlers();
  const { control } = await build();
  expect((await control.get('/clock')).status).toBe(200);
  expect(handlers()).toEqual(before);
});
