import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { framingPage } from '../support/framing.js';
import { create, nameOf } from '../support/phases.js';
import { reverseProxyTo } from '../support/reverse-proxy.js';

const WORDS = 'wachat-emulator: no real phone can link';
const LINK = { name: 'wachat-emulator', exact: true };
const storedIn = (page: Page): Promise<unknown> => page.evaluate(`sessionStorage.getItem('wachat-emulator-key')`);
const stranger = { viewport: { width: 500, height: 520 } };

/** An emulator with an instance, and where its live page and its place in the inspector are. */
const open = async (options: Parameters<typeof build>[0] = {}) => {
  const built = await build(options);
  const created = await create(built.api);
  return {
    ...built,
    liveUrl: String(created.qrcode.liveUrl),
    place: `/#/instances/${encodeURIComponent(nameOf(created))}`,
  };
};

const alone = (visit: Visitor): void => {
  test('the name of the emulator leads to the instance at the root, which opens with its key and shows it in no URL', async () => {
    const { origin, wachat, liveUrl, place } = await open();
    const { page, complaints, requests } = await visit();
    await page.goto(liveUrl);
    const link = page.getByRole('link', LINK);
    expect(await link.getAttribute('href')).not.toContain(wachat.apiKey);
    expect(await storedIn(page)).toBeNull();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(origin + place);
    expect(await storedIn(page)).toBe(wachat.apiKey);
    expect(await page.evaluate('[document.referrer, location.search]')).toEqual(['', '']);
    await page.getByText('jakarta_store', { exact: true }).filter({ visible: true }).first().waitFor();
    expect(requests.filter((url) => !url.includes('/instance/qr/live') && url.includes(wachat.apiKey))).toEqual([]);
    await page.goBack();
    await page.getByRole('heading', { name: 'Connect WhatsApp' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('it is there while the page changes, and after it lost the server', async () => {
    const { origin, wachat, liveUrl, place } = await open();
    const { page } = await visit();
    await page.goto(`${liveUrl}&dev`);
    wachat.scan({ instanceName: wachat.instances()[0]?.apiInstanceName ?? '' });
    await page.getByRole('heading', { name: 'WhatsApp is connected' }).waitFor();
    await wachat.close();
    await page.getByText('Reconnecting…').waitFor();
    expect(await page.evaluate('Array.from(document.links, ({ href }) => href)')).toEqual([origin + place]);
  });

  test.for([
    { prefix: '/wachat', strips: true, tells: true, rest: '' },
    { prefix: '/wachat', strips: true, tells: false, rest: '' },
    { prefix: '/wachat', strips: false, tells: true, rest: '' },
    { prefix: '/mocks/api/v1', strips: true, tells: true, rest: '/instance' },
  ])('below a path of a proxy it leads there: %j', async ({ rest, ...way }) => {
    const { origin, liveUrl, place } = await open();
    const proxy = await reverseProxyTo(origin, way);
    const { page, complaints } = await visit();
    const url = new URL(liveUrl);
    const path = rest === '' ? url.pathname : url.pathname.slice(url.pathname.indexOf(rest));
    await page.goto(proxy.origin + way.prefix + path + url.search);
    await page.getByRole('link', LINK).click();
    await page.waitForURL(proxy.origin + way.prefix + place);
    await page.getByText('jakarta_store', { exact: true }).filter({ visible: true }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('there is none without the inspector, without script, and where there is no instance', async () => {
    const without = await open({ noInspector: true });
    const { liveUrl, wachat } = await open();
    for (const [url, options] of [
      [without.liveUrl, {}],
      [`${without.liveUrl}&dev`, {}],
      [liveUrl, { javaScriptEnabled: false }],
      [`${wachat.url}/instance/qr/live?instanceName=nobody&apiKey=key`, {}],
    ] as const) {
      const { page } = await visit(options);
      await page.goto(url);
      await page.getByText(WORDS, { exact: true }).waitFor();
      expect(await page.getByRole('link').count(), url).toBe(0);
    }
  });
};

const framed = (visit: Visitor): void => {
  test('there is none in a frame, and the words look there as without the inspector', async () => {
    const both = [await open(), await open({ noInspector: true })];
    const { page } = await visit({ viewport: { width: 1_000, height: 520 } });
    await page.goto(await framingPage(both.map(({ liveUrl }) => liveUrl)));
    const looks: unknown[] = [];
    for (const { liveUrl, wachat } of both) {
      const frame = page.frames().find((one) => one.url() === liveUrl);
      // What it shows then, the script shows.
      wachat.scan({ instanceName: wachat.instances()[0]?.apiInstanceName ?? '' });
      await frame?.getByRole('heading', { name: 'WhatsApp is connected' }).waitFor();
      expect(await frame?.getByRole('link').count()).toBe(0);
      looks.push(
        await frame?.evaluate(`(() => {
          const words = document.querySelector('small');
          const { width, height, x, y } = words.getBoundingClientRect();
          const { color, textDecoration, font, cursor } = getComputedStyle(words.firstElementChild ?? words);
          return { text: words.textContent, box: [width, height, x, y].map(Math.round), color, textDecoration, font, cursor };
        })()`),
      );
    }
    expect(looks[0]).toMatchObject({ text: WORDS, cursor: expect.any(String) });
    expect(looks[0]).toEqual(looks[1]);
  });

  test('with dev there is one in a frame: it opens a tab, which has the key where the browser lets it', async () => {
    const { origin, wachat, liveUrl, place } = await open();
    const { page } = await visit(stranger);
    const opener = new URL(await framingPage([`${liveUrl}&dev`]));
    opener.hostname = 'localhost';
    await page.goto(opener.href);
    const opened = page.waitForEvent('popup');
    await page.frameLocator('iframe').getByRole('link', LINK).click();
    const tab = await opened;
    await tab.waitForURL(origin + place);
    expect(await storedIn(tab)).toBe(wachat.apiKey);
    await tab.getByText('jakarta_store', { exact: true }).filter({ visible: true }).first().waitFor();
    expect(page.url()).toBe(opener.href);
  });

  test('of another site it opens the tab all the same', async () => {
    const { origin, liveUrl, place } = await open();
    const { page } = await visit(stranger);
    await page.goto(await framingPage([`${liveUrl}&dev=true`]));
    const opened = page.waitForEvent('popup');
    await page.frameLocator('iframe').getByRole('link', LINK).click();
    await (await opened).waitForURL(origin + place);
  });

  test('the root itself shows in no frame, neither of another origin nor of its own', async () => {
    const { origin, liveUrl } = await open();
    const { page, complaints } = await visit(stranger);
    // The live page may frame nothing, whatever it is; what came of the API in its place might.
    await page.route(/qr\/live/, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${origin}/"></iframe>` }),
    );
    for (const url of [await framingPage([`${origin}/`]), liveUrl]) {
      await page.goto(url);
      await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
    }
    expect(complaints).toEqual(Array.from({ length: 2 }, () => expect.stringContaining("frame-ancestors 'none'")));
  });
};

describeInBrowser('The way from the live page to the inspector', (visit) => {
  alone(visit);
  framed(visit);
});
