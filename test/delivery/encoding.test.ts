import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, encodings } from '../../src/delivery/encoding.js';

const sample = {
  text: 'a/b "q" \\ 1.5 , : { } [ ] é 😀\n',
  list: [1, -2.5, 1e21, 1e-7, 0, true, null, [], {}],
  '1/é': 3,
};
const json = JSON.stringify(sample);

describe('An unusual encoding', () => {
  test.each([
    ['slashes', 'a/b', String.raw`a\/b`],
    ['numbers', '[1,-2.5,1e+21,1e-7,0,true', '[1.00,-2.50,1E+21,1E-7,0.00,true'],
    ['spacing', '[1,-2.5,', '[ 1 , -2.5 , '],
    ['unicode', 'é 😀', String.raw`\u00E9 \uD83D\uDE00`],
  ] as const)('of %s', (one, usual, unusual) => {
    expect(json).toContain(usual);
    const written = encode(json, [one]);
    expect(written).toContain(unusual);
    expect(JSON.parse(written)).toEqual(sample);
    expect(JSON.stringify(JSON.parse(written))).not.toBe(written);
    // What it is not about stays as it is.
    expect(written.length).toBeGreaterThan(json.length);
    expect(encode(json, [])).toBe(json);
  });

  test('is the same JSON whatever is written', () => {
    fc.assert(
      fc.property(fc.json(), fc.subarray([...encodings]), (text, how) => {
        const usual = JSON.stringify(JSON.parse(text));
        const written = encode(usual, how);
        expect(JSON.stringify(JSON.parse(written))).toBe(usual);
        if (how.includes('spacing') && /[[{]/.test(usual.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')))
          expect(written).not.toBe(usual);
        if (how.includes('unicode')) expect(written).toMatch(/^[\0-\x7f]*$/);
      }),
    );
  });
});
