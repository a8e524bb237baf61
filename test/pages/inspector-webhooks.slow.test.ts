import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sign } from '../../src/delivery/sign.js';
import { receive, status } from '../support/receiver.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { alerts, barriers, fits, goTo, openBeside, patience } from '../support/inspector.js';
import { clipboard, focused, hashOf, openTraffic } from '../support/traffic.js';

const registered = (page: Page) => page.getByRole('region', { name: 'Registered' }).getByRole('listitem');
const deliveries = (page: Page) => page.getByRole('listbox', { name: 'Deliveries, newest first' }).getByRole('option');
const pane = (page: Page, name: string | RegExp) => page.getByRole('region', { name, exact: true });
const opened = (page: Page) => pane(page, /^Delivery /);

/** The view of an account with a receiver, which gets the events of the instance's connection. */
const hooked = async (visit: Visitor, hash: string, more: Parameters<typeof openTraffic>[2] = {}) => {
  const shown = await openTraffic(visit, hash, more);
  const receiver = await receive();
  const set = (body: object = {}) =>
    shown.api.post('/webhooks', { url: receiver.url, events: ['connection.update'], ...body });
  /** Lets three events happen. */
  const happen = (): void => {
    shown.wachat.drop(shown.name);
    shown.wachat.reconnect(shown.name);
  };
  return { ...shown, receiver, set, happen };
};

