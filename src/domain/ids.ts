import { hash, randomBytes } from 'node:crypto';
import { customRandom, urlAlphabet } from 'nanoid';

/** Where a stream of randomness stands: what it is drawn from, and how often it has been. */
export type StreamPosition = { readonly stream: string; readonly drawn: number };

/** A stream of randomness that its text decides wholly: the same one gives the same bytes in the same order. */
export type Randomness = {
  readonly bytes: (count: number) => Uint8Array;
  /** An id of `size` characters that is safe in a URL, made by nanoid over this stream. */
  readonly id: (size: number) => string;
  readonly position: () => StreamPosition;
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

/** The stream of a key: it goes where the account goes, and neither the seed nor the key can be told from it. */
export const streamOf = (seed: string, key: string): string => derive(32, 'stream', seed, key).toString('hex');

/** @param drawn how often it has been drawn from before */
export const createRandomness = (stream: string, drawn = 0): Randomness => {
  let count = drawn;
  const bytes = (size: number): Uint8Array => derive(size, 'draw', stream, count++);
  return {
    bytes,
    id: (size) => customRandom(urlAlphabet, size, bytes)(),
    position: () => ({ stream, drawn: count }),
  };
};
