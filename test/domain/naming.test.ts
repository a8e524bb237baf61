import { describe, expect, test } from 'vitest';
import { manualClock, type TimeSource } from '../../src/domain/time-source.js';
import { technicalName } from '../../src/domain/naming.js';
import { build } from '../support/emulator.js';

describe('Technical names', () => {
  describe('shape', () => {
    test('are the account, the time in base 36 and the name, as in the sample of the original', () => {
      expect(technicalName(1, 1_781_197_614_895, 'jakarta_store')).toBe('t1_mq9r2jov_jakarta_store');
      expect(technicalName(1, 1_781_197_614_895, 'store-jakarta')).toBe('t1_mq9r2jov_store-jakarta');
    });
  });

  describe('rules', () => {
    test.each([
      ['jakarta_store', 'jakarta_store'],
      ['store-jakarta', 'store-jakarta'],
      ['Toko Jakarta ☕', 'Toko-Jakarta'],
      ['  a   b  ', 'a-b'],
      ['a - b', 'a---b'],
      ['-a-', 'a'],
      ['--', 'instance'],
      ['_', '_'],
      ['店铺', 'instance'],
      ['店a铺b', 'a-b'],
      ['☕'.repeat(100), 'instance'],
      ['<script>alert(1)</script>', 'script-alert-1-script'],
      ['../../etc', 'etc'],
      ['%00', '00'],
      ['__proto__', '__proto__'],
      ['x'.repeat(100), 'x'.repeat(64)],
      [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
      [`${'é'.repeat(80)}x`, 'x'],
      ['e\u0301', 'e'],
      ['ＡＢＣ', 'instance'],
    ])('%j becomes %s', (displayName, slug) => {
      expect(technicalName(1, 0, displayName)).toBe(`t1_0_${slug}`);
    });

    test('are safe in a URL, a header and a file name, whatever the name was', () => {
      for (let point = 0; point < 0x3000; point++) {
        const name = technicalName(1, 0, `a${String.fromCodePoint(point)}b`);
        expect(/^t1_0_a[A-Za-z0-9_-]?b$/.test(name)).toBe(true);
      }
    });
  });

  describe('behaviour', () => {
    const namesUnder = async (clock: TimeSource, count: number): Promise<string[]> => {
      const { api } = await build({ clock });
      const names: string[] = [];
      for (let index = 0; index < count; index++) {
        names.push((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
      }
      return names;
    };
    const stampOf = (name: string | undefined): number => parseInt(name?.split('_')[1] ?? '', 36);

    test('are unique in one millisecond: the time is pushed on by one', async () => {
      const clock = manualClock();
      const names = await namesUnder(clock, 5);
      expect(names.map((name) => stampOf(name) - clock.now())).toEqual([0, 1, 2, 3, 4]);
    });

    test('are unique when the clock is set back', async () => {
      let now = Date.parse('2026-01-01T00:00:00.000Z');
      const { api } = await build({ clock: { now: () => now, after: () => () => undefined } });
      const stamps: number[] = [];
      for (const step of [0, 0, -3_600_000, 1, 7_200_000]) {
        now += step;
        stamps.push(stampOf((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName));
      }
      expect(new Set(stamps).size).toBe(5);
      expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
      expect(stamps.at(-1)).toBe(now);
    });
  });
});
