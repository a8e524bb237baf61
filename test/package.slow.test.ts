import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';
import { build as rolldown } from 'rolldown';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { run } from './support/process.js';
import { root } from './support/repository.js';

/** Milliseconds: a compiler and a runner of tests take their time on a busy machine. */
const patience = 180_000;

/** A project with the package as npm packs it, and installed without a network. */
let folder: string;
let installed: string;

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/types/index.d.mts')))
    throw new Error('dist/ has no types; build it first with: npm run build');
  folder = await mkdtemp(join(tmpdir(), 'wachat-package-'));
  installed = join(folder, 'node_modules/wachat-emulator');
  const npm = (...args: readonly string[]) => promisify(execFile)('npm', args, { cwd: folder });
  const { stdout } = await npm('pack', root, '--ignore-scripts', '--json');
  const [{ filename }] = JSON.parse(stdout);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm('install', filename, '--offline', '--no-audit', '--no-fund');
  const tools = ['typescript', '@types', 'undici-types', 'jest', 'jest-environment-node', 'vitest', 'vite'];
  for (const tool of tools) await symlink(join(root, 'node_modules', tool), join(folder, 'node_modules', tool));
}, patience);
afterAll(() => rm(folder, { recursive: true }));

/** Files in a folder of their own below the project. */
const write = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
  const into = join(folder, name);
  await mkdir(into, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(into, file), text);
  return into;
};

const node = (...args: readonly string[]) => run(process.execPath, args, { NO_COLOR: '1' }).exited;
const tool = (name: string, ...args: readonly string[]) => node(join(root, 'node_modules', name), ...args);

/** What a client does, with all that the package has at run time; prints what comes of it. */
const story = `
const main = async () => {
  const wachat = await startWachat({ clock: manualClock() });
  const asked = new URL('/api/v1/instance/create', wachat.url);
  const created = await fetch(asked, {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + wachat.apiKey, 'Content-Type': 'application/json' },
    body: '{"instanceName":"shop"}',
  });
  const { qrcode } = JSON.parse(await created.text());
  const { state } = await wachat.scan({ code: await readQr(qrcode.base64) });
  const asError = async (attempt: () => unknown) => {
    try {
      await attempt();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const refusal = await asError(() => wachat.scan({ instanceName: 'nobody' }));
  const problem = await asError(() => startWachat({ port: -1 }));
  await wachat.close();
  console.log(state, refusal instanceof Refusal, problem instanceof ConfigError, verify !== undefined);
};
main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
`;
const imports = `import { ConfigError, Refusal, manualClock, readQr, startWachat, verify } from 'wachat-emulator';`;
const TOLD = 'open true true true\n';

