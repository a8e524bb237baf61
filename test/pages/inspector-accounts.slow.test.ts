import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { alerts, enter, openInspector, patience, roomy, row } from '../support/inspector.js';
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
    expect(await page.locator('#accounts').count()).toBe(0);
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('1 more account');
    await alerts(page).toEqual([]);
    expect(complaints).toEqual([]);
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
  teaches(visit);
});
