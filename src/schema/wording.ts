import type * as z from 'zod';

/** The kind of a value, with its article. */
export const nameOfKind = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** The message for a value of the wrong type or format: what it must be, and what it was instead. */
export const mustBe = (expected: string) => ({
  error: (issue: {
    readonly code?: string | undefined;
    readonly expected?: unknown;
    readonly input?: unknown;
  }): string => {
    if (issue.input === undefined) return `is required: ${expected}`;
    // Where a whole number is expected, a fraction is a number too.
    const isFraction = issue.expected === 'int' && typeof issue.input === 'number';
    return issue.code === 'invalid_type' && !isFraction
      ? `must be ${expected}, not ${nameOfKind(issue.input)}`
      : `must be ${expected}`;
  },
});

/**
 * The message for what is one of several kinds, which a member tells apart.
 * @param expected what it must be as a whole
 * @param kinds what the member must be
 */
export const mustBeKind = (expected: string, kinds: readonly string[]) => {
  const { error } = mustBe(expected);
  return {
    error: (issue: Parameters<typeof error>[0]): string =>
      issue.code === 'invalid_union' ? `must be one of ${kinds.join(', ')}` : error(issue),
  };
};

/** What is wrong, and where: `instances.3.state`, or an empty path for the whole. */
export type Problem = { readonly path: string; readonly message: string };

/** How many problems are reported at once. */
const MOST_PROBLEMS = 3;

/** The first problems that a schema found, as path and message. */
export const problemsIn = (error: z.ZodError): readonly Problem[] =>
  error.issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => ({ path: path.join('.'), message }));

/** Problems as one sentence, without the full stop. */
export const sentenceOf = (problems: readonly Problem[], whole: string): string =>
  problems.map(({ path, message }) => `${path === '' ? whole : `"${path}"`} ${message}`).join('; ');
