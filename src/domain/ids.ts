import { hash, randomBytes } from 'node:crypto';
import { customRandom, urlAlphabet } from 'nanoid';

/** A stream of randomness that a seed decides wholly: the same seed gives the same bytes in the same order. */
export type Randomness = {
  readonly bytes: (count: number) => Uint8Array;
  /** An id of `size` characters that is safe in a URL, made by nanoid over this stream. */
  readonly id: (size: number) => string;
};

/** Most bytes that `derive` makes at once. */
export const DIGEST_BYTES = 64;

/** `size` bytes, at most 64, that depend on all of `parts`, and from which no part can be told. */
export const derive = (size: number, ...parts: readonly (string | number)[]): Buffer => {
  if (size > DIGEST_BYTES) throw new RangeError(`${String(size)} bytes are more than one digest has.`);
  return hash('sha512', JSON.stringify(parts), 'buffer').subarray(0, size);
};

/** A seed for those who gave none. */
export const freshSeed = (): string => randomBytes(16).toString('hex');

export const createRandomness = (seed: string, key: string): Randomness => {
  let drawn = 0;
  const bytes = (count: number): Uint8Array => derive(count, 'stream', seed, key, drawn++);
  return { bytes, id: (size) => customRandom(urlAlphabet, size, bytes)() };
};
