// A compressor for pictures of QRs and for nothing else. What zlib would have to find out is known beforehand: a byte of
// pixels has one of four values, and each row comes four times. So a row is written once, the three others are one
// reference back to it, and one table of codes serves every picture. (RFC 1951, 3.2.7; RFC 1950)

/** Pixels along each side of a module: at one bit a pixel, a byte is two modules. */
export const SCALE = 4;
/** Width of the empty border, in modules: the least that the standard allows. */
export const QUIET_ZONE = 4;

/** What a byte is by which of its two modules are dark, and the code for it: the first bit of a code is the lowest. */
const PAIRS = [
  { byte: 0xff, code: 0b01, size: 2 },
  { byte: 0xf0, code: 0b011, size: 3 },
  { byte: 0x0f, code: 0b10, size: 2 },
  { byte: 0x00, code: 0b00, size: 2 },
] as const;
const FILTER = PAIRS[3];
const END_OF_BLOCK = { code: 0b0111, size: 4 } as const;
const MATCH = { code: 0b1111, size: 4 } as const;

/** The sizes of the codes are written in codes too, each of three bits, for these symbols. */
const SIZE_SYMBOLS = [0, 1, 2, 3, 4, 16, 17, 18];
/** The order in which is said how large the codes for such symbols are. */
const SIZE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
const LONGEST_MATCH = 257;
const ADLER_BASE = 65_521;

/** Packs bits into bytes, the first one lowest. */
const createBits = (capacity: number) => {
  const bytes = Buffer.allocUnsafe(capacity);
  let length = 0;
  let held = 0;
  let heldSize = 0;
  return {
    put: (bits: number, size: number): void => {
      held |= bits << heldSize;
      heldSize += size;
      for (; heldSize >= 8; heldSize -= 8) {
        bytes[length++] = held & 0xff;
        held >>>= 8;
      }
    },
    /** What has been put, filled up to a whole byte, and then a number. */
    end: (number: number): Buffer => {
      if (heldSize > 0) bytes[length++] = held;
      return bytes.subarray(0, bytes.writeUInt32BE(number, length));
    },
  };
};
type Bits = ReturnType<typeof createBits>;

/** A length or distance as deflate has it: a symbol for its higher bits, the lower ones as they are. */
const split = (value: number, symbolBits: number) => {
  const size = Math.max(0, 31 - Math.clz32(value) - symbolBits);
  return { symbol: (size << symbolBits) + (value >> size), rest: value & ((1 << size) - 1), size };
};

/** How large the codes are that are the same in every picture, by the symbol that each stands for. */
const sizes: readonly (readonly [symbol: number, size: number])[] = [
  ...PAIRS.map(({ byte, size }) => [byte, size] as const).reverse(),
  [256, END_OF_BLOCK.size],
];

/** Says which symbols there are and how large their codes are; the codes follow from that. */
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
 * @param size modules along each side
 * @returns a zlib stream, as it stands in a PNG
 */
export const compressQr = (modules: Uint8Array, size: number): Buffer => {
  const rows = size + 2 * QUIET_ZONE;
  // What no module fills at the end of a row is white.
  const pairs = Math.ceil(rows / 2);
  const stride = 1 + pairs;
  const isOneMatch = (SCALE - 1) * stride <= LONGEST_MATCH;
  const length = split((isOneMatch ? SCALE - 1 : 1) * stride - 3, 2);
  const distance = split(stride - 1, 1);

  const bits = createBits(100 + rows * stride);
  const { put } = bits;
  put(0x0178, 16);
  // The last block, with a table of its own.
  put(0b101, 3);
  putTable(bits, 257 + length.symbol, distance.symbol);
  const line = new Uint8Array(2 * pairs);
  let low = 1;
  let high = 0;
  for (let y = -QUIET_ZONE; y < size + QUIET_ZONE; y++) {
    line.fill(0);
    if (y >= 0 && y < size) line.set(modules.subarray(y * size, (y + 1) * size), QUIET_ZONE);
    let sum = 0;
    let weighted = 0;
    put(FILTER.code, FILTER.size);
    for (let index = 0; index < pairs; index++) {
      const pair = PAIRS[(line[2 * index] ?? 0) * 2 + (line[2 * index + 1] ?? 0)] ?? FILTER;
      put(pair.code, pair.size);
      sum += pair.byte;
      weighted += pair.byte * (pairs - index);
    }
    for (let copy = isOneMatch ? 1 : SCALE - 1; copy > 0; copy--) {
      put(MATCH.code, MATCH.size);
      put(length.rest, length.size);
      // There is one distance, and so one code for it: 0.
      put(distance.rest << 1, distance.size + 1);
    }
    // Adler-32 of the whole row at once, for each time that it comes.
    for (let copy = 0; copy < SCALE; copy++) {
      high = (high + stride * low + weighted) % ADLER_BASE;
      low = (low + sum) % ADLER_BASE;
    }
  }
  put(END_OF_BLOCK.code, END_OF_BLOCK.size);
  return bits.end(high * 0x1_0000 + low);
};
