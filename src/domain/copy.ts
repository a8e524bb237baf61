export function copyOf<Data>(data: Data): Data;
/**
 * A copy of plain data, to its depth. Not `structuredClone`: Jest's jsdom has none, and Node's would make objects of another
 * realm there, which no `toStrictEqual` takes for equal.
 */
export function copyOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map((item: unknown) => copyOf(item));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, copyOf<unknown>(value)]));
}
