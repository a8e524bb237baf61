import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { inflateRawSync } from 'node:zlib';
import { build } from 'rolldown';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pageCode } from '../../scripts/page-code.mjs';

/** The text that a program gets for what it imports from a folder with these files. */
const imported = async (specifier: string, files: Readonly<Record<string, string>>): Promise<unknown> => {
  const folder = await mkdtemp(join(tmpdir(), 'page-code-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = `import text from ${JSON.stringify(specifier)}; export default text;`;
  for (const [name, text] of Object.entries({ ...files, 'program.js': program }))
    await writeFile(join(folder, name), text);
  const { output } = await build({ input: join(folder, 'program.js'), plugins: [pageCode()], write: false });
  const bundled = `data:text/javascript,${encodeURIComponent(output[0].code)}`;
  const { default: text }: { readonly default: unknown } = await import(/* @vite-ignore */ bundled);
  return text;
};

describe('the code of a page in the bundle', () => {
  test('is a style, without what only people need', async () => {
    const style = '/* Why. */\nb::after {\n  content: "\\201C`${\'";\n}\n';
    expect(await imported('./style.css?text', { 'style.css': style })).toBe('b:after{content:"\\201c`${\'"}');
  });

  test('is a part of a page as it is written', async () => {
    const part = '<!doctype html>\n<p>\n  `${\'"\n</p>\n';
    expect(await imported('./part.html?text', { 'part.html': part })).toBe(part);
  });

  test('is a script with all that it imports, in strict mode and without types or imports', async () => {
    const script = await imported('./script.ts?bundle', {
      'script.ts': `import { greet, type Name } from './greet.js'; const name: Name = 'Budi'; document.title = greet(name);`,
      'greet.ts': 'export type Name = string; export const greet = (name: Name): string => `Hello ${name}`;',
    });
    expect(script).toContain('"use strict"');
    const document = { title: '' };
    runInNewContext(String(script), { document });
    expect(document.title).toBe('Hello Budi');
  });

  test.each([
    ['style.css?text', 'b::after { content: "<!--" }', '<!--'],
    ['part.html?text', '<p>Hello</p></STYLE >', '</STYLE'],
    ['part.html?text', '<p>Hello</p><script>alert(1)</script>', '<script'],
    ['script.ts?bundle', "document.title = '<script>';", '<script'],
  ])('may not hold in a %s what would end its element or keep it from ending: %s', async (name, text, named) => {
    await expect(imported(`./${name}`, { [name.replace(/\?.*/, '')]: text })).rejects.toThrow(`contains "${named}"`);
  });

  test('may hold the end of a script as text, and what would keep it from ending, which are escaped', async () => {
    const script = await imported('./script.ts?bundle', { 'script.ts': "document.title = '</script><!--';" });
    expect(script).not.toMatch(/<\/script|<!--/i);
    const document = { title: '' };
    runInNewContext(String(script), { document });
    expect(document.title).toBe('</script><!--');
  });

  test('may hold the end of a style as text, which is escaped', async () => {
    const style = 'b::after { content: "</style>" }';
    expect(await imported('./style.css?text', { 'style.css': style })).toBe('b:after{content:"<\\/style>"}');
  });

  test('is smaller where it is packed, and comes out as it was', async () => {
    const text = `{"name": "</script>…"}\n${' '.repeat(1_000)}`;
    const packed = String(await imported('./some.json?packed', { 'some.json': text }));
    expect(packed.length).toBeLessThan(100);
    expect(inflateRawSync(Buffer.from(packed, 'base64')).toString()).toBe(text);
  });

  test('may not import what is not there', async () => {
    await expect(imported('./script.ts?bundle', { 'script.ts': "import 'absent-package';" })).rejects.toThrow(
      'absent-package',
    );
  });
});
