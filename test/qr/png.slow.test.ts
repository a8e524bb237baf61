import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drawQr } from '../../src/qr/png.js';
import { readQr } from '../support/picture.js';
import { qrTexts } from '../support/qr-texts.js';

const hasZbar = spawnSync('zbarimg', ['--version']).error === undefined;
const isRequired = (process.env.WACHAT_TEST_REQUIRE ?? '').split(',').includes('zbarimg');

describe('The picture of a QR', () => {
  describe('behaviour', () => {
    test('a decoder that is not ours reads each of two hundred', () => {
      for (const text of qrTexts) expect(readQr(drawQr(text))).toBe(text);
    });

    test('zbarimg, which shares no code with us, reads them too', ({ skip }) => {
      if (!hasZbar && isRequired) expect.fail('zbarimg is required by WACHAT_TEST_REQUIRE, but it is not installed');
      skip(!hasZbar, 'zbarimg is not installed (Debian: zbar-tools)');
      const folder = mkdtempSync(join(tmpdir(), 'wachat-'));
      onTestFinished(() => {
        rmSync(folder, { recursive: true });
      });
      const files = qrTexts.slice(0, 50).map((text, index) => {
        const file = join(folder, `${String(index).padStart(3, '0')}.png`);
        writeFileSync(file, drawQr(text));
        return file;
      });
      const { stdout } = spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', ...files], {
        encoding: 'utf8',
      });
      expect(stdout.trimEnd().split('\n')).toEqual(qrTexts.slice(0, 50));
    });
  });
});
