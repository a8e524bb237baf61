import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { build } from './support/emulator.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): Promise<string> => readFile(root + path, 'utf8');

/** The variables that a container starts with: none of this machine's settings. */
const environment = (extra: Readonly<Record<string, string>>): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'PORT' || /^(WACHAT|NODE)_/.test(name) ? [] : [[name, value]],
    ),
  ),
  ...extra,
});

/** Starts a program that ends with the test. */
const run = (args: readonly string[], extra: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, args, { cwd: root, env: environment(extra) });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** How it ended and what it said. */
    result: async () => {
      const [code] = await ended;
      return { code, ...output };
    },
    /** The port in the line that says where it listens. */
    port: async (): Promise<string> => {
      for (;;) {
        const port = /listening on http:\/\/localhost:(\d+)\n/.exec(output.stdout)?.[1];
        if (port !== undefined) return port;
        await Promise.race([
          once(child.stdout, 'data'),
          ended.then(() => {
            throw new Error(`It ended instead of listening: ${output.stderr}`);
          }),
        ]);
      }
    },
  };
};

/** The arguments for Node of an instruction in exec form, with the image's folder replaced by this one. */
const commandOf = async (instruction: 'ENTRYPOINT' | 'CMD'): Promise<string[]> => {
  const [, list = ''] = new RegExp(`^ *${instruction} (\\[.*\\])$`, 'm').exec(await read('Dockerfile')) ?? [];
  const [program, ...args]: string[] = JSON.parse(list);
  expect(program).toBe('node');
  return args.map((arg) => arg.replace(/^\/app\//, root));
};

describe('the image', () => {
  beforeAll(() => {
    if (!existsSync(`${root}dist/cli.js`))
      throw new Error('dist/cli.js is missing: run "npm run build" before this test.');
  });

  it('starts with its entry point, takes flags after it, and stops with exit code 0', async () => {
    const emulator = run([...(await commandOf('ENTRYPOINT')), '--auto-scan', '3s'], {
      WACHAT_HOST: '0.0.0.0',
      WACHAT_PORT: '0',
    });
    const port = await emulator.port();
    emulator.kill('SIGTERM');
    expect(await emulator.result()).toMatchObject({
      code: 0,
      stdout: `wachat-emulator listening on http://localhost:${port}\n`,
    });
  });

  it('stops with exit code 0 when the signal comes before it listens', async () => {
    const signal =
      "process.on('newListener', (name) => { if (name === 'SIGTERM') setImmediate(() => process.kill(process.pid, name)); });";
    const emulator = run(
      ['--import', `data:text/javascript,${encodeURIComponent(signal)}`, ...(await commandOf('ENTRYPOINT'))],
      { WACHAT_PORT: '0' },
    );
    expect(await emulator.result()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each(['WACHAT_PORT', 'PORT'])('is healthy at the port that %s names', async (variable) => {
    const { wachat } = await build({ host: '0.0.0.0' });
    const { port } = new URL(wachat.url);
    const check = run(await commandOf('CMD'), { WACHAT_HOST: '0.0.0.0', [variable]: port });
    expect(await check.result()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('is not healthy when nothing answers', async () => {
    const { wachat } = await build({ host: '0.0.0.0' });
    const { port } = new URL(wachat.url);
    await wachat.close();
    const check = run(await commandOf('CMD'), { WACHAT_HOST: '0.0.0.0', WACHAT_PORT: port });
    expect(await check.result()).toEqual({
      code: 1,
      stdout: '',
      stderr: `No emulator answered at http://localhost:${port}/_emulator/health within 2s.\n`,
    });
  });

  it('does not fill the log with its health checks', async () => {
    const lines: string[] = [];
    const { origin, api } = await build({ logLevel: 'info', logTo: { write: (line) => lines.push(line) } });
    expect((await fetch(`${origin}/_emulator/health`)).status).toBe(200);
    await api.create({ instanceName: 'store' });
    const paths = lines.map((line) => JSON.parse(line).path).filter((path) => path !== undefined);
    expect(paths).toEqual(['/api/v1/instance/create']);
  });

  it('carries the version of the package', async () => {
    const { version }: { version: string } = JSON.parse(await read('package.json'));
    expect(await read('Dockerfile')).toContain(`\nARG VERSION=${version}\n`);
  });

  it('runs as a user with a number and not as root', async () => {
    expect(await read('Dockerfile')).toMatch(/\nUSER 1000:1000\n/);
  });

  it('is built from what the Dockerfile copies and nothing else', async () => {
    const [first, ...rest] = (await read('.dockerignore')).split('\n').filter((line) => /^[^#]/.test(line));
    expect(first).toBe('*');
    const copied = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    expect(rest.sort()).toEqual([...new Set(copied)].map((source) => `!${source}`).sort());
    for (const source of copied) expect(existsSync(root + source)).toBe(true);
    for (const kept of ['node_modules', 'dist', '.git']) expect(copied).not.toContain(kept);
  });
});
