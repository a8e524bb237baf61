import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/index.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { proxyTo } from '../support/proxy.js';
import { create, nameOf } from '../support/phases.js';

const patience = { timeout: 30_000, interval: 50 };
const roomy = { viewport: { width: 1_000, height: 800 } };
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
const news = (page: Page) => expect.poll(() => page.locator('#news').textContent(), patience);

const open = async (visit: Visitor, options: Parameters<typeof build>[0] = {}, at = roomy) => {
  const built = await build(options);
  const visited = await visit(at);
  const openAs = async (origin: string) => {
    await visited.page.goto(`${origin}/`);
    await visited.page.getByLabel('API key').fill(built.wachat.apiKey);
  };
  return { ...built, ...visited, openAs };
};

const silence = (visit: Visitor): void => {
  test('gives up an action that gets no answer, says so, and holds no other up', async () => {
    const { api, wachat, page, origin, openAs } = await open(visit);
    const name = nameOf(await create(api, { instanceName: 'toko' }));
    await openAs(origin);
    wachat.setFaults([{ operation: 'createInstance', hang: true }]);
    await page.getByRole('button', { name: 'Create instance' }).click();
    await row(page, name).getByRole('button', { name: 'Scan' }).click();
    await row(page, name).getByText('open', { exact: true }).waitFor();
    const sentence = page.locator('#create-problem');
    await expect
      .poll(() => sentence.textContent(), patience)
      .toBe('No answer came in time; it may have been carried out.');
    wachat.clearFaults();
    await page.getByRole('button', { name: 'Create instance' }).click();
    await row(page, 'jakarta_store').waitFor();
    expect(await sentence.isVisible()).toBe(false);
  });

  const broken: readonly (readonly [string, Fault, string])[] = [
    ['no JSON', { status: 502, body: '<h1>Bad</h1>', contentType: 'text/html' }, 'The answer could not be used (502).'],
    ['JSON of another kind', { status: 500, body: { oops: 1 } }, 'The answer could not be used (500).'],
    ['none', { cut: 'before' }, 'The connection broke; it may have been carried out.'],
    ['half of one', { truncate: true }, 'The answer could not be used (201); it may have been carried out.'],
  ];
  test.for(broken)('says what is known when the answer is %s, until the next action', async ([, fault, sentence]) => {
    const { api, wachat, page, origin, openAs } = await open(visit);
    const name = nameOf(await create(api, { instanceName: 'toko' }));
    await openAs(origin);
    wachat.setFaults([{ ...fault, operation: ['createInstance', 'deleteInstance'] }]);
    await page.getByRole('button', { name: 'Create instance' }).click();
    const alert = page.getByRole('alert').filter({ visible: true });
    await expect.poll(() => alert.allTextContents(), patience).toEqual([sentence]);
    await page.waitForResponse(/_emulator\/clock/);
    expect(await alert.allTextContents()).toEqual([sentence]);
    await page.getByLabel('Display name').fill('another');
    await row(page, name).getByRole('button', { name: 'Delete' }).click();
    await row(page, name).getByRole('button', { name: 'Really delete?' }).click();
    await expect.poll(() => alert.allTextContents(), patience).toEqual([sentence.replace('201', '200')]);
  });

  test('finds back by itself after a connection that swallows all', async () => {
    const { api, page, origin, openAs } = await open(visit);
    const proxy = await proxyTo(origin);
    await openAs(proxy.origin);
    await page.getByText('This key has no instances yet.').waitFor();
    proxy.swallow();
    await page.getByText('The emulator does not answer. Trying again…').waitFor();
    proxy.recover();
    const name = nameOf(await create(api));
    await row(page, name).waitFor();
    await page.getByText('The emulator does not answer. Trying again…').waitFor({ state: 'hidden' });
  });
};

