import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/index.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { alerts, enter, news, openInspector, opened, patience, row } from '../support/inspector.js';
import { create, nameOf } from '../support/phases.js';
import { proxyTo } from '../support/proxy.js';

/** Opens the form, if it is not open yet, and sends it. */
const createOne = async (page: Page): Promise<void> => {
  const send = page.getByRole('button', { name: 'Create instance' });
  if ((await send.count()) === 0) await page.getByRole('button', { name: 'New instance' }).click();
  await send.click();
};

const silence = (visit: Visitor): void => {
  test('gives up an action that gets no answer, says so, and holds no other up', async () => {
    const { api, wachat, page, openAt } = await openInspector(visit);
    const name = nameOf(await create(api, { instanceName: 'toko' }));
    await openAt();
    wachat.setFaults([{ operation: 'createInstance', hang: true }]);
    await createOne(page);
    // By keyboard, as the form is above it.
    await row(page, name).getByRole('button', { name: 'Scan' }).press('Enter');
    await row(page, name).getByText('open', { exact: true }).waitFor();
    const sentence = page.locator('#create-problem');
    await expect
      .poll(() => sentence.textContent(), patience)
      .toBe('No answer came in time; it may have been carried out.');
    wachat.clearFaults();
    await createOne(page);
    await row(page, 'jakarta_store').waitFor();
    await alerts(page).toEqual([]);
  });

  const broken: readonly (readonly [string, Fault, string])[] = [
    [
      'no JSON',
      { status: 502, body: '<h1>Bad</h1>', contentType: 'text/html' },
      'Your fault "100% mine ✂" answered: The answer could not be used (502).',
    ],
    [
      'JSON of another kind',
      { status: 500, body: { oops: 1 } },
      'Your fault "100% mine ✂" answered: The answer could not be used (500).',
    ],
    ['none', { cut: 'before' }, 'The connection broke; it may have been carried out.'],
    [
      'half of one',
      { truncate: true },
      'Your fault "100% mine ✂" answered: The answer could not be used (201); it may have been carried out.',
    ],
    [
      'an error',
      { status: 503, body: { success: false, error: 'We are closed.' } },
      'Your fault "100% mine ✂" answered: We are closed.',
    ],
  ];
  test.for(broken)(
    'says what is known when the answer is %s, one message at a time, until the next action',
    async ([, fault, sentence]) => {
      const { api, wachat, page, openAt } = await openInspector(visit);
      const name = nameOf(await create(api, { instanceName: 'toko' }));
      await openAt(`#/instances/${name}`);
      wachat.setFaults([{ ...fault, name: '100% mine ✂', operation: ['createInstance', 'deleteInstance'] }]);
      await createOne(page);
      await alerts(page).toEqual([sentence]);
      wachat.exhaust(name);
      await opened(page).getByText('expired', { exact: true }).waitFor();
      await alerts(page).toEqual([sentence]);
      await opened(page).getByRole('button', { name: 'Delete' }).click();
      await opened(page).getByRole('button', { name: 'Really delete?' }).click();
      await alerts(page).toEqual([sentence.replace('201', '200')]);
      await page.getByRole('button', { name: 'Close this message' }).click();
      await alerts(page).toEqual([]);
    },
  );

  test('finds back by itself after a connection that swallows all', async () => {
    const { api, page, origin, openAt } = await openInspector(visit);
    const proxy = await proxyTo(origin);
    await openAt('', proxy.origin);
    await page.getByText('This key has no instances yet.').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    proxy.swallow();
    const lost = page.getByText('No answer; trying again…');
    await lost.waitFor({ timeout: 50_000 });
    await alerts(page).toEqual([]);
    proxy.recover();
    const name = nameOf(await create(api));
    await row(page, name).waitFor();
    await lost.waitFor({ state: 'hidden' });
  });

  test('says what is wrong: the key, the name, no answer; and what the emulator says of a key', async () => {
    const { wachat, origin } = await build({ apiKeys: ['good'] });
    const { page } = await visit({ viewport: { width: 1_000, height: 800 } });
    await page.goto(`${origin}/`);
    await page.getByText('Enter an API key to see its account.').waitFor();
    const key = page.getByLabel('API key', { exact: true });
    await key.fill('bad');
    await alerts(page).toEqual([
      'This API key is not one of those that the emulator was started with (--api-key, WACHAT_API_KEYS).',
    ]);
    await key.fill('a b');
    await page.getByText('no spaces').waitFor();
    expect(await key.getAttribute('aria-invalid')).toBe('true');
    await key.fill('good');
    await page.getByText('This key has no instances yet.').waitFor();
    expect(await key.getAttribute('aria-invalid')).toBe('false');
    await page.getByRole('button', { name: 'New instance' }).click();
    await page.getByLabel('Display name').fill('');
    await createOne(page);
    await alerts(page).toEqual([expect.stringContaining('“Display name” must be')]);
    await page.keyboard.press('Escape');
    await wachat.close();
    const lost = page.getByText('No answer; trying again…');
    await lost.waitFor();
    await alerts(page).toEqual([]);
    await build({ apiKeys: ['good'], port: Number(new URL(origin).port) });
    await lost.waitFor({ state: 'hidden' });
  });

  test('says that a key can be none, where any other will do', async () => {
    const { page, origin } = await openInspector(visit, { strict: true });
    await page.goto(`${origin}/`);
    await enter(page, 'undefined');
    await alerts(page).toEqual(['The API key looks like a value that was never set (--strict).']);
  });
};

