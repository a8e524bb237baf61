import * as z from 'zod';
import { meantBy, nearest } from './nearest.js';
import { mustBe, problemsIn, type Problem } from './wording.js';

/** What a message adds about the word that was meant, if one is close. */
export const hintAt = (meant: string | undefined): string => (meant === undefined ? '' : ` (did you mean "${meant}"?)`);

/**
 * The message for what is not one of several words, with the one that was meant. What was given may be a key that
 * belongs elsewhere, so it is not repeated.
 * @param expected what it must be, if that does not list them all
 */
export const mustBeOneOf = (words: readonly string[], expected = `one of ${words.join(', ')}`) => {
  const { error } = mustBe(expected);
  return {
    error: (issue: Parameters<typeof error>[0]): string =>
      `${error(issue)}${hintAt(typeof issue.input === 'string' ? nearest(issue.input, words) : undefined)}`,
  };
};

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
        : `has an unknown field "${String(name)}"${hintAt(meant)}`;
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
