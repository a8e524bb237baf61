import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { readQr } from '../support/picture.js';
import { freePort } from '../support/port.js';
import { run } from '../support/process.js';
import { root } from '../support/repository.js';

const folder = join(root, 'examples/compose');
let services: Json;
beforeAll(async () => {
  ({ services } = parse(await readFile(join(folder, 'compose.yaml'), 'utf8')));
});

type Service = {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
};

/** What a service runs and is given, with the container's folder and the hosts of its network replaced. */
const inPlaceOf = (
  name: string,
  hosts: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>> = {},
) => {
  const { command, environment, volumes }: Service = services[name];
  const mounted = new Map(
    volumes.map((volume) => {
      const [outside = '', inside = '', mode] = volume.split(':');
      expect(mode).toBe('ro');
      expect(existsSync(join(folder, outside))).toBe(true);
      return [inside, join(folder, outside)] as const;
    }),
  );
  const [program, ...args] = command.map((part) => mounted.get(part) ?? part);
  expect(program).toBe('node');
  const env = Object.entries(environment).map(([variable, value]) => {
    const host = /^http:\/\/([^/]+)/.exec(value)?.[1];
    return [
      variable,
      host === undefined ? value : value.replace(`http://${host}`, hosts[host] ?? 'http://nobody.invalid'),
    ];
  });
  return run(process.execPath, args, { ...Object.fromEntries(env), ...extra });
};

/** The emulator, and the app beside it. */
const compose = async (extra: Readonly<Record<string, string>> = {}, publicUrl?: string) => {
  const { wachat, origin } = await build({ publicUrl, apiKeys: [services.app.environment.WACHAT_API_KEY] });
  const started = inPlaceOf('app', { 'wachat:9224': origin }, { PORT: '0', ...extra });
  await Promise.race([once(started.child.stdout ?? started.child, 'data'), started.exited]);
  const app = /listening on (\S+)\n/.exec(started.stdout())?.[1];
  if (app === undefined) throw new Error(`It did not start: ${started.stderr()}`);
  return { wachat, app, hosts: { 'wachat:9224': origin, 'app:3000': app } };
};

/** What a browser gets that presses the app's button. */
const connect = async (app: string) => {
  expect(await (await fetch(app)).text()).toContain('Connect WhatsApp');
  const page = await (await fetch(app, { method: 'POST' })).text();
  const [, frame = '', picture = ''] = /<iframe src="([^"]+)".*<img src="([^"]+)"/.exec(page) ?? [];
  return { live: new URL(frame.replaceAll('&amp;', '&')), picture: app + picture };
};

describe('The compose example', () => {
  describe('with an app', () => {
    test('shows the browser a page at its own host, and fetches the picture at the host that it calls itself', async () => {
      // The browser's name for the emulator leads nowhere in here, as in the app's container.
      const { wachat, app } = await compose({ WACHAT_BROWSER_HOST: 'browser.invalid:9224' });
      const { live, picture } = await connect(app);
      expect(live.host).toBe('browser.invalid:9224');
      live.host = new URL(wachat.url).host;
      expect((await fetch(live)).status).toBe(200);
      const code = readQr(Buffer.from(await (await fetch(picture)).arrayBuffer()));
      expect(code).toMatch(/^2@/);
      wachat.scan({ code: code ?? '' });
      expect(wachat.instances()).toMatchObject([{ displayName: 'shop', state: 'open' }]);
    });

    test('needs no header where the emulator has a public URL', async () => {
      const { app } = await compose({ WACHAT_BROWSER_HOST: '' }, 'http://browser.invalid:9224');
      expect((await connect(app)).live.host).toBe('browser.invalid:9224');
    });

    test('gives it the variables that it reads, and the ports that they listen on', async () => {
      const source = await readFile(join(folder, 'app.mjs'), 'utf8');
      const read = new Set(source.match(/\bWACHAT_\w+/g));
      expect(new Set(Object.keys(services.app.environment))).toEqual(read);
      expect(source).toContain("PORT = '3000'");
      expect(services.app.ports).toEqual(['127.0.0.1:3000:3000']);
      expect(services.wachat.ports).toEqual(['127.0.0.1:9224:9224']);
      expect(services.app.environment.WACHAT_BROWSER_HOST).toBe('localhost:9224');
    });

    test('starts it when the emulator is healthy, and knows when it answers itself', async () => {
      expect(services.app.depends_on).toEqual({ wachat: { condition: 'service_healthy' } });
      expect(join(folder, services.wachat.build)).toBe(root);
      const { app } = await compose();
      const [kind, , ...args]: string[] = services.app.healthcheck.test;
      expect(kind).toBe('CMD');
      const nowhere = `http://localhost:${String(await freePort())}`;
      for (const [origin, code] of [[app, 0] as const, [nowhere, 1] as const]) {
        const check = run(
          process.execPath,
          args.map((arg) => arg.replace('http://localhost:3000', origin)),
        );
        expect(await check.exited).toMatchObject({ code, stderr: '' });
      }
    });
  });

  describe('with a suite', () => {
    test('passes, having driven the app and been the phone', async () => {
      const { wachat, hosts } = await compose();
      const { exited } = inPlaceOf('tests', hosts);
      expect(await exited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^(#|ℹ) pass 1$/m) });
      expect(wachat.instances()).toMatchObject([{ displayName: 'shop', state: 'open' }]);
    });

    test('fails without the app', async () => {
      const { hosts } = await compose();
      const { exited } = inPlaceOf('tests', { ...hosts, 'app:3000': `http://localhost:${String(await freePort())}` });
      expect(await exited).toMatchObject({ code: 1, stdout: expect.stringMatching(/^(#|ℹ) fail 1$/m) });
    });

    test('fails with an app that cannot reach the emulator', async () => {
      const { hosts } = await compose({ WACHAT_URL: `http://localhost:${String(await freePort())}` });
      const { exited } = inPlaceOf('tests', hosts);
      expect(await exited).toMatchObject({ code: 1, stdout: expect.stringContaining('No QR on the page') });
    });

    test('starts when both are healthy, and only when it is asked for', async () => {
      expect(services.tests.depends_on).toEqual({
        app: { condition: 'service_healthy' },
        wachat: { condition: 'service_healthy' },
      });
      expect(services.tests.profiles).toEqual(['tests']);
      expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('\ndocker compose run --build --rm tests\n');
    });
  });
});
