/** Whatever a test leaves to chance, by a seed that repeats it. */
export const randomFrom = (seed: number) => {
  let state = seed | 0;
  /** From 0 to below 1, by mulberry32: https://github.com/cprosche/mulberry32 */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from `least` to `most`. */
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const chance = (share: number): boolean => next() < share;
  return {
    between,
    chance,
    /** One of a list. */
    pick<T extends string | number | object | ((...given: never[]) => unknown)>(list: readonly T[]): T {
      const one = list[between(0, list.length - 1)];
      if (one === undefined) throw new Error('There is nothing to pick from.');
      return one;
    },
  };
};
export type Random = ReturnType<typeof randomFrom>;

/** The seed of a run: `WACHAT_TEST_SEED` repeats one. */
export const testSeed = Number(process.env.WACHAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Whether the longer run was asked for, with `WACHAT_TEST_LONG=1`. */
export const isLong = process.env.WACHAT_TEST_LONG === '1';
