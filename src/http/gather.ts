import type { Readable } from 'node:stream';

/** How many bytes are reserved at first: who says that many will come may not send them. */
const FIRST = 65_536;

/**
 * Reads a stream to its end; calls back with nothing as soon as it has more than `most` bytes. What comes is copied
 * together at once: a list of chunks takes two hundred times as much as what is in them when each of them is a byte.
 * @param length how many bytes it says that it has
 */
export const gather = (
  stream: Readable,
  most: number,
  length: number | undefined,
  done: (error: Error | null, bytes?: Buffer) => void,
): void => {
  const last = Math.min(length ?? most, most);
  let bytes = Buffer.allocUnsafe(Math.min(FIRST, last));
  let size = 0;
  const take = (chunk: Buffer): void => {
    const needed = size + chunk.length;
    if (needed > most) {
      finish(null);
      return;
    }
    if (needed > bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(last, 2 * bytes.length)));
      bytes.copy(larger, 0, 0, size);
      bytes = larger;
    }
    chunk.copy(bytes, size);
    size = needed;
  };
  const end = (): void => {
    // What is kept must not keep more than itself.
    finish(null, size === bytes.length ? bytes : Buffer.from(bytes.subarray(0, size)));
  };
  const finish = (error: Error | null, all?: Buffer): void => {
    stream.off('data', take).off('end', end).off('error', finish);
    done(error, all);
  };
  stream.on('data', take).on('end', end).on('error', finish);
};
