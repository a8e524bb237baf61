import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { root } from './repository.js';

const required = (process.env.WACHAT_TEST_REQUIRE ?? '').split(',');

/**
 * Tests that need a program. Without it they are skipped, saying so, unless WACHAT_TEST_REQUIRE names it.
 * @param args with these it succeeds if it is what they need
 */
export const describeWith = (
  program: string,
  title: string,
  tests: () => void,
  args: readonly string[] = ['--version'],
): void => {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  const asked = `${program} ${args.join(' ')}`;
  const missing = error?.message ?? (status === 0 ? undefined : `${asked} ends with ${String(status)}`);
  if (missing === undefined) {
    describe(title, tests);
  } else if (required.includes(program)) {
    test(`${title} has ${program}`, () => {
      throw new Error(missing);
    });
  } else {
    console.warn(`Skipped: ${title}: ${missing}.`);
    describe.skip(`${title} (${missing})`, tests);
  }
};

/** What every README that needs the package begins with: no registry has it. */
export const BUILD = '(cd ../.. && npm ci && npm run build)';

/** The environment of a person's shell: without our settings, and without what npm and Vitest add. */
const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(WACHAT_|VITEST|NODE_|npm_|PORT$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|FORCE_COLOR$)/.test(name),
    ),
  );

/** An example's folder as somebody has it who has copied it; it goes when the test ends. */
export const copyOf = async (example: string) => {
  const folder = await mkdtemp(join(tmpdir(), `wachat-${example}-`));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(root, 'examples', example), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|__pycache__|test-results|qr\.png)$/.test(path),
  });
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const write = async (file: string, text: string, mode = 0o644): Promise<void> => {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), text, { mode });
  };

  return {
    folder,
    read,
    write,

    /** The lines that the README tells to type. */
    commands: async (): Promise<readonly string[]> => {
      const blocks = [...(await read('README.md')).matchAll(/^```sh\n([^]*?)\n```$/gm)];
      return blocks.flatMap(([, block = '']) => block.split('\n'));
    },

    /** Replaces a piece of text that is there. */
    edit: async (file: string, from: string, to: string): Promise<void> => {
      const text = await read(file);
      expect(text).toContain(from);
      await write(file, text.replaceAll(from, to));
    },

    /** Puts the command wachat-emulator where `npm install` would. */
    install: () =>
      write('node_modules/.bin/wachat-emulator', `#!/bin/sh\nexec node "${root}/dist/cli.js" "$@"\n`, 0o755),

    /** Runs a line of shell in the folder; whatever it has started ends with the test. */
    run: async (line: string, env: Readonly<Record<string, string>> = {}) => {
      const child = spawn('sh', ['-e', '-c', line], {
        cwd: folder,
        env: {
          ...environment(),
          NO_COLOR: '1',
          PYTHONDONTWRITEBYTECODE: '1',
          npm_config_update_notifier: 'false',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      const ended = once(child, 'close');
      onTestFinished(async () => {
        const isRunning = child.exitCode === null && child.signalCode === null;
        if (isRunning && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        await ended;
      });
      const [code]: unknown[] = await ended;
      return { code, output };
    },
  };
};
