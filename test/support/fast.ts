import { vi } from 'vitest';

/** What a fast test goes without: other programs, a browser, what the build has made. */
vi.mock('node:child_process', () => {
  throw new Error('A fast test starts no process. Name its file *.slow.test.ts.');
});
vi.mock('playwright-core', () => {
  throw new Error('A fast test starts no browser. Name its file *.slow.test.ts.');
});
vi.mock('../../dist/index.mjs', () => {
  throw new Error('A fast test needs no build. Name its file *.slow.test.ts.');
});
