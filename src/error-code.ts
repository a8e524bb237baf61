/**
 * The code of an error from the system or a library, such as `ENOENT`; `undefined` if it has none. Where Jest runs a
 * test, those of the system are no instances of the test's own `Error`.
 */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
