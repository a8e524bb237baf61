import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { barriers, enter, fits, news, opened, openInspector, patience, row } from '../support/inspector.js';
import { create, nameOf } from '../support/phases.js';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });
const field = (page: Page) => palette(page).getByRole('combobox');
const labels = (page: Page) => expect.poll(() => palette(page).locator('.palette-label').allTextContents(), patience);
const active = (page: Page) =>
  expect.poll(
    () => palette(page).getByRole('option', { selected: true }).locator('.palette-label').textContent(),
    patience,
  );

/** Opens it, types, and takes the first that has this label. */
const choose = async (page: Page, typed: string, label: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await field(page).fill(typed);
  await active(page).toEqual(label);
  await page.keyboard.press('Enter');
};

describeInBrowser('the palette of the inspector', (visit: Visitor) => {
  test('opens by keys and by its button, leads to views, and gives the focus back', async () => {
    const { api, page, complaints, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'toko' });
    await openAt();
    await row(page, 'toko').getByRole('button', { name: 'Scan' }).focus();
    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate('document.activeElement.role'), patience).toBe('combobox');
    expect(await field(page).inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('Scan: toko');
    // In a field a slash is a slash.
    await page.getByLabel('Name', { exact: true }).focus();
    await page.keyboard.press('/');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('/');
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.keyboard.press('Control+k');
    await field(page).fill('wbhk');
    await active(page).toBe('Webhooks');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).hash, patience).toBe('#/webhooks');
    expect(await palette(page).count()).toBe(0);
    await page.getByRole('button', { name: /^Search or do/ }).click();
    await active(page).toBe('Instances');
    // What is found comes later than what is known, and would come between.
    await palette(page).getByText('Scan: toko', { exact: true }).waitFor();
    await page.keyboard.press('ArrowUp');
    await active(page).not.toBe('Instances');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await active(page).toBe('Chats');
    expect(await field(page).getAttribute('aria-activedescendant')).toBe(
      await palette(page).getByRole('option', { selected: true }).getAttribute('id'),
    );
    await page.mouse.click(5, 5);
    await expect.poll(() => palette(page).count(), patience).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('finds an instance among many, and does what can be done to it', async () => {
    const { api, wachat, page, complaints, openAt } = await openInspector(visit);
    const name = nameOf(await create(api, { instanceName: 'Warung <b>Budi</b>' }));
    for (let index = 0; index < 110; index++) await create(api, { instanceName: `shop ${String(index)}` });
    await openAt();
    await row(page, 'shop 109').waitFor();
    await choose(page, 'warung', 'Warung <b>Budi</b>');
    await opened(page).getByRole('heading', { name: 'Warung <b>Budi</b>' }).waitFor();
    await choose(page, 'budi scan', 'Scan: Warung <b>Budi</b>');
    await news(page).toBe('Scan: Warung <b>Budi</b>');
    expect(wachat.instances({ instanceName: name })[0]?.phase).toBe('open');
    // What is opened comes first; what is impossible is not there.
    await page.keyboard.press('Control+k');
    await active(page).toBe('Drop: Warung <b>Budi</b>');
    await field(page).fill('delete warung');
    await labels(page).toEqual([]);
    await palette(page).getByText('Nothing fits.').waitFor();
    await page.keyboard.press('Escape');
    wachat.unlink(name);
    await opened(page).getByText('closed', { exact: true }).waitFor();
    await choose(page, 'delete warung', 'Delete: Warung <b>Budi</b>');
    await active(page).toBe('Really delete? Warung <b>Budi</b> Enter does it.');
    await page.keyboard.press('ArrowDown');
    await active(page).toBe('Delete: Warung <b>Budi</b>');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => wachat.instances({ instanceName: name }), patience).toEqual([]);
    await choose(page, 'new inst', 'New instance');
    await page.getByRole('form', { name: 'New instance' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('does to no other instance what was meant for the one that is typed', async () => {
    const { api, wachat, page, openAt } = await openInspector(visit);
    const meant = nameOf(await create(api, { instanceName: 'jakarta_2' }));
    for (let index = 0; index < 12; index++) await create(api, { instanceName: `shop ${String(index)}` });
    const other = nameOf(await create(api, { instanceName: 'jakarta_12' }));
    await openAt();
    await row(page, 'jakarta_12').waitFor();
    await page.keyboard.press('Control+k');
    await field(page).waitFor();
    await page.keyboard.type('scan jakarta_2');
    await page.keyboard.press('Enter');
    await news(page).toBe('Scan: jakarta_2');
    expect(wachat.instances({ instanceName: meant })[0]?.phase).toBe('open');
    expect(wachat.instances({ instanceName: other })[0]?.phase).toBe('pairing');
  });

  test('finds each of very many by its own name, before those whose name goes on', async () => {
    const { api, wachat, page, openAt } = await openInspector(visit);
    // All have the same words; those that are meant are the oldest.
    for (let index = 1; index <= 300; index++) await create(api, { instanceName: `Toko ${String(index)}` });
    const longer = wachat.instances({ displayName: 'Toko 45' })[0]?.apiInstanceName ?? '';
    await openAt(`#/instances/${longer}`);
    await opened(page).getByRole('button', { name: 'Scan' }).waitFor();
    for (const index of [1, 4, 45]) {
      const name = `Toko ${String(index)}`;
      await page.keyboard.press('Control+k');
      await field(page).fill(name);
      await page.keyboard.press('Enter');
      await opened(page).getByRole('heading', { name, exact: true }).waitFor();
    }
    // Also what is done to one, while another is open whose name begins like it.
    await page.keyboard.press('Control+k');
    await field(page).fill('scan Toko 4');
    await page.keyboard.press('Enter');
    await news(page).toBe('Scan: Toko 4');
    expect(wachat.instances({ state: 'open' }).map(({ instanceName }) => instanceName)).toEqual(['Toko 4']);
  });

  test('moves the clock, takes faults away, resets, and changes the account', async () => {
    const { api, control, wachat, page, openAt } = await openInspector(visit, { clock: 'manual', seed: 'any' });
    await create(api, { instanceName: 'toko' });
    wachat.setFaults([{ operation: 'getQr', status: 503 }]);
    await openAt();
    await row(page, 'toko').waitFor();
    await choose(page, 'advance 1 min', 'Advance 1 min');
    await row(page, 'toko').getByText('QR 2', { exact: true }).waitFor();
    expect(wachat.clock.read().now).toBe('2026-01-01T00:01:00.000Z');
    await choose(page, 'clock run', 'Let the clock run');
    await expect.poll(() => wachat.clock.read().frozen, patience).toBe(false);
    await choose(page, 'freeze', 'Freeze the clock');
    await expect.poll(() => wachat.clock.read().frozen, patience).toBe(true);
    await choose(page, 'remove faults', 'Remove all faults');
    await expect.poll(async () => (await control.get('/faults')).body.faults, patience).toEqual([]);
    await choose(page, 'reset', 'Reset the account');
    await active(page).toBe('Really reset the account? Enter does it.');
    expect(wachat.instances()).toHaveLength(1);
    await page.keyboard.press('Enter');
    await page.getByText('This key has no instances yet.').waitFor();
    await create(api, { instanceName: 'again' });
    await row(page, 'again').waitFor();
    await enter(page, 'another');
    await page.getByText('This key has no instances yet.').waitFor();
    await choose(page, 'account 1', expect.stringMatching(/^Account 1 /));
    await row(page, 'again').waitFor();
    await choose(page, 'api key', 'Type another API key');
    await expect.poll(() => page.evaluate('document.activeElement.id'), patience).toBe('key');
  });

  test('leads to where it is said that a clock cannot be set running from here', async () => {
    const { page, openAt } = await openInspector(visit);
    await openAt();
    await page.getByText('This key has no instances yet.').waitFor();
    await choose(page, 'let the clock', 'Let the clock run');
    await page.getByText('This clock belongs to the program that started the emulator').waitFor();
    expect(new URL(page.url()).hash).toBe('#/lab/clock');
  });

  test('lists the keys, and has no barriers, at any width', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'أهلا '.repeat(15) });
    await openAt();
    await page.getByRole('list', { name: 'Instances' }).getByRole('listitem').waitFor();
    await page.keyboard.press('Control+k');
    await palette(page).getByText('أهلا').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await barriers(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 568 });
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Lab' }).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.textContent'), patience).toBe('Lab');
  });
});
