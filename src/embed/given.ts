import { named } from '../config-error.js';

/** Returns what was read, or throws an error that says what would have been right. */
export const must = <T>(what: string, expected: string, value: unknown, read: (value: unknown) => T | undefined): T => {
  const found = read(value);
  if (found === undefined) throw new RangeError(`${what} takes ${expected}, not ${named(value)}.`);
  return found;
};
