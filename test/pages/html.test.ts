import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import homeScript from '../../src/pages/inspector/browser/script.tsx?bundle';
import homeStyle from '../../src/pages/inspector/style/shell.css?text';
import { escapeHtml } from '../../src/pages/html.js';
import { build } from '../support/emulator.js';
import liveScript from '../../src/pages/live/browser/script.ts?bundle';
import liveStyle from '../../src/pages/live/style.css?text';
import theme from '../../src/pages/theme.css?text';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const browser = { Accept: 'text/html' };

const pages = async () => {
  const { wachat, origin, api } = await build();
  const { liveUrl } = (await api.create({ instanceName: '<script>alert(1)</script>' })).body.qrcode;
  const read = async (url: string) => {
    const reply = await fetch(url, { headers: browser });
    return { html: await reply.text(), policy: reply.headers.get('content-security-policy') ?? '' };
  };
  return {
    home: await read(`${origin}/`),
    live: await read(liveUrl),
    refused: await read(`${wachat.url}/instance/qr/live`),
  };
};

describe('the HTML of the pages', () => {
  test('escapes all that could end an element or an attribute', () => {
    expect(escapeHtml(`<a href="x" id='y'>&`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
  });

  test('holds one style and one script, which its policy names by hash and nothing else', async () => {
    const { home, live, refused } = await pages();
    for (const [{ html, policy }, pictures] of [
      [home, "'self' data:"],
      [live, 'data:'],
      [refused, 'data:'],
    ] as const) {
      const [style, ...styles] = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text]) => text ?? '');
      const [script, ...scripts] = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text ?? '');
      expect([...styles, ...scripts]).toEqual([]);
      expect(policy).toContain(`style-src ${hashOf(style ?? '')};`);
      expect(policy).toContain(`script-src ${hashOf(script ?? '')};`);
      expect(policy.startsWith(`default-src 'none'; img-src ${pictures}; connect-src 'self'; style-src `)).toBe(true);
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toContain('unsafe');
      expect(html).not.toMatch(/ style=| on[a-z]+=/);
      expect(() => new Script(script ?? '')).not.toThrow();
    }
  });

  const UNSAFE = /innerHTML|outerHTML|insertAdjacent|document\.write|localStorage|eval\(/i;

  test('makes no text into HTML: no script of ours tries, and of the inspector, with its library, no browser lets any', async () => {
    const { home, live } = await pages();
    expect(live.html).not.toMatch(UNSAFE);
    expect(home.policy).toContain("; require-trusted-types-for 'script'; trusted-types 'none'");
    const folder = 'src/pages/inspector/browser';
    const files = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
    expect(files).toContain('app.tsx');
    for (const name of files) expect(await readFile(join(folder, name), 'utf8'), name).not.toMatch(UNSAFE);
  });

  test('holds the files of the style as they are, and the script as one without imports, exports or types', async () => {
    const { home, live } = await pages();
    expect(home.html).toContain(`<style>${theme}${homeStyle}`);
    expect(home.html).toContain(`<script>${homeScript}</script>`);
    expect(live.html).toContain(`<style>${theme}${liveStyle}</style>`);
    expect(live.html).toContain(`<script>${liveScript}</script>`);
    for (const script of [homeScript, liveScript])
      expect(script).not.toMatch(/\b(import|export|readonly|interface)\b|: (string|boolean|void)\b/);
  });

  test('may be framed where it is for customers only', async () => {
    const { home, live, refused } = await pages();
    expect(home.policy).toContain("frame-ancestors 'none'");
    expect(live.policy).not.toContain('frame-ancestors');
    expect(refused.policy).toBe(live.policy);
  });

  test('loads nothing from anywhere else', async () => {
    for (const { html } of Object.values(await pages())) {
      expect([...html.matchAll(/(?:src|href)="(?!data:|_emulator\/)[^"]*"/g)].map(([text]) => text)).toEqual([]);
    }
  });

  test('takes at most 60 KB compressed, and that of the live page 6.5', async () => {
    const { home, live } = await pages();
    const size = ({ html }: { readonly html: string }): number => brotliCompressSync(html).length / 1_024;
    expect(size(home)).toBeLessThanOrEqual(60);
    expect(size(live)).toBeLessThanOrEqual(6.5);
  });
});
