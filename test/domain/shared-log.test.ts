import { describe, expect, test } from 'vitest';
import { createSharedLog } from '../../src/domain/shared-log.js';

const OWNERS = 1_000;
const EACH = 10;

const filled = () => {
  const work = { sizes: 0 };
  const log = createSharedLog<number, string>(10 * OWNERS * EACH, () => {
    work.sizes++;
    return 1;
  });
  for (let turn = 0; turn < EACH; turn++)
    for (let owner = 0; owner < OWNERS; owner++) log.add(owner, `${String(owner)}-${String(turn)}`);
  work.sizes = 0;
  return { log, work };
};

describe('A log that many share', () => {
  test('looks at each item once when all of its owners go at the same time', async () => {
    const { log, work } = filled();
    for (let owner = 1; owner < OWNERS; owner++) log.forget(owner);
    await Promise.resolve();
    expect(work.sizes).toBeLessThanOrEqual(OWNERS * EACH);
    expect(log.last(OWNERS * EACH).map(([owner]) => owner)).toEqual(Array(EACH).fill(0));
  });

  test('has nothing of an owner who went, but all that the same one adds after that', () => {
    const { log } = filled();
    log.forget(1);
    expect(log.of(1)).toEqual([]);
    log.add(1, 'new');
    log.add(1, 'newer');
    expect(log.of(1)).toEqual(['new', 'newer']);
    expect(log.of(2)).toHaveLength(EACH);
  });

  test('is empty after it was cleared, whoever went before, and takes what comes then', async () => {
    const { log } = filled();
    log.forget(1);
    log.clear();
    log.add(1, 'new');
    await Promise.resolve();
    expect(log.of(1)).toEqual(['new']);
    expect(log.last(10)).toEqual([[1, 'new']]);
  });
});
