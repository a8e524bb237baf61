import type { Readable } from 'node:stream';

/** How many bytes are reserved for what does not say how long it is. */
const FIRST = 65_536;

/**
 * Reads a stream to its end; `undefined` as soon as it has more than `most` bytes. It is one buffer from the start: a
 * list of its chunks would take a hundred times as much when each of them is a byte.
 * @param length how many bytes it says that it has
 */
export const gather = (stream: Readable, most: number, length = FIRST): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    let bytes = Buffer.allocUnsafe(Math.min(length, most));
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      const needed = size + chunk.length;
      if (needed > most) {
        stream.destroy();
        resolve(undefined);
        return;
      }
      if (needed > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.min(most, Math.max(needed, 2 * bytes.length)));
        bytes.copy(larger, 0, 0, size);
        bytes = larger;
      }
      chunk.copy(bytes, size);
      size = needed;
    });
    stream.on('end', () => {
      resolve(size === bytes.length ? bytes : Buffer.from(bytes.subarray(0, size)));
    });
    stream.on('error', reject);
  });
