import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { allowedIn, isState, lifecycle, states, type Action, type State } from '../../src/domain/lifecycle.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { alerts, goTo, news, opened, openInspector, patience, row } from '../support/inspector.js';
import { create, nameOf, numberOf, reach } from '../support/phases.js';
import { business } from '../support/shop.js';

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
const buttonsOf = async (page: Page): Promise<readonly string[]> =>
  (await opened(page).getByRole('table').getByRole('button').allTextContents()).sort();

const obeysTheTable = (visit: Visitor): void => {
  test.for(states)('offers a %s instance what the table allows, and each button does what it says', async (state) => {
    const { built, wachat, page, complaints, openAt } = await openInspector(visit);
    const offered = offeredIn(state);
    const shown = await reach[state](built);
    const { actions } = wachat.instances()[0] ?? {};
    expect(offered.filter((action) => action !== 'requestQr').sort()).toEqual([...(actions ?? [])].sort());
    await openAt(`#/instances/${shown}`);
    await expect.poll(() => buttonsOf(page), patience).toEqual(labelsIn(state));
    const one = opened(page);
    expect(await one.locator('header .state').textContent()).toBe(wachat.instances()[0]?.state);
    expect(await one.locator('header .phase').allTextContents()).toEqual(state === 'open' ? [] : [state]);
    // Each has a sentence beside it, and so have those that are not possible now.
    expect(
      await one
        .getByRole('row')
        .filter({ hasText: /\w.{20}/ })
        .count(),
    ).toBe(offered.length + 1);
    await one.getByText(`Not possible while it is ${state}`).click();
    expect(await one.locator('.instances-others dt').allTextContents()).toHaveLength(11 - offered.length);

    for (const action of offered) {
      const name = await reach[state](built);
      await goTo(page, `#/instances/${name}`);
      await expect.poll(() => one.locator('.instances-known code').first().textContent(), patience).toBe(name);
      await one.getByRole('button', { name: labels[action] ?? '' }).click();
      if (action === 'delete') await one.getByRole('button', { name: 'Really delete?' }).click();
      const outcome = action === 'scan' ? 'open' : lifecycle[state][action];
      const now = () => wachat.instances().find(({ apiInstanceName }) => apiInstanceName === name)?.phase ?? 'deleted';
      await expect.poll(now, patience).toBe(outcome);
      if (isState(outcome)) await expect.poll(() => buttonsOf(page), patience).toEqual(labelsIn(outcome));
      else await one.waitFor({ state: 'detached' });
      if (action === 'refuse' || action === 'expireQr') await one.getByText('QR 2,').waitFor();
    }
    await alerts(page).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('offers a business instance no phone and no QR', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await openAt(`#/instances/${nameOf(await create(api, business))}`);
    await expect.poll(() => buttonsOf(page), patience).toEqual(['Log out']);
    await opened(page).getByRole('button', { name: 'Log out' }).click();
    await expect.poll(() => buttonsOf(page), patience).toEqual(['Delete']);
  });

  test('has in the list what one most likely wants, and in the strip the command that does the same', async () => {
    const { built, wachat, api, page, openAt } = await openInspector(visit);
    const name = nameOf(await create(api));
    await openAt();
    const one = row(page, name);
    await one.getByRole('button', { name: 'Scan' }).focus();
    await page
      .getByRole('complementary', { name: 'The same with curl' })
      .getByText(`curl '${built.origin}/_emulator/instances/${name}/scan' -H 'Authorization: Bearer ${wachat.apiKey}'`)
      .waitFor();
    await page.keyboard.press('Enter');
    await one.getByText('open', { exact: true }).waitFor();
    wachat.drop(name);
    await one.getByRole('button', { name: 'Reconnect' }).click();
    await one.getByText('open', { exact: true }).waitFor();
    wachat.unlink(name);
    await one.getByRole('button', { name: 'Get a new QR' }).click();
    await one.getByRole('button', { name: 'Scan' }).waitFor();
  });

  test('names the phone and the scenario, as text', async () => {
    const { api, built, wachat, page, complaints, openAt } = await openInspector(visit);
    const name = nameOf(await create(api, { number: numberOf(built, 'happy-very-slow') }));
    await openAt();
    await row(page, name).getByText('happy-very-slow', { exact: true }).waitFor();
    await row(page, name).getByText('+999000000002', { exact: true }).waitFor();
    await goTo(page, `#/instances/${name}`);
    await opened(page).getByText('happy-very-slow Scanned after 100 s, when the third QR is shown.').waitFor();
    await page.getByRole('link', { name: 'Back to the list' }).click();
    wachat.scan({ instanceName: name, number: '628111222333', profileName: '<b>Budi</b>' });
    await row(page, name).getByText('+628111222333', { exact: true }).waitFor();
    await row(page, name).getByText('<b>Budi</b>', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
};

const deletesGently = (visit: Visitor): void => {
  test('deletes only what was meant: no double click, no second thought', async () => {
    const { api, wachat, page, openAt } = await openInspector(visit);
    const name = nameOf(await create(api));
    await openAt(`#/instances/${name}`);
    const button = opened(page).locator('[data-action=delete] button');
    await button.dblclick();
    expect(await button.textContent()).toBe('Really delete?');
    await page.keyboard.press('Escape');
    expect(await button.textContent()).toBe('Delete');
    expect(await opened(page).count()).toBe(1);
    await button.click();
    expect(await button.getAttribute('aria-label')).toBe('Really delete? jakarta_store');
    await page.keyboard.press('Tab');
    expect(await button.textContent()).toBe('Delete');
    expect(wachat.instances()).toHaveLength(1);
    await button.focus();
    // A key that is held is one press: each further event of it repeats.
    for (let held = 0; held < 4; held++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(await button.textContent()).toBe('Really delete?');
    expect(wachat.instances()).toHaveLength(1);
    await page.keyboard.press('Enter');
    await page.getByText('This key has no instances yet.').waitFor();
    expect(wachat.instances()).toEqual([]);
    await expect
      .poll(() => page.evaluate('document.activeElement.id'), patience)
      .toMatch(/^(instances-title|content)$/);
    await news(page).toBe('Delete: jakarta_store');
  });

  test('gives the focus to the list when the row that has it goes away', async () => {
    const { api, page, wachat, openAt } = await openInspector(visit);
    const name = nameOf(await create(api, { instanceName: 'goes' }));
    await create(api, { instanceName: 'stays' });
    await openAt();
    await row(page, 'goes').getByRole('button', { name: 'Scan' }).focus();
    await api.call('DELETE', `/instance/delete?instanceName=${name}`);
    await row(page, 'goes').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('Instances');
    expect(wachat.instances()).toHaveLength(1);
  });
};

const picksScenarios = (visit: Visitor): void => {
  test('lists the scenarios beside the number, and creates an instance with one', async () => {
    const { wachat, page, complaints, openAt } = await openInspector(visit, { clock: 'manual', seed: 'any' });
    await openAt();
    await page.getByRole('button', { name: 'Create the first instance' }).click();
    const form = page.getByRole('form', { name: 'New instance' });
    const picker = form.getByLabel('Scenario');
    const wanted = wachat.scenarios().map(({ number, name }) => `${number.slice(-2)} ${name}`);
    await expect.poll(() => picker.locator('option').allTextContents(), patience).toEqual(['none', ...wanted]);
    for (const { number, about } of wachat.scenarios()) {
      await picker.selectOption(number);
      expect(await form.getByLabel('Number').inputValue()).toBe(number);
      expect(await page.locator('#about-course').textContent()).toBe(about);
    }
    await form.getByLabel('Number').fill('628123456789');
    expect(await picker.inputValue()).toBe('');
    await form.getByLabel('Number').fill('999000000009');
    expect(await picker.inputValue()).toBe('999000000009');
    await page
      .getByRole('complementary', { name: 'The same with curl' })
      .getByText(`-d '{"instanceName":"jakarta_store","number":"999000000009"}'`)
      .waitFor();
    await form.getByRole('button', { name: 'Create instance' }).click();
    await opened(page).getByText('dropped-at-once', { exact: true }).waitFor();
    expect(await form.count()).toBe(0);
    await wachat.clock.advance('45s');
    await opened(page).getByText('closed', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
};

describeInBrowser('what the inspector can do to an instance', (visit) => {
  obeysTheTable(visit);
  deletesGently(visit);
  picksScenarios(visit);
});
