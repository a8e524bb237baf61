import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { generateECPolynomial, mod } from '../../src/qr/polynomial.js';
import type { Json } from '../support/client.js';

const original: Json = createRequire(import.meta.url)('qrcode/lib/core/polynomial.js');
/** The package's remainder comes without zeros in front. */
const trim = (bytes: Uint8Array): number[] => {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? [] : [...bytes.subarray(first)];
};

test('its results are those of the qrcode package, which it stands in for', () => {
  for (let degree = 7; degree <= 30; degree++) {
    const divisor = generateECPolynomial(degree);
    expect([...divisor]).toEqual([...original.generateECPolynomial(degree)]);
    // mod relies on it.
    expect(divisor).not.toContain(0);
    for (let round = 0; round < 40; round++) {
      const outputLength = 1 + ((round * 7) % 120);
      const data = createHash('shake256', { outputLength })
        .update(`${String(degree)} ${String(round)}`)
        .digest();
      if (round % 3 === 0) data.fill(0, 0, data.length >> 1);
      const dividend = new Uint8Array(data.length + degree);
      dividend.set(data);
      expect(trim(mod(dividend, divisor))).toEqual(trim(original.mod(dividend, divisor)));
    }
  }
});
