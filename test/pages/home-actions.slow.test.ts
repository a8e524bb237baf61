import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { allowedIn, isState, lifecycle, states, type Action, type State } from '../../src/domain/lifecycle.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { create, nameOf, numberOf, reach } from '../support/phases.js';
import { business } from '../support/shop.js';

const patience = { timeout: 30_000, interval: 50 };
const roomy = { viewport: { width: 1_000, height: 800 } };
const labels: Readonly<Partial<Record<Action, string>>> = {
  requestQr: 'Get a new QR',
  logout: 'Log out',
  delete: 'Delete',
  scan: 'Scan',
  refuse: 'Refuse',
  unlink: 'Unlink',
  drop: 'Drop',
  reconnect: 'Reconnect',
  replace: 'Replace',
  expireQr: 'Expire QR',
  exhaust: 'Exhaust',
};

/** What the table allows and a person can ask for; to ask for a QR makes sense where it changes something. */
const offeredIn = (state: State): readonly Action[] =>
  allowedIn(state).filter(
    (action) => labels[action] !== undefined && (action !== 'requestQr' || lifecycle[state].requestQr !== state),
  );
const labelsIn = (state: State) =>
  offeredIn(state)
    .map((action) => labels[action])
    .sort();
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
const buttonsOf = async (page: Page, name: string): Promise<readonly string[]> =>
  (await row(page, name).locator('.actions').getByRole('button').allTextContents()).sort();

const open = async (visit: Visitor, options: Parameters<typeof build>[0] = {}) => {
  const built = await build(options);
  const visited = await visit(roomy);
  await visited.page.goto(`${built.origin}/`);
  await visited.page.getByLabel('API key').fill(built.wachat.apiKey);
  return { ...built, ...visited, built };
};

