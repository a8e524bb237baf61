import * as z from 'zod';
import { meantBy } from './nearest.js';
import { mustBe, problemsIn, type Problem } from './wording.js';

/**
 * An object with exactly these fields.
 * @param expected what it must be, in words. An unknown field may be a key, so it is named only if it is close to a known one.
 */
export const strict = <Shape extends z.ZodRawShape>(shape: Shape, expected: string) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return mustBe(expected).error(issue);
      const known = Object.keys(shape);
      const names = Array.isArray(issue.keys) ? issue.keys : [];
      const [name] = names;
      const meant = typeof name === 'string' ? meantBy(name, known) : undefined;
      return meant === undefined
        ? `has an unknown field; the fields are ${known.join(', ')}`
        : `has an unknown field "${String(name)}" (did you mean "${meant}"?)`;
    },
  });

/** A list with a maximum length. A longer one is refused before its items are looked at. */
export const listOf = <Item extends z.ZodType>(item: Item, most: number, expected: string) =>
  z.array(item, mustBe(expected)).max(most, mustBe(expected));

/**
 * Reads a list item by item, up to the first that is wrong: nobody wants a million messages about a million items. It
 * yields between them.
 * @param problems gets what is wrong; if there is something in it already, nothing is read
 */
export const readList = function* <Item extends z.ZodType>(
  item: Item,
  all: readonly unknown[],
  at: string,
  problems: Problem[],
): Generator<undefined, z.output<Item>[]> {
  const read: z.output<Item>[] = [];
  for (const [index, one] of all.entries()) {
    if (problems.length > 0) break;
    const result = item.safeParse(one);
    if (result.success) read.push(result.data);
    else {
      const place = `${at}.${String(index)}`;
      for (const { path, message } of problemsIn(result.error))
        problems.push({ path: path === '' ? place : `${place}.${path}`, message });
    }
    yield;
  }
  return read;
};
