import { describe, expect, test } from 'vitest';
import { instancesThatFit } from '../src/server.js';

const MB = 1_048_576;

describe('How many instances fit into a heap', () => {
  test.each([
    [64, 5_000, 20_000],
    [256, 150_000, 300_000],
    [4_096, 5_000_000, 7_000_000],
  ])('of %d MB', (megabytes, least, most) => {
    const fit = instancesThatFit(megabytes * MB);
    expect(fit).toBeGreaterThanOrEqual(least);
    expect(fit).toBeLessThanOrEqual(most);
  });

  test('is never none', () => {
    expect(instancesThatFit(1)).toBe(1_000);
  });
});
