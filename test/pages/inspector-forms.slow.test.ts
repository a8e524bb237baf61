import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { client } from '../support/client.js';
import { alerts, enter, goTo, news, opened, openInspector, patience, roomy, row } from '../support/inspector.js';
import { create, nameOf } from '../support/phases.js';

const phone = { viewport: { width: 390, height: 664 } };

const focused = (page: Page) =>
  expect.poll(
    () => page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent'),
    patience,
  );
const hash = (page: Page) => expect.poll(() => page.evaluate<string>('decodeURIComponent(location.hash)'), patience);

/** An instance with a linked phone, and a view of the inspector. */
const openShop = async (
  visit: Visitor,
  view: (name: string) => string,
  options: Parameters<typeof openInspector>[1] = {},
  at: Parameters<typeof openInspector>[2] = roomy,
) => {
  const here = await openInspector(visit, options, at);
  const name = nameOf(await create(here.api, { instanceName: 'toko' }));
  here.wachat.scan({ instanceName: name });
  await here.openAt(view(name));
  return { ...here, name };
};

/** What can be waited for until it is released. */
const gate = () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { release, released };
};

/** That it is within the window, along one of its sides. */
const isWithin = (box: Locator, along: 'width' | 'height', size: number) =>
  expect
    .poll(async () => {
      const { x, y, ...sizes } = (await box.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
      const start = along === 'width' ? x : y;
      return start >= 0 && start + sizes[along] <= size;
    }, patience)
    .toBe(true);

/** Keeps the answer of a call of the page back, until it is told to let it go on. */
const hold = async (page: Page, url: string, method: string) => {
  const { release, released } = gate();
  let asked = 0;
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return route.continue();
    asked++;
    const response = await route.fetch();
    await released;
    return route.fulfill({ response });
  });
  return { release, asked: expect.poll(() => asked, patience) };
};

