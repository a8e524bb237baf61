/** The code of an error of the system's or of a library's, such as `ENOENT`; `undefined` when it has none. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
