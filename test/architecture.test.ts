import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { layerOf, layers } from './layers.js';

type Sources = Readonly<Record<string, string>>;

const DOMAIN_MAY_IMPORT = ['zod', 'nanoid', 'tinyqueue', 'node:crypto'];
const TIME = ['Date.now', 'new Date()', 'performance.now', 'setTimeout', 'setInterval', 'setImmediate'];
const RANDOMNESS = ['Math.random', 'randomBytes', 'randomUUID', 'randomInt', 'getRandomValues'];
const MOST_LINES = 200;

const parse = (file: string, text: string) => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const imports: { readonly from: string; readonly line: number }[] = [];
  /** Time, randomness and the process, wherever they are used. */
  const uses: { readonly what: string; readonly line: number }[] = [];
  const modules: number[] = [];

  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined;
    if (specifier !== undefined && ts.isStringLiteral(specifier))
      imports.push({ from: specifier.text, line: lineOf(node) });
    if (ts.isModuleDeclaration(node)) modules.push(lineOf(node));
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) {
      uses.push({ what: 'new Date()', line: lineOf(node) });
    }
    if (ts.isPropertyAccessExpression(node)) {
      const what = node.getText().replace(/^globalThis\./, '');
      uses.push({ what, line: lineOf(node) });
      if (/^globalThis\.\w+$/.test(node.getText())) uses.push({ what: node.name.text, line: lineOf(node) });
    }
    const isName =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) || ts.isPropertyAssignment(node.parent);
    if (ts.isIdentifier(node) && !isName) uses.push({ what: node.text, line: lineOf(node) });
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return { imports, uses, modules };
};

/** The file that an import leads to, relative to `src/`; `undefined` for a package. */
const target = (file: string, from: string): string | undefined =>
  from.startsWith('.') ? posix.normalize(posix.join(dirname(file), from)).replace(/\.js$/, '.ts') : undefined;

/** What breaks the rules of the architecture: sentences, each naming file and line. */
const problemsOf = (sources: Sources): readonly string[] => {
  const problems: string[] = [];
  const graph = new Map<string, readonly { readonly to: string; readonly line: number }[]>();

  for (const [file, text] of Object.entries(sources)) {
    const say = (line: number, sentence: string): void => {
      problems.push(`src/${file}:${String(line)} ${sentence}`);
    };
    const { imports, uses, modules } = parse(file, text);
    const layer = layerOf(file);
    if (layer < 0) say(1, 'belongs to no layer; give it one in test/architecture.test.ts.');

    for (const { from, line } of imports) {
      const to = target(file, from);
      if (
        file.startsWith('domain/') &&
        (to === undefined ? !DOMAIN_MAY_IMPORT.includes(from) : !to.startsWith('domain/'))
      ) {
        say(line, `imports ${from}; the domain imports itself and ${DOMAIN_MAY_IMPORT.join(', ')} only.`);
      }
      if (from === 'node:process' || from === 'process') say(line, 'imports the process; only cli.ts touches it.');
      if (/^(node:)?timers(\/promises)?$/.test(from))
        say(line, 'imports timers; time comes from domain/time-source.ts.');
      if (to === undefined) continue;
      const below = layerOf(to);
      if (below >= 0 && below < layer) {
        say(
          line,
          `imports ${to} of a layer above: "${layers[layer]?.[0] ?? ''}" lies below "${layers[below]?.[0] ?? ''}".`,
        );
      }
    }
    graph.set(
      file,
      imports.flatMap(({ from, line }) => {
        const to = target(file, from);
        return to === undefined ? [] : [{ to, line }];
      }),
    );

    for (const { what, line } of uses) {
      if (what === 'process' && file !== 'cli.ts') say(line, 'touches the process; only cli.ts does.');
      if (TIME.includes(what) && file !== 'domain/time-source.ts' && file !== 'cli.ts') {
        say(line, `uses ${what}; time comes from domain/time-source.ts.`);
      }
      if (RANDOMNESS.includes(what) && file !== 'domain/ids.ts') {
        say(line, `uses ${what}; randomness comes from domain/ids.ts.`);
      }
    }
    for (const line of modules) say(line, 'declares a module, which would leak into those who embed us.');
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines > MOST_LINES) say(MOST_LINES + 1, `has ${String(lines)} lines; ${String(MOST_LINES)} is the most.`);
  }

  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    if (done.has(file)) return;
    for (const { to, line } of graph.get(file) ?? []) {
      const start = [...path, file].indexOf(to);
      if (start >= 0)
        problems.push(
          `src/${file}:${String(line)} closes a circle: ${[...path, file].slice(start).join(' → ')} → ${to}.`,
        );
      else follow(to, [...path, file]);
    }
    done.add(file);
  };
  for (const file of graph.keys()) follow(file, []);
  return problems;
};

const root = join(import.meta.dirname, '..');
const sources: Sources = Object.fromEntries(
  readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [posix.relative(join(root, 'src'), path), readFileSync(path, 'utf8')];
    }),
);

