import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { qrText } from '../../src/domain/pairing.js';
import { dataUri, drawQr } from '../../src/qr/png.js';
import { readQr } from '../support/emulator.js';

const payloads = Array.from({ length: 200 }, (_, index) =>
  qrText(`secret ${String(index)}`, { sequence: index, generation: 1, ordinal: 1, number: 1 + (index % 30) }),
);

const hasZbar = spawnSync('zbarimg', ['--version']).error === undefined;
const isRequired = (process.env.WACHAT_TEST_REQUIRE ?? '').split(',').includes('zbarimg');

describe('The picture of a QR', () => {
  describe('shape', () => {
    test('is a PNG of one bit a pixel, plain grey, 276 by 276', () => {
      const png = drawQr(payloads[0] ?? '');
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect(png.toString('latin1', 12, 16)).toBe('IHDR');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([276, 276]);
      expect([...png.subarray(24, 29)]).toEqual([1, 0, 0, 0, 0]);
    });

    test('has four pixels a module and a quiet zone of four modules', () => {
      for (const text of payloads.slice(0, 10)) {
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
      expect(Math.max(...payloads.map((text) => drawQr(text).length))).toBeLessThanOrEqual(1_200);
    });

    test.each([1, 17, 100, 237, 1_000, 2_331])('takes a text of %i bytes', (length) => {
      const text = 'x'.repeat(length);
      expect(readQr(drawQr(text))).toBe(text);
    });

    test('is the same picture for the same text', () => {
      for (const text of payloads.slice(0, 5)) expect(drawQr(text).equals(drawQr(text))).toBe(true);
    });
  });

  describe('behaviour', () => {
    test('jsqr reads each of two hundred', () => {
      for (const text of payloads) expect(readQr(drawQr(text))).toBe(text);
    });

    test('zbarimg, which shares no code with us, reads them too', ({ skip }) => {
      if (!hasZbar && isRequired) expect.fail('zbarimg is required by WACHAT_TEST_REQUIRE, but it is not installed');
      skip(!hasZbar, 'zbarimg is not installed (Debian: zbar-tools)');
      const folder = mkdtempSync(join(tmpdir(), 'wachat-'));
      onTestFinished(() => {
        rmSync(folder, { recursive: true });
      });
      const files = payloads.slice(0, 50).map((text, index) => {
        const file = join(folder, `${String(index).padStart(3, '0')}.png`);
        writeFileSync(file, drawQr(text));
        return file;
      });
      const { stdout } = spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', ...files], {
        encoding: 'utf8',
      });
      expect(stdout.trimEnd().split('\n')).toEqual(payloads.slice(0, 50));
    });
  });
});
