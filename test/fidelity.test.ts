import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/repository.js';

const page = readFileSync(join(root, 'docs/fidelity.md'), 'utf8');
const [introduction = '', imitated = '', own = ''] = page.split(
  /^## (?:The imitated API|The emulator's own features)$/m,
);
const rows = (part: string): readonly string[] =>
  part.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:behaviour |-)/.test(line));
const markOf = (row: string): string | undefined => /\[(\w+)\] *\|$/.exec(row)?.[1];

test('each row of docs/fidelity.md has a mark that is explained', () => {
  const marks = rows(introduction).flatMap((row) => /^\| \[(\w+)\]/.exec(row)?.[1] ?? []);
  expect(marks).toContain('ours');
  for (const row of rows(imitated)) expect(marks, row).toContain(markOf(row));
});

test('it says how many rows about the imitated API are ours', () => {
  const ours = rows(imitated).filter((row) => markOf(row) === 'ours');
  expect(introduction.replaceAll('\n', ' ')).toContain(
    `Of ${String(rows(imitated).length)} rows about the imitated API, ${String(ours.length)} are [ours].`,
  );
});

test('nothing of its own features is said of the original', () => {
  expect(rows(own).length).toBeGreaterThan(0);
  expect(rows(own).filter((row) => markOf(row) !== 'ours')).toEqual([]);
});
