import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import type { Client, Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { framingPage } from '../support/framing.js';
import { readQr } from '../support/picture.js';

const LIFETIME = 45_000;
const LIMIT = 30;
const patience = { timeout: 30_000, interval: 50 };

const create = async (api: Client, instanceName = 'jakarta_store'): Promise<Json> =>
  (await api.create({ instanceName })).body;
const codeOf = async (api: Client, created: Json): Promise<string> =>
  (await api.get(`/instance/qr?instanceName=${String(created.instance.apiInstanceName)}`)).body.qrcode.code;
const shownBy = async (page: Page): Promise<string | undefined> => readQr(await page.screenshot());
const expectQr = (page: Page, code: string) => expect.poll(() => shownBy(page), patience).toBe(code);
const heading = (where: Page | FrameLocator, name: string) => where.getByRole('heading', { name });

const showsQr = (visit: Visitor): void => {
  test.for(['light', 'dark'] as const)('shows the current QR, readable off the screen, in %s', async (colorScheme) => {
    const { api, origin } = await build();
    const created = await create(api);
    const { page, complaints, requests } = await visit({ colorScheme });
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
  });

  test.for([
    [320, 460],
    [1280, 800],
    [700, 380],
  ] as const)('shows it readable at %i by %i', async ([width, height]) => {
    const { api } = await build();
    const created = await create(api);
    const { page } = await visit({ viewport: { width, height } });
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
  });

  test('changes to the next QR by itself, never without one in between', async () => {
    const { api, clock, wachat } = await build();
    const created = await create(api);
    const { page, complaints } = await visit();
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
    const gaps = await page.evaluateHandle(`(() => {
      const gaps = [];
      const tile = document.getElementById('tile');
      new MutationObserver(() => {
        const image = tile.firstElementChild;
        if (image === null || !image.complete || image.naturalWidth === 0) gaps.push(tile.innerHTML);
      }).observe(tile, { childList: true, subtree: true, attributes: true });
      return gaps;
    })()`);
    clock.advance(LIFETIME);
    await expectQr(page, await codeOf(api, created));
    wachat.expireQr(created.instance.apiInstanceName);
    await expectQr(page, await codeOf(api, created));
    expect(await gaps.jsonValue()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('flips when the QR on it is scanned', async () => {
    const { api, wachat } = await build();
    const created = await create(api);
    const { page, complaints } = await visit();
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
    wachat.scan({ code: (await shownBy(page)) ?? '' });
    await heading(page, 'WhatsApp is connected').waitFor();
    expect(await page.locator('#news').textContent()).toBe('WhatsApp is connected. You are all set.');
    expect(await page.getByRole('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
};

const startsAnew = (visit: Visitor): void => {
  test('stays expired until the button is pressed, by keyboard too', async () => {
    const { api, clock, wachat } = await build();
    const created = await create(api);
    const { page } = await visit();
    await page.goto(created.qrcode.liveUrl);
    clock.advance(LIFETIME * LIMIT);
    await heading(page, 'The code has expired').waitFor();
    await page.reload();
    await heading(page, 'The code has expired').waitFor();
    expect(wachat.instances()[0]?.state).toBe('close');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Get a new code');
    await page.keyboard.press('Enter');
    await heading(page, 'Connect WhatsApp').waitFor();
    await expectQr(page, await codeOf(api, created));
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Connect WhatsApp');
    expect(page.url()).not.toContain('renew');
  });

  test('works without script: the QR is there, the page reloads itself, the button starts anew once', async () => {
    const { api, clock } = await build();
    const created = await create(api);
    const { page } = await visit({ javaScriptEnabled: false });
    const refresh = page.locator('meta[http-equiv=refresh]');
    await page.goto(created.qrcode.liveUrl);
    expect(await shownBy(page)).toBe(created.qrcode.code);
    expect(await refresh.getAttribute('content')).toBe('5');
    clock.advance(LIFETIME * LIMIT);
    await page.goto(created.qrcode.liveUrl);
    await page.getByRole('button', { name: 'Get a new code' }).click();
    await page.waitForURL(/renew=true/);
    expect(await shownBy(page)).toBe(await codeOf(api, created));
    expect(await refresh.getAttribute('content')).toMatch(/^5;url=\?instanceName=[^&]+&apiKey=[^&]+$/);
  });
};

const recovers = (visit: Visitor): void => {
  test('recovers when the server is started again', async () => {
    const first = await build({ seed: 'restart' });
    const created = await create(first.api);
    const { page } = await visit();
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
    await first.wachat.close();
    await page.getByText('Reconnecting…').waitFor();
    const second = await build({ seed: 'restart', port: Number(new URL(first.origin).port) });
    await heading(page, 'This connection was removed').waitFor();
    expect((await create(second.api)).qrcode.liveUrl).toBe(created.qrcode.liveUrl);
    second.wachat.expireQr(created.instance.apiInstanceName);
    await expectQr(page, await codeOf(second.api, created));
    expect(await page.getByText('Reconnecting…').count()).toBe(0);
    second.wachat.scan({ instanceName: created.instance.apiInstanceName });
    await heading(page, 'WhatsApp is connected').waitFor();
  });

  test('says that the instance was removed, or that the link is wrong', async () => {
    const { api, wachat } = await build({ apiKeys: ['good'] });
    const { liveUrl } = (await create(api)).qrcode;
    const { page } = await visit();
    await page.goto(liveUrl);
    wachat.reset();
    await heading(page, 'This connection was removed').waitFor();
    await page.goto(liveUrl);
    await heading(page, 'This link does not work').waitFor();
    await page.goto(liveUrl.replace('apiKey=good', 'apiKey=bad'));
    await heading(page, 'This link was refused').waitFor();
    await page.goto(`${wachat.url}/instance/qr/live?apiKey=good`);
    await heading(page, 'This link is not complete').waitFor();
  });

  test('lets go while hidden and catches up when seen again', async () => {
    const { api, wachat } = await build();
    const created = await create(api);
    const { page } = await visit();
    const turn = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${String(hidden)}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`);
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
    const dropped = page.waitForEvent('requestfailed');
    await turn(true);
    await dropped;
    wachat.scan({ instanceName: created.instance.apiInstanceName });
    expect(await heading(page, 'WhatsApp is connected').count()).toBe(0);
    await turn(false);
    await heading(page, 'WhatsApp is connected').waitFor();
  });
};

const framed = (visit: Visitor): void => {
  test('works framed by another origin', async () => {
    const { api, wachat } = await build();
    const created = await create(api);
    const { page, complaints } = await visit({ viewport: { width: 500, height: 520 } });
    await page.goto(await framingPage([created.qrcode.liveUrl]));
    await expectQr(page, created.qrcode.code);
    wachat.expireQr(created.instance.apiInstanceName);
    await expectQr(page, await codeOf(api, created));
    wachat.scan({ code: (await shownBy(page)) ?? '' });
    await heading(page.frameLocator('iframe'), 'WhatsApp is connected').waitFor();
    expect(complaints).toEqual([]);
  });

  test('works framed by a file', async () => {
    const { api, wachat } = await build();
    const created = await create(api);
    const { page } = await visit({ viewport: { width: 500, height: 520 } });
    const folder = await mkdtemp(join(tmpdir(), 'framing-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { liveUrl, code } = created.qrcode;
    await writeFile(join(folder, 'index.html'), `<iframe src="${String(liveUrl)}" width="420" height="460"></iframe>`);
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    await expectQr(page, code);
    wachat.scan({ code });
    await heading(page.frameLocator('iframe'), 'WhatsApp is connected').waitFor();
  });

  test('loads itself anew in a sandbox that leaves it no origin', async () => {
    const { api, wachat } = await build();
    const created = await create(api);
    const { page, complaints } = await visit({ viewport: { width: 500, height: 520 } });
    await page.goto(await framingPage([created.qrcode.liveUrl], 'sandbox="allow-scripts"'));
    await expectQr(page, created.qrcode.code);
    wachat.scan({ code: created.qrcode.code });
    await heading(page.frameLocator('iframe'), 'WhatsApp is connected').waitFor();
    expect(complaints).toEqual([]);
  });

  test('works eight times on one page', async () => {
    const { api, wachat, clock } = await build();
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => create(api, `shop ${String(index)}`)));
    const { page, complaints } = await visit({ viewport: { width: 1_720, height: 960 } });
    await page.goto(await framingPage(all.map((one) => one.qrcode.liveUrl)));
    const frames = page.locator('iframe');
    const expectAll = async (): Promise<void> => {
      for (const [index, one] of all.entries()) {
        const code = await codeOf(api, one);
        await expect.poll(async () => readQr(await frames.nth(index).screenshot()), patience).toBe(code);
      }
    };
    await expectAll();
    clock.advance(LIFETIME);
    await expectAll();
    for (const one of all) wachat.scan({ instanceName: one.instance.apiInstanceName });
    for (const index of all.keys())
      await heading(page.frameLocator(`iframe >> nth=${String(index)}`), 'WhatsApp is connected').waitFor();
    expect(complaints).toEqual([]);
  });
};

const hostile = [
  ['markup', '<script>alert(1)</script>'],
  ['markup that leaves an attribute', '"><img src=x onerror=alert(1)>'],
  ['right-to-left text and overrides', '\u202Egnp.exe\u202D \u200Fمتجر'],
  ['a hundred emoji', '🎉'.repeat(100)],
  ['another script', '店铺'],
  ['the name of a prototype', '__proto__'],
] as const;

const looks = (visit: Visitor): void => {
  test.for(hostile)('keeps a name of %s as text', async ([, name]) => {
    const { api, wachat } = await build();
    const created = await create(api, name);
    const { page, complaints } = await visit();
    await page.goto(created.qrcode.liveUrl);
    await expectQr(page, created.qrcode.code);
    expect(await page.locator('header bdi').textContent()).toBe(name);
    wachat.scan({ instanceName: created.instance.apiInstanceName });
    await heading(page, 'WhatsApp is connected').waitFor();
    expect(await page.locator('section:not([hidden]) bdi').textContent()).toBe(name);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
  });

  test.for(['light', 'dark'] as const)(
    'has no scroll bars at 420 by 460 in any state, nor from there up while it pairs, in %s',
    async (colorScheme) => {
      const { api, wachat, clock } = await build({ apiKeys: ['good'] });
      const expired = await create(api, 'x'.repeat(100));
      clock.advance(LIFETIME * LIMIT);
      const pairing = await create(api, '🎉'.repeat(100));
      const open = await create(api);
      wachat.scan({ code: open.qrcode.code });
      const { page } = await visit({ colorScheme });
      const fits = (): Promise<unknown> =>
        page.evaluate(`(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
        scrollHeight <= clientHeight && scrollWidth <= clientWidth)(document.documentElement)`);
      const { liveUrl } = pairing.qrcode;
      for (const [url, words] of [
        [liveUrl, 'Connect WhatsApp'],
        [open.qrcode.liveUrl, 'WhatsApp is connected'],
        [expired.qrcode.liveUrl, 'The code has expired'],
        [liveUrl.replace('_', '-'), 'This link does not work'],
        [liveUrl.replace('apiKey=good', ''), 'This link was refused'],
        [`${wachat.url}/instance/qr/live?apiKey=good`, 'This link is not complete'],
      ] as const) {
        await page.goto(url);
        await heading(page, words).waitFor();
        expect(await fits(), words).toBe(true);
      }
      await page.goto(liveUrl);
      // Around each size where the page is laid out in another way.
      for (const isRefused of [false, true]) {
        if (isRefused) wachat.refuse(pairing.instance.apiInstanceName);
        for (const width of [300, 399, 400, 420, 600, 639, 640, 859, 860, 1280])
          for (const height of [460, 539, 540, 559, 560, 600, 639, 640, 800]) {
            await page.setViewportSize({ width, height });
            expect(await fits(), `${String(width)} by ${String(height)}${isRefused ? ', refused' : ''}`).toBe(true);
          }
      }
      await page.setViewportSize({ width: 420, height: 460 });
      await wachat.close();
      await page.getByText('Reconnecting…').waitFor();
      expect(await fits(), 'Reconnecting').toBe(true);
    },
  );
};

describeInBrowser('the live page', (visit) => {
  showsQr(visit);
  startsAnew(visit);
  recovers(visit);
  framed(visit);
  looks(visit);
});
