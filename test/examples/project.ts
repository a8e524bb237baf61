import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The environment of a person's shell: without our settings, and without what npm and Vitest add. */
const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(WACHAT_|VITEST|NODE_|npm_|PORT$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|FORCE_COLOR$)/.test(name),
    ),
  );

/** Puts the dependencies of an example where `npm install` would: this package as it is packed, and none that is not named. */
const install = async (folder: string): Promise<void> => {
  if (!existsSync(join(root, 'dist/cli.js'))) throw new Error('dist/ is missing; build it first with: npm run build');
  const ours = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { devDependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const versions = { ...ours.devDependencies, [ours.name]: ours.version };
  const modules = join(folder, 'node_modules');
  for (const [name, version] of Object.entries(devDependencies)) {
    expect(`${name}@${String(version)}`).toBe(`${name}@${String(versions[name])}`);
    await mkdir(dirname(join(modules, name)), { recursive: true });
    if (name === ours.name) {
      for (const part of ['package.json', ...ours.files])
        await cp(join(root, part), join(modules, name, part), { recursive: true });
    } else await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await symlink(join(root, 'node_modules/.bin'), join(modules, '.bin'));
};

/** An example as somebody has it who has copied its folder; it goes when the test ends. */
export const exampleProject = async (name: string) => {
  const folder = await mkdtemp(join(tmpdir(), `wachat-example-${name}-`));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(root, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|test-results)$/.test(path),
  });
  const commands = async (): Promise<readonly string[]> => {
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```sh\n([^]*?)\n```$/gm)];
    return blocks.flatMap(([, block = '']) => block.split('\n'));
  };

  return {
    folder,
    /** The lines that the README tells to type. */
    commands,

    /** Replaces a piece of text that is there. */
    async edit(file: string, from: string, to: string): Promise<void> {
      const text = await readFile(join(folder, file), 'utf8');
      expect(text).toContain(from);
      await writeFile(join(folder, file), text.replaceAll(from, to));
    },

    /** Does what the README says: the first command by a stand-in, since it needs the network, the second for real. */
    async play(env: Readonly<Record<string, string>> = {}) {
      const [first = '', second = '', ...rest] = await commands();
      expect([first.split(' && ')[0], rest]).toEqual(['npm install', []]);
      if (!existsSync(join(folder, 'node_modules'))) await install(folder);
      const child = spawn('sh', ['-c', second], {
        cwd: folder,
        env: { ...environment(), npm_config_update_notifier: 'false', NO_COLOR: '1', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that nothing which a runner has started outlives the test.
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
      const [code] = await ended;
      return { code, output };
    },
  };
};
