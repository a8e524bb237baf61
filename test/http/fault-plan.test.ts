import { describe, expect, test } from 'vitest';
import { createFaults } from '../../src/domain/faults.js';
import { planOf } from '../../src/http/fault-plan.js';
import type { Fault } from '../../src/shapes.js';

const plan = (...list: readonly Fault[]) => {
  const faults = createFaults('secret');
  faults.set(list);
  const met = faults.meet({ operation: 'getQr', path: '/instance/qr', method: 'GET', instanceName: undefined });
  return met && planOf(met);
};

describe('What faults make of a request', () => {
  const [delay, late] = [{ delay: '1s' }, { delay: '2s', carryOut: true }] as const;

  test.each<[string, readonly Fault[], before: number, isCarriedOut: boolean, after: number]>([
    ['a delay waits, and then it is carried out', [delay], 1_000, true, 0],
    ['a delay with carryOut waits after that', [late], 0, true, 2_000],
    ['delays of both kinds wait before and after, in any order', [late, delay, late], 1_000, true, 4_000],
    ['a status is all there is', [{ status: 500 }], 0, false, 0],
    ['a status that says false is the same', [{ status: 500, carryOut: false }], 0, false, 0],
    ['a status waits for all delays first', [delay, late, { status: 500, delay: 5 }], 3_005, false, 0],
    ['a status with carryOut comes after it', [{ status: 500, carryOut: true }], 0, true, 0],
    [
      'a status with carryOut has its own delay after it',
      [delay, late, { status: 500, carryOut: true, delay: 5 }],
      1_000,
      true,
      2_005,
    ],
    ['a hang is all there is', [{ hang: true }], 0, false, 0],
    ['a hang with carryOut comes after it', [delay, { hang: true, carryOut: true }], 1_000, true, 0],
    ['a cut comes after it, its delay before', [{ cut: 'before', delay: 5 }], 5, true, 0],
    ['a cut with carryOut has its delay after it', [{ cut: 'middle', delay: 5, carryOut: true }], 0, true, 5],
    ['a cut without carryOut comes instead', [late, { cut: 'before', carryOut: false }], 2_000, false, 0],
    ['so does a truncated body', [{ truncate: true, delay: 5 }], 5, true, 0],
    ['and so does a stale picture', [{ operation: 'getQr', staleImage: true }], 0, true, 0],
    ['what comes after the last that does more than delay is nothing', [{ status: 500 }, late], 0, false, 0],
  ])('%s', (_what, faults, before, isCarriedOut, after) => {
    expect(plan(...faults)).toMatchObject({ before, isCarriedOut, after });
  });

  test('a spread is between its ends on either side', () => {
    const spread = { from: '100ms', to: '2s' };
    const made = plan({ delay: spread }, { delay: spread, carryOut: true });
    for (const milliseconds of [made?.before, made?.after]) {
      expect(milliseconds).toBeGreaterThanOrEqual(100);
      expect(milliseconds).toBeLessThanOrEqual(2_000);
    }
    expect(made?.before).not.toBe(made?.after);
  });
});
