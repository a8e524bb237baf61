// Bundles the program into dist/: the module and the command, each with all that it needs, what reads QRs, and the
// licences of all bundled packages. With --types, the module's types as well.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'rolldown';
import { bundle, pageFiles } from './bundle.mjs';

const { engines } = JSON.parse(await readFile('package.json', 'utf8'));
const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node);
/** What stands before all else: without it, an old Node would stumble over something that it does not know. */
const guard = (outcome) => `'use strict';
{
  const [major, minor] = process.versions.node.split('.');
  const problem = 'wachat-emulator needs Node.js ${major}.${minor} or newer, and this is ' + process.versions.node + '.';
  if (major < ${major} || (major == ${major} && minor < ${minor})) { ${outcome} }
}`;

const READER = './qr/reader.js';
/** Reading QRs is a file of its own: most tests never do it. */
const readerApart = {
  name: 'reader-apart',
  resolveId: (id) => (id === READER ? { id: './read-qr.js', external: true } : undefined),
};

const write = async (name, source, { banner = '', plugins = [] } = {}) => {
  const { output } = await build({
    ...bundle,
    input: { [name]: source },
    plugins: [...plugins, ...bundle.plugins],
    output: { ...bundle.output, banner },
  });
  return output[0];
};

await rm('dist', { recursive: true, force: true });
const chunks = [
  await write('cli', 'src/cli.ts', { banner: guard('console.error(problem); process.exit(1);') }),
  await write('index', 'src/index.ts', { banner: guard('throw new Error(problem);'), plugins: [readerApart] }),
  await write('read-qr', 'src/qr/reader.ts'),
];
const [, { exports }] = chunks;
// The package is of ES modules, dist/ is not. Its one ES module passes the names on, so that there is one copy of
// everything, however it is loaded. It does so by way of a short file: what a module imports of CommonJS, Node 20 reads
// once more to find the names.
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
await writeFile('dist/for-esm.js', "exports.wachat = require('./index.js');\n");
await writeFile(
  'dist/index.mjs',
  `import { wachat } from './for-esm.js';\n\nexport const { ${exports.toSorted().join(', ')} } = wachat;\n`,
);

/** The folder of the package that a module belongs to. */
const packageOf = (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
const folders = new Set([...chunks.flatMap((chunk) => chunk.moduleIds), ...pageFiles].map(packageOf).filter(Boolean));
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
  await writeFile(join(root, 'index.d.mts'), "export * from './index.js';\n");
}
