import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode } from '../../src/delivery/encoding.js';
import { rewritings } from '../../src/delivery/rewriting.js';

const value = { b: 'é/😀 "q" \\', a: [1, 1.5, true, null, [], {}], text: 'x, y: {z}' };
const json = JSON.stringify(value);

describe('A body that a client parses and writes again', () => {
  test.each([
    ['javaScript', json],
    [
      'python',
      String.raw`{"b": "\u00e9/\ud83d\ude00 \"q\" \\", "a": [1, 1.5, true, null, [], {}], "text": "x, y: {z}"}`,
    ],
    ['compactPython', String.raw`{"b":"\u00e9/\ud83d\ude00 \"q\" \\","a":[1,1.5,true,null,[],{}],"text":"x, y: {z}"}`],
    ['php', String.raw`{"b":"\u00e9\/\ud83d\ude00 \"q\" \\","a":[1,1.5,true,null,[],{}],"text":"x, y: {z}"}`],
    ['sortedKeys', String.raw`{"a":[1,1.5,true,null,[],{}],"b":"é/😀 \"q\" \\","text":"x, y: {z}"}`],
  ] as const)('as %s does', (how, expected) => {
    expect(rewritings[how](json)).toBe(expected);
  });

  test('is the same whatever it was written like, but numbers with a fraction stay such in Python and PHP', () => {
    const unusual = encode('{"n":[1,1.5,1e21],"t":"/é"}', ['slashes', 'numbers', 'spacing', 'unicode']);
    // As Python 3 and PHP 8 write it.
    expect(rewritings.javaScript(unusual)).toBe('{"n":[1,1.5,1e+21],"t":"/é"}');
    expect(rewritings.compactPython(unusual)).toBe(String.raw`{"n":[1.0,1.5,1e+21],"t":"/\u00e9"}`);
    expect(rewritings.php(unusual)).toBe(String.raw`{"n":[1.0,1.5,1.0e+21],"t":"\/\u00e9"}`);
  });

  test('is still the same JSON, whatever it says', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const usual = JSON.stringify(JSON.parse(text));
        for (const rewrite of [rewritings.python, rewritings.compactPython, rewritings.php, rewritings.indented])
          expect(JSON.stringify(JSON.parse(rewrite(usual)))).toBe(usual);
        expect(JSON.parse(rewritings.sortedKeys(usual))).toEqual(JSON.parse(usual));
      }),
    );
  });

  test('may have a text of a megabyte', () => {
    const long = JSON.stringify({ text: '/'.repeat(1_000_000), other: '\\"'.repeat(100_000) });
    expect(JSON.parse(rewritings.php(long))).toEqual(JSON.parse(long));
  });
});
