import { inspect } from 'node:util';

// In a file of its own, because it is published: the declarations of config.ts refer to zod, which does not ship.

/** An invalid setting: `message` is one sentence that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  static {
    // Node shows the name of the class, too, if it differs; and a bundler may shorten it.
    Object.defineProperty(this, 'name', { value: 'ConfigError' });
  }
}

/** Most characters of a value in a sentence. */
const LONGEST_VALUE = 200;

/** Any value as a sentence can name it, on one line. */
export const named = (value: unknown): string =>
  (typeof value === 'string'
    ? JSON.stringify(value)
    : inspect(value, { depth: 0, customInspect: false, breakLength: Infinity, maxStringLength: LONGEST_VALUE })
  )
    .replaceAll(/\s+/g, ' ')
    .slice(0, LONGEST_VALUE)
    .toWellFormed();
