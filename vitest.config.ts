import { defineConfig } from 'vitest/config';
import { pageCode } from './scripts/page-code.mjs';

const slow = ['test/**/*.slow.test.ts'];

export default defineConfig({
  plugins: [pageCode()],
  test: {
    // Browsers and processes are started by some; on a small and busy machine they take their time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          setupFiles: 'test/support/fast.ts',
          // Loading the sources again for each file would take a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'slow', include: slow } },
    ],
  },
});
