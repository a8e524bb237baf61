import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startWachat } from '../../src/index.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { alerts, barriers, enter, news, openInspector, patience, roomy, row } from '../support/inspector.js';
import { create } from '../support/phases.js';

const keeps = (visit: Visitor): void => {
  test('keeps the key in the tabs that are open, and nowhere else', async () => {
    const { wachat, origin, page, openAt } = await openInspector(visit);
    await openAt();
    await page.getByText('This key has no instances yet.').waitFor();
    await page.reload();
    const key = page.getByLabel('API key', { exact: true });
    expect(await key.inputValue()).toBe(wachat.apiKey);
    const stored = '[localStorage.length, document.cookie, indexedDB.databases !== undefined]';
    expect(await page.evaluate(stored)).toEqual([0, '', true]);
    // A new tab asks the one that is open.
    const other = await page.context().newPage();
    await other.goto(`${origin}/`);
    const key2 = other.getByLabel('API key', { exact: true });
    await expect.poll(() => key2.inputValue(), patience).toBe(wachat.apiKey);
    expect(await other.evaluate(stored)).toEqual([0, '', true]);
    // What somebody types in one changes no other.
    await enter(other, 'another-key');
    await other.reload();
    expect(await key2.inputValue()).toBe('another-key');
    expect(await key.inputValue()).toBe(wachat.apiKey);
    expect(page.url()).toBe(`${origin}/`);
    // Without an open tab nobody knows.
    await other.goto('about:blank');
    await page.goto('about:blank');
    const third = await page.context().newPage();
    await third.goto(`${origin}/`);
    await third.getByText('This key has no instances yet.').waitFor();
    expect(await third.getByLabel('API key', { exact: true }).inputValue()).toBe('any-key');
  });

  test('does not take the key of a tab that shows another emulator below the same origin', async () => {
    const { wachat, origin, page, openAt } = await openInspector(visit);
    await openAt();
    await page.getByText('This key has no instances yet.').waitFor();
    const other = await page.context().newPage();
    await other.route(`${origin}/elsewhere/**`, async (route) => {
      const reply = await route.fetch({ url: route.request().url().replace('/elsewhere', '') });
      await route.fulfill({ response: reply });
    });
    await other.goto(`${origin}/elsewhere/`);
    await other.getByText('This key has no instances yet.').waitFor();
    expect(await other.getByLabel('API key', { exact: true }).inputValue()).not.toBe(wachat.apiKey);
  });
};

