import * as z from 'zod';
import { meantBy } from './nearest.js';
import { mustBe } from './wording.js';

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

/** Makes the schema of a list with a maximum length. */
export type ListOf = <Item extends z.ZodType>(
  item: Item,
  most: number,
  expected: string,
) => z.ZodType<z.output<Item>[]>;

/** The list as a document shows it. */
export const listOf: ListOf = (item, most, expected) => z.array(item, mustBe(expected)).max(most, mustBe(expected));

/** The same, but it stops at the first wrong item: nobody wants a million messages about a million items. */
export const listToFirstProblem: ListOf = (item, most, expected) =>
  z
    .array(z.unknown(), mustBe(expected))
    .max(most, mustBe(expected))
    .transform((all, context) => {
      const read: z.output<typeof item>[] = [];
      for (const [index, one] of all.entries()) {
        const result = item.safeParse(one);
        if (result.success) {
          read.push(result.data);
          continue;
        }
        for (const { message, path } of result.error.issues)
          context.addIssue({ code: 'custom', message, path: [index, ...path] });
        return z.NEVER;
      }
      return read;
    });
