import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { codeOf } from '../src/error-code.js';

const thrownBy = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};

test('the code of an error is found, also of one that another realm has made', () => {
  expect(codeOf(thrownBy(() => readFileSync('/nowhere/at/all')))).toBe('ENOENT');
  const foreign: unknown = runInNewContext(`Object.assign(new Error('no'), { code: 'EADDRINUSE' })`);
  expect(foreign instanceof Error).toBe(false);
  expect(codeOf(foreign)).toBe('EADDRINUSE');
});

test.each([[undefined], [null], ['ENOENT'], [new Error('no')], [{ code: 1 }]])('%j has none', (error) => {
  expect(codeOf(error)).toBeUndefined();
});
