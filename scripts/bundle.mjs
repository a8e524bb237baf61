import { fileURLToPath } from 'node:url';
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
  // Features of Fastify that we do not use: HTTP/2, trustProxy.
  'node:http2': absent,
  '@fastify/proxy-addr$': absent,
  // Logging from a worker thread.
  'thread-stream$': absent,
};

/**
 * How a program is bundled, by default the command: into one file, which has also what it imports only when it needs it.
 * So a program that runs reads no file that a build may have replaced, and none that it has no descriptor left for.
 */
export const bundle = {
  input: { cli: 'src/cli.ts' },
  platform: 'node',
  tsconfig: true,
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, alias },
  plugins: [
    pageCode(),
    {
      name: 'alias-by-importer',
      resolveId(id, importer = '') {
        // `inject` is for tests; code that needs it imports it itself.
        if (id === 'light-my-request' && importer.includes('/fastify/')) return absent;
        // TLS, which we do not serve; src/delivery/sender.ts imports it when a receiver wants it.
        if (id === 'node:https' && importer.includes('/fastify/')) return absent;
        // For subcommands that are separate programs; src/command/run.ts imports it only when it is used.
        if (id === 'node:child_process' && importer.includes('/commander/')) return absent;
        // The same arithmetic in a fifth of the time.
        if (id === './polynomial' && importer.includes('/qrcode/lib/core/')) return local('../src/qr/polynomial.ts');
      },
    },
  ],
  transform: { target: 'node20' },
  output: { dir: 'dist', format: 'esm', minify: true, codeSplitting: false },
  logLevel: 'warn',
};
