import { describe, expect, test } from 'vitest';
import { createFaults } from '../../src/domain/faults.js';
import type { Fault } from '../../src/shapes.js';

const asked = { operation: 'getQr', path: '/instance/qr', method: 'GET', instanceName: 'a' };

/** Which of so many requests a fault fires on, from 1. */
const firesOn = (fault: Fault, count: number, secret = 'secret'): readonly number[] => {
  const faults = createFaults(secret);
  faults.set([{ status: 500, ...fault }]);
  return Array.from({ length: count }, (_, index) => index + 1).filter(() => faults.meet(asked) !== undefined);
};

const isFor = (fault: Fault, request: Partial<typeof asked> = {}): boolean => {
  const faults = createFaults('secret');
  faults.set([{ status: 500, ...fault }]);
  return faults.meet({ ...asked, ...request }) !== undefined;
};

describe('What a fault is for', () => {
  test.each<[string, Fault, boolean]>([
    ['nothing said: all', {}, true],
    ['the operation', { operation: 'getQr' }, true],
    ['another operation', { operation: 'createInstance' }, false],
    ['one of some operations', { operation: ['createInstance', 'getQr'] }, true],
    ['the path', { path: '/instance/qr' }, true],
    ['the beginning of the path only', { path: '/instance' }, false],
    ['a pattern', { path: '/instance/*' }, true],
    ['a pattern for all', { path: '/*' }, true],
    ['a pattern with stars everywhere', { path: '/*s*n*/*q*r*' }, true],
    ['a pattern whose ends would overlap', { path: '/instance/qr*r' }, false],
    ['a pattern whose middle is not there', { path: '/*x*' }, false],
    ['a pattern whose middle is only in its end', { path: '/*qr*qr' }, false],
    ['a dot, which stands for itself', { path: '/instance.qr' }, false],
    ['the method', { method: 'GET' }, true],
    ['another method', { method: 'POST' }, false],
    ['the instance', { instanceName: 'a' }, true],
    ['another instance', { instanceName: 'b' }, false],
    ['all of them', { operation: 'getQr', path: '*', method: 'GET', instanceName: 'a' }, true],
    ['all but one of them', { operation: 'getQr', path: '*', method: 'GET', instanceName: 'b' }, false],
  ])('%s', (_what, fault, expected) => {
    expect(isFor(fault)).toBe(expected);
  });

  test('a pattern of many stars against a long path is decided at once', () => {
    expect(isFor({ path: `/${'*a'.repeat(90)}*b` }, { path: `/${'a'.repeat(15_000)}` })).toBe(false);
  });
});

describe('Which of those it hits', () => {
  test.each<[string, Fault, readonly number[]]>([
    ['all', {}, [1, 2, 3, 4, 5, 6, 7]],
    ['the first two', { first: 2 }, [1, 2]],
    ['the second', { nth: 2 }, [2]],
    ['every third', { every: 3 }, [3, 6]],
    ['from the fifth on', { from: 5 }, [5, 6, 7]],
    ['none', { share: 0 }, []],
    ['a share that is all', { share: 1 }, [1, 2, 3, 4, 5, 6, 7]],
  ])('%s', (_what, fault, expected) => {
    expect(firesOn(fault, 7)).toEqual(expected);
  });

  test('a share is about that share, the same for the same secret and another for another', () => {
    const hit = firesOn({ share: 0.3 }, 2_000);
    expect(hit.length).toBeGreaterThan(500);
    expect(hit.length).toBeLessThan(700);
    expect(firesOn({ share: 0.3 }, 2_000)).toEqual(hit);
    expect(firesOn({ share: 0.3 }, 2_000, 'another')).not.toEqual(hit);
  });

  test('set again, a share picks others: a test that sets its faults anew each time must not be the same for ever', () => {
    const faults = createFaults('secret');
    const turn = () => {
      faults.set([{ share: 0.5, status: 500 }]);
      return Array.from({ length: 64 }, () => faults.meet(asked) !== undefined);
    };
    expect(turn()).not.toEqual(turn());
  });
});

describe('More than one fault', () => {
  test('the first that answers is the last that fires, and the others still count', () => {
    const faults = createFaults('secret');
    faults.set([
      { nth: 1, status: 429 },
      { nth: 2, status: 503 },
      { name: 'rest', cut: 'after' },
    ]);
    expect([1, 2, 3].map(() => faults.meet(asked)?.label)).toEqual([
      'faults.0: status 429',
      'faults.1: status 503',
      'rest',
    ]);
    expect(faults.all().map(({ seen, fired }) => [seen, fired])).toEqual([
      [3, 1],
      [3, 1],
      [3, 1],
    ]);
  });

  test('delays let those after them fire too; the label names three at most', () => {
    const faults = createFaults('secret');
    faults.set([{ delay: '1s' }, { delay: { from: '1s', to: '2s' } }, { hang: true }, { truncate: true }]);
    const met = faults.meet(asked);
    expect(met?.faults.map(({ fault }) => Object.keys(fault))).toEqual([['delay'], ['delay'], ['hang']]);
    expect(met?.label).toBe('faults.0: delay 1s, faults.1: delay 1s to 2s, faults.2: hang');
    faults.set([...Array.from({ length: 9 }, () => ({ name: 'slow', delay: '1ms' })), { truncate: true }]);
    expect(faults.meet(asked)?.label).toBe('slow, slow, slow and 7 more');
  });

  test('where in a spread a delay falls differs from request to request, and repeats with the secret', () => {
    const spreads = () => {
      const faults = createFaults('secret');
      faults.set([{ delay: { from: '0ms', to: '1s' } }]);
      return Array.from({ length: 50 }, () => faults.meet(asked)?.faults[0]?.spread ?? -1);
    };
    const seen = spreads();
    expect(new Set(seen).size).toBe(50);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...seen)).toBeLessThan(1);
    expect(spreads()).toEqual(seen);
  });
});

describe('Kept and restored', () => {
  test('faults go on elsewhere as they would have here', () => {
    const list: readonly Fault[] = [
      { share: 0.5, status: 500, body: { a: [1] } },
      { every: 3, delay: { from: '1ms', to: '9ms' } },
    ];
    const one = createFaults('secret');
    one.set(list);
    one.set(list);
    for (let count = 0; count < 10; count++) one.meet(asked);
    const text = JSON.stringify(one.dump());
    const other = createFaults('secret');
    other.restore(JSON.parse(text));
    const rest = () => Array.from({ length: 30 }, () => one.meet(asked));
    const same = () => Array.from({ length: 30 }, () => other.meet(asked));
    expect(same()).toEqual(rest());
    expect(other.all()).toEqual(one.all());
  });

  test('what is held up ends once, and not when it was let go', () => {
    const faults = createFaults('secret');
    const ended: string[] = [];
    faults.hold(() => ended.push('a'));
    const letGo = faults.hold(() => ended.push('b'));
    letGo();
    faults.end();
    faults.end();
    expect(ended).toEqual(['a']);
  });
});
