import { defineConfig } from 'vitest/config';
import { pageCode } from './scripts/page-code.mjs';

export default defineConfig({
  plugins: [pageCode()],
  test: {
    include: ['test/**/*.test.ts'],
    // Browsers and processes are started by some; on a small and busy machine they take their time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
