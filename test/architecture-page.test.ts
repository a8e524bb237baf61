import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { actions, isState, lifecycle, shownState, states } from '../src/domain/lifecycle.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** The table of the lifecycle as the page shows it, line by line. */
const table = (): readonly string[] => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cell = (state: (typeof states)[number], action: (typeof actions)[number]): string => {
    const outcome = lifecycle[state][action];
    if (outcome === state) return '·';
    return isState(outcome) || outcome === 'deleted' ? outcome : '–';
  };
  return [
    line(['action', ...states]),
    line(['-', ...states.map(() => '-')]),
    line(['*shown as*', ...states.map((state) => `*${shownState[state]}*`)]),
    ...actions.map((action) => line([`\`${action}\``, ...states.map((state) => cell(state, action))])),
  ];
};

/** A table as it means: without what only lines its columns up. */
const plain = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/ *\| */g, ' | ')
        .replaceAll(/-+/g, '-')
        .replaceAll('_', '*')
        .trim(),
    );

test('the page shows the table of the lifecycle as it is in the code', () => {
  const [, shown = ''] = /<!-- the lifecycle: [^>]*-->\n([^]*?)<!-- end -->/.exec(page) ?? [];
  expect(plain(shown), table().join('\n')).toEqual(plain(table().join('\n')));
});

test('the files that the page names are there', () => {
  const paths = [...page.matchAll(/`((?:src|test|api|control|domain|delivery|http|embed|openapi)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(8);
  for (const path of paths) {
    const isThere = [path, `${path}.ts`, `src/${path}`, `src/${path}.ts`].some((one) => {
      try {
        return readdirSync(join(root, posix.dirname(one))).includes(posix.basename(one));
      } catch {
        return false;
      }
    });
    expect(isThere, path).toBe(true);
  }
});
