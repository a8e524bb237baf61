import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Visitor } from './browser.js';
import { build } from './emulator.js';

/** For what a page does by itself. */
export const patience = { timeout: 30_000, interval: 50 };
export const roomy = { viewport: { width: 1_280, height: 800 } };

/** An instance in the list, by a text that stands there alone: its name, say. */
export const row = (page: Page, text: string): Locator =>
  page
    .getByRole('list', { name: 'Instances' })
    .getByRole('listitem')
    .filter({ has: page.getByText(text, { exact: true }) });

/** The instance that is opened. */
export const opened = (page: Page): Locator => page.getByRole('region', { name: /^Instance: / });

/** Leads to an address of the page, as a link does. */
export const goTo = (page: Page, hash: string): Promise<unknown> =>
  page.evaluate(`location.hash = ${JSON.stringify(hash)}`);

/** Types a key. */
export const enter = async (page: Page, key: string): Promise<void> => {
  const field = page.getByLabel('API key', { exact: true });
  await field.fill(key);
  await field.press('Enter');
};

/** Another tab of the same browser, at an address with a key. */
export const openBeside = async (page: Page, url: string, key: string): Promise<Page> => {
  const other = await page.context().newPage();
  await other.goto(url);
  await enter(other, key);
  return other;
};

/** An emulator, and its inspector in a browser, with the account that the handle has. */
export const openInspector = async (
  visit: Visitor,
  options: Parameters<typeof build>[0] = {},
  at: BrowserContextOptions = roomy,
) => {
  const built = await build(options);
  const visited = await visit(at);
  const openAt = async (hash = '', origin = built.origin): Promise<void> => {
    await visited.page.goto(`${origin}/${hash}`);
    await enter(visited.page, built.wachat.apiKey);
  };
  return { ...built, ...visited, built, openAt };
};

/** What is read out once. */
export const news = (page: Page) => expect.poll(() => page.locator('#news').textContent(), patience);

/** What is shown as having gone wrong. */
export const alerts = (page: Page) =>
  expect.poll(
    async () =>
      (await page.getByRole('alert').filter({ visible: true }).allTextContents()).filter((text) => text !== ''),
    patience,
  );

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What is not accessible on the page as it is: each rule that is broken, and where. */
export const barriers = async (page: Page): Promise<unknown> => {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target.join(' '))))`);
};

/** That nothing is wider than the window. */
export const fits = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');
