import { defineConfig } from 'vitest/config';
import { pageCode } from './scripts/page-code.mjs';

const slow = ['test/**/*.slow.test.ts'];
const measured = ['test/**/*.measured.test.ts'];

export default defineConfig({
  plugins: [pageCode()],
  test: {
    // Browsers and processes are started by some; on a small and busy machine they take their time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On all processors, one project after the other.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [...slow, ...measured],
          setupFiles: 'test/support/fast.ts',
          // Loading the sources again for each file would take a third of the time.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'slow', include: slow, sequence: { groupOrder: 1 } } },
      // What measures has the machine for itself, and comes last.
      { extends: true, test: { name: 'measured', include: measured, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
