import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

type Sources = Readonly<Record<string, string>>;

/** What lies directly in `src/`, from top to bottom; each imports only from what stands below it. */
const layers = [
  'cli.ts',
  'command/',
  'index.ts',
  'embed/',
  'server.ts',
  'app.ts',
  'openapi/',
  'control/',
  'api/',
  'http/',
  'emulator.ts',
  'delivery/',
  'journal/',
  'events/',
  'messages/',
  'schema/',
  'domain/',
  'qr/',
  'pages/',
  'tls/',
  'config.ts',
  'config-error.ts',
  'error-code.ts',
  'shapes.ts',
  'net/',
  'version.ts',
] as const;

/** What `file`, a path below `src/`, counts as: its folder directly in `src/`, or itself. */
const layerOf = (file: string): string => file.replace(/\/.*/s, '/');
const heightOf = (file: string): number => layers.findIndex((layer) => layer === layerOf(file));

type Import = { readonly to: string; readonly line: number };

/** The files of ours that a file imports, types included. */
const importsOf = (file: string, text: string): readonly Import[] =>
  ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName, pos }) => ({
      to: posix
        .normalize(posix.join(posix.dirname(file), fileName))
        .replace(/\?.*$/, '')
        .replace(/\.js$/, '.ts'),
      line: text.slice(0, pos).split('\n').length,
    }));

/** The first circle that leads through each node of a graph, as a path that ends where it begins. */
const circlesIn = (graph: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (node: string, path: readonly string[]): void => {
    const here = [...path, node];
    for (const next of graph.get(node) ?? []) {
      const start = here.indexOf(next);
      if (start >= 0) circles.push([...here.slice(start), next].join(' → '));
      else if (!done.has(next)) follow(next, here);
    }
    done.add(node);
  };
  for (const node of graph.keys()) follow(node, []);
  return circles;
};

/** Whether a folder below `src/` lies in another, or is it; all lie in `src/` itself, which is a dot. */
const isWithin = (folder: string, other: string): boolean =>
  `./${folder}/`.startsWith(other === '.' ? './' : `./${other}/`);

