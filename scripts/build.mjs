// Bundles the program into dist/: the module and the command, each with all that it needs, and the licences of all
// bundled packages. With --types, the module's types as well.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'rolldown';
import { bundle } from './bundle.mjs';

await rm('dist', { recursive: true, force: true });
const { output } = await build(bundle);
await build({ ...bundle, input: { index: 'src/index.ts' } });

/** The folder of the package that a module belongs to. */
const packageOf = (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
const folders = new Set(
  output
    .flatMap((chunk) => chunk.moduleIds ?? [])
    .map(packageOf)
    .filter(Boolean),
);
const notices = await Promise.all(
  [...folders].map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  }),
);
await writeFile('dist/THIRD-PARTY-LICENSES.txt', notices.sort().join(`\n${'-'.repeat(80)}\n\n`));

if (process.argv.includes('--types')) {
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  // Only what index.d.ts leads to is public; the other types are not shipped.
  const reached = new Set();
  const follow = async (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, path] of text.matchAll(/from '(\.[^']+)\.js'/g)) await follow(resolve(dirname(file), `${path}.d.ts`));
  };
  const root = resolve('dist/types');
  await follow(join(root, 'index.d.ts'));
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(file)) await rm(file);
  }
}
