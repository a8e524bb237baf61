import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Browsers and processes are started by some; on a small and busy machine they take their time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
