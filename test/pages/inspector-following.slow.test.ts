import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { startWachat } from '../../src/index.js';
import { client } from '../support/client.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { create } from '../support/phases.js';
import { proxyTo } from '../support/proxy.js';

const patience = { timeout: 30_000, interval: 50 };
const roomy = { viewport: { width: 1_000, height: 800 } };
const shown = (page: Page, name: string) => page.getByText(name, { exact: true }).first();
const streamsOf = (requests: readonly Request[]): readonly Request[] =>
  requests.filter((request) => new URL(request.url()).pathname === '/_emulator/stream');

/** A tab that shows an emulator's account. */
const open = async (page: Page, origin: string, key: string): Promise<Request[]> => {
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));
  await page.goto(`${origin}/`);
  await page.getByLabel('API key', { exact: true }).fill(key);
  await page.getByText('Live', { exact: true }).waitFor();
  return requests;
};

describeInBrowser('how the inspector follows', (visit: Visitor) => {
  test('has one connection for two tabs; when its tab is closed, the other takes over', async () => {
    const { api, wachat, origin } = await build();
    const { page } = await visit(roomy);
    const first = await open(page, origin, wachat.apiKey);
    const other = await page.context().newPage();
    const second = await open(other, origin, wachat.apiKey);
    await create(api, { instanceName: 'for both' });
    await shown(page, 'for both').waitFor();
    await shown(other, 'for both').waitFor();
    const own = (requests: readonly Request[]) =>
      streamsOf(requests).filter((request) => request.headers().authorization === `Bearer ${wachat.apiKey}`);
    expect([own(first).length, own(second).length]).toEqual([1, 0]);

    await page.close();
    await expect.poll(() => own(second).length, patience).toBe(1);
    await create(api, { instanceName: 'for the other' });
    await shown(other, 'for the other').waitFor();
  });

  test('says that nobody answers, and goes on by itself with what a new emulator has', async () => {
    const before = await startWachat();
    const { origin, port } = new URL(before.url);
    const { page, complaints } = await visit(roomy);
    await open(page, origin, before.apiKey);
    await create(client(before.url, before.apiKey), { instanceName: 'of the first' });
    await shown(page, 'of the first').waitFor();
    await before.close();
    await page.getByText('No answer; trying again…').waitFor();
    expect(await shown(page, 'of the first').isVisible()).toBe(true);

    const { wachat, api } = await build({ port: Number(port), apiKeys: [before.apiKey] });
    await create(api, { instanceName: 'of the second' });
    await shown(page, 'of the second').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByText('of the first', { exact: true }).count()).toBe(0);
    expect(wachat.url).toBe(before.url);
    // The browser tells of the stream that ended, and of each try until the new emulator was there.
    const lost = /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING)$/;
    expect(complaints.filter((complaint) => !lost.test(complaint))).toEqual([]);
  });

  test('looks again and again where somebody on the way keeps the stream back', async () => {
    const { api, wachat, origin } = await build();
    const { page } = await visit(roomy);
    await page.route('**/_emulator/stream', () => new Promise(() => undefined));
    await page.goto(`${origin}/`);
    await page.getByLabel('API key', { exact: true }).fill(wachat.apiKey);
    await page.getByText('Every 2 s', { exact: true }).waitFor();
    await create(api, { instanceName: 'looked up' });
    await shown(page, 'looked up').waitFor();
    expect(await page.getByText('No answer; trying again…').count()).toBe(0);
  });

  test('looks again and again where the stream does not come through', async () => {
    const { api, wachat, origin } = await build();
    const { page } = await visit(roomy);
    await page.route('**/_emulator/stream', (route) => route.fulfill({ status: 502, body: 'a proxy' }));
    await page.goto(`${origin}/`);
    await page.getByLabel('API key', { exact: true }).fill(wachat.apiKey);
    await page.getByText('Every 2 s', { exact: true }).waitFor();
    await create(api, { instanceName: 'looked up' });
    await shown(page, 'looked up').waitFor();
    await page.unroute('**/_emulator/stream');
    await page.getByText('Live', { exact: true }).waitFor();
  });

  test('asks to go on where it was cut', async () => {
    const { api, wachat, origin } = await build();
    const { page } = await visit(roomy);
    const proxy = await proxyTo(origin);
    const requests = await open(page, proxy.origin, wachat.apiKey);
    const own = () =>
      streamsOf(requests).filter((request) => request.headers().authorization === `Bearer ${wachat.apiKey}`);
    await expect.poll(() => own().length, patience).toBe(1);
    await page.getByText('Live', { exact: true }).waitFor();
    await create(api, { instanceName: 'before' });
    await shown(page, 'before').waitFor();
    proxy.cut();
    await create(api, { instanceName: 'meanwhile' });
    await shown(page, 'meanwhile').waitFor();
    await expect.poll(() => own().at(-1)?.headers()['last-event-id'], patience).toMatch(/^\S+-\d+$/);
  });
});
