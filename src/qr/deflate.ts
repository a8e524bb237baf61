// A compressor for pictures of QRs and nothing else. What zlib would have to discover is known in advance: a byte of
// pixels has one of four values, and each row occurs four times. So a row is written once, the other three are one
// back-reference to it, and one Huffman table serves every picture. (RFC 1951, 3.2.7; RFC 1950)

/** Pixels per side of a module: at one bit per pixel, a byte is two modules. */
export const SCALE = 4;
/** Width of the quiet zone, in modules: the minimum of the standard. */
export const QUIET_ZONE = 4;

/** The value of a byte, by which of its two modules are dark: none, the second, the first, both. */
const BYTES = [0xff, 0xf0, 0x0f, 0x00] as const;
/** Their codes, lowest bit first, and the length of each in bits. */
const CODES = [0b01, 0b011, 0b10, 0b00] as const;
const SIZES = [2, 3, 2, 2] as const;
/** The same for two bytes at once, which halves the time: their sum, their codes, and the lengths. */
const fours = Array.from({ length: 16 }, (_, four) => [four >> 2, four & 3] as const);
const FOUR_SUMS = fours.map(([one, other]) => (BYTES[one] ?? 0) + (BYTES[other] ?? 0));
const FOUR_CODES = fours.map(([one, other]) => (CODES[one] ?? 0) | ((CODES[other] ?? 0) << (SIZES[one] ?? 0)));
const FOUR_SIZES = fours.map(([one, other]) => (SIZES[one] ?? 0) + (SIZES[other] ?? 0));
const END_OF_BLOCK = { code: 0b0111, size: 4 } as const;
const MATCH = { code: 0b1111, size: 4 } as const;

/** Code lengths are themselves encoded, in codes of three bits each, for these symbols. */
const SIZE_SYMBOLS = [0, 1, 2, 3, 4, 16, 17, 18];
/** The order in which the lengths of those codes are written. */
const SIZE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
const LONGEST_MATCH = 257;
const ADLER_BASE = 65_521;

/** Packs bits into bytes, the first one lowest; at most 16 at once. */
const createBits = (capacity: number) => {
  const bytes = Buffer.allocUnsafe(capacity);
  let length = 0;
  let held = 0;
  let heldSize = 0;
  return {
    put: (bits: number, size: number): void => {
      held |= bits << heldSize;
      heldSize += size;
      if (heldSize < 16) return;
      bytes[length++] = held;
      bytes[length++] = held >>> 8;
      held >>>= 16;
      heldSize -= 16;
    },
    /** Everything written so far, padded to a whole byte, followed by a number. */
    end: (number: number): Buffer => {
      for (; heldSize > 0; heldSize -= 8) {
        bytes[length++] = held;
        held >>>= 8;
      }
      return bytes.subarray(0, bytes.writeUInt32BE(number, length));
    },
  };
};
type Bits = ReturnType<typeof createBits>;

/** A length or distance as in deflate: a symbol for the higher bits, the lower ones as they are. */
const split = (value: number, symbolBits: number) => {
  const size = Math.max(0, 31 - Math.clz32(value) - symbolBits);
  return { symbol: (size << symbolBits) + (value >> size), rest: value & ((1 << size) - 1), size };
};

/** The code lengths that are the same in every picture, by symbol. */
const sizes: readonly (readonly [symbol: number, size: number])[] = [
  ...BYTES.map((byte, pair) => [byte, SIZES[pair] ?? 0] as const).reverse(),
  [256, END_OF_BLOCK.size],
];

/** Writes the symbols and their code lengths; the codes follow from those. */
const putTable = ({ put }: Bits, match: number, distance: number): void => {
  const putSize = (size: number): void => {
    const code = SIZE_SYMBOLS.indexOf(size);
    put(((code & 1) << 2) | (code & 2) | (code >> 2), 3);
  };
  const putNone = (count: number): void => {
    if (count < 3) {
      for (let left = count; left > 0; left--) putSize(0);
    } else if (count < 11) {
      putSize(17);
      put(count - 3, 3);
    } else {
      const run = Math.min(count, 138);
      putSize(18);
      put(run - 11, 7);
      putNone(count - run);
    }
  };
  put(match - 256, 5);
  put(distance, 5);
  put(SIZE_ORDER.length - 4, 4);
  for (const symbol of SIZE_ORDER) put(SIZE_SYMBOLS.includes(symbol) ? 3 : 0, 3);
  let next = 0;
  for (const [symbol, size] of [...sizes, [match, MATCH.size] as const]) {
    putNone(symbol - next);
    putSize(size);
    next = symbol + 1;
  }
  putNone(distance);
  putSize(1);
};

/**
 * The pixels of a QR, compressed: one bit each, black is 0, a filter byte of 0 before each row.
 * @param modules row by row; 1 is dark
 * @param size modules per side
 * @returns a zlib stream, as in a PNG
 */
export const compressQr = (modules: Uint8Array, size: number): Buffer => {
  const rows = size + 2 * QUIET_ZONE;
  // The rest of a row after the last module is white.
  const pairs = Math.ceil(rows / 2);
  const stride = 1 + pairs;
  const isOneMatch = (SCALE - 1) * stride <= LONGEST_MATCH;
  const length = split((isOneMatch ? SCALE - 1 : 1) * stride - 3, 2);
  const distance = split(stride - 1, 1);

  const bits = createBits(100 + rows * stride);
  const { put } = bits;
  put(0x0178, 16);
  // The final block, with a dynamic table.
  put(0b101, 3);
  putTable(bits, 257 + length.symbol, distance.symbol);
  // A row as modules: the filter byte is two dark ones, then come quiet zone, modules and quiet zone.
  const line = new Uint8Array(2 * stride);
  line.fill(1, 0, 2);
  const first = 2 + QUIET_ZONE;
  let low = 1;
  let high = 0;
  for (let y = -QUIET_ZONE; y < size + QUIET_ZONE; y++) {
    const isQuiet = y < 0 || y >= size;
    for (let x = 0; x < size; x++) line[first + x] = isQuiet ? 0 : (modules[y * size + x] ?? 0);
    let sum = 0;
    let weighted = 0;
    for (let index = 0; index < line.length; index += 4) {
      const four =
        ((line[index] ?? 0) << 3) |
        ((line[index + 1] ?? 0) << 2) |
        ((line[index + 2] ?? 0) << 1) |
        (line[index + 3] ?? 0);
      put(FOUR_CODES[four] ?? 0, FOUR_SIZES[four] ?? 0);
      const bytes = FOUR_SUMS[four] ?? 0;
      sum += bytes;
      weighted += bytes * (stride - index / 2) - (BYTES[four & 3] ?? 0);
    }
    for (let copy = isOneMatch ? 1 : SCALE - 1; copy > 0; copy--) {
      put(MATCH.code, MATCH.size);
      put(length.rest, length.size);
      // There is only one distance, with the code 0.
      put(distance.rest << 1, distance.size + 1);
    }
    // Adler-32 of the whole row at once, for each repetition.
    for (let copy = 0; copy < SCALE; copy++) {
      high = (high + stride * low + weighted) % ADLER_BASE;
      low = (low + sum) % ADLER_BASE;
    }
  }
  put(END_OF_BLOCK.code, END_OF_BLOCK.size);
  return bits.end(high * 0x1_0000 + low);
};