/** What breaks the rules of the architecture: sentences, each naming what and where. */
const problemsOf = (sources: Sources, tests: readonly string[]): readonly string[] => {
  const problems: string[] = [];
  const files = new Map<string, readonly string[]>();
  const folders = new Map<string, readonly string[]>();
  const entries = new Set(importsOf('api/routes.ts', sources['api/routes.ts'] ?? '').map(({ to }) => to));

  for (const [file, text] of Object.entries(sources)) {
    const height = heightOf(file);
    if (height < 0) problems.push(`src/${layerOf(file)} is not on the list of what lies directly in src/.`);

    const imports = importsOf(file, text);
    for (const { to, line } of imports) {
      const above = heightOf(to);
      if (above >= 0 && above < height) {
        problems.push(`src/${file}:${String(line)} imports ${to}, but ${layerOf(to)} stands above ${layerOf(file)}`);
      }
    }
    files.set(
      file,
      imports.map(({ to }) => to),
    );
    const folder = posix.dirname(file);
    const others = imports
      .map(({ to }) => posix.dirname(to))
      // A folder is part of the one that it lies in: only strangers can form a circle.
      .filter((other) => !isWithin(folder, other) && !isWithin(other, folder));
    folders.set(folder, [...(folders.get(folder) ?? []), ...others]);

    if (!/^api\/.+\//.test(file)) continue;
    if (!entries.has(file)) {
      problems.push(`src/${file} is not an entry of api/routes.ts; a file in a folder of api/ is one operation.`);
    }
    const expected = file.replace(/\.ts$/, '.test.ts');
    if (!tests.includes(expected)) problems.push(`src/${file} has no test; it belongs into test/${expected}.`);
  }
  for (const graph of [files, folders]) {
    for (const circle of circlesIn(graph)) problems.push(`There is a circle: ${circle}.`);
  }
  return problems;
};

const root = join(import.meta.dirname, '..');

/** All files below a folder, as paths from it. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(join(root, folder), join(entry.parentPath, entry.name)));

const sources: Sources = Object.fromEntries(
  filesIn('src')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]),
);

describe('The architecture', () => {
  test('is kept by every source file', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(30);
    expect(problemsOf(sources, filesIn('test'))).toEqual([]);
  });

  test('names nothing directly in src/ that is not there', () => {
    const there = new Set(Object.keys(sources).map(layerOf));
    expect(layers.filter((layer) => !there.has(layer))).toEqual([]);
  });

  test('is on the page as it is: what lies directly in src/, and each folder in it', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const [, tree = ''] = /```\nsrc\/\n([^]*?)```/.exec(page) ?? [];
    const path: string[] = [];
    const shown = tree
      .trimEnd()
      .split('\n')
      .flatMap((line) => {
        const [, indent = '', name] = /^( *)([\w.-]+\/?)/.exec(line) ?? [];
        if (name === undefined) return [];
        path.splice(indent.length / 2 - 1, path.length, name);
        return [path.join('')];
      });
    const folders = filesIn('src').flatMap((file) =>
      file.split('/').flatMap((_, depth, parts) => (depth === 0 ? [] : [`${parts.slice(0, depth).join('/')}/`])),
    );
    const expected = [...new Set([...layers, ...folders])];
    expect(shown.filter((one) => one.endsWith('/') || !one.includes('/')).sort()).toEqual(expected.sort());
    for (const one of shown) {
      expect(folders.includes(one) || filesIn('src').includes(one), `${one} is on the page, but not in src/`).toBe(
        true,
      );
    }
    expect(shown.filter((one) => layers.some((layer) => layer === one))).toEqual(layers);
  });

  test('the version in the source is that of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(sources['version.ts']).toContain(`export const version = '${String(version)}';`);
  });
});

describe('The check of the architecture finds', () => {
  test.each<readonly [string, Sources, string]>([
    [
      'an import upwards',
      { 'domain/clock.ts': '\nimport { a } from "../emulator.js";' },
      'src/domain/clock.ts:2 imports emulator.ts, but emulator.ts stands above domain/',
    ],
    [
      'an import of a type upwards',
      { 'api/fields.ts': 'import type { A } from "../control/guard.js";' },
      'src/api/fields.ts:1 imports control/guard.ts, but control/ stands above api/',
    ],
    [
      'an inline type upwards',
      { 'config.ts': 'type A = import("./emulator.js").Emulator;' },
      'src/config.ts:1 imports emulator.ts',
    ],
    [
      'HTTP in a delivery',
      { 'delivery/post.ts': 'import { HttpError } from "../http/errors.js";' },
      'src/delivery/post.ts:1 imports http/errors.ts',
    ],
    [
      'a delivery in the domain',
      { 'domain/webhooks.ts': 'import type { Queue } from "../delivery/queue.js";' },
      'src/domain/webhooks.ts:1 imports delivery/queue.ts',
    ],
    [
      'a dynamic import upwards',
      { 'app.ts': 'const a = await import("./index.js");' },
      'src/app.ts:1 imports index.ts',
    ],
    ['an export from above', { 'emulator.ts': 'export * from "./app.js";' }, 'src/emulator.ts:1 imports app.ts'],
    [
      'a circle of files',
      {
        'http/a.ts': 'import "./b.js";',
        'http/b.ts': 'import type { C } from "./c.js";',
        'http/c.ts': 'import "./a.js";',
      },
      'There is a circle: http/a.ts → http/b.ts → http/c.ts → http/a.ts.',
    ],
    ['a file that imports itself', { 'http/a.ts': 'import "./a.js";' }, 'There is a circle: http/a.ts → http/a.ts.'],
    [
      'a circle of folders without one of files',
      {
        'control/seed/a.ts': 'import "../snapshot/b.js";',
        'control/snapshot/c.ts': 'import "../seed/d.js";',
      },
      'There is a circle: control/seed → control/snapshot → control/seed.',
    ],
    ['a file that has no place', { 'utils.ts': '' }, 'src/utils.ts is not on the list of what lies directly in src/.'],
    ['a folder that has no place', { 'utils/a.ts': '' }, 'src/utils/ is not on the list'],
    [
      'an operation that is not on the list',
      { 'api/routes.ts': 'import { a } from "./send/text.js";', 'api/send/media.ts': '' },
      'src/api/send/media.ts is not an entry of api/routes.ts',
    ],
    [
      'an operation without a test',
      { 'api/routes.ts': 'import { a } from "./send/text.js";', 'api/send/text.ts': '' },
      'src/api/send/text.ts has no test; it belongs into test/api/send/text.test.ts.',
    ],
  ])('%s', (_what, bad, sentence) => {
    expect(problemsOf(bad, []).join('\n')).toContain(sentence);
  });

  test('nothing in what is good', () => {
    const good: Sources = {
      'cli.ts': 'import { a } from "./index.js";',
      'index.ts': 'import type { B } from "./domain/time-source.js";\n// import "./cli.js"\nconst text = "./cli.js";',
      'domain/time-source.ts': 'import z from "zod";\nimport "./ids.js";',
      'domain/ids.ts': 'import { randomBytes } from "node:crypto";',
      'control/routes.ts': 'import "./seed/schema.js";',
      'control/seed/schema.ts': 'import "../fields.js";',
      'control/fields.ts': '',
      'api/routes.ts': 'import { sendText } from "./send/text.js";',
      'api/send/text.ts': '',
    };
    expect(problemsOf(good, ['api/send/text.test.ts'])).toEqual([]);
  });
});
