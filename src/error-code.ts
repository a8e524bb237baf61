/** The code of an error from the system or a library, such as `ENOENT`; `undefined` if it has none. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
