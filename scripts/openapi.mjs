// Writes the documents and the schema of the seed file into openapi/, from the sources of src/.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { sources } from './bundle.mjs';

const write = (file, value) => writeFile(`openapi/${file}`, `${JSON.stringify(value, undefined, 2)}\n`);

const dir = await mkdtemp(join(tmpdir(), 'wachat-openapi-'));
try {
  const input = { build: 'src/openapi/build.ts', schema: 'src/control/seed/schema.ts' };
  await build({ ...sources, input, output: { dir, format: 'esm' } });
  const load = (file) => import(pathToFileURL(join(dir, file)));
  const [{ apis, buildDocument }, { seedFileSchema }] = await Promise.all([load('build.js'), load('schema.js')]);
  for (const name of Object.keys(apis)) await write(`${name}.json`, await buildDocument(name));
  await write('seed-file.schema.json', seedFileSchema());
} finally {
  await rm(dir, { recursive: true });
}