describe('The package as it is packed', () => {
  test('has every file that its README links to', async () => {
    const readme = await readFile(join(installed, 'README.md'), 'utf8');
    const targets = [...readme.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, target = '']) => target);
    expect(targets).toContain('docs/fidelity.md');
    expect(targets.filter((target) => !existsSync(join(installed, target)))).toEqual([]);
  });

  test('has the licences of all that is bundled, in its pages too', async () => {
    const licences = await readFile(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['fastify', 'qrcode', 'preact', '@preact/signals'])
      expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\(MIT\\)$`, 'm'));
  });

  test('holds what its build made and what people read, and no sources', async () => {
    expect((await readdir(installed)).sort()).toEqual(
      [
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'LICENSE',
        'README.md',
        'dist',
        'docs',
        'examples',
        'openapi',
        'package.json',
      ].sort(),
    );
  });

  test.each([
    { module: 'commonjs', resolution: 'node10', type: 'commonjs' },
    { module: 'node16', resolution: 'node16', type: 'commonjs' },
    { module: 'node16', resolution: 'node16', type: 'module' },
    { module: 'nodenext', resolution: 'nodenext', type: 'commonjs' },
    { module: 'nodenext', resolution: 'nodenext', type: 'module' },
    { module: 'esnext', resolution: 'bundler', type: 'module' },
  ])('compiles and runs with $module, $resolution, in a $type package', { timeout: patience }, async (setup) => {
    const { module, resolution, type } = setup;
    const inside = await write(`${module}-${resolution}-${type}`, {
      'package.json': JSON.stringify({ type }),
      'app.ts': `${imports}\nimport type { Wachat } from 'wachat-emulator';\nexport type Used = Wachat;\n${story}`,
    });
    const flags = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--types', 'node'];
    const compiled = await tool('typescript/bin/tsc', '--strict', ...flags, join(inside, 'app.ts'));
    expect(compiled).toMatchObject({ code: 0, stdout: '' });
    expect(await node(join(inside, 'app.js'))).toMatchObject({ code: 0, stderr: '', stdout: TOLD });
  });

  test('its types know a wrong option, from CommonJS as from a module', { timeout: patience }, async () => {
    const wrong = `import { startWachat } from 'wachat-emulator';\nvoid startWachat({ qrTtl: true });\n`;
    const inside = await write('wrong', { 'wrong.cts': wrong, 'wrong.mts': wrong });
    const flags = ['--module', 'nodenext', '--strict', '--noEmit', '--types', 'node'];
    const files = [join(inside, 'wrong.cts'), join(inside, 'wrong.mts')];
    const { stdout } = await tool('typescript/bin/tsc', ...flags, ...files);
    for (const extension of ['cts', 'mts'])
      expect(stdout).toMatch(
        new RegExp(`wrong\\.${extension}.*error TS2322: Type 'true' is not assignable to type 'Duration`, 'u'),
      );
  });

  test('is one copy, whether it is required or imported', async () => {
    const inside = await write('both', {
      'app.mjs': `
        import { createRequire } from 'node:module';
        import * as imported from 'wachat-emulator';
        const required = createRequire(import.meta.url)('wachat-emulator');
        const names = Object.keys(imported);
        console.log(names.length === Object.keys(required).length, names.every((name) => imported[name] === required[name]));`,
    });
    expect(await node(join(inside, 'app.mjs'))).toMatchObject({ code: 0, stdout: 'true true\n' });
  });

  describe('bundled with an app into one file', () => {
    const bundlers = {
      esbuild: (input: string, file: string, format: 'cjs' | 'esm') =>
        esbuild({ entryPoints: [input], outfile: file, bundle: true, platform: 'node', format, logLevel: 'error' }),
      'esbuild, minified': (input: string, file: string, format: 'cjs' | 'esm') =>
        esbuild({ entryPoints: [input], outfile: file, bundle: true, minify: true, platform: 'node', format }),
      rolldown: (input: string, file: string, format: 'cjs' | 'esm') =>
        rolldown({ input, platform: 'node', output: { file, format, codeSplitting: false }, logLevel: 'silent' }),
    };
    const cases = Object.entries(bundlers).flatMap(([name, bundle]) =>
      (['cjs', 'esm'] as const).map((format) => ({ name, format, bundle })),
    );

    test.each(cases)('by $name as $format, it runs without the package', async ({ name, format, bundle }) => {
      const inside = await write('app', { 'app.ts': `${imports}\n${story}` });
      const alone = await mkdtemp(join(tmpdir(), 'wachat-bundled-'));
      const file = join(alone, format === 'cjs' ? 'app.cjs' : 'app.mjs');
      await bundle(join(inside, 'app.ts'), file, format);
      const ended = await node(file);
      await rm(alone, { recursive: true });
      expect(ended, name).toMatchObject({ code: 0, stderr: '', stdout: TOLD });
    });
  });

  describe('in runners of tests', () => {
    const jest = join('jest', 'bin', 'jest.js');
    const commonJs = `
      const { request } = require('node:http');
      const { readQr, startWachat, Refusal } = require('wachat-emulator');

      const create = ({ url, apiKey }) => new Promise((resolve, reject) => {
        const headers = { Authorization: 'Bearer ' + apiKey, 'Content-Type': 'application/json' };
        const call = request(url + '/instance/create', { method: 'POST', headers }, async (reply) => {
          resolve(JSON.parse(Buffer.concat(await reply.toArray()).toString()));
        });
        call.on('error', reject).end('{"instanceName":"shop"}');
      });
      test('a whole life', async () => {
        const wachat = await startWachat();
        const { qrcode, instance } = await create(wachat);
        const bytes = Buffer.from(qrcode.base64.split(',')[1], 'base64');
        for (const image of [qrcode.base64, bytes, new Uint8Array(bytes), new Uint8Array(bytes).buffer])
          expect(await readQr(image)).toBe(qrcode.code);
        expect((await wachat.scan({ code: qrcode.code })).state).toBe('open');
        await expect((async () => wachat.scan({ instanceName: 'nobody' }))()).rejects.toThrow(Refusal);
        await wachat.waitFor('requests', { operation: 'createInstance' }, '1s');
        await expect(wachat.waitFor('requests', { operation: 'logout' }, '20ms')).rejects.toThrow('logout');
        await wachat.restore(await wachat.snapshot());
        await wachat.clock.advance('1m', { settle: true });
        await wachat.reset();
        await wachat.close();
      });
      test('under fake timers', async () => {
        const wachat = await startWachat();
        jest.useFakeTimers({ doNotFake: ['nextTick'] });
        await create(wachat);
        const { port } = new URL(wachat.controlUrl);
        // Only this loads the control API.
        await new Promise((resolve) => request({ port, path: '/_emulator/clock', headers: { Authorization: 'Bearer x' } }, resolve).end());
        await expect(wachat.waitFor('requests', { operation: 'logout' }, '20ms')).rejects.toThrow('logout');
        await wachat.restore(await wachat.snapshot());
        await wachat.close();
        jest.useRealTimers();
      });`;

    /** What a test in jsdom has: a timer is a number, and much of Node is missing. Jest's own would bring forty packages. */
    const likeJsdom = `
      const { TestEnvironment } = require('jest-environment-node');
      const missing = ['clearImmediate', 'fetch', 'Headers', 'Request', 'Response', 'setImmediate', 'structuredClone'];
      module.exports = class extends TestEnvironment {
        async setup() {
          await super.setup();
          for (const name of [...missing, 'TextDecoder', 'TextEncoder']) delete this.global[name];
          for (const name of ['setInterval', 'setTimeout']) {
            const original = this.global[name];
            this.global[name] = (...args) => Number(original(...args));
          }
        }
      };`;

    test.each(['node', './like-jsdom.js'])(
      'works in CommonJS and the environment %s of Jest',
      async (environment) => {
        const files = { 'package.json': '{}', 'life.test.js': commonJs, 'like-jsdom.js': likeJsdom };
        const inside = await write(`jest-${String(environment.length)}`, files);
        const ended = await tool(jest, '--rootDir', inside, '--env', environment.replace('.', inside));
        expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Tests: +2 passed, 2 total$/m) });
      },
      patience,
    );

    test('works in Vitest, installed or linked', { timeout: patience }, async () => {
      const vitestTest = `
        import { expect, test, vi } from 'vitest';
        ${imports}
        test('starts', async () => {
          const wachat = await startWachat();
          await expect(startWachat({ port: -1 })).rejects.toThrow(ConfigError);
          await expect(readQr('nothing')).rejects.toThrow(RangeError);
          vi.useFakeTimers();
          await expect(wachat.waitFor('requests', {}, '20ms')).rejects.toThrow('Waited 20ms');
          await wachat.close();
          vi.useRealTimers();
        });`;
      const inside = await write('vitest', { 'package.json': '{"type":"module"}', 'starts.test.js': vitestTest });
      const linked = await write('vitest-linked', {
        'package.json': '{"type":"module"}',
        'starts.test.js': vitestTest,
      });
      await cp(installed, join(folder, 'elsewhere'), { recursive: true });
      await mkdir(join(linked, 'node_modules'));
      await symlink(join(folder, 'elsewhere'), join(linked, 'node_modules/wachat-emulator'));
      for (const where of [inside, linked]) {
        const ended = await tool('vitest/vitest.mjs', 'run', '--root', where);
        expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Tests +1 passed/) });
      }
    });
  });

  describe('when something is wrong', () => {
    test('an error that nobody catches fills a screen, and not with our code', async () => {
      const inside = await write('uncaught', {
        'app.cjs': `require('wachat-emulator').startWachat().then((wachat) => wachat.scan({ instanceName: 'nobody' }));`,
        'app.mjs': `
          import { startWachat } from 'wachat-emulator';
          const wachat = await startWachat();
          await wachat.scan({ instanceName: 'nobody' });`,
      });
      for (const file of ['app.cjs', 'app.mjs']) {
        const { code, stderr } = await node(join(inside, file));
        expect([code, stderr]).toEqual([1, expect.stringContaining('Refusal: This account has no instance')]);
        expect(stderr.length).toBeLessThan(2_000);
        expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThanOrEqual(300);
      }
    });

    test('the lines of what is shipped are short', async () => {
      for (const file of ['cli.js', 'index.js', 'read-qr.js']) {
        const lines = (await readFile(join(installed, 'dist', file), 'utf8')).split('\n');
        // Longer than the others are only regular expressions, which are one word.
        expect(Math.max(...lines.map((line) => line.length)), file).toBeLessThan(700);
      }
    });

    describe('with a Node that is too old', () => {
      /** Node as it would be with this version, as far as a program can tell. */
      const preload = (version: string): string =>
        `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
      const sentence = (version: string): string =>
        `wachat-emulator needs Node.js 20.19 or newer, and this is ${version}.`;

      test.each(['18.20.8', '20.18.3'])('%s, the command says so in a sentence', async (version) => {
        const ended = await node('--import', preload(version), join(installed, 'dist/cli.js'), '--port', '0');
        expect(ended).toMatchObject({ code: 1, stdout: '', stderr: `${sentence(version)}\n` });
      });

      test('the module throws it', async () => {
        const inside = await write('old', { 'app.mjs': `import 'wachat-emulator';` });
        const { code, stderr } = await node('--import', preload('18.20.8'), join(inside, 'app.mjs'));
        expect([code, stderr]).toEqual([1, expect.stringContaining(`Error: ${sentence('18.20.8')}`)]);
      });
    });
  });
});
