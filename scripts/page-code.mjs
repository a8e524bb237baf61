// Files as text: for a page, `./part.html?text` as it is, `./style.css?text` without what only people need, and
// `./browser/script.ts?bundle` as one script; and anything as `./document.json?packed`, deflated and in base64.
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { transform } from 'esbuild';
import { build } from 'rolldown';
import { minify } from 'terser';

const KINDS = /\.(text|bundle|packed)$/;

/** Code that would end the element around it, or keep that element from ending. */
const UNSAFE = /<\/?(?:script|style)|<!--/i;

/** A script and all that it imports, for an inline `<script>`. */
const bundled = async (file) => {
  const { output } = await build({
    input: file,
    platform: 'browser',
    tsconfig: true,
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    // Elements as nested calls of `h`, which are shorter than the objects that TypeScript checks them as.
    transform: {
      target: 'es2022',
      jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
      inject: { h: ['preact', 'h'], Fragment: ['preact', 'Fragment'] },
    },
    // To read a property does nothing else here; ESLint rules out an expression that is read for that alone.
    treeshake: { propertyReadSideEffects: false },
    output: { format: 'iife', minify: true, strict: true, comments: false },
    onLog: (_level, { message }) => {
      throw new Error(message);
    },
    write: false,
  });
  const [{ code: bundle, moduleIds }] = output;
  // What rolldown makes of it can be shorter still.
  const { code } = await minify(bundle, { toplevel: true, ecma: 2020, compress: { passes: 2 } });
  return { text: code.trim(), files: moduleIds };
};

const read = async (file) => {
  const text = await readFile(file, 'utf8');
  if (!file.endsWith('.css')) return { text, files: [file] };
  const { code } = await transform(text, { loader: 'css', minify: true });
  return { text: code.trim(), files: [file] };
};

/**
 * A plugin for rolldown (the build) and vite (the tests).
 * @param bundledFiles gets the files that end up in scripts, whose licences go with them
 */
export const pageCode = (bundledFiles = new Set()) => ({
  name: 'page-code',
  enforce: 'pre',
  resolveId(id, importer) {
    const [, path, kind] = /^(\.{1,2}\/[^?]+)\?(text|bundle|packed)$/.exec(id) ?? [];
    // The null byte keeps other plugins away, such as vite's own for CSS.
    return path === undefined ? undefined : `\0${resolve(dirname(importer), path)}.${kind}`;
  },
  async load(id) {
    const [suffix, kind] = (id.startsWith('\0') && KINDS.exec(id)) || [];
    if (kind === undefined) return undefined;
    const file = id.slice(1, -suffix.length);
    if (kind === 'packed') {
      this.addWatchFile(file);
      const packed = deflateRawSync(await readFile(file), { level: 9 }).toString('base64');
      return { code: `export default '${packed}';`, moduleType: 'js' };
    }
    const { text, files } = await (kind === 'text' ? read : bundled)(file);
    const [unsafe] = UNSAFE.exec(text) ?? [];
    if (unsafe !== undefined)
      throw new Error(`${relative('', file)} contains "${unsafe}", which is unsafe in an inline element of a page.`);
    for (const one of files) {
      this.addWatchFile(one);
      bundledFiles.add(one);
    }
    return { code: `export default ${JSON.stringify(text)};`, moduleType: 'js' };
  },
});
