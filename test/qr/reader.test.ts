import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { readQr } from '../../src/index.js';
import { dataUri, drawQr } from '../../src/qr/png.js';
import { textOn } from '../../src/qr/reader.js';
import { qrTexts } from '../support/qr-texts.js';
import { PNG } from 'pngjs';

const [text = ''] = qrTexts;
const qr = drawQr(text);

/** A picture as its brightness at each place, from 0 to 1. */
type Picture = { readonly width: number; readonly height: number; readonly at: (x: number, y: number) => number };

const original: Picture = (() => {
  const { data, width, height } = PNG.sync.read(qr);
  return { width, height, at: (x, y) => (data[(y * width + x) * 4] ?? 0) / 255 };
})();
const scaled = (factor: number): Picture => ({
  width: Math.round(original.width * factor),
  height: Math.round(original.height * factor),
  at: (x, y) => original.at(Math.floor(x / factor), Math.floor(y / factor)),
});
const inverted: Picture = { ...original, at: (x, y) => 1 - original.at(x, y) };
/** Somewhere on a larger picture, such as a screenshot. */
const on = (width: number, height: number, background: number, picture = original): Picture => {
  const [left, top] = [width - picture.width - 13, height - picture.height - 7];
  const isInside = (x: number, y: number) =>
    x >= left && y >= top && x < left + picture.width && y < top + picture.height;
  return { width, height, at: (x, y) => (isInside(x, y) ? picture.at(x - left, y - top) : background) };
};

/** How pixels are written: so many numbers of so many bits each, made of its brightness. */
type Kind = {
  readonly channels: number;
  readonly depth: 8 | 16;
  readonly pixel: (brightness: number) => readonly number[];
};
const rgb: Kind = { channels: 3, depth: 8, pixel: (grey) => [grey * 255, grey * 255, grey * 255] };

const written = ({ width, height, at }: Picture, { channels, depth, pixel }: Kind = rgb): Buffer => {
  const numbers = new (depth === 8 ? Uint8Array : Uint16Array)(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) numbers.set(pixel(at(x, y)), (y * width + x) * channels);
  }
  return Buffer.from(encode({ width, height, data: numbers, channels, depth }));
};

describe('Reading a QR', () => {
  describe('shape', () => {
    test('takes a PNG in every form in which a test may have it', async () => {
      const bytes = new Uint8Array(qr);
      const inTheMiddle = new Uint8Array([1, 2, ...bytes, 3]).subarray(2, -1);
      for (const image of [qr, bytes, bytes.buffer, inTheMiddle, dataUri(qr)]) expect(await readQr(image)).toBe(text);
    });
  });

  describe('rules', () => {
    test.each([
      [undefined, 'readQr takes a PNG or its data URI, such as qrcode.base64, not a value of type Undefined.'],
      [Promise.resolve(qr), 'readQr takes a PNG or its data URI, such as qrcode.base64, not a value of type Promise.'],
      [
        'http://localhost:9224/api/v1/instance/qr/image?instanceName=t1_x',
        'readQr takes a picture, not its URL: fetch "http://localhost:9224/api/v1/instance/qr…" and give it the bytes.',
      ],
      ['/qr.png', 'readQr takes a picture, not its URL: fetch "/qr.png" and give it the bytes.'],
      ['2@abc', 'readQr takes a PNG or its data URI, such as qrcode.base64, not "2@abc".'],
      ['data:image/svg+xml;base64,PHN2Zy8+', 'readQr takes a PNG, and this data URI says that it is "image/svg+xml".'],
      [Buffer.alloc(0), 'readQr takes a PNG, and this is empty.'],
      [Buffer.from('ffd8ffe000104a464946', 'hex'), 'readQr takes a PNG, and this is a JPEG.'],
      [Buffer.from('GIF89a'), 'readQr takes a PNG, and this is a GIF.'],
      [Buffer.from('RIFF\0\0\0\0WEBPVP8 '), 'readQr takes a PNG, and this is a WebP.'],
      [Buffer.from('<?xml version="1.0"?>\n<svg xmlns="">'), 'readQr takes a PNG, and this is an SVG.'],
      [
        Buffer.from('{"success":false,"error":"Unauthorized: no key."}'),
        String.raw`readQr takes a PNG, and this begins with "{\"success\":false,\"error\":\"Unauthorized: …".`,
      ],
      [qr.subarray(0, 20), 'The PNG is broken or not whole.'],
      [qr.subarray(0, 400), 'The PNG is broken or not whole.'],
      [dataUri(qr).slice(0, -200), 'The PNG is broken or not whole.'],
      [written({ width: 40, height: 30, at: () => 1 }), 'No QR can be read on this picture of 40 by 30 pixels.'],
      [
        written({ width: 2, height: 5_000, at: () => 1 }),
        'The picture has 2 by 5000 pixels, and readQr takes at most 4096 a side: cut out the part with the QR.',
      ],
    ] as const)('of what it cannot read it says why: case %#', async (image, sentence) => {
      await expect(Reflect.apply(readQr, undefined, [image])).rejects.toThrow(new RangeError(sentence));
    });

    test('cut off anywhere, a picture is no crash and no wrong text', () => {
      for (let length = 0; length < qr.length - 12; length += 7) {
        expect(() => textOn(qr.subarray(0, length))).toThrow(/^(The PNG is broken|readQr takes a PNG, and this|No QR)/);
      }
    });
  });

  describe('behaviour', () => {
    test('reads what the emulator draws, of every size', () => {
      for (let length = 1; length <= 2_331; length += 40) {
        const long = 'aB3+/'.repeat(500).slice(0, length);
        expect(textOn(drawQr(long))).toBe(long);
      }
    });

    test.each([
      ['light on dark', inverted],
      ['at half the size', scaled(0.5)],
      ['at an odd size', scaled(1.3)],
      ['at ten times the size', scaled(10)],
      ['on a screenshot', on(1280, 720, 1)],
      ['on a dark screenshot', on(1280, 720, 0.1)],
      ['light on dark on a dark screenshot', on(1280, 720, 0, inverted)],
      ['on a screenshot of a screen with small pixels', on(2560, 1440, 1, scaled(2))],
    ])('reads one %s', (_title, picture) => {
      expect(textOn(written(picture))).toBe(text);
    });

    const kinds: readonly (readonly [string, Kind])[] = [
      ['grey', { channels: 1, depth: 8, pixel: (grey) => [grey * 255] }],
      ['grey of 16 bits', { channels: 1, depth: 16, pixel: (grey) => [grey * 65_535] }],
      ['colours of 16 bits', { ...rgb, depth: 16, pixel: (grey) => Array(3).fill(grey * 65_535) }],
      ['two colours', { ...rgb, pixel: (grey) => (grey < 0.5 ? [18, 90, 80] : [240, 242, 245]) }],
      ['black on nothing', { channels: 4, depth: 8, pixel: (grey) => [0, 0, 0, 255 - grey * 255] }],
      ['grey on nothing', { channels: 2, depth: 8, pixel: (grey) => [40, 255 - grey * 255] }],
    ];
    test.each(kinds)('reads one in %s', (_title, kind) => {
      expect(textOn(written(original, kind))).toBe(text);
    });
  });
});
