import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Options } from '../../src/index.js';
import type { Visitor } from './browser.js';
import { roomy } from './inspector.js';
import { buildSender } from './sending.js';

const withClipboard: BrowserContextOptions = { ...roomy, permissions: ['clipboard-read', 'clipboard-write'] };

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
  const visited = await visit({ ...withClipboard, ...context });
  await visited.page.goto(`${shop.origin}/${hash}`);
  const following = visited.page.waitForResponse(
    (response) =>
      response.url().endsWith('/_emulator/stream') &&
      response.request().headers().authorization === `Bearer ${shop.wachat.apiKey}`,
  );
  await visited.page.getByLabel('API key', { exact: true }).fill(shop.wachat.apiKey);
  await following;
  await visited.page.getByText('Live', { exact: true }).waitFor();
  return { ...shop, ...visited };
};
