import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { readQr } from '../support/picture.js';
import { proxyTo } from '../support/proxy.js';
import { create, liveUrlOf, nameOf, reach } from '../support/phases.js';

const patience = { timeout: 30_000, interval: 50 };
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const shownBy = async (page: Page): Promise<string | undefined> => readQr(await page.screenshot());
const saysReconnecting = (page: Page) => expect.poll(() => page.locator('#status').textContent(), patience);
const dimmed = (page: Page) => page.evaluate(`getComputedStyle(document.querySelector('#tile img')).opacity`);
const news = (page: Page) => expect.poll(() => page.locator('#news').textContent(), patience);
/** Has the page ask instead of following a stream, as the fifth of one browser does. */
const denyStreams = (page: Page) =>
  page.route(/qr\/live/, (route) =>
    route.request().headers().accept === 'text/event-stream' ? route.fulfill({ status: 204 }) : route.continue(),
  );
const hang = [{ operation: 'getQrLive', hang: true }] as const;

const openPairing = async (visit: Visitor, options: Parameters<typeof build>[0] = {}) => {
  const built = await build(options);
  const created = await create(built.api);
  const visited = await visit();
  return {
    name: nameOf(created),
    code: String(created.qrcode.code),
    url: liveUrlOf(built, nameOf(created)),
    ...built,
    ...visited,
  };
};

const silence = (visit: Visitor): void => {
  test.for(['a stream', 'asking'])('is not held up by a request without an answer: %s', async (way) => {
    const { page, wachat, url, name, code } = await openPairing(visit);
    if (way === 'asking') await denyStreams(page);
    await page.goto(url);
    await expect.poll(() => shownBy(page), patience).toBe(code);
    wachat.setFaults(hang);
    // As after the network was away.
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    await saysReconnecting(page).toBe('Reconnecting…');
    await expect.poll(() => dimmed(page), patience).toBe('0.2');
    expect(await page.evaluate(`getComputedStyle(document.getElementById('tile'), '::after').content`)).toContain(
      'Reconnecting…',
    );
    wachat.clearFaults();
    await saysReconnecting(page).toBe('');
    await expect.poll(() => shownBy(page), patience).toBe(code);
    wachat.scan({ instanceName: name });
    await heading(page, 'WhatsApp is connected').waitFor();
  });

  test('asks again for a code by itself when the button got no answer', async () => {
    const built = await build();
    const name = await reach.expired(built);
    const { page } = await visit();
    await page.goto(liveUrlOf(built, name));
    await heading(page, 'The code has expired').waitFor();
    built.wachat.setFaults(hang);
    await page.getByRole('button', { name: 'Get a new code' }).click();
    await saysReconnecting(page).toBe('Reconnecting…');
    expect(built.wachat.instances()[0]?.phase).toBe('expired');
    built.wachat.clearFaults();
    await heading(page, 'Connect WhatsApp').waitFor();
    await saysReconnecting(page).toBe('');
    expect(built.wachat.instances()[0]?.phase).toBe('pairing');
  });

  test('shows no QR as good that has had its time, also on a connection that swallows all', async () => {
    const { page, origin, url, wachat } = await openPairing(visit, { clock: 'system', qrTtl: '3s', qrLimit: 1_000 });
    const proxy = await proxyTo(origin);
    await page.goto(url.replace(origin, proxy.origin));
    await page.getByText(/^New code in 0:0\d$/).waitFor();
    proxy.swallow();
    await saysReconnecting(page).toBe('Reconnecting…');
    await expect.poll(() => dimmed(page), patience).toBe('0.2');
    expect(await page.locator('#timer').textContent()).toBe('');
    proxy.recover();
    await saysReconnecting(page).toBe('');
    await expect.poll(() => shownBy(page), patience).toBe(wachat.instances()[0]?.qrcode?.code);
  });

  test('asks again no later than the QR ends', async () => {
    const { page, url } = await openPairing(visit, { clock: 'system', qrTtl: '400ms', qrLimit: 1_000 });
    await denyStreams(page);
    await page.addInitScript(`
      const plain = setTimeout;
      self.pauses = [];
      self.setTimeout = (run, pause) => {
        self.pauses.push(pause);
        return plain(run, pause);
      };`);
    await page.goto(url);
    const pauses = `self.pauses.filter((pause) => pause !== 5000)`;
    await expect.poll(() => page.evaluate(`${pauses}.length > 4`), patience).toBe(true);
    expect(await page.evaluate(`Math.max(...${pauses}) <= 400`)).toBe(true);
  });
};

