import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What few files of the emulator may use, and which they are. */
const sources = {
  time: {
    place: ['src/domain/time-source.ts'],
    message: 'Time comes from domain/time-source.ts.',
    globals: [],
    properties: [{ object: 'Date', property: 'now' }],
    imports: [],
    syntax: ['NewExpression[callee.name="Date"][arguments.length=0]', 'CallExpression[callee.name="Date"]'],
  },
  timers: {
    place: ['src/domain/timers.ts'],
    message: 'Timers come from domain/timers.ts, since tests replace the globals.',
    globals: [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'clearTimeout',
      'clearInterval',
      'queueMicrotask',
      'performance',
    ],
    properties: [{ object: 'AbortSignal', property: 'timeout' }],
    imports: ['timers', 'timers/promises', 'perf_hooks']
      .flatMap((name) => [name, `node:${name}`])
      .map((name) => ({ name })),
    syntax: [],
  },
  missing: {
    place: [],
    message: 'Jest has no such global where tests run in its jsdom.',
    globals: ['structuredClone', 'fetch', 'TextEncoder', 'TextDecoder', 'MessageChannel', 'ReadableStream'],
    properties: [],
    imports: [],
    syntax: [],
  },
  randomness: {
    place: ['src/domain/ids.ts'],
    message: 'Randomness comes from domain/ids.ts.',
    globals: [],
    properties: [
      { object: 'Math', property: 'random' },
      { object: 'crypto', property: 'randomUUID' },
      { object: 'crypto', property: 'getRandomValues' },
    ],
    imports: ['crypto', 'node:crypto'].map((name) => ({
      name,
      importNames: ['randomBytes', 'randomUUID', 'randomInt', 'getRandomValues', 'webcrypto'],
    })),
    syntax: [],
  },
  process: {
    place: ['src/cli.ts'],
    message: 'Only cli.ts touches the process.',
    globals: ['process'],
    properties: [],
    imports: ['process', 'node:process'].map((name) => ({ name })),
    syntax: [],
  },
};

/** What the domain may import besides itself and the published shapes. */
const DOMAIN_IMPORTS = ['zod', 'nanoid', 'tinyqueue', 'node:crypto'];

/** Forbids all sources but these. Setting a rule again replaces it, so each file gets one complete set. */
const withOnly = (allowed, { isDomain = false } = {}) => {
  const parts = Object.keys(sources).filter((part) => !allowed.includes(part));
  const each = (list) =>
    parts.flatMap((part) => list(sources[part]).map((one) => ({ ...one, message: sources[part].message })));
  return {
    'no-restricted-globals': [
      'error',
      { globals: each(({ globals }) => globals.map((name) => ({ name }))), checkGlobalObject: true },
    ],
    // Without any, the options of an earlier set would stay.
    'no-restricted-properties': parts.some((part) => sources[part].properties.length > 0)
      ? ['error', ...each(({ properties }) => properties)]
      : 'off',
    'no-restricted-imports': [
      'error',
      {
        paths: each(({ imports }) => imports),
        patterns: isDomain
          ? [
              {
                regex: `^(?!\\./|\\.\\./shapes\\.js$|(?:${DOMAIN_IMPORTS.join('|')})$)`,
                message: `The domain imports itself and ${DOMAIN_IMPORTS.join(', ')} only.`,
              },
            ]
          : [],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...each(({ syntax }) => syntax.map((selector) => ({ selector }))),
      { selector: 'TSModuleDeclaration', message: 'A declared module would leak into embedders.' },
    ],
  };
};

export default defineConfig(
  { ignores: ['dist/', 'openapi/', 'test/fixtures/', 'src/shapes.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      // A schema and its type share one name.
      '@typescript-eslint/no-redeclare': 'off',
    },
  },
  { files: ['src/**'], rules: withOnly([]) },
  {
    // A promise that nobody awaits must say what happens when it fails, since that may end the process; in a browser,
    // it is a line on the console.
    files: ['src/**'],
    ignores: ['src/pages/**/browser/**'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }] },
  },
  { files: ['src/domain/**'], rules: withOnly([], { isDomain: true }) },
  { files: sources.time.place, rules: withOnly(['time'], { isDomain: true }) },
  { files: sources.timers.place, rules: withOnly(['timers']) },
  { files: sources.randomness.place, rules: withOnly(['randomness'], { isDomain: true }) },
  { files: sources.process.place, rules: withOnly(['time', 'timers', 'missing', 'process']) },
  // Code in a browser uses the browser's own time and chance.
  { files: ['src/pages/**/browser/**'], rules: withOnly(['time', 'timers', 'missing', 'randomness']) },
  {
    // Data from the wire is used as it is, whatever its shape.
    files: ['test/**', 'bench/**', 'examples/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);
