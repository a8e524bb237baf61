import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { dataUri, drawQr } from '../../src/qr/png.js';
import { readQr } from '../support/picture.js';
import { qrTexts } from '../support/qr-texts.js';

describe('The picture of a QR', () => {
  describe('shape', () => {
    test('is a PNG of one bit a pixel, plain grey, 276 by 276', () => {
      const png = drawQr(qrTexts[0] ?? '');
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect(png.toString('latin1', 12, 16)).toBe('IHDR');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([276, 276]);
      expect([...png.subarray(24, 29)]).toEqual([1, 0, 0, 0, 0]);
    });

    test('has four pixels a module and a quiet zone of four modules', () => {
      for (const text of qrTexts.slice(0, 10)) {
        const { data, width, height } = PNG.sync.read(drawQr(text));
        const isDark = (x: number, y: number): boolean => (data[(y * width + x) * 4] ?? 0) < 128;
        const modules = width / 4 - 8;
        expect((modules - 17) % 4).toBe(0);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const isQuiet = Math.min(x, y, width - 1 - x, height - 1 - y) < 16;
            if (isQuiet ? isDark(x, y) : isDark(x, y) !== isDark(x - (x % 4), y - (y % 4))) {
              expect.fail(`pixel ${String(x)}, ${String(y)} is wrong`);
            }
          }
        }
        // The finder patterns touch the quiet zone on three corners.
        expect([isDark(16, 16), isDark(width - 17, 16), isDark(16, height - 17)]).toEqual([true, true, true]);
      }
    });

    test('as a data URI it is the same bytes', () => {
      const png = drawQr('text');
      expect(dataUri(png)).toBe(`data:image/png;base64,${png.toString('base64')}`);
    });
  });

  describe('rules', () => {
    test('takes at most 1.2 KB for any of two hundred payloads', () => {
      expect(Math.max(...qrTexts.map((text) => drawQr(text).length))).toBeLessThanOrEqual(1_200);
    });

    test.each([1, 17, 100, 237, 1_000, 2_331])('takes a text of %i bytes', (length) => {
      const text = 'x'.repeat(length);
      expect(readQr(drawQr(text))).toBe(text);
    });

    test('is the same picture for the same text', () => {
      for (const text of qrTexts.slice(0, 5)) expect(drawQr(text).equals(drawQr(text))).toBe(true);
    });
  });
});
