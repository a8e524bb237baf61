import { isAnyArrayBuffer } from 'node:util/types';
import { convertIndexedToRgb, decode, hasPngSignature, type DecodedPng } from 'fast-png';
import { decodeQR } from 'qr/decode.js';

/** The bound of the decoder, in pixels. */
const LONGEST_SIDE = 4_096;
/** How many characters are repeated of what is no picture. */
const SHOWN = 40;

const beginningOf = (text: string): string => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** What percent signs stand for; the text itself if that cannot be read. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const fromUri = (given: string): Buffer => {
  const text = given.trim();
  if (/^(https?:|\/|\.)/i.test(text))
    throw new RangeError(`readQr takes a picture, not its URL: fetch ${beginningOf(text)} and give it the bytes.`);
  const [head, type = ''] = /^data:([^;,]*)[^,]*;base64,/i.exec(text) ?? [];
  if (head === undefined)
    throw new RangeError(`readQr takes a PNG or its data URI, such as qrcode.base64, not ${beginningOf(text)}.`);
  if (type.toLowerCase() !== 'image/png')
    throw new RangeError(`readQr takes a PNG, and this data URI says that it is ${beginningOf(type)}.`);
  return Buffer.from(decoded(text.slice(head.length)), 'base64');
};

const bytesOf = (image: unknown): Buffer => {
  if (typeof image === 'string') return fromUri(image);
  if (ArrayBuffer.isView(image)) return Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  // By its kind and not by its class, which in Jest and in jsdom is another than ours.
  if (isAnyArrayBuffer(image)) return Buffer.from(image);
  const kind = Object.prototype.toString.call(image).slice('[object '.length, -1);
  throw new RangeError(`readQr takes a PNG or its data URI, such as qrcode.base64, not a value of type ${kind}.`);
};

/** What it is that is no PNG. */
const formatOf = (bytes: Buffer): string => {
  const text = bytes.toString('latin1', 0, 1_000);
  if (text === '') return 'is empty';
  if (text.startsWith('\xff\xd8\xff')) return 'is a JPEG';
  if (text.startsWith('GIF8')) return 'is a GIF';
  if (/^RIFF....WEBP/s.test(text)) return 'is a WebP';
  if (/^\s*<.*<?svg\b/s.test(text)) return 'is an SVG';
  return `begins with ${beginningOf(text)}`;
};

/** The pixels, some numbers each: one or three are of a colour, and a second or fourth says how opaque it is. */
const pixelsOf = (png: DecodedPng) => {
  const { channels, data, depth } = png;
  const white = 2 ** depth - 1;
  if (channels > 1 || depth > 8) return { channels, data, white };
  // They are packed, as in a palette; greys are the palette of themselves.
  const palette = png.palette ?? Array.from({ length: white + 1 }, (_, grey) => [(grey * 255) / white]);
  return { channels: palette[0]?.length ?? 1, data: convertIndexedToRgb({ ...png, palette }), white: 255 };
};

/** Red, green and blue as they look on white, a byte each. */
const rgbOf = (png: DecodedPng): Uint8Array => {
  const { channels, data, white } = pixelsOf(png);
  const colours = channels < 3 ? 1 : 3;
  const rgb = new Uint8Array(png.width * png.height * 3);
  for (let to = 0, from = 0; to < rgb.length; to += 3, from += channels) {
    const opacity = channels > colours ? (data[from + colours] ?? 0) / white : 1;
    for (let colour = 0; colour < 3; colour++) {
      const share = (data[from + (colour % colours)] ?? 0) / white;
      rgb[to + colour] = 255 * (share * opacity + 1 - opacity);
    }
  }
  return rgb;
};

/**
 * The text of the QR on a picture.
 * @throws {RangeError} if that is no PNG, or if no QR can be read
 */
export const textOn = (image: unknown): string => {
  const bytes = bytesOf(image);
  if (!hasPngSignature(bytes)) throw new RangeError(`readQr takes a PNG, and this ${formatOf(bytes)}.`);
  const broken = (...causes: readonly unknown[]) =>
    new RangeError('The PNG is broken or not whole.', ...causes.map((cause) => ({ cause })));
  if (bytes.length < 24) throw broken();
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const size = `${String(width)} by ${String(height)} pixels`;
  if (Math.max(width, height) > LONGEST_SIDE)
    throw new RangeError(
      `The picture has ${size}, and readQr takes at most ${String(LONGEST_SIDE)} a side: cut out the part with the QR.`,
    );
  let data: Uint8Array;
  try {
    data = rgbOf(decode(bytes));
  } catch (error) {
    throw broken(error);
  }
  try {
    return decodeQR({ data, width, height }, { effort: 10, timeLimit: Infinity });
  } catch (error) {
    throw new RangeError(`No QR can be read on this picture of ${size}.`, { cause: error });
  }
};
