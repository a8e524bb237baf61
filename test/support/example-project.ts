import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect } from 'vitest';
import { root } from './repository.js';
import { BUILD, copyOf } from './example.js';

/** Puts the dependencies of an example where `npm install` would: this package as it is packed, and none that is not named. */
const install = async (folder: string): Promise<void> => {
  if (!existsSync(join(root, 'dist/cli.js'))) throw new Error('dist/ is missing; build it first with: npm run build');
  const ours = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { devDependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const versions = { ...ours.devDependencies, [ours.name]: `file:${relative(join(root, 'examples', 'any'), root)}` };
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

/** The copy of an example that is a package, and what its README says to do with it. */
export const exampleProject = async (example: string) => {
  const { folder, write, edit, commands, run } = await copyOf(example);
  return {
    write,
    edit,

    /** Does what the README says: what builds and installs by a stand-in, since it needs the network, the last for real. */
    async play(env: Readonly<Record<string, string>> = {}) {
      const [before, first = '', second = '', ...rest] = await commands();
      expect([before, first.split(' && ')[0], rest]).toEqual([BUILD, 'npm install', []]);
      if (!existsSync(join(folder, 'node_modules'))) await install(folder);
      return run(second, env);
    },
  };
};
