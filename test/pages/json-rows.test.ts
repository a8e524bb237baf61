import { describe, expect, test } from 'vitest';
import { findIn, rowsOf, textOf, wantedFor } from '../../src/pages/inspector/browser/json/rows.js';

const none = { byHand: new Map<string, boolean>(), shown: new Map<string, number>(), wanted: new Set<string>() };
const nested = (depth: number): unknown => JSON.parse('[{"a":'.repeat(depth) + '1' + '}]'.repeat(depth));

describe('JSON as rows of a tree', () => {
  test('has a row for each value that is open, with its place among its siblings', () => {
    expect(
      rowsOf({ a: 1, 'b/~': { c: [] } }, none).map(({ path, depth, name, kind, size, isOpen, position, siblings }) => [
        ...[path, depth, name, kind, size, isOpen, position, siblings],
      ]),
    ).toEqual([
      ['/a', 0, 'a', 'other', 0, false, 1, 2],
      ['/b~1~0', 0, 'b/~', 'object', 1, true, 2, 2],
      ['/b~1~0/c', 1, 'c', 'array', 0, false, 1, 1],
    ]);
  });

  test.each([['text'], [1], [null], [true], [{}], [[]]])('has one row for %j alone', (value) => {
    expect(rowsOf(value, none)).toMatchObject([{ path: '', name: null, value }]);
  });

  test('is folded and opened by hand', () => {
    const value = { a: { b: { c: { d: 1 } } } };
    const closed = rowsOf(value, { ...none, byHand: new Map([['/a', false]]) });
    expect(closed.map(({ path }) => path)).toEqual(['/a']);
  });

  test('shows a hundred members, more on demand, and always what is wanted', () => {
    const value = Array.from({ length: 1_000 }, (_, index) => index);
    expect(rowsOf(value, none)).toHaveLength(101);
    expect(rowsOf(value, none).at(-1)).toMatchObject({ kind: 'more', size: 900 });
    expect(rowsOf(value, { ...none, shown: new Map([['', 200]]) })).toHaveLength(201);
    const found = rowsOf(value, { ...none, wanted: wantedFor(['/554']) });
    expect(found.at(-2)).toMatchObject({ path: '/554' });
    expect(found.at(-1)).toMatchObject({ kind: 'more', size: 445 });
  });

  test('finds a text in names and values, whatever the case, and opens what leads there', () => {
    const value = { Order: 'x', list: [{ deep: [[['my ORDER']]] }], other: null, yes: true };
    expect(findIn(value, 'order')).toEqual(['/Order', '/list/0/deep/0/0/0']);
    expect(findIn(value, 'TRUE')).toEqual(['/yes']);
    expect(findIn(value, '')).toEqual([]);
    expect(findIn(Array(600).fill('x'), 'x')).toHaveLength(500);
    const rows = rowsOf(value, { ...none, wanted: wantedFor(['/list/0/deep/0/0/0']) });
    expect(rows.map(({ path }) => path)).toContain('/list/0/deep/0/0/0');
  });

  test('is not brought down by what is nested as deep as a body can be', () => {
    const deep = nested(2_000);
    expect(rowsOf(deep, { ...none, wanted: wantedFor(findIn(deep, 'a')) }).length).toBeLessThan(100);
    expect(textOf(deep).length).toBeLessThan(20_000);
    expect(textOf({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(textOf('text')).toBe('text');
  });
});
