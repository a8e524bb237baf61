/** Where the items of a list begin, in pixels from its top: one more than there are items, the last is where it ends. */
export type Tops = readonly number[];

/** @param heightOf what was measured; undefined for what was never seen */
export const topsOf = (
  keys: readonly string[],
  heightOf: (key: string) => number | undefined,
  estimate: number,
): Tops => {
  const tops = [0];
  let top = 0;
  for (const key of keys) tops.push((top += heightOf(key) ?? estimate));
  return tops;
};

/** The index of the item at this many pixels from the top; the first or last one beyond the list. */
export const itemAt = (tops: Tops, pixels: number): number => {
  const next = tops.findIndex((top) => top > pixels);
  return Math.max(0, (next === -1 ? tops.length - 1 : next) - 1);
};
