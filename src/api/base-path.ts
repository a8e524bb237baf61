/** Production's base path; the root serves the same. */
export const BASE_PATH = '/api/v1';
