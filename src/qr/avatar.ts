import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encodePng } from './png.js';

/** Squares per side of the pattern, and pixels per side of a square. */
const SQUARES = 5;
const SQUARE = 40;
const MARGIN = 20;
const WIDTH = SQUARES * SQUARE + 2 * MARGIN;

/**
 * A generated profile picture: a symmetric pattern in a colour of its own.
 * @param text the same text always gives the same picture
 * @returns the bytes of a PNG of 240 by 240 pixels
 */
export const drawAvatar = (text: string): Buffer => {
  const hash = createHash('sha256').update(text).digest();
  const stride = 1 + Math.ceil(WIDTH / 8);
  const rows = Buffer.alloc(stride * WIDTH, 0xff);
  for (let y = 0; y < WIDTH; y++) {
    rows[y * stride] = 0;
    const row = Math.floor((y - MARGIN) / SQUARE);
    if (row < 0 || row >= SQUARES) continue;
    for (let x = MARGIN; x < WIDTH - MARGIN; x++) {
      const column = Math.floor((x - MARGIN) / SQUARE);
      const bit = row * 3 + Math.min(column, SQUARES - 1 - column);
      if (((hash[bit >> 3] ?? 0) >> (bit & 7)) % 2 === 0) continue;
      const index = y * stride + 1 + (x >> 3);
      rows[index] = (rows[index] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  // Dark enough to stand out from the light background, whatever the hash is.
  const dark = [...hash.subarray(8, 11)].map((value) => 40 + (value % 130));
  return encodePng(WIDTH, deflateSync(rows), [...dark, 0xf0, 0xf2, 0xf5]);
};