const obeysTheTable = (visit: Visitor): void => {
  test.for(states)('offers a %s instance what the table allows, and each button does what it says', async (state) => {
    const { built, wachat, page, complaints } = await open(visit);
    const offered = offeredIn(state);
    const shown = await reach[state](built);
    const { actions } = wachat.instances()[0] ?? {};
    expect(offered.filter((action) => action !== 'requestQr').sort()).toEqual([...(actions ?? [])].sort());
    await expect.poll(() => buttonsOf(page, shown), patience).toEqual(labelsIn(state));
    expect(await row(page, shown).locator('.state').textContent()).toBe(wachat.instances()[0]?.state);
    expect(await row(page, shown).locator('.phase').textContent()).toBe(state === 'open' ? '' : state);

    for (const action of offered) {
      const name = await reach[state](built);
      const one = row(page, name);
      await one.getByRole('button', { name: labels[action] ?? '' }).click();
      if (action === 'delete') await one.getByRole('button', { name: 'Really delete?' }).click();
      const outcome = action === 'scan' ? 'open' : lifecycle[state][action];
      const now = () => wachat.instances().find(({ apiInstanceName }) => apiInstanceName === name)?.phase ?? 'deleted';
      await expect.poll(now, patience).toBe(outcome);
      if (isState(outcome)) await expect.poll(() => buttonsOf(page, name), patience).toEqual(labelsIn(outcome));
      else await one.waitFor({ state: 'detached' });
      if (action === 'refuse' || action === 'expireQr') await one.getByText('QR 2', { exact: true }).waitFor();
    }
    expect(await page.getByRole('alert').filter({ visible: true }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('offers a business instance no phone and no QR', async () => {
    const { api, page } = await open(visit);
    const name = nameOf(await create(api, business));
    await expect.poll(() => buttonsOf(page, name), patience).toEqual(['Log out']);
    await row(page, name).getByRole('button', { name: 'Log out' }).click();
    await expect.poll(() => buttonsOf(page, name), patience).toEqual(['Delete']);
  });

  test('names the phone and the scenario, as text', async () => {
    const { api, built, wachat, page, complaints } = await open(visit);
    const name = nameOf(await create(api, { number: numberOf(built, 'happy-very-slow') }));
    await row(page, name).getByText('happy-very-slow', { exact: true }).waitFor();
    await row(page, name).getByText('+999000000002', { exact: true }).waitFor();
    wachat.scan({ instanceName: name, number: '628111222333', profileName: '<b>Budi</b>' });
    await row(page, name).getByText('+628111222333', { exact: true }).waitFor();
    await row(page, name).getByText('<b>Budi</b>', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
};

const deletesGently = (visit: Visitor): void => {
  test('deletes only what was meant: no double click, no second thought', async () => {
    const { api, wachat, page } = await open(visit);
    const name = nameOf(await create(api));
    const button = row(page, name).locator('[data-action=delete]');
    await button.dblclick();
    expect(await button.textContent()).toBe('Really delete?');
    await page.keyboard.press('Escape');
    expect(await button.textContent()).toBe('Delete');
    await button.click();
    expect(await button.getAttribute('aria-label')).toBe('Really delete? jakarta_store');
    await page.keyboard.press('Tab');
    expect(await button.textContent()).toBe('Delete');
    expect(wachat.instances()).toHaveLength(1);
    await button.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('This key has no instances yet.').waitFor();
    expect(wachat.instances()).toEqual([]);
    expect(await page.evaluate('document.activeElement.id')).toBe('instances-title');
    expect(await page.locator('#news').textContent()).toBe('Delete: jakarta_store');
  });
};

const movesTime = (visit: Visitor): void => {
  test('shows a clock that stands still, and moves it', async () => {
    const { api, wachat, page, complaints } = await open(visit, { clock: 'manual', seed: 'any' });
    const name = nameOf(await create(api));
    const clock = page.getByRole('region', { name: 'Clock' });
    await clock.getByText('The clock stands still at 2026-01-01 00:00:00 UTC').waitFor();
    await clock.getByRole('button', { name: '+45 s' }).click();
    await clock.getByText('2026-01-01 00:00:45 UTC').waitFor();
    await row(page, name).getByText('QR 2', { exact: true }).waitFor();
    await clock.getByRole('button', { name: '+1 min' }).click();
    await clock.getByText('2026-01-01 00:01:45 UTC').waitFor();
    await row(page, name).getByText('QR 3', { exact: true }).waitFor();
    await clock.getByRole('button', { name: 'Let it run' }).click();
    await clock.getByText('The clock runs.').waitFor();
    expect(wachat.clock.read().frozen).toBe(false);
    expect(await clock.getByRole('button').allTextContents()).toEqual(['Freeze']);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Freeze');
    await page.keyboard.press('Enter');
    await clock.getByText('The clock stands still at').waitFor();
    expect(wachat.clock.read().frozen).toBe(true);
    await wachat.clock.set('2026-07-01T12:00:00Z');
    await clock.getByText('2026-07-01 12:00:00 UTC').waitFor();
    expect(complaints).toEqual([]);
  });

  test('says so when a clock cannot be set running from here', async () => {
    const { page } = await open(visit);
    await page.getByRole('button', { name: 'Let it run' }).click();
    await page.getByRole('alert').filter({ hasText: 'This clock belongs to the program' }).waitFor();
  });
};

const picksScenarios = (visit: Visitor): void => {
  test('lists the scenarios beside the number, and creates an instance with one', async () => {
    const { wachat, page, complaints } = await open(visit, { clock: 'manual', seed: 'any' });
    const picker = page.getByLabel('Scenario');
    const wanted = wachat.scenarios().map(({ number, name }) => `${number.slice(-2)} ${name}`);
    await expect.poll(() => picker.locator('option').allTextContents(), patience).toEqual(['none', ...wanted]);
    for (const { number, about } of wachat.scenarios()) {
      await picker.selectOption(number);
      expect(await page.getByLabel('Number').inputValue()).toBe(number);
      expect(await page.locator('#about-course').textContent()).toBe(about);
    }
    await page.getByLabel('Number').fill('628123456789');
    expect(await picker.inputValue()).toBe('');
    await page.getByLabel('Number').fill('999000000009');
    expect(await picker.inputValue()).toBe('999000000009');
    await page.getByRole('button', { name: 'Create instance' }).click();
    const store = row(page, 'jakarta_store');
    await store.getByText('dropped-at-once', { exact: true }).waitFor();
    await page.getByRole('button', { name: '+45 s' }).click();
    await store.getByText('closed', { exact: true }).waitFor();
    await page.getByLabel('Number').fill('12');
    await page.getByRole('button', { name: 'Create instance' }).click();
    await page.getByRole('alert').filter({ hasText: '"number"' }).waitFor();
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
  });
};

describeInBrowser('what the page at the root offers', (visit) => {
  obeysTheTable(visit);
  deletesGently(visit);
  movesTime(visit);
  picksScenarios(visit);
});
