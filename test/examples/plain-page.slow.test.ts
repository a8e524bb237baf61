import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { enter } from '../support/inspector.js';
import { readQr } from '../support/picture.js';
import { startCli } from '../support/process.js';
import { BUILD, copyOf } from '../support/example.js';

/** The emulator as the README starts it, but at a free port, and the page that calls it there. */
const start = async (keep: (flag: string) => boolean = () => true) => {
  const project = await copyOf('plain-page');
  const [before, command = '', ...rest] = await project.commands();
  const [node, file, ...flags] = command.split(' ');
  expect([before, node, file, rest]).toEqual([BUILD, 'node', '../../dist/cli.js', []]);
  const { origin } = await startCli(flags.filter(keep));
  await project.edit('index.html', 'http://localhost:9224', origin);
  return { origin, path: join(project.folder, 'index.html') };
};

/** A server of another origin than the emulator's. */
const serve = async (path: string): Promise<string> => {
  const server = createServer((_request, response) => {
    void readFile(path).then((html) => response.setHeader('Content-Type', 'text/html').end(html));
  }).listen(0, 'localhost');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://localhost:${String(typeof address === 'object' ? address?.port : undefined)}/`;
};

const look = async (page: Page, selector: string): Promise<string | undefined> =>
  readQr(await page.locator(selector).screenshot());

describeInBrowser('examples/plain-page', (visit) => {
  test.for([
    ['as a file', (path: string) => Promise.resolve(pathToFileURL(path).href)],
    ['from a server', serve],
  ] as const)('%s shows the QR twice, and one of them turns when Scan is pressed', async ([, urlOf]) => {
    const { origin, path } = await start();
    const { page, complaints } = await visit({ viewport: { width: 1_000, height: 800 } });
    await page.goto(await urlOf(path));
    await expect.poll(() => look(page, 'img'), { timeout: 30_000 }).toMatch(/^2@/);
    await expect.poll(() => look(page, 'iframe'), { timeout: 30_000 }).toBe(await look(page, 'img'));

    const { page: home } = await visit({ viewport: { width: 1_000, height: 800 } });
    await home.goto(origin);
    await enter(home, 'demo');
    await home.getByRole('button', { name: /^Scan: / }).click();
    await page.frameLocator('iframe').getByRole('heading', { name: 'WhatsApp is connected' }).waitFor();
    expect(await look(page, 'img')).toMatch(/^2@/);
    expect(complaints.filter((complaint) => !complaint.includes('favicon.ico'))).toEqual([]);
  });

  test('shows nothing where the emulator runs without the flag of the README', async () => {
    const { page } = await visit();
    const { path } = await start((flag) => flag !== '--cors');
    const refusal = page.waitForEvent('pageerror');
    await page.goto(pathToFileURL(path).href);
    expect(String(await refusal)).toContain('Failed to fetch');
    expect(await page.locator('img').getAttribute('src')).toBeNull();
  });
});
