import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Options } from '../../src/index.js';
import type { Visitor } from './browser.js';
import { buildSender } from './sending.js';

/** For what a page does by itself. */
export const patience = { timeout: 30_000, interval: 50 };
const roomy: BrowserContextOptions = {
  viewport: { width: 1_280, height: 800 },
  permissions: ['clipboard-read', 'clipboard-write'],
};

/** Leads to an address of the page, as a link does. */
export const goTo = (page: Page, hash: string): Promise<unknown> =>
  page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
export const hashOf = async (page: Page): Promise<string> => String(await page.evaluate('location.hash'));
export const clipboard = async (page: Page): Promise<string> =>
  String(await page.evaluate('navigator.clipboard.readText()'));
/** The accessible name or the text of what has the focus. */
export const focused = async (page: Page): Promise<string> =>
  String(
    await page.evaluate(
      "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()",
    ),
  );

/** An emulator with an open instance, and its inspector at an address. */
export const openTraffic = async (
  visit: Visitor,
  hash: string,
  { options = {}, context = {} }: { readonly options?: Options; readonly context?: BrowserContextOptions } = {},
) => {
  const shop = await buildSender(options);
  const visited = await visit({ ...roomy, ...context });
  await visited.page.goto(`${shop.origin}/${hash}`);
  await visited.page.getByLabel('API key', { exact: true }).fill(shop.wachat.apiKey);
  await visited.page.getByText('Live', { exact: true }).waitFor();
  return { ...shop, ...visited };
};

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What is not accessible on the page as it is: each rule that is broken, and where. */
export const barriers = async (page: Page): Promise<unknown> => {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target.join(' '))))`);
};

/** Whether nothing is wider than the window. */
export const fits = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');
