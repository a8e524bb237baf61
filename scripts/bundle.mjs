import { fileURLToPath } from 'node:url';
import { pageCode } from './page-code.mjs';

const local = (file) => fileURLToPath(new URL(file, import.meta.url));
const absent = local('absent.cjs');
const settled = local('settled.cjs');

/** What stands in for other modules in the bundle: most of the time to start goes by in reading code. */
const alias = {
  // The package's encoder by itself: its main module loads drawing in every format as well.
  qrcode$: 'qrcode/lib/core/qrcode.js',
  // Its main module is UMD, which no bundler can look into.
  'jsonc-parser$': 'jsonc-parser/lib/esm/main.js',
  semver$: settled,
  'safe-regex2$': settled,
  // Fastify's own compilers of schemas: src/http/compilers.ts keeps it from asking for them.
  '@fastify/ajv-compiler$': absent,
  '@fastify/fast-json-stringify-compiler$': absent,
  // Settings of Fastify that we do not use: HTTP/2, TLS, trustProxy.
  'node:http2': absent,
  'node:https': absent,
  '@fastify/proxy-addr$': absent,
  // Logging from a thread of its own.
  'thread-stream$': absent,
};

/** How the program is bundled: the module, the command, and what they share in chunks. */
export const bundle = {
  input: { index: 'src/index.ts', cli: 'src/cli.ts' },
  platform: 'node',
  tsconfig: true,
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, alias },
  plugins: [
    pageCode(),
    {
      name: 'alias-by-importer',
      resolveId(id, importer = '') {
        // `inject` is for tests; what needs it loads it itself.
        if (id === 'light-my-request' && importer.includes('/fastify/')) return absent;
        // Commands that are programs of their own; ours, src/command/run.ts, is loaded only when it is used.
        if (id === 'node:child_process' && importer.includes('/commander/')) return absent;
        // The same arithmetic in a fifth of the time.
        if (id === './polynomial' && importer.includes('/qrcode/lib/core/')) return local('../src/qr/polynomial.ts');
      },
    },
  ],
  transform: { target: 'node20' },
  output: { dir: 'dist', format: 'esm', minify: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  logLevel: 'warn',
};
