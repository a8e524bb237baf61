// How much of a create does its QR take? Requests per second of POST /instance/create with a real QR, with a constant
// picture, with the QR drawn as `qrcode.toBuffer` draws it, and without our own code for it: with zlib instead of
// src/qr/deflate.ts, and with the package's own module instead of src/qr/polynomial.ts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { bundle } from '../scripts/bundle.mjs';
import { median, report, runScript, startServer } from './measure.mjs';

const ROUNDS = 9;
const REQUESTS = { real: 3_000, constant: 6_000, defaults: 150, zlib: 3_000, polynomial: 3_000 };
const folder = await mkdtemp(join(tmpdir(), 'wachat-bench-'));

const original = fileURLToPath(new URL('../src/qr/png.ts', import.meta.url));
const packaged = fileURLToPath(import.meta.resolve('qrcode/lib/core/polynomial.js'));

/** Builds the program with another module instead of src/qr/png.ts. */
const buildVariant = async (name) => {
  const dir = `${folder}/${name}`;
  await build({
    ...bundle,
    output: { ...bundle.output, dir },
    plugins: [
      {
        name: 'swap',
        resolveId(id) {
          if (id.endsWith('/src/qr/png.js?original')) return original;
          if (id.endsWith('/qr/png.js') && name !== 'polynomial')
            return fileURLToPath(new URL(`variants/${name}.mjs`, import.meta.url));
          // The package as it is, without our replacement.
          if (['defaults', 'polynomial'].includes(name) && id === './polynomial') return packaged;
        },
      },
      ...bundle.plugins,
    ],
  });
  return `${dir}/cli.js`;
};

const files = {
  real: 'dist/cli.js',
  constant: await buildVariant('constant'),
  defaults: await buildVariant('defaults'),
  zlib: await buildVariant('zlib'),
  polynomial: await buildVariant('polynomial'),
};
const servers = {};
for (const [name, file] of Object.entries(files))
  servers[name] = await startServer(file, ['--max-instances', '10000000']);

const reset = (origin) =>
  fetch(`${origin}/_emulator/reset`, { method: 'POST', headers: { Authorization: 'Bearer bench' } });
const load = async (name, requests) => {
  const { origin } = servers[name];
  const { seconds, bytes } = await runScript(new URL('load.mjs', import.meta.url), [origin, String(requests)]);
  await reset(origin);
  return { rate: requests / seconds, bytes };
};

const rates = Object.fromEntries(Object.keys(files).map((name) => [name, []]));
const sizes = {};
for (const name of Object.keys(files)) await load(name, REQUESTS[name] / 2); // warm up
for (let round = 0; round < ROUNDS; round++) {
  for (const name of Object.keys(files)) {
    const { rate, bytes } = await load(name, REQUESTS[name]);
    rates[name].push(rate);
    sizes[name] = bytes;
  }
}
for (const server of Object.values(servers)) await server.stop();
await rm(folder, { recursive: true });

const ratios = (other) => median(rates.real.map((rate, round) => rate / rates[other][round]));
report(
  Object.fromEntries(
    Object.entries(rates).map(([name, all]) => [
      name,
      { 'requests/s': Math.round(median(all)), 'reply, bytes': sizes[name] },
    ]),
  ),
  [
    { what: 'real QR against a constant picture', value: 100 * ratios('constant'), atLeast: 33, unit: ' %' },
    { what: 'real QR against qrcode.toBuffer', value: ratios('defaults'), atLeast: 25, unit: ' times' },
    { what: 'real QR against one compressed by zlib', value: ratios('zlib'), atLeast: 1.15, unit: ' times' },
    { what: 'real QR against the arithmetic of qrcode', value: ratios('polynomial'), atLeast: 1.03, unit: ' times' },
  ],
);
