/** Production's base path. The root serves the same, with a warning. */
export const BASE_PATH = '/api/v1';
/** Where the control API is. */
export const CONTROL_PATH = '/_emulator';
