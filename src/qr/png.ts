import { constants, crc32, deflateSync } from 'node:zlib';
import { create } from 'qrcode';

/** Pixels per module. At one bit a pixel, a module is half a byte. */
const SCALE = 4;
/** Width of the empty border, in modules: the least that the standard allows. */
const QUIET_ZONE = 4;
/** Any mask serves, since the payload looks random; choosing the best one would take most of the time. */
const MASK_PATTERN = 1;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const END = Buffer.from('0000000049454e44ae426082', 'hex');
/** PNG's row filter that keeps the difference to the row above. */
const FILTER_UP = 2;
/** Looks for runs of one byte only: three times as fast, and there is not much else to find. It all fits in one chunk. */
const COMPRESSION = { strategy: constants.Z_RLE, windowBits: 12, memLevel: 6, chunkSize: 2_048 };

const chunk = (type: string, data: Buffer): Buffer => {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
};

/**
 * A picture of one bit per pixel.
 * @param rows each a filter byte and then the pixels, 8 a byte
 * @param palette red, green and blue of the bits 0 and 1; black and white without it
 */
export const encodePng = (width: number, rows: Buffer, palette?: readonly number[]): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header[8] = 1; // bit depth; colour type, compression, filter and interlace stay 0: plain greyscale
  if (palette !== undefined) header[9] = 3;
  const colours = palette === undefined ? [] : [chunk('PLTE', Buffer.from(palette))];
  const pixels = chunk('IDAT', deflateSync(rows, COMPRESSION));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...colours, pixels, END]);
};

/**
 * Draws a QR code as a 1-bit greyscale PNG: 4 pixels a module, a quiet zone of 4 modules, error correction M.
 * @param text what the QR says; at most 2,331 bytes in UTF-8
 * @returns the bytes of the PNG file
 */
export const drawQr = (text: string): Buffer => {
  const { modules } = create([{ data: Buffer.from(text), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: MASK_PATTERN,
  });
  const { size, data } = modules;
  const width = (size + 2 * QUIET_ZONE) * SCALE;
  const stride = 1 + Math.ceil(width / 8);
  const rows = Buffer.alloc(stride * width);
  for (let top = 0; top < rows.length; top += stride * SCALE) {
    rows.fill(0xff, top + 1, top + stride);
    // Rows equal to the one above are all zeros, which deflates to almost nothing.
    for (let copy = 1; copy < SCALE; copy++) rows[top + copy * stride] = FILTER_UP;
  }
  let module = 0;
  for (let y = 0; y < size; y++) {
    const left = (y + QUIET_ZONE) * SCALE * stride + 1 + QUIET_ZONE / 2;
    // Without a branch: which way it goes is random, so the processor would guess wrong half of the time.
    for (let x = 0; x < size; x++, module++) {
      const index = left + (x >> 1);
      rows[index] = (rows[index] ?? 0) ^ ((data[module] ?? 0) * (x & 1 ? 0x0f : 0xf0));
    }
  }
  return encodePng(width, rows);
};

/** A PNG as a data URI, ready for the `src` of an `<img>`. */
export const dataUri = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;
