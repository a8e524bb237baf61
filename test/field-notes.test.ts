import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/repository.js';

const page = readFileSync(join(root, 'docs/field-notes.md'), 'utf8');
const [, ...notes] = page.split(/^### /m);
const titleOf = (note: string): string => note.split('\n', 1)[0] ?? '';
const matches = (pattern: RegExp, text: string): readonly string[] =>
  Array.from(text.matchAll(pattern), ([match]) => match);
const testsIn = (note: string): readonly string[] => matches(/(?<=`)test\/[^`]+(?=`)/g, note);

test.each(notes.map((note) => [titleOf(note), note]))(
  '%s: says where it is tested, in files that are there',
  (_title, note) => {
    expect(testsIn(note)).not.toEqual([]);
    expect(testsIn(note).filter((file) => !file.endsWith('.test.ts') || !existsSync(join(root, file)))).toEqual([]);
  },
);

test('each thread is named once', () => {
  const threads = matches(/[\w.-]+\/[\w.-]+#\d+/g, page);
  expect(threads).not.toEqual([]);
  expect(threads).toEqual([...new Set(threads)]);
});