const offers = (visit: Visitor): void => {
  test('says that other keys have instances, masked, and opens those that this tab knows', async () => {
    const { wachat, origin } = await build();
    const [mine, theirs] = ['a-key-that-is-long-enough-0001', 'a-key-that-is-long-enough-0002'];
    for (let index = 0; index < 10; index++)
      await create(client(wachat.url, mine), { instanceName: `shop ${String(index)}` });
    await create(client(wachat.url, theirs), { instanceName: 'of somebody else' });
    const { page, complaints } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByRole('heading', { name: '2 other keys have 11 instances' }).waitFor();
    expect(await page.locator('body').textContent()).not.toContain(mine);
    // One whose key nobody typed yet asks for it.
    await page.getByRole('button', { name: /0001.*10 instances.*type its key/ }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('key');
    await enter(page, mine);
    await row(page, 'shop 9').waitFor();
    await enter(page, 'a-new-key');
    await page.getByRole('heading', { name: '2 other keys have 11 instances' }).waitFor();
    await page.getByRole('button', { name: /0001.*10 instances$/ }).click();
    await row(page, 'shop 9').waitFor();
    expect(await page.getByLabel('API key', { exact: true }).inputValue()).toBe(mine);

    const chooser = page.getByRole('button', { name: /more accounts?$/ });
    await chooser.click();
    await page.getByRole('button', { name: /0002.*1 instance.*type its key/ }).waitFor();
    expect(await page.getByRole('button', { name: /0001.*shown$/ }).getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog', { name: 'Accounts' }).count(), patience).toBe(0);
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('1 more account');
    await alerts(page).toEqual([]);
    expect(complaints).toEqual([]);
  });
};

const keepsApart = (visit: Visitor): void => {
  const [mine, theirs] = ['my-own-key-of-some-length-000001', 'another-key-of-some-length-000001'] as const;
  const more = (page: Page) => page.getByRole('button', { name: /more accounts?$/ });
  const typed = (page: Page) => page.getByLabel('API key', { exact: true }).inputValue();

  test('takes no account for another whose masked key is the same', async () => {
    const { wachat, origin, page, complaints } = await openInspector(visit);
    await create(client(wachat.url, mine), { instanceName: 'mine' });
    await create(client(wachat.url, theirs), { instanceName: 'theirs' });
    await page.goto(`${origin}/`);
    await enter(page, mine);
    await row(page, 'mine').waitFor();
    await enter(page, 'a-new-key');
    await page.getByRole('heading', { name: '2 other keys have 2 instances' }).waitFor();
    await page.getByRole('button', { name: /000001.*1 instance · type its key$/ }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('key');
    expect(await typed(page)).toBe('a-new-key');
    await page.getByRole('button', { name: /000001.*1 instance$/ }).click();
    await row(page, 'mine').waitFor();
    // Who goes on to the palette meets the same accounts.
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('account');
    await expect.poll(() => page.locator('.palette-label').filter({ hasText: '000001' }).count(), patience).toBe(0);
    expect(complaints).toEqual([]);
  });

  test.for(['by the stream', 'by looking'])('knows no key by its number after a restart, %s', async (way) => {
    const first = await startWachat();
    const { origin, port } = new URL(first.url);
    const { page } = await visit(roomy);
    await create(client(first.url, mine), { instanceName: 'mine' });
    const { accounts } = (await client(`${origin}/_emulator`, mine).get('/accounts')).body;
    if (way === 'by looking')
      await page.route('**/_emulator/stream', (route) => route.fulfill({ status: 502, body: '' }));
    await page.goto(`${origin}/`);
    await enter(page, mine);
    await row(page, 'mine').waitFor();
    await enter(page, 'a-new-key');
    await page.getByRole('button', { name: /000001.*1 instance$/ }).waitFor();
    await first.close();
    const { wachat } = await build({ port: Number(port) });
    // Until it is somebody else's that has the number.
    for (let number = 1; number < accounts.length; number++)
      await create(client(wachat.url, `filler-of-some-length-${String(number)}`), { instanceName: 'filler' });
    await create(client(wachat.url, theirs), { instanceName: 'theirs' });
    await page.getByRole('heading', { name: /other keys? ha(s|ve)/ }).waitFor();
    const account = page.getByRole('button', { name: /000001.*1 instance/ });
    await account.click();
    await news(page).toBe('Type the key of this account.');
    expect(await typed(page)).toBe('a-new-key');
    await enter(page, theirs);
    await row(page, 'theirs').waitFor();
  });

  test('keeps the list of accounts open at a press on its hint, and in its order', async () => {
    const { wachat, origin, page } = await openInspector(visit);
    for (const number of [1, 2, 3])
      await create(client(wachat.url, `a-key-of-some-length-00000${String(number)}`), { instanceName: 'toko' });
    await page.goto(`${origin}/`);
    await page.getByText('This key has no instances yet.').waitFor();
    await more(page).click();
    const list = page.getByRole('dialog', { name: 'Accounts' });
    await list.getByText('A press opens those').click();
    const keys = () => list.locator('code').allTextContents();
    await expect.poll(keys, patience).toHaveLength(3);
    const before = await keys();
    const last = before.at(-1) ?? '';
    const used = { '••••000001': 1, '••••000002': 2, '••••000003': 3 }[last] ?? 1;
    await create(client(wachat.url, `a-key-of-some-length-00000${String(used)}`), { instanceName: 'one more' });
    await list.getByText('2 instances').waitFor();
    expect(await keys()).toEqual(before);
    await page.mouse.click(600, 600);
    await expect.poll(() => list.count(), patience).toBe(0);
    await more(page).click();
    await list.waitFor();
    await more(page).click();
    await expect.poll(() => list.count(), patience).toBe(0);
  });

  test('offers the other keys in Chats, too', async () => {
    const { wachat, origin, page } = await openInspector(visit);
    await create(client(wachat.url, mine), { instanceName: 'mine' });
    await page.goto(`${origin}/#/chats`);
    await enter(page, mine);
    await page.getByRole('link', { name: 'mine' }).waitFor();
    await enter(page, 'a-new-key');
    await page.getByRole('heading', { name: 'Another key has 1 instance' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: /000001.*1 instance$/ }).click();
    await page.getByRole('link', { name: 'mine' }).waitFor();
    expect(await typed(page)).toBe(mine);
  });
};

const teaches = (visit: Visitor): void => {
  test('gives a command that a shell takes as it is pasted, whatever the key', async () => {
    const { wachat, origin, page } = await openInspector(
      visit,
      {},
      { ...roomy, permissions: ['clipboard-read', 'clipboard-write'] },
    );
    await page.goto(`${origin}/`);
    const key = `a'b"$c\\!`;
    await enter(page, key);
    await page.getByText('This key has no instances yet.').waitFor();
    await page.getByRole('button', { name: 'Copy: the curl command' }).click();
    await page.getByText('Copied').first().waitFor();
    const command = String(await page.evaluate('navigator.clipboard.readText()'));
    const given = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${command}`], { encoding: 'utf8' });
    const [, , url, , authorization, , , , body] = given.split('\n');
    expect(url).toBe(`${wachat.url}/instance/create`);
    expect(authorization).toBe(`Authorization: Bearer ${key}`);
    expect((await client(wachat.url, key).create(JSON.parse(body ?? ''))).status).toBe(201);
    await row(page, 'jakarta_store').waitFor();
    // Now that there is one, the command is where it is not in the way.
    expect(await page.getByText('curl -X POST').count()).toBe(0);
    await page.getByRole('button', { name: 'How to call it' }).click();
    await page.getByText('curl -X POST').waitFor();
  });

  test('shows where to call, and a key to put in where not every one will do', async () => {
    const { wachat, origin } = await build({ apiKeys: ['good'] });
    const { page } = await visit({ ...roomy, javaScriptEnabled: false });
    await page.goto(`${origin}/`);
    await page.locator('noscript pre', { hasText: 'Authorization: Bearer YOUR_API_KEY' }).waitFor();
    expect(await page.locator('.before code').first().textContent()).toBe(wachat.url);
  });
};

describeInBrowser('the accounts in the inspector', (visit) => {
  keeps(visit);
  offers(visit);
  keepsApart(visit);
  teaches(visit);
});
