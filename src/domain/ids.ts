import { hash, randomBytes } from 'node:crypto';
import { customRandom, urlAlphabet } from 'nanoid';

/** The position of a random stream: what it is drawn from, and how often it has been. */
export type StreamPosition = { readonly stream: string; readonly drawn: number };

/** A deterministic random stream: the same text gives the same bytes in the same order. */
export type Randomness = {
  readonly bytes: (count: number) => Uint8Array;
  /** A URL-safe id of `size` characters, made by nanoid from this stream. */
  readonly id: (size: number) => string;
  readonly position: () => StreamPosition;
};

/** Maximum number of bytes that `derive` returns. */
export const DIGEST_BYTES = 64;

/** `size` bytes, at most 64, that depend on all of `parts` and reveal none of them. */
export const derive = (size: number, ...parts: readonly (string | number)[]): Buffer => {
  if (size > DIGEST_BYTES) throw new RangeError(`${String(size)} bytes are more than one digest has.`);
  return hash('sha512', JSON.stringify(parts), 'buffer').subarray(0, size);
};

/** A random seed, for when none is given. */
export const freshSeed = (): string => randomBytes(16).toString('hex');

/** The stream of a key: it moves with the account, and reveals neither the seed nor the key. */
export const streamOf = (seed: string, key: string): string => derive(32, 'stream', seed, key).toString('hex');

/** @param drawn how many draws to continue after */
export const createRandomness = (stream: string, drawn = 0): Randomness => {
  let count = drawn;
  const bytes = (size: number): Uint8Array => derive(size, 'draw', stream, count++);
  return {
    bytes,
    id: (size) => customRandom(urlAlphabet, size, bytes)(),
    position: () => ({ stream, drawn: count }),
  };
};