const keepsWhatIsTyped = (visit: Visitor): void => {
  test('keeps what is typed to a new chat, with the key, until it is sent', async () => {
    const { page, wachat, name } = await openShop(visit, (name) => `#/chats/${name}`);
    const open = async () => {
      await page.getByRole('button', { name: 'New', exact: true }).click();
      return page.getByRole('dialog', { name: 'Write to the instance' });
    };
    const form = await open();
    await form.getByLabel('In a group').check();
    await form.getByLabel('Text').fill('Is it open?');
    await page.keyboard.press('Escape');
    await expect.poll(() => form.count(), patience).toBe(0);
    await enter(page, 'another-key');
    await page.getByText('is not in this account').waitFor();
    await enter(page, wachat.apiKey);
    await page.getByRole('link', { name: 'All instances' }).waitFor();
    await open();
    expect(await form.getByLabel('Text').inputValue()).toBe('Is it open?');
    expect(await form.getByLabel('In a group').isChecked()).toBe(true);
    await form.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('article').filter({ hasText: 'Is it open?' }).waitFor();
    await open();
    expect(await form.getByLabel('Text').inputValue()).toBe('');
    expect(wachat.messages({ instanceName: name })).toHaveLength(1);
  });

  test('keeps what is typed to a location, of each chat', async () => {
    const { page, wachat, name } = await openShop(visit, (name) => `#/chats/${name}/6281298765432`);
    const form = page.getByRole('dialog', { name: 'Send a location' });
    const open = () => page.getByRole('button', { name: 'A location' }).click();
    await open();
    await form.getByLabel('Address').fill('Jalan Merdeka 1');
    await page.keyboard.press('Escape');
    await goTo(page, `#/chats/${name}/6281377001122`);
    await page.getByText('+6281377001122').first().waitFor();
    await open();
    expect(await form.getByLabel('Address').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.getByText('+6281298765432').first().waitFor();
    await open();
    expect(await form.getByLabel('Address').inputValue()).toBe('Jalan Merdeka 1');
    await form.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('article').filter({ hasText: 'Jalan Merdeka 1' }).waitFor();
    await open();
    expect(await form.getByLabel('Address').inputValue()).toBe('');
    expect(wachat.messages()).toHaveLength(1);
  });

  test('keeps what is typed to a webhook, and begins with how it is now where nothing is', async () => {
    const { page, api } = await openShop(visit, () => '#/webhooks/new');
    const form = page.getByRole('region', { name: 'Webhook', exact: true });
    await form.getByLabel('Name optional').fill('Orders');
    await goTo(page, '#/requests');
    await page.getByRole('heading', { name: /^Requests/ }).waitFor();
    await page.goBack();
    expect(await form.getByLabel('Name optional').inputValue()).toBe('Orders');
    await form.getByRole('button', { name: 'Cancel' }).click();
    const { id } = (await api.post('/webhooks', { url: 'http://localhost:9/one', name: 'Bills' })).body.webhook;
    await page.getByRole('link', { name: 'Change Bills' }).click();
    expect(await form.getByLabel('Name optional').inputValue()).toBe('Bills');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await api.post('/webhooks', { id, name: 'Offers' });
    await page.getByRole('link', { name: 'Change Offers' }).click();
    expect(await form.getByLabel('Name optional').inputValue()).toBe('Offers');
    await form.getByLabel('Name optional').fill('Sales');
    await page.getByRole('link', { name: 'New webhook' }).first().click();
    await expect.poll(() => form.getByLabel('Name optional').inputValue(), patience).toBe('');
    await page.getByRole('link', { name: 'Change Offers' }).click();
    await expect.poll(() => form.getByLabel('Name optional').inputValue(), patience).toBe('Sales');
  });

  test('shows the secret of a webhook also to who left the form before it was created, and then a new form', async () => {
    const { page, wachat, control, api } = await openShop(visit, () => '#/webhooks/new', { clock: 'system' });
    const form = page.getByRole('region', { name: 'Webhook', exact: true });
    await form.getByLabel('URL', { exact: true }).fill('http://localhost:9/hook');
    await form.getByLabel('Name optional').fill('Orders');
    await form.getByLabel('Secret optional').fill('known-only-here');
    const answer = await hold(page, '**/webhooks', 'POST');
    await form.getByRole('button', { name: 'Create' }).click();
    await answer.asked.toBe(1);
    await goTo(page, '#/lab/clock');
    await page.getByRole('heading', { name: "The account's clock" }).waitFor();
    answer.release();
    await news(page).toBe('Webhook created');
    await hash(page).toBe('#/lab/clock');
    await goTo(page, '#/webhooks');
    const secret = page.getByRole('link', { name: 'Secret of Orders' });
    await secret.click();
    await form.getByText('known-only-here').waitFor();
    // It has been sent: what was typed does not come again.
    await page.getByRole('link', { name: 'New webhook' }).first().click();
    await expect.poll(() => form.getByLabel('Name optional').inputValue(), patience).toBe('');
    await page.goBack();
    await form.getByRole('link', { name: 'Done' }).click();
    await expect.poll(() => form.count(), patience).toBe(0);
    // In another account, and of one that was given another secret elsewhere, it is not known.
    await api.post('/webhooks', { id: 1, secret: 'another-secret' });
    await expect.poll(() => secret.count(), patience).toBe(0);
    await api.post('/webhooks', { id: 1, secret: 'known-only-here' });
    await secret.waitFor();
    await enter(page, 'another-key');
    await page.getByText('None yet: your app registers one').waitFor();
    await client(wachat.url, 'another-key').post('/webhooks', { url: 'http://localhost:9/theirs', name: 'Orders' });
    await page.getByRole('link', { name: 'Change Orders' }).waitFor();
    expect(await secret.count()).toBe(0);
    await enter(page, wachat.apiKey);
    await secret.waitFor();
    await control.post('/reset', {});
    await api.post('/webhooks', { url: 'http://localhost:9/new', name: 'Orders' });
    await page.getByText('http://localhost:9/new').waitFor();
    expect(await secret.count()).toBe(0);
    await goTo(page, '#/webhooks/saved/1');
    await expect
      .poll(() => form.getByLabel('URL', { exact: true }).inputValue(), patience)
      .toBe('http://localhost:9/new');
  });

  test('takes what is typed to a webhook for no other that has its id after a reset', async () => {
    const { page, api, control } = await openShop(visit, () => '#/webhooks', { clock: 'system' });
    await api.post('/webhooks', { url: 'http://localhost:9/a', name: 'A' });
    await page.getByRole('link', { name: 'Change A' }).click();
    const form = page.getByRole('region', { name: 'Webhook', exact: true });
    await form.getByLabel('Name optional').fill('typed for A');
    await control.post('/reset', {});
    await api.post('/webhooks', { url: 'http://localhost:9/b', name: 'B' });
    await page.getByRole('link', { name: 'Change B' }).waitFor();
    await expect.poll(() => form.getByLabel('Name optional').inputValue(), patience).toBe('B');
    expect(await form.getByLabel('URL', { exact: true }).inputValue()).toBe('http://localhost:9/b');
  });

  test('takes what is typed back for untouched', async () => {
    const { page, api } = await openShop(visit, () => '#/webhooks');
    const { id } = (await api.post('/webhooks', { url: 'http://localhost:9/a', name: 'A' })).body.webhook;
    const form = page.getByRole('region', { name: 'Webhook', exact: true });
    await page.getByRole('link', { name: 'Change A' }).click();
    await form.getByLabel('Name optional').fill('AB');
    await form.getByLabel('Name optional').fill('A');
    await form.getByRole('button', { name: 'Close' }).click();
    await api.post('/webhooks', { id, name: 'B' });
    await page.getByRole('link', { name: 'Change B' }).click();
    expect(await form.getByLabel('Name optional').inputValue()).toBe('B');
  });

  test('closes a form that was opened again when what it sent has arrived', async () => {
    const { page, wachat } = await openShop(visit, (name) => `#/chats/${name}/6281298765432`);
    const form = page.getByRole('dialog', { name: 'Send a location' });
    const open = () => page.getByRole('button', { name: 'A location' }).click();
    const answer = await hold(page, '**/receive', 'POST');
    await open();
    await form.getByLabel('What is there').fill('Home');
    await page.keyboard.press('Enter');
    await answer.asked.toBe(1);
    await page.keyboard.press('Escape');
    await open();
    expect(await form.getByLabel('What is there').inputValue()).toBe('Home');
    answer.release();
    await expect.poll(() => form.count(), patience).toBe(0);
    expect(wachat.messages()).toHaveLength(1);
    await open();
    expect(await form.getByLabel('What is there').inputValue()).toBe('Monas');
  });

  test('forgets the command of what was done when another key is typed', async () => {
    const { page } = await openShop(visit, () => '#/lab/clock', { clock: 'system' });
    const strip = page.getByRole('complementary', { name: 'The same with curl' });
    await page.getByRole('button', { name: 'Freeze' }).click();
    await page.getByText('It stands still').waitFor();
    await page.getByRole('heading', { name: "The account's clock" }).click();
    await strip.getByText('"freeze":true').waitFor();
    await enter(page, 'another-key');
    await expect.poll(() => strip.getByText('"freeze":true').count(), patience).toBe(0);
  });
};

const leadsNobodyAway = (visit: Visitor): void => {
  test('leads nobody away who is elsewhere when an instance is created or deleted at last', async () => {
    const { page, wachat } = await openShop(visit, () => '');
    await row(page, 'toko').waitFor();
    const created = await hold(page, '**/instance/create', 'POST');
    await page.getByRole('button', { name: 'New instance' }).click();
    await page.getByLabel('Display name').fill('bandung');
    await page.getByRole('button', { name: 'Create instance' }).click();
    await created.asked.toBe(1);
    await page.keyboard.press('Escape');
    await goTo(page, '#/requests');
    created.release();
    await news(page).toBe('Created: bandung');
    await hash(page).toBe('#/requests');

    const bandung = wachat.instances().find(({ displayName }) => displayName === 'bandung')?.apiInstanceName ?? '';
    await goTo(page, `#/instances/${bandung}`);
    const deleted = await hold(page, '**/instance/delete**', 'DELETE');
    const button = opened(page).locator('[data-action=delete] button');
    await button.click();
    await opened(page).getByRole('button', { name: 'Really delete? bandung' }).click();
    await deleted.asked.toBe(1);
    await goTo(page, '#/lab/clock');
    await page.getByRole('heading', { name: "The account's clock" }).waitFor();
    deleted.release();
    await expect.poll(() => wachat.instances().map(({ displayName }) => displayName), patience).toEqual(['toko']);
    await news(page).toBe('Delete: bandung');
    await hash(page).toBe('#/lab/clock');
  });

  test('keeps the list of accounts closed that had closed since there were no others', async () => {
    const { page, wachat, openAt } = await openInspector(visit);
    await create(client(wachat.url, 'the-key-of-somebody-else'), { instanceName: 'theirs' });
    let isAlone = false;
    await page.route('**/_emulator/accounts**', async (route) =>
      isAlone ? route.fulfill({ json: { success: true, count: 0, accounts: [] } }) : route.continue(),
    );
    // Where there is no instance, the page asks again and again.
    await openAt();
    const others = page.getByRole('button', { name: '1 more account' });
    await others.click();
    const list = page.getByRole('dialog', { name: 'Accounts' });
    await list.waitFor();
    isAlone = true;
    await expect.poll(() => others.count(), patience).toBe(0);
    isAlone = false;
    await others.waitFor();
    expect(await list.count()).toBe(0);
  });

  test('reads out one thing that is wrong with a webhook, and shows them all', async () => {
    const { page } = await openShop(visit, () => '#/webhooks/new');
    const form = page.getByRole('region', { name: 'Webhook', exact: true });
    await form.getByLabel('URL', { exact: true }).fill('ftp://nowhere');
    await form.getByLabel('Secret optional').fill('x');
    await form.getByLabel('All, also those').uncheck();
    await form.getByRole('button', { name: 'Create' }).click();
    await expect.poll(() => form.locator('.problem').count(), patience).toBeGreaterThan(1);
    await alerts(page).toHaveLength(1);
  });
};

const fitsSmallScreens = (visit: Visitor): void => {
  test('has the focus where one is when a chat covers the list', async () => {
    const { page, wachat, name } = await openShop(visit, (name) => `#/chats/${name}`, {}, phone);
    wachat.receive(name, { from: '6281298765432', type: 'text', text: 'Good morning', pushName: 'Siti' });
    const link = page.getByRole('link', { name: /Siti/ });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('article').filter({ hasText: 'Good morning' }).waitFor();
    await focused(page).toBe('Chats');
    await page.keyboard.press('Tab');
    await focused(page).toBe('All chats');
    await page.keyboard.press('Enter');
    await link.waitFor();
    await focused(page).toBe('Chats');
    await page.getByRole('button', { name: 'New', exact: true }).press('Enter');
    await page.getByRole('dialog').getByLabel('Text').fill('Is it open?');
    await page.keyboard.press('Enter');
    await page.getByRole('article').filter({ hasText: 'Is it open?' }).waitFor();
    await focused(page).toBe('Chats');
    await page.keyboard.press('Tab');
    await focused(page).toBe('All chats');
  });

  test('keeps a form within the window that grows by what is wrong with it', async () => {
    const { page } = await openShop(visit, (name) => `#/chats/${name}`, {}, phone);
    await page.getByRole('button', { name: 'New', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Write to the instance' });
    await form.getByLabel('In a group').check();
    await form.getByRole('textbox', { name: 'Group' }).fill('nobody');
    await form.getByLabel('Text').fill('Hello');
    await page.keyboard.press('Enter');
    await form.locator('.message').waitFor();
    await isWithin(form, 'height', phone.viewport.height);
  });

  test('keeps a form within a window that gets narrower, and gives the focus back', async () => {
    const { page } = await openShop(visit, () => '');
    await row(page, 'toko').waitFor();
    const opener = page.getByRole('button', { name: 'New instance' });
    await opener.click();
    const form = page.getByRole('dialog', { name: 'New instance' });
    await page.setViewportSize({ width: 700, height: 700 });
    await isWithin(form, 'width', 700);
    await form.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect.poll(() => form.count(), patience).toBe(0);
    await focused(page).toBe('New instance');
  });
};

const movesTheClock = (visit: Visitor): void => {
  test('goes on to where a running clock was to go when the move began', async () => {
    const { page } = await openShop(visit, () => '#/lab/clock', { clock: 'system' });
    await page.getByText('running', { exact: true }).waitFor();
    const bodies: { readonly set?: string }[] = [];
    let begun = 0;
    await page.route('**/_emulator/clock', async (route) => {
      if (route.request().method() === 'GET') return route.continue();
      bodies.push(route.request().postDataJSON());
      if (bodies.length === 1) begun = Date.now();
      // It stops half way.
      const response = await route.fetch({ postData: { advance: '30m' } });
      const { clock } = await response.json();
      // The page knows where the clock is by now.
      if (bodies.length === 1) await page.getByText('+30 min from real time').waitFor();
      return route.fulfill({ json: { success: true, clock: { ...clock, stoppedShort: bodies.length === 1 } } });
    });
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByRole('button', { name: /^Go on to/ }).click();
    await expect.poll(() => page.getByText('It stopped short').count(), patience).toBe(0);
    expect(bodies).toHaveLength(2);
    const ahead = Date.parse(bodies[1]?.set ?? '') - begun;
    expect(Math.round(ahead / 600_000)).toBe(6);
  });

  test('takes a second press for no move of its own', async () => {
    const { page } = await openShop(visit, () => '#/lab/clock', { clock: 'system' });
    await page.getByText('running', { exact: true }).waitFor();
    let asked = 0;
    const { release, released } = gate();
    const begun = Date.now();
    await page.route('**/_emulator/clock', async (route) => {
      if (route.request().method() === 'GET') return route.continue();
      asked++;
      const response = await route.fetch({ postData: { advance: '30m' } });
      const { clock } = await response.json();
      await released;
      return route.fulfill({ json: { success: true, clock: { ...clock, stoppedShort: true } } });
    });
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByText('+30 min from real time').waitFor();
    await page.getByRole('button', { name: '+1 h' }).click();
    release();
    const goal = await page.getByRole('button', { name: /^Go on to/ }).textContent();
    const ahead = Date.parse(`${String(goal).replace('Go on to ', '').replace(' ', 'T')}Z`) - begun;
    expect([asked, Math.round(ahead / 600_000)]).toEqual([1, 6]);
  });

  test.for(['came of', 'was wrong with'])('says in no account what %s a move that another made', async (what) => {
    const { page } = await openShop(visit, () => '#/lab/clock', { clock: 'system' });
    const outcome = page.locator('.lab-outcome');
    let asked = 0;
    const { release, released } = gate();
    await page.route('**/_emulator/clock', async (route) => {
      if (route.request().method() === 'GET') return route.continue();
      asked++;
      const response = await route.fetch();
      if (asked === 1) await released;
      return what === 'came of' || asked > 1
        ? route.fulfill({ response })
        : route.fulfill({ status: 400, json: { error: 'Refused elsewhere.' } });
    });
    await page.getByRole('button', { name: '+1 d' }).click();
    await page.getByText('+1 d from real time').waitFor();
    await enter(page, 'another-key');
    await page.getByText('real time', { exact: true }).waitFor();
    // The same in another account is another move.
    await page.getByRole('button', { name: '+1 d' }).click();
    await outcome.waitFor();
    await page.getByRole('button', { name: 'Freeze' }).click();
    await outcome.getByText('It stands still').waitFor();
    const answered = page.waitForEvent('requestfinished', (request) => request.method() === 'POST');
    release();
    await answered;
    await page.getByRole('button', { name: '+1 s', exact: true }).hover();
    await outcome.getByText('It stands still').waitFor();
    expect(await page.getByText('Refused elsewhere').count()).toBe(0);
    await page.getByRole('heading', { name: "The account's clock" }).hover();
    await page
      .getByRole('complementary', { name: 'The same with curl' })
      .getByText('Bearer another-key')
      .getByText('"freeze":true')
      .waitFor();
    expect(asked).toBe(3);
  });

  test('shows in Clock what came of a move that was made there, and of no other', async () => {
    const { page } = await openShop(visit, () => '#/lab/faults', { clock: 'manual' });
    await page.getByText('No call is broken on purpose.').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search for a view' }).fill('Advance 1 h');
    await page.keyboard.press('Enter');
    await news(page).toBe('Advance 1 h');
    await page.getByRole('link', { name: 'Clock', exact: true }).click();
    await page.getByRole('heading', { name: "The account's clock" }).waitFor();
    expect(await page.locator('.lab-outcome').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search for a view' }).fill('Advance 1 h');
    await page.keyboard.press('Enter');
    await page.locator('.lab-outcome').waitFor();
  });

  test('lets an old QR picture be shown by the operation that has one, and by no other', async () => {
    const { page, wachat } = await openShop(visit, () => '#/lab/faults?operation=getQrImage');
    await page.getByLabel('Then the call').selectOption('staleImage');
    await page.getByLabel('Operation').selectOption('getQr');
    await expect.poll(() => page.getByLabel('Then the call').inputValue(), patience).toBe('status');
    expect(await page.getByLabel('Then the call').locator('option').allTextContents()).not.toContain(
      'shows an old QR picture',
    );
    await page.getByRole('button', { name: 'Add the fault' }).click();
    await expect.poll(() => wachat.faults(), patience).toMatchObject([{ operation: 'getQr', status: 503 }]);
  });
};

describeInBrowser('the forms of the inspector', (visit) => {
  keepsWhatIsTyped(visit);
  leadsNobodyAway(visit);
  fitsSmallScreens(visit);
  movesTheClock(visit);
});