const words = (visit: Visitor): void => {
  const refused = 'That did not work. Please scan this new code.';

  test('says that a scan did not work, as long as the QR after it is current', async () => {
    const { page, url, name, wachat } = await openPairing(visit);
    await page.goto(url);
    await heading(page, 'Connect WhatsApp').waitFor();
    const sentence = page.getByText(refused).and(page.locator('section *'));
    expect(await sentence.isVisible()).toBe(false);
    wachat.refuse(name);
    await sentence.waitFor();
    await news(page).toBe(refused);
    expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
    const plain = (await visit({ javaScriptEnabled: false })).page;
    await plain.goto(url);
    expect(await plain.getByText(refused).isVisible()).toBe(true);
    wachat.expireQr(name);
    await sentence.waitFor({ state: 'hidden' });
    await news(page).toBe('New code shown');
  });

  test('names its state in the title, and reads out the words of a scene', async () => {
    const { page, url, name, wachat } = await openPairing(visit);
    const shown = '\u2068jakarta_store\u2069';
    const title = () => expect.poll(() => page.title(), patience);
    await page.goto(url);
    expect(await page.title()).toBe(`Connect WhatsApp: ${shown}`);
    wachat.exhaust(name);
    await title().toBe(`Code expired: ${shown}`);
    await news(page).toBe(
      'The code has expired. No phone was linked in time. Get a new one when your phone is at hand.',
    );
    await page.getByRole('button', { name: 'Get a new code' }).click();
    await title().toBe(`Connect WhatsApp: ${shown}`);
    await news(page).toBe('Connect WhatsApp. New code shown');
    wachat.scan({ instanceName: name });
    await title().toBe(`✓ Connected: ${shown}`);
    await page.reload();
    expect(await page.title()).toBe(`✓ Connected: ${shown}`);
    wachat.reset();
    await title().toBe('This connection was removed');
  });

  test('says of the last QR how long it is valid, since no new one comes', async () => {
    const { page, url } = await openPairing(visit, { clock: 'system', qrLimit: 1 });
    await page.goto(url);
    await page.getByText(/^Valid for 0:\d\d$/).waitFor();
  });

  test('does not start pairing by itself from a page that failed, without script', async () => {
    const { wachat } = await build();
    const { page } = await visit({ javaScriptEnabled: false });
    const url = `${wachat.url}/instance/qr/live?instanceName=late&apiKey=a%26b`;
    const refresh = page.locator('meta[http-equiv=refresh]');
    await page.goto(url);
    await heading(page, 'This link does not work').waitFor();
    expect(await refresh.getAttribute('content')).toBe('5');
    await page.goto(`${url}&renew=true`);
    await heading(page, 'This link does not work').waitFor();
    expect(await refresh.count()).toBe(0);
  });
};

const looks = (visit: Visitor): void => {
  test('rings its heading, and not the name below', async () => {
    const { page, url } = await openPairing(visit);
    await page.goto(url);
    await page.keyboard.press('Tab');
    await page.evaluate(`document.querySelector('h1').focus()`);
    const [text, ring, under] = JSON.parse(
      String(
        await page.evaluate(`(() => {
          const heading = document.querySelector('h1');
          const range = document.createRange();
          range.selectNodeContents(heading);
          const { outlineOffset, outlineWidth } = getComputedStyle(heading);
          const reach = parseFloat(outlineOffset) + parseFloat(outlineWidth);
          const box = heading.getBoundingClientRect();
          const name = document.querySelector('.name').getBoundingClientRect();
          return JSON.stringify([range.getBoundingClientRect().width, box.width, name.top - (box.bottom + reach)]);
        })()`),
      ),
    );
    expect(ring - text).toBeLessThan(24);
    // Above the letters of a line there are some pixels of nothing.
    expect(under).toBeGreaterThan(-3);
  });

  test('shows the time as a bar in forced colours, and without a track where motion is not welcome', async () => {
    const { page, url } = await openPairing(visit, { clock: 'system' });
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(url);
    await page.getByText(/^New code in/).waitFor();
    const colours = `[document.getElementById('bar'), document.body].map((one) => getComputedStyle(one).backgroundColor)`;
    const [bar, ground] = [await page.evaluate(`${colours}[0]`), await page.evaluate(`${colours}[1]`)];
    expect(bar).not.toBe(ground);
    expect(await page.locator('.track').isVisible()).toBe(true);
    await page.emulateMedia({ forcedColors: null, reducedMotion: 'reduce' });
    expect(await page.locator('.track').isVisible()).toBe(false);
  });
};

describeInBrowser('the live page in trouble', (visit) => {
  silence(visit);
  words(visit);
  looks(visit);
});