describe('The architecture', () => {
  test('is kept by every source file', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(30);
    expect(problemsOf(sources)).toEqual([]);
  });

  test('every layer has a file, so no rule watches over nothing', () => {
    for (const [name, members] of layers) {
      expect(
        Object.keys(sources).filter((file) => members.test(file)),
        name,
      ).not.toEqual([]);
    }
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
      { 'domain/clock.ts': '\nimport { a } from "./accounts.js";' },
      'src/domain/clock.ts:2 imports domain/accounts.ts of a layer above',
    ],
    [
      'an import type upwards',
      { 'api/errors.ts': 'import type { A } from "../control/guard.js";' },
      'src/api/errors.ts:1 imports control/guard.ts of a layer above',
    ],
    [
      'an inline type upwards',
      { 'config.ts': 'type A = import("./emulator.js").Emulator;' },
      'src/config.ts:1 imports emulator.ts of a layer above',
    ],
    [
      'the API in a delivery',
      { 'delivery/post.ts': 'import { HttpError } from "../api/errors.js";' },
      'src/delivery/post.ts:1 imports api/errors.ts of a layer above',
    ],
    [
      'a delivery in the domain',
      { 'domain/webhooks.ts': 'import type { Queue } from "../delivery/queue.js";' },
      'src/domain/webhooks.ts:1 imports delivery/queue.ts of a layer above',
    ],
    [
      'a dynamic import upwards',
      { 'app.ts': 'const a = await import("./index.js");' },
      'src/app.ts:1 imports index.ts of a layer above',
    ],
    [
      'an export from above',
      { 'emulator.ts': 'export * from "./app.js";' },
      'src/emulator.ts:1 imports app.ts of a layer above',
    ],
    [
      'a circle',
      {
        'api/a.ts': 'import "./b.js";',
        'api/b.ts': 'import type { C } from "./c.js";',
        'api/c.ts': 'import "./a.js";',
      },
      'closes a circle: api/a.ts → api/b.ts → api/c.ts → api/a.ts.',
    ],
    ['a file that imports itself', { 'api/a.ts': 'import "./a.js";' }, 'closes a circle: api/a.ts → api/a.ts.'],
    ['a file without a layer', { 'utils.ts': '' }, 'src/utils.ts:1 belongs to no layer'],
    [
      'HTTP in the domain',
      { 'domain/phone.ts': 'import fastify from "fastify";' },
      'src/domain/phone.ts:1 imports fastify; the domain imports itself',
    ],
    [
      'I/O in the domain',
      { 'domain/phone.ts': 'import { readFileSync } from "node:fs";' },
      'src/domain/phone.ts:1 imports node:fs',
    ],
    [
      'our own HTTP in the domain',
      { 'domain/phone.ts': 'import { x } from "../qr/png.js";' },
      'src/domain/phone.ts:1 imports ../qr/png.js',
    ],
    [
      'Date.now in the clock of an account',
      { 'domain/clock.ts': 'Date.now();' },
      'src/domain/clock.ts:1 uses Date.now',
    ],
    ['Date.now', { 'app.ts': 'const a = 1;\nconst now = Date.now();' }, 'src/app.ts:2 uses Date.now; time comes from'],
    ['Date.now handed on', { 'app.ts': 'const now = Date.now;' }, 'src/app.ts:1 uses Date.now'],
    ['new Date()', { 'domain/phone.ts': 'const now = new Date();' }, 'src/domain/phone.ts:1 uses new Date()'],
    [
      'new Date without brackets',
      { 'domain/phone.ts': 'const now = new Date;' },
      'src/domain/phone.ts:1 uses new Date()',
    ],
    ['performance.now', { 'app.ts': 'performance.now();' }, 'src/app.ts:1 uses performance.now'],
    ['setTimeout', { 'control/guard.ts': 'setTimeout(() => {}, 1);' }, 'src/control/guard.ts:1 uses setTimeout'],
    [
      'globalThis.setTimeout',
      { 'control/guard.ts': 'globalThis.setTimeout(() => {}, 1);' },
      'src/control/guard.ts:1 uses setTimeout',
    ],
    [
      'setInterval',
      { 'domain/watchers.ts': 'const every = setInterval;' },
      'src/domain/watchers.ts:1 uses setInterval',
    ],
    ['timers', { 'app.ts': 'import { setTimeout } from "node:timers/promises";' }, 'src/app.ts:1 imports timers'],
    ['Math.random', { 'domain/clock.ts': 'Math.random();' }, 'src/domain/clock.ts:1 uses Math.random'],
    ['randomBytes', { 'index.ts': 'import { randomBytes } from "node:crypto";' }, 'src/index.ts:1 uses randomBytes'],
    [
      'randomUUID',
      { 'app.ts': 'const id = crypto.randomUUID;\nconst b = randomUUID();' },
      'src/app.ts:2 uses randomUUID',
    ],
    ['the process', { 'index.ts': 'const port = process.env.PORT;' }, 'src/index.ts:1 touches the process'],
    [
      'the process under globalThis',
      { 'index.ts': 'const port = globalThis.process;' },
      'src/index.ts:1 touches the process',
    ],
    [
      'the process by import',
      { 'config.ts': 'import { env } from "node:process";' },
      'src/config.ts:1 imports the process',
    ],
    ['a long file', { 'app.ts': '\n'.repeat(201) }, 'src/app.ts:201 has 201 lines; 200 is the most.'],
    ['declare module', { 'app.ts': 'declare module "fastify" { interface A {} }' }, 'src/app.ts:1 declares a module'],
    ['declare global', { 'app.ts': 'declare global { interface A {} }' }, 'src/app.ts:1 declares a module'],
  ])('%s', (_what, bad, sentence) => {
    expect(problemsOf(bad).join('\n')).toContain(sentence);
  });

  test('nothing in what is good', () => {
    const good: Sources = {
      'cli.ts': 'import { a } from "./index.js";\nprocess.exit(0);\nsetTimeout(() => Date.now(), 1);',
      'index.ts':
        'import type { B } from "./domain/time-source.js";\n// Date.now() and process\nconst text = "setTimeout";',
      'domain/time-source.ts': 'import z from "zod";\nsetTimeout(() => Date.now(), 1);',
      'domain/ids.ts': 'import { randomBytes } from "node:crypto";\nrandomBytes(1);',
      'app.ts': `const at = new Date(5);\nqueue.process();\nconst a = { process: 1 };${'\n'.repeat(198)}`,
    };
    expect(problemsOf(good)).toEqual([]);
  });
});
