import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { derive } from '../../src/domain/ids.js';
import { generateECPolynomial, mod } from '../../src/qr/polynomial.js';
import type { Json } from '../helper.js';

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
      const data = derive(1 + ((round * 7) % 120), 'polynomial', degree, round);
      if (round % 3 === 0) data.fill(0, 0, data.length >> 1);
      const dividend = new Uint8Array(data.length + degree);
      dividend.set(data);
      expect(trim(mod(dividend, divisor))).toEqual(trim(original.mod(dividend, divisor)));
    }
  }
});