describeInBrowser('the webhooks in the inspector', (visit) => {
  test('are created with a form that shows the command and the secret, once', async () => {
    const { page, wachat, api, receiver, complaints } = await hooked(visit, '#/webhooks');
    await page.getByText('None yet: your app registers one').waitFor();
    await page.getByRole('link', { name: 'New webhook' }).first().click();
    const form = pane(page, 'Webhook');
    await form.getByLabel('URL', { exact: true }).fill(receiver.url);
    await form.getByLabel('Name optional').fill('Orders');
    await form.getByLabel('All, also those').uncheck();
    await form.getByLabel('qrcode.updated').check();
    await form.getByLabel('Secret optional').fill('not-a-secret');
    await page.getByLabel('The same with curl').getByText('"secret":"not-a-secret"').waitFor();
    await form.getByRole('button', { name: 'Create' }).click();
    await form.getByRole('heading', { name: 'Saved: Orders' }).waitFor();
    await expect.poll(() => focused(page), patience).toBe('Saved: Orders');
    await form.getByRole('button', { name: 'Copy the secret' }).click();
    await expect.poll(() => clipboard(page), patience).toBe('not-a-secret');
    expect((await api.get('/webhooks')).body.webhooks).toMatchObject([
      { name: 'Orders', url: receiver.url, events: ['qrcode.updated'], enabled: true },
    ]);
    await form.getByRole('link', { name: 'Done' }).click();
    await registered(page).getByText('Orders', { exact: true }).waitFor();
    expect(await hashOf(page)).toBe('#/webhooks');
    // What the page looks at leaves no trace.
    expect(wachat.requests({ operation: 'getWebhooks' })).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test('are refused where one looks for it, by the words of the label', async () => {
    const { page, api } = await hooked(visit, '#/webhooks/new');
    const form = pane(page, 'Webhook');
    await expect.poll(() => page.evaluate('document.activeElement.id'), patience).toBe('hook-url');
    await form.getByLabel('URL', { exact: true }).fill('ftp://example.com');
    await form.getByLabel('Instance optional').fill('nobody');
    await form.getByRole('button', { name: 'Create' }).click();
    await form
      .getByRole('alert')
      .filter({ hasText: /^URL must/ })
      .waitFor();
    await expect
      .poll(() => form.getByLabel('URL', { exact: true }).getAttribute('aria-invalid'), patience)
      .toBe('true');
    await form.getByLabel('URL', { exact: true }).fill('https://example.com/hook');
    await form.getByRole('button', { name: 'Create' }).click();
    await expect.poll(() => form.getByLabel('Instance optional').getAttribute('aria-invalid'), patience).toBe('true');
    expect(await page.getByRole('alert').filter({ visible: true, hasText: /./ }).count()).toBe(1);
    await form.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => hashOf(page), patience).toBe('#/webhooks');
    await expect.poll(() => page.evaluate('document.activeElement.className'), patience).toBe('panes-list');
    expect((await api.get('/webhooks')).body.count).toBe(0);
  });

  test('are changed, disabled, enabled and deleted', async () => {
    const { page, api, set } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders' });
    const one = async (): Promise<unknown> => (await api.get('/webhooks')).body.webhooks[0];
    await page.getByRole('button', { name: 'Disable Orders' }).click();
    await page.getByRole('button', { name: 'Enable Orders' }).waitFor();
    expect(await one()).toMatchObject({ enabled: false });
    await page.getByRole('button', { name: 'Enable Orders' }).click();
    await page.getByRole('button', { name: 'Disable Orders' }).waitFor();
    await page.getByRole('link', { name: 'Change Orders' }).click();
    const form = pane(page, 'Webhook');
    await form.getByLabel('Name optional').fill('Bills');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('heading', { name: 'Saved: ' }).waitFor();
    expect(await one()).toMatchObject({ enabled: true, name: 'Bills', events: ['connection.update'] });
    await page.getByRole('button', { name: 'Delete Bills' }).click();
    await page.getByRole('button', { name: /^Really delete\?/ }).click();
    await page.getByText('None yet: your app registers one').waitFor();
    expect(await one()).toBeUndefined();
    await form.getByRole('link', { name: 'Done' }).click();
    expect(await hashOf(page)).toBe('#/webhooks');
  });

  test('keep what others change while the form for one is open', async () => {
    const { page, api, set } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders' });
    await page.getByRole('link', { name: 'Change Orders' }).click();
    const form = pane(page, 'Webhook');
    await form.getByLabel('Name optional').fill('Bills');
    await page.getByRole('button', { name: 'Disable Orders' }).click();
    await page.getByRole('button', { name: 'Enable Orders' }).waitFor();
    const { id } = (await api.get('/webhooks')).body.webhooks[0];
    await set({ id, url: 'http://localhost:9/other' });
    await registered(page).getByText('http://localhost:9/other').waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('heading', { name: 'Saved: ' }).waitFor();
    expect((await api.get('/webhooks')).body.webhooks).toMatchObject([
      { name: 'Bills', enabled: false, url: 'http://localhost:9/other' },
    ]);
    await goTo(page, '#/lab/clock');
    await page.getByRole('heading', { name: "The account's clock" }).waitFor();
    expect(await page.getByLabel('The same with curl').textContent()).toMatch(/^Done/);
  });

  test('are left by Escape, but not from a field with text, and lose nothing by that', async () => {
    const { page, set } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders' });
    const change = page.getByRole('link', { name: 'Change Orders' });
    const form = pane(page, 'Webhook');
    await change.click();
    await expect.poll(() => page.evaluate('document.activeElement.id'), patience).toBe('hook-url');
    await form.getByLabel('Secret optional').fill('not-a-secret');
    await page.keyboard.press('Escape');
    expect(await form.getByLabel('Secret optional').inputValue()).toBe('not-a-secret');
    for (const name of ['All, also those', 'Enabled']) {
      await form.getByLabel(name).focus();
      await page.keyboard.press('Escape');
      await expect.poll(() => hashOf(page), patience).toBe('#/webhooks');
      await change.click();
      expect(await form.getByLabel('Secret optional').inputValue()).toBe('not-a-secret');
    }
    await form.getByRole('button', { name: 'Cancel' }).click();
    await change.click();
    expect(await form.getByLabel('Secret optional').inputValue()).toBe('');
  });

  test('show each delivery as it comes, and what became of it', async () => {
    const failing = await receive(status(500));
    const { page, set, happen, name, clock } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders' });
    await set({ name: 'Broken', url: failing.url });
    happen();
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered 200' }).count(), patience).toBe(3);
    const waiting = deliveries(page).filter({ hasText: 'waiting 500' });
    await waiting.filter({ hasText: /next \d\d:\d\d:\d\d/ }).waitFor();
    await waiting.click();
    expect(await hashOf(page)).toBe('#/webhooks/2-1');
    await opened(page)
      .getByText(/^Next attempt at /)
      .waitFor();
    await opened(page).getByRole('link', { name }).waitFor();
    clock.advance(60_000);
    await expect.poll(() => opened(page).locator('.attempt', { hasText: '500' }).count(), patience).toBeGreaterThan(1);
    await deliveries(page).filter({ hasText: 'Orders' }).first().click();
    await opened(page).getByRole('tree', { name: 'Body' }).getByRole('treeitem', { name: 'state: "open"' }).waitFor();
    await opened(page).getByRole('tree', { name: 'Headers' }).getByText('X-Wachat-Signature').waitFor();
  });

  test('are filtered by webhook, event, status, instance and text', async () => {
    const { page, set, happen, name, api } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders' });
    await set({ name: 'All', events: ['*'] });
    happen();
    await api.create({ instanceName: 'other' });
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered' }).count(), patience).toBe(9);
    await page.getByRole('link', { name: 'Only deliveries to Orders' }).click();
    await expect.poll(() => deliveries(page).count(), patience).toBe(4);
    await page.getByRole('link', { name: 'Only deliveries to Orders' }).click();
    await expect.poll(() => hashOf(page), patience).toBe('#/webhooks');
    await page.getByLabel('Event').selectOption('qrcode.updated');
    await expect.poll(() => hashOf(page), patience).toBe('#/webhooks?event=qrcode.updated');
    await expect.poll(() => deliveries(page).count(), patience).toBe(1);
    await goTo(page, `#/webhooks?instance=${name}&webhook=2`);
    await expect.poll(() => deliveries(page).count(), patience).toBe(3);
    await goTo(page, '#/webhooks?status=failed');
    await page.getByText('Nothing is like that.').waitFor();
    await goTo(page, '#/webhooks?text=OTHER');
    await expect.poll(() => deliveries(page).count(), patience).toBe(3);
  });

  test('keep their filters, by either name of an instance, while one is opened or changed', async () => {
    const { page, set, happen, api } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders', events: ['*'] });
    happen();
    await api.create({ instanceName: 'Toko Jakarta' });
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered' }).count(), patience).toBe(5);
    const instance = page.getByLabel('Instance', { exact: true });
    await instance.pressSequentially('Toko Jakarta');
    await expect.poll(() => deliveries(page).count(), patience).toBe(2);
    await alerts(page).toEqual([]);
    await deliveries(page).first().click();
    const filters = page.getByRole('search', { name: 'Filter the deliveries' });
    // All of them are in reach beside what is opened.
    const { x = 0, width = 0 } = (await filters.boundingBox()) ?? {};
    for (const field of await filters.locator('input, select, a').all()) {
      const box = (await field.boundingBox()) ?? { x: -1, width: 0 };
      expect(box.x).toBeGreaterThanOrEqual(x);
      expect(box.x + box.width).toBeLessThanOrEqual(x + width + 1);
    }
    for (const leave of ['Cancel', 'Save']) {
      await page.getByRole('link', { name: 'Change Orders' }).click();
      await pane(page, 'Webhook').getByRole('button', { name: leave }).click();
      if (leave === 'Save') await pane(page, 'Webhook').getByRole('link', { name: 'Done' }).click();
      await expect.poll(() => hashOf(page), patience).toBe('#/webhooks?instance=Toko+Jakarta');
    }
    expect(await deliveries(page).count()).toBe(2);
  });

  test('say what of an address nothing can be like', async () => {
    const { page, set, happen } = await hooked(visit, '#/webhooks?status=lost');
    await set();
    happen();
    await page.getByText('"status" must be one of waiting, delivering').waitFor();
    expect(await page.getByLabel('Status').inputValue()).toBe('lost');
    await goTo(page, '#/webhooks?webhook=first');
    await page.getByText('"webhook" must be a whole number').waitFor();
    await alerts(page).toEqual([]);
    await page.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(() => deliveries(page).count(), patience).toBe(3);
  });

  test('are where one left them when one comes back', async () => {
    const { page, set, happen, wachat } = await hooked(visit, '#/webhooks');
    await set();
    for (let times = 0; times < 60; times++) happen();
    await expect.poll(() => deliveries(page).first().getAttribute('aria-setsize'), patience).toBe('100');
    const top = () => page.evaluate("document.querySelector('.virtual').scrollTop");
    await page.evaluate("document.querySelector('.virtual').scrollTo({ top: 3_000 })");
    await expect.poll(() => deliveries(page).first().getAttribute('aria-setsize'), patience).toBe('180');
    await page.getByRole('link', { name: 'Chats' }).click();
    await page.goBack();
    await deliveries(page).first().waitFor();
    expect(await top()).toBe(3_000);
    // What was there is gone with the account.
    await page.getByRole('link', { name: 'Chats' }).click();
    wachat.reset();
    await page.getByText('No instances yet').first().waitFor();
    await page.goBack();
    await page.getByText('Nothing was sent yet.').waitFor();
  });

  test('wait for a clock that stands still, and have the date of another day', async () => {
    const failing = await receive(status(500));
    const { page, set, happen, wachat } = await hooked(visit, '#/webhooks');
    await wachat.clock.freeze();
    await set({ url: failing.url });
    happen();
    const next = deliveries(page).filter({ hasText: /next 00:\d\d:\d\d/ });
    await next.waitFor();
    await next.click();
    await opened(page)
      .getByText(/^Next attempt at /)
      .waitFor();
    expect(await opened(page).locator('.attempt').count()).toBe(1);
    await wachat.clock.advance('1d');
    await expect.poll(() => opened(page).locator('.attempt').count(), patience).toBe(2);
    await next.waitFor();
    await expect
      .poll(() => page.locator('.row-time').allTextContents(), patience)
      .toEqual(Array.from({ length: 3 }, () => '2026-01-01 00:00:00'));
  });

  test('are the same in two tabs, each with its own filter', async () => {
    const { page, set, happen, origin, wachat } = await hooked(visit, '#/webhooks');
    const other = await openBeside(page, `${origin}/#/webhooks?status=failed`, wachat.apiKey);
    await other.getByText('Nothing is like that.').waitFor();
    await set({ name: 'Orders' });
    happen();
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered' }).count(), patience).toBe(3);
    await other.getByRole('button', { name: 'Disable Orders' }).click();
    await page.getByRole('button', { name: 'Enable Orders' }).waitFor();
    await other.getByText('Nothing is like that.').waitFor();
    await other.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(() => deliveries(other).count(), patience).toBe(3);
    await other.getByRole('button', { name: 'Delete Orders' }).click();
    await other.getByRole('button', { name: /^Really delete\?/ }).click();
    await page.getByText('Nothing was sent yet.').waitFor();
  });

  test('go on with an emulator that was restarted, which has none of them', async () => {
    const { page, set, happen, wachat, receiver } = await hooked(visit, '#/webhooks');
    await set({ name: 'Orders' });
    happen();
    await deliveries(page).filter({ hasText: 'delivered' }).first().click();
    await opened(page).getByRole('tree', { name: 'Body' }).waitFor();
    await wachat.close();
    await page.getByText('No answer; trying again…').waitFor();
    expect(await deliveries(page).count()).toBe(3);
    const next = await build({ port: Number(new URL(wachat.url).port), apiKeys: [wachat.apiKey] });
    await page.getByText('None yet: your app registers one').waitFor();
    await page.getByText('Nothing was sent yet.').waitFor();
    await next.api.post('/webhooks', { url: receiver.url });
    await next.api.create({ instanceName: 'next' });
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered' }).count(), patience).toBe(2);
  });

  test('send a delivery again, which leads to the new one', async () => {
    const { page, set, happen, receiver } = await hooked(visit, '#/webhooks');
    await set();
    happen();
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered' }).count(), patience).toBe(3);
    await goTo(page, '#/webhooks/1-1');
    const again = opened(page).getByRole('button', { name: 'Send again' });
    await again.focus();
    await page.getByLabel('The same with curl').getByText('_emulator/deliveries/1-1/redeliver').waitFor();
    await again.click();
    await expect.poll(() => hashOf(page), patience).toBe('#/webhooks/1-4');
    await opened(page).getByText('It repeats 1-1').waitFor();
    await expect.poll(() => focused(page), patience).toBe('Delivery 1-4');
    await deliveries(page).filter({ hasText: 'again' }).waitFor();
    expect(receiver.received).toHaveLength(4);
    expect(receiver.received[3]?.body).toEqual(receiver.received[0]?.body);
  });

  test('show how the signature came about, and which mistake another one is', async () => {
    const { page, set, happen, receiver, complaints } = await hooked(visit, '#/webhooks');
    const secret = 'whsec_0123456789abcdef';
    await set({ secret });
    happen();
    await expect.poll(() => deliveries(page).filter({ hasText: 'delivered' }).count(), patience).toBe(3);
    await goTo(page, '#/webhooks/1-1');
    await opened(page).getByRole('button', { name: 'Verify the signature' }).click();
    expect(await opened(page).locator('.step').count()).toBeGreaterThan(3);
    expect(await page.getByText(secret).count()).toBe(0);
    const { headers, raw } = receiver.received[0] ?? {};
    const time = headers?.['x-wachat-timestamp'] ?? '';
    const field = opened(page).getByLabel('What your own code computed');
    await field.fill(`  ${sign(secret, time, raw ?? '')} `);
    await expect.poll(() => field.getAttribute('aria-invalid'), patience).toBe('false');
    await expect.poll(() => opened(page).locator('#verdict.good').count(), patience).toBe(1);
    await opened(page).locator('.mistakes summary').click();
    const wrong = String(await opened(page).locator('.mistake dd').first().textContent());
    await field.fill(wrong);
    await expect.poll(() => opened(page).locator('.mistake.current dd').allTextContents(), patience).toEqual([wrong]);
    await expect.poll(() => opened(page).locator('#verdict.bad').count(), patience).toBe(1);
    await field.fill('nonsense');
    await expect.poll(() => opened(page).locator('.mistake.current').count(), patience).toBe(0);
    await expect.poll(() => field.getAttribute('aria-invalid'), patience).toBe('true');
    expect(complaints).toEqual([]);
  });

  test('say what a fault did to a delivery and to its signature', async () => {
    const { page, set, happen, wachat } = await hooked(visit, '#/webhooks');
    await set();
    wachat.setDeliveryFaults([
      { name: 'forged', nth: 1, signature: 'wrong' },
      { name: 'bare', nth: 2, signature: 'missing' },
    ]);
    happen();
    await deliveries(page).filter({ hasText: 'forged' }).click();
    await opened(page).getByText('Hit by your fault').waitFor();
    await opened(page).getByRole('button', { name: 'Verify the signature' }).click();
    await opened(page).getByText('A fault signs this one wrong').waitFor();
    await deliveries(page).filter({ hasText: 'bare' }).click();
    await opened(page).getByRole('heading', { name: 'Signature' }).waitFor();
    await goTo(page, '#/webhooks/9-9');
    await opened(page).getByText('This account has no delivery with that id').waitFor();
  });

  test.for(['light', 'dark'] as const)('keep hostile texts as text, for everybody, in %s', async (colorScheme) => {
    const { page, set, happen, complaints } = await hooked(visit, '#/webhooks', { context: { colorScheme } });
    await set({ name: '<img src=x onerror=alert(1)>\u202e' + 'x'.repeat(60) });
    await set({ url: `https://example.invalid/${'a'.repeat(1_900)}`, enabled: false });
    happen();
    await deliveries(page).filter({ hasText: 'delivered' }).first().click();
    await opened(page).getByRole('button', { name: 'Verify the signature' }).click();
    for (const size of [
      { width: 1_280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size);
      expect(await fits(page)).toBe(true);
      expect(await barriers(page)).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => hashOf(page), patience).toBe('#/webhooks');
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await goTo(page, '#/webhooks/change/1');
    await pane(page, 'Webhook').getByLabel('Name optional').waitFor();
    await pane(page, 'Webhook').getByLabel('All, also those').check();
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
