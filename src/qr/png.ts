import { crc32 } from 'node:zlib';
import { create } from 'qrcode';
import { compressQr, QUIET_ZONE, SCALE } from './deflate.js';

/** Any mask works, since the payload looks random; choosing the best one would take most of the time. */
const MASK_PATTERN = 1;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const END = Buffer.from('0000000049454e44ae426082', 'hex');
const chunk = (type: string, data: Buffer): Buffer => {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
};

/**
 * A square picture of one bit per pixel.
 * @param width pixels along each side
 * @param pixels a zlib stream of its rows, each a filter byte and then the pixels, 8 a byte
 * @param palette red, green and blue of the bits 0 and 1; black and white without it
 */
export const encodePng = (width: number, pixels: Buffer, palette?: readonly number[]): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header[8] = 1; // bit depth; colour type, compression, filter and interlace stay 0: plain greyscale
  if (palette !== undefined) header[9] = 3;
  const colours = palette === undefined ? [] : [chunk('PLTE', Buffer.from(palette))];
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...colours, chunk('IDAT', pixels), END]);
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
  return encodePng((size + 2 * QUIET_ZONE) * SCALE, compressQr(data, size));
};

/** A PNG as a data URI, ready for the `src` of an `<img>`. */
export const dataUri = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;

/** How many pictures are remembered: a page that polls, a hundred webhooks and a thousand streams show the same few. */
const MOST_REMEMBERED = 200;
const remembered = new Map<string, string>();

/** The picture of a QR as a data URI. */
export const qrUri = (text: string): string => {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const uri = dataUri(drawQr(text));
  remembered.set(text, uri);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return uri;
};
