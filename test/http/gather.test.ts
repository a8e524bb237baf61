import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { gather } from '../../src/http/gather.js';

const gathered = (chunks: readonly Buffer[], most: number, length?: number) =>
  new Promise<Buffer | string>((resolve) => {
    gather(Readable.from(chunks), most, length, (error, bytes) => {
      resolve(bytes ?? error?.message ?? 'too much');
    });
  });
const piece = (size: number, of = 'x') => Buffer.alloc(size, of);

describe('Gathering a stream', () => {
  test.each([undefined, 0, 1, 300_000, 10_000_000])(
    'gives all of it, whatever it said of its length: %j',
    async (length) => {
      const chunks = [piece(1, 'a'), piece(70_000, 'b'), piece(129_999, 'c'), piece(100_000, 'd')];
      const bytes = await gathered(chunks, 1_000_000, length);
      expect(Buffer.concat(chunks).equals(Buffer.from(bytes))).toBe(true);
    },
  );

  test.each([undefined, 5])('takes the most that it may, and no byte more', async (length) => {
    expect(await gathered([piece(3), piece(2)], 5, length)).toEqual(piece(5));
    expect(await gathered([piece(3), piece(3)], 5, length)).toBe('too much');
  });

  test('holds neither more than came, nor the chunks that it came in', async () => {
    const slab = piece(1_000_000);
    const bytes = await gathered([slab.subarray(0, 100_000)], 1_000_000, 900_000);
    expect(Buffer.isBuffer(bytes) && bytes.buffer.byteLength).toBe(100_000);
  });

  test('calls back once, with what went wrong', async () => {
    const calls: unknown[] = [];
    const stream = new Readable({ read: () => undefined });
    gather(stream, 5, undefined, (...all) => calls.push(all));
    stream.destroy(new Error('gone'));
    await new Promise(setImmediate);
    expect(calls).toEqual([[new Error('gone'), undefined]]);
  });
});
