import { createRequire, isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { pageCode } from './page-code.mjs';

const local = (file) => fileURLToPath(new URL(file, import.meta.url));
const absent = local('absent.cjs');
const settled = local('settled.cjs');

/** Replacements for modules in the bundle: reading code is most of the time of a start. */
const alias = {
  // Only the package's encoder: its main module also loads the renderers for every format.
  qrcode$: 'qrcode/lib/core/qrcode.js',
  // Its main module is UMD, which bundlers cannot analyze.
  'jsonc-parser$': 'jsonc-parser/lib/esm/main.js',
  semver$: settled,
  'safe-regex2$': settled,
  // Fastify's own schema compilers: with src/http/compilers.ts it never loads them.
  '@fastify/ajv-compiler$': absent,
  '@fastify/fast-json-stringify-compiler$': absent,
  // A feature of Fastify that we do not use: trustProxy.
  '@fastify/proxy-addr$': absent,
  // Logging from a worker thread.
  'thread-stream$': absent,
};

/** The files whose code is in the pages, once these are built. */
export const pageFiles = new Set();

/** What every build of our sources needs. */
export const sources = {
  platform: 'node',
  tsconfig: true,
  // That pages take most of a build is as it should be.
  checks: { pluginTimings: false },
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, alias },
  plugins: [
    pageCode(pageFiles),
    {
      name: 'alias-by-importer',
      resolveId(id, importer = '') {
        // `inject` is for tests; code that needs it imports it itself.
        if (id === 'light-my-request' && importer.includes('/fastify/')) return absent;
        // HTTP/2 and TLS, which we do not serve; src/delivery/sender.ts imports TLS when a receiver wants it.
        if ((id === 'node:http2' || id === 'node:https') && importer.includes('/fastify/')) return absent;
        // For subcommands that are separate programs; src/command/run.ts imports it only when it is used.
        if (id === 'node:child_process' && importer.includes('/commander/')) return absent;
        // The same arithmetic in a fifth of the time.
        if (id === './polynomial' && importer.includes('/qrcode/lib/core/')) return local('../src/qr/polynomial.ts');
      },
    },
  ],
  logLevel: 'warn',
};

/**
 * Node's own modules, in the bundle, without `require` or `import`: who bundles the package once more, into an ES module
 * say, would have no `require` there, and Jest lets no CommonJS import anything.
 */
const builtins = {
  name: 'builtins',
  resolveId: (id) => (isBuiltin(id) ? `\0node:${id.replace(/^node:/, '')}` : undefined),
  load: (id) =>
    id.startsWith('\0node:')
      ? { code: `module.exports = process.getBuiltinModule('${id.slice(1)}');`, moduleType: 'js' }
      : undefined,
};

/** Globals that the bundle, dependencies included, takes from there. */
const globals = local('globals.cjs');
const inject = Object.fromEntries(
  Object.keys(createRequire(import.meta.url)(globals)).map((name) => [name, [globals, name]]),
);

/**
 * Short code in short lines, since Node prints the one that threw an uncaught error. An older Node than we support has to
 * be able to read it, for the sentence that it says then.
 */
const shortLines = {
  name: 'short-lines',
  async renderChunk(long) {
    const options = { minify: true, lineLimit: 200, format: 'cjs', target: 'node18', legalComments: 'none' };
    const { code } = await transform(long, options);
    return { code };
  },
};

/**
 * How a program is bundled, by default the command: into one file, which has also what it imports only when it needs it.
 * So a program that runs reads no file that a build may have replaced, and none that it has no descriptor left for.
 * It is CommonJS, which every Node, every runner of tests and every bundler can load.
 */
export const bundle = {
  ...sources,
  input: { cli: 'src/cli.ts' },
  plugins: [...sources.plugins, builtins, shortLines],
  transform: { target: 'node20', inject },
  output: {
    dir: 'dist',
    format: 'cjs',
    strict: true,
    codeSplitting: false,
    // As plain CommonJS, whose whole is what bundlers and Node take for the default export.
    esModule: false,
    // Else it would print once more what `short-lines` made.
    minify: false,
    // Jest lets no CommonJS import.
    dynamicImportInCjs: false,
  },
};
