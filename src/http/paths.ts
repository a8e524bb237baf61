/** Production's base path; the root serves the same. */
export const BASE_PATH = '/api/v1';
/** Where the control API is. */
export const CONTROL_PATH = '/_emulator';
