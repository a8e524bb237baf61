import { getHeapStatistics } from 'node:v8';

/** What one stored instance takes of the heap, and what all else takes that does not grow with them, in bytes. */
const INSTANCE_BYTES = 600;
const REST_BYTES = 40 * 1_048_576;
/** How much of the heap may be filled: V8 needs some to work in. */
const SHARE = 0.75;

/**
 * How many instances fit into the heap of this process.
 * @param limit the bytes that the heap may use, as V8 was told
 */
export const instancesThatFit = (limit = getHeapStatistics().heap_size_limit): number =>
  Math.max(1_000, Math.floor((limit * SHARE - REST_BYTES) / INSTANCE_BYTES / 1_000) * 1_000);
