import { describe, expect, test } from 'vitest';
import { createSharedLog } from '../../src/domain/shared-log.js';

const create = (room: number) => {
  const lost = new Map<string, number>();
  const log = createSharedLog<string, number>(
    room,
    () => 1,
    (owner, left) => lost.set(owner, left),
  );
  return { log, lost };
};

describe('A log of many owners', () => {
  test('keeps what each owner added, in order', () => {
    const { log } = create(100);
    for (let index = 0; index < 10; index++) log.add(index % 2 === 0 ? 'even' : 'odd', index);
    expect(log.of('even')).toEqual([0, 2, 4, 6, 8]);
    expect(log.of('nobody')).toEqual([]);
    log.forget('even');
    expect(log.of('even')).toEqual([]);
    expect(log.of('odd')).toEqual([1, 3, 5, 7, 9]);
  });

  test('takes from who has most when it is full, and not from the others', () => {
    const { log, lost } = create(100);
    for (let index = 0; index < 10; index++) log.add('quiet', index);
    for (let index = 0; index < 1_000; index++) log.add('busy', index);
    expect(log.of('quiet')).toHaveLength(10);
    expect(log.of('busy').length).toBeGreaterThan(60);
    expect(log.of('busy').length).toBeLessThanOrEqual(90);
    expect(log.of('busy').at(-1)).toBe(999);
    expect(lost.get('quiet')).toBe(10);
  });

  test('keeps the newest in all when there are more owners than places', () => {
    const { log, lost } = create(100);
    for (let index = 0; index < 1_000; index++) log.add(String(index), index);
    const kept = Array.from({ length: 1_000 }, (_, index) => log.of(String(index))).flat();
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept.length).toBeGreaterThanOrEqual(80);
    expect(kept.at(-1)).toBe(999);
    expect(kept[0]).toBe(1_000 - kept.length);
    expect(lost.get('0')).toBe(0);
  });
});

const OWNERS = 1_000;
const EACH = 10;

/** A log with a thousand owners, and how often a size was asked for. */
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

describe('Those who go from a log', () => {
  test('looks at each item once when all of its owners go at the same time', async () => {
    const { log, work } = filled();
    for (let owner = 1; owner < OWNERS; owner++) log.forget(owner);
    await Promise.resolve();
    expect(work.sizes).toBeLessThanOrEqual(OWNERS * EACH);
    expect(Array.from({ length: OWNERS }, (_, owner) => log.of(owner).length)).toEqual([
      EACH,
      ...Array(OWNERS - 1).fill(0),
    ]);
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
    expect(log.of(2)).toEqual([]);
  });
});
