// How large is the picture of a QR, and how long does it take: the matrix alone, our picture, the package's picture?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import QRCode from 'qrcode';
import { build } from 'rolldown';
import { sources } from '../scripts/bundle.mjs';
import { median, report } from './measure.mjs';

const PAYLOADS = 1_000;
const ROUNDS = 9;

const dir = await mkdtemp(join(tmpdir(), 'wachat-bench-'));
await build({
  ...sources,
  input: { png: 'src/qr/png.ts', pairing: 'src/domain/pairing.ts' },
  output: { dir, format: 'esm' },
});
const { drawQr } = await import(join(dir, 'png.js'));
const { qrText } = await import(join(dir, 'pairing.js'));
await rm(dir, { recursive: true });

const texts = Array.from({ length: PAYLOADS }, (_, index) =>
  qrText('bench', { sequence: index + 1, generation: 1, ordinal: 1, number: 1 }),
);
const sizes = texts.map((text) => drawQr(text).length);

const ways = {
  matrix: {
    count: 300,
    draw: (text) =>
      QRCode.create([{ data: Buffer.from(text), mode: 'byte' }], { errorCorrectionLevel: 'M', maskPattern: 1 }),
  },
  'matrix and PNG': { count: 300, draw: drawQr },
  'qrcode.toBuffer': { count: 20, draw: (text) => QRCode.toBuffer(text) },
};
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, { count, draw }] of Object.entries(ways)) {
    const begin = performance.now();
    for (let index = 0; index < count; index++) await draw(texts[(round * count + index) % PAYLOADS]);
    if (round > 0) times[name].push((performance.now() - begin) / count); // the first round warms up
  }
}
const mean = sizes.reduce((sum, size) => sum + size, 0) / PAYLOADS;
const largest = Math.max(...sizes);
console.log(`bytes of ${PAYLOADS} pictures: mean ${Math.round(mean)}, largest ${largest}`);
console.log(`bytes of qrcode.toBuffer: ${(await QRCode.toBuffer(texts[0])).length}`);
report(
  Object.fromEntries(
    Object.entries(times).map(([name, all]) => [
      name,
      {
        'ms each': Number(median(all).toFixed(3)),
        'times the matrix': Number((median(all) / median(times.matrix)).toFixed(2)),
      },
    ]),
  ),
  [{ what: 'largest PNG', value: largest / 1_024, atMost: 1.2, unit: ' KB' }],
);
