import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/domain/turns.js';
import { readJson } from '../../src/http/json.js';

/** Repeats a run: WACHAT_TEST_SEED=<the seed in the title>. */
const seed = Number(process.env.WACHAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = process.env.WACHAT_TEST_LONG === '1' ? 50_000 : 3_000;

const outcome = (read: () => unknown): unknown => {
  try {
    return { read: read() };
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : error;
  }
};

/** Reads it as a whole, and in pieces of this many bytes. */
const compare = (text: string, piece: number): void => {
  // What comes is bytes: half of a pair is a question mark in them, and a mark of their order is not looked at.
  const bytes = Buffer.from(text);
  const whole = outcome(() => ({ value: JSON.parse(bytes.toString().replace(/^\uFEFF/, '')) }));
  const inPieces = outcome(() => atOnce(readJson(bytes, 1_000_000, piece)));
  expect(inPieces).toEqual(whole);
  expect(JSON.stringify(inPieces)).toBe(JSON.stringify(whole));
};

describe('reading JSON in pieces', () => {
  test(`gives what JSON.parse gives, whatever the text and the pieces (seed ${String(seed)})`, () => {
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '"', '\\', ':', '{'));
    const plain = fc.jsonValue({ stringUnit: 'binary' });
    const named = fc.array(fc.tuple(names, plain), { maxLength: 8 }).map((members) => Object.fromEntries(members));
    const value = fc.oneof(plain, named, fc.array(fc.oneof(plain, named), { maxLength: 8 }));
    const text = fc
      .tuple(value, fc.constantFrom(undefined, 1, '\t\n'))
      .map(([one, space]) => JSON.stringify(one, null, space));
    const part = fc.constantFrom(...'[]{},:" \n\\01ae'.split(''), '""', '"a":', ',,', '[]', 'null', '\u00a0', '\uFEFF');
    /** A text, some characters of it replaced by others. */
    const spoiled = fc
      .tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), part), { maxLength: 3 }))
      .map(([good, changes]) =>
        changes.reduce((rest, [at, cut, instead]) => {
          const index = at % (rest.length + 1);
          return rest.slice(0, index) + instead + rest.slice(index + cut);
        }, good),
      );
    fc.assert(
      fc.property(
        fc.oneof(
          spoiled,
          fc.array(part).map((parts) => parts.join('')),
        ),
        fc.integer({ min: 1, max: 40 }),
        compare,
      ),
      { seed, numRuns: runs },
    );
  });
});