const words = (visit: Visitor): void => {
  test('says what was refused where it is seen, however far down the list', async () => {
    const { api, page, openAt, wachat } = await openInspector(visit);
    const first = nameOf(await create(api));
    wachat.exhaust(first);
    for (let index = 0; index < 12; index++) await create(api, { instanceName: `shop ${String(index)}` });
    await openAt();
    const button = row(page, first).getByRole('button', { name: 'Get a new QR' });
    await page.getByRole('list', { name: 'Instances' }).focus();
    await page.keyboard.press('End');
    await button.waitFor();
    wachat.setFaults([{ operation: 'getQr', status: 503 }]);
    await button.click();
    const alert = page.getByRole('alert').filter({ visible: true });
    await alert.waitFor();
    const seen = `(() => {
      const { top, bottom } = document.querySelector('.refusal').getBoundingClientRect();
      return [document.querySelector('.virtual').scrollTop > 0, top >= 0 && bottom <= innerHeight];
    })()`;
    expect(await page.evaluate(seen)).toEqual([true, true]);
  });

  test('says at the form what is wrong with it, by its labels, until it is changed', async () => {
    const { page, openAt } = await openInspector(visit);
    await openAt();
    await page.getByRole('button', { name: 'New instance' }).click();
    const form = page.getByRole('form', { name: 'New instance' });
    const number = form.getByLabel('Number');
    await number.fill('12');
    await createOne(page);
    const alert = form.getByRole('alert');
    await alert.filter({ hasText: '“Number” must be' }).waitFor();
    await alerts(page).toHaveLength(1);
    expect(await number.getAttribute('aria-invalid')).toBe('true');
    expect(await form.getByLabel('Display name').getAttribute('aria-invalid')).toBe('false');
    await number.press('3');
    expect(await alert.filter({ visible: true }).count()).toBe(0);
    expect(await number.getAttribute('aria-invalid')).toBe('false');
    await form.getByLabel('Display name').fill('');
    await createOne(page);
    await alert.filter({ hasText: /^“Display name” must be .*; “Number” must be / }).waitFor();
  });

  test('reads out what a first press of Delete asks, and its own name in two words', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await openAt(`#/instances/${nameOf(await create(api))}`);
    await opened(page).getByRole('button', { name: 'Delete' }).click();
    await news(page).toBe('Really delete? jakarta_store');
    await page.getByRole('link', { name: /^wachat-emulator \d/ }).waitFor();
    expect(await page.title()).toBe('jakarta_store · Instances · wachat-emulator');
  });

  test('copies a technical name, which can be read in full', async () => {
    const { api, page, openAt } = await openInspector(
      visit,
      {},
      { viewport: { width: 1_000, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] },
    );
    const name = nameOf(await create(api, { instanceName: 'x'.repeat(100) }));
    await openAt();
    await row(page, name)
      .getByRole('button', { name: /^Copy the technical name: x/ })
      .click();
    await news(page).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(name);
    expect(await row(page, name).locator('code').getAttribute('title')).toBe(name);
  });
};

const calm = (visit: Visitor): void => {
  test('changes nothing on the page while nothing happens', async () => {
    const { api, page, openAt } = await openInspector(visit, { clock: 'manual', qrTtl: '1h' });
    for (let index = 0; index < 5; index++) await create(api, { instanceName: `shop ${String(index)}` });
    // Without the stream the page looks by itself, every two seconds.
    await page.route('**/_emulator/stream', (route) => route.fulfill({ status: 502, body: 'a proxy' }));
    await openAt();
    await row(page, 'shop 4').waitFor();
    await page.getByText('Every 2 s', { exact: true }).waitFor();
    const asked = () => page.waitForResponse(/_emulator\/instances/);
    await asked();
    const changes = await page.evaluateHandle(`(() => {
      const changes = [];
      new MutationObserver((seen) => changes.push(...seen.map(({ target, attributeName }) => target.nodeName + ' ' + attributeName + ' ' + target.textContent.slice(0, 80))))
        .observe(document.body, { subtree: true, attributes: true, childList: true, characterData: true });
      return changes;
    })()`);
    for (let turn = 0; turn < 3; turn++) await asked();
    expect(await changes.jsonValue()).toEqual([]);
  });

  test('keeps what the pages ask by themselves out of the log, and what a person asks in it', async () => {
    const lines: string[] = [];
    const logged = { logLevel: 'info', logTo: { write: (line: string) => lines.push(line) } } as const;
    const { api, page, openAt } = await openInspector(visit, logged);
    const created = await create(api);
    await openAt();
    await row(page, nameOf(created)).getByRole('link', { name: 'jakarta_store', exact: true }).click();
    await opened(page).getByRole('button', { name: 'Expire QR' }).click();
    await opened(page).getByText('QR 2,').waitFor();
    const streaming = page.waitForResponse((reply) => reply.request().headers().accept === 'text/event-stream');
    await page.goto(String(created.qrcode.liveUrl));
    await streaming;
    await page.goto('about:blank');
    const paths = lines.map((line) => JSON.parse(line).path).filter((path) => path !== undefined);
    expect(paths).toEqual([
      '/api/v1/instance/create',
      '/',
      '/_emulator/instances/:name/expire-qr',
      '/api/v1/instance/qr/live',
    ]);
  });
};

describeInBrowser('the inspector in trouble', (visit) => {
  silence(visit);
  words(visit);
  calm(visit);
});