const words = (visit: Visitor): void => {
  test('says what was refused where it is seen, however far down the list', async () => {
    const { api, page, origin, openAs, wachat } = await open(visit);
    const first = nameOf(await create(api));
    for (let index = 0; index < 12; index++) await create(api, { instanceName: `shop ${String(index)}` });
    await openAs(origin);
    const button = row(page, first).getByRole('button', { name: 'Delete' });
    await button.click();
    wachat.setFaults([{ operation: 'deleteInstance', status: 503 }]);
    await row(page, first).getByRole('button', { name: 'Really delete?' }).click();
    const alert = page.getByRole('alert').filter({ visible: true });
    await alert.waitFor();
    const seen = `(() => {
      const { top, bottom } = document.getElementById('refusal').getBoundingClientRect();
      return [scrollY > 0, top >= 0 && bottom <= innerHeight];
    })()`;
    expect(await page.evaluate(seen)).toEqual([true, true]);
  });

  test('says at the form what is wrong with it, until it is changed', async () => {
    const { page, origin, openAs } = await open(visit);
    await openAs(origin);
    const number = page.getByLabel('Number');
    await number.fill('12');
    await page.getByRole('button', { name: 'Create instance' }).click();
    const alert = page.getByRole('form', { name: 'New instance' }).getByRole('alert');
    await alert.filter({ hasText: '"number" must be' }).waitFor();
    expect(await page.getByRole('alert').filter({ visible: true }).count()).toBe(1);
    expect(await number.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Display name').getAttribute('aria-invalid')).toBe('false');
    await number.press('3');
    expect(await alert.filter({ visible: true }).count()).toBe(0);
    expect(await number.getAttribute('aria-invalid')).toBe('false');
  });

  test('reads out what a first press of Delete asks, and its own name in two words', async () => {
    const { api, page, origin, openAs } = await open(visit);
    const name = nameOf(await create(api));
    await openAs(origin);
    await row(page, name).getByRole('button', { name: 'Delete' }).click();
    await news(page).toBe('Really delete? jakarta_store');
    await page.getByRole('heading', { level: 1, name: /^wachat-emulator \d/ }).waitFor();
  });

  test('copies a technical name, which can be read in full', async () => {
    const { api, page, origin, openAs } = await open(
      visit,
      {},
      { ...roomy, ...{ permissions: ['clipboard-read', 'clipboard-write'] } },
    );
    const name = nameOf(await create(api, { instanceName: 'x'.repeat(100) }));
    await openAs(origin);
    await row(page, name)
      .getByRole('button', { name: /^Copy the technical name: x/ })
      .click();
    await news(page).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(name);
    expect(await row(page, name).locator('.technical').getAttribute('title')).toBe(name);
  });
};

const calm = (visit: Visitor): void => {
  test('changes nothing on the page while nothing happens', async () => {
    const { api, page, origin, openAs } = await open(visit, { clock: 'system', qrTtl: '1h' });
    for (let index = 0; index < 5; index++) await create(api, { instanceName: `shop ${String(index)}` });
    await openAs(origin);
    await row(page, 'shop 4').waitFor();
    const asked = () => page.waitForResponse(/_emulator\/instances/);
    await asked();
    const changes = await page.evaluateHandle(`(() => {
      const changes = [];
      new MutationObserver((seen) => changes.push(...seen.map(({ target, attributeName }) => target.nodeName + ' ' + attributeName)))
        .observe(document.body, { subtree: true, attributes: true, childList: true, characterData: true });
      return changes;
    })()`);
    for (let turn = 0; turn < 3; turn++) await asked();
    expect(await changes.jsonValue()).toEqual([]);
  });

  test('keeps what the pages ask by themselves out of the log, and what a person asks in it', async () => {
    const lines: string[] = [];
    const logged = { logLevel: 'info', logTo: { write: (line: string) => lines.push(line) } } as const;
    const { api, page, origin, openAs } = await open(visit, logged);
    const created = await create(api);
    await openAs(origin);
    await row(page, nameOf(created)).getByRole('button', { name: 'Expire QR' }).click();
    await row(page, nameOf(created)).getByText('QR 2', { exact: true }).waitFor();
    const streaming = page.waitForResponse((reply) => reply.request().headers().accept === 'text/event-stream');
    await page.goto(String(created.qrcode.liveUrl));
    await streaming;
    await page.goto('about:blank');
    const paths = lines.map((line) => JSON.parse(line).path).filter((path) => path !== undefined);
    expect(paths).toEqual([
      '/api/v1/instance/create',
      '/',
      '/_emulator/scenarios',
      '/_emulator/instances/:name/expire-qr',
      '/api/v1/instance/qr/live',
    ]);
  });
};

describeInBrowser('the page at the root in trouble', (visit) => {
  silence(visit);
  words(visit);
  calm(visit);
});
