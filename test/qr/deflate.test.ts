import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compressQr, QUIET_ZONE, SCALE } from '../../src/qr/deflate.js';

/** The rows of the picture, drawn pixel by pixel. */
const rowsOf = (modules: Uint8Array, size: number): Buffer => {
  const width = (size + 2 * QUIET_ZONE) * SCALE;
  const stride = 1 + Math.ceil(width / 8);
  const rows = Buffer.alloc(stride * width, 0xff);
  for (let y = 0; y < width; y++) {
    rows[y * stride] = 0;
    for (let x = 0; x < width; x++) {
      const [column, row] = [x, y].map((pixel) => Math.floor(pixel / SCALE) - QUIET_ZONE);
      const isInside = [column, row].every((at = -1) => at >= 0 && at < size);
      if (!isInside || modules[(row ?? 0) * size + (column ?? 0)] !== 1) continue;
      const index = y * stride + 1 + (x >> 3);
      rows[index] = (rows[index] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  return rows;
};

/** Modules as random as a text gives them. */
const randomModules = (size: number, text: string): Uint8Array =>
  createHash('shake256', { outputLength: size * size })
    .update(text)
    .digest()
    .map((byte) => byte & 1);

describe('The compressor, read by zlib', () => {
  const sizes = Array.from({ length: 40 }, (_, index) => 21 + 4 * index);

  test.each(sizes)('gives back the pixels of a QR of %i modules', (size) => {
    for (const round of ['a', 'b', 'c']) {
      const modules = randomModules(size, `${round} ${String(size)}`);
      const compressed = compressQr(modules, size);
      expect(inflateSync(compressed).equals(rowsOf(modules, size))).toBe(true);
      // Nothing stands behind the end that zlib would not tell of.
      expect(inflateSync(compressed, { info: true })).toMatchObject({ engine: { bytesWritten: compressed.length } });
    }
  });

  test.each([0, 1])('gives them back when every module is %i', (value) => {
    const modules = new Uint8Array(61 * 61).fill(value);
    expect(inflateSync(compressQr(modules, 61)).equals(rowsOf(modules, 61))).toBe(true);
  });

  test('is smaller than what zlib makes of random modules', async () => {
    const { deflateSync } = await import('node:zlib');
    const modules = randomModules(61, 'any');
    expect(compressQr(modules, 61).length).toBeLessThan(deflateSync(rowsOf(modules, 61), { level: 9 }).length);
  });
});
