import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { bytesOf, readQr } from '../support/picture.js';

const patience = { timeout: 30_000, interval: 50 };
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
const roomy = { viewport: { width: 1_000, height: 800 } };

describeInBrowser('the page at the root', (visit) => {
  test('shows the instances of the key typed in and follows them', async () => {
    const { wachat, api, origin } = await build();
    const { page, complaints, requests } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByText('This key has no instances yet.').waitFor();
    await page.getByLabel('API key').fill(wachat.apiKey);
    expect(await page.locator('#curl').textContent()).toContain(`-H 'Authorization: Bearer ${wachat.apiKey}'`);
    const created = (await api.create({ instanceName: 'toko' })).body;
    const toko = row(page, 'toko');
    await toko.getByText('connecting').waitFor();
    expect(await toko.locator('code').textContent()).toBe(created.instance.apiInstanceName);
    const image = toko.getByAltText('Current QR');
    const shown = async (): Promise<string | undefined> => readQr(bytesOf((await image.getAttribute('src')) ?? ''));
    await expect.poll(shown, patience).toBe(created.qrcode.code);

    await toko.getByRole('button', { name: 'Expire QR' }).click();
    await toko.getByText('QR 2', { exact: true }).waitFor();
    await expect.poll(shown, patience).toBe(wachat.instances()[0]?.qrcode?.code);
    await toko.getByRole('button', { name: 'Scan' }).click();
    await toko.getByText('open', { exact: true }).waitFor();
    expect(wachat.instances()[0]?.state).toBe('open');
    expect(await toko.getByRole('button', { name: 'Scan' }).count()).toBe(0);
    expect(await toko.getByRole('img').count()).toBe(0);

    wachat.reset();
    await page.getByText('This key has no instances yet.').waitFor();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
  });

  test('shows how many messages each instance sent and received, with the newest', async () => {
    const { wachat, api, origin } = await build();
    const { page, complaints } = await visit({ viewport: { width: 360, height: 740 } });
    const name: string = (await api.create({ instanceName: 'toko' })).body.instance.apiInstanceName;
    wachat.scan({ instanceName: name });
    await page.goto(`${origin}/`);
    await page.getByLabel('API key').fill(wachat.apiKey);
    const toko = row(page, 'toko');
    await toko.getByText('open', { exact: true }).waitFor();
    await toko.getByText('0 sent, 0 received', { exact: true }).waitFor();
    const before = await toko.boundingBox();

    const message = '<b>Pesanan</b> 📦\nأهلا '.repeat(50);
    await api.post('/send/text', { instanceName: name, number: '6281298765432', message });
    await toko.getByText('1 sent, 0 received', { exact: true }).waitFor();
    expect(await toko.locator('.glimpse').textContent()).toBe(
      `→ +6281298765432: ${Array.from(message).slice(0, 100).join('')}`,
    );
    wachat.receive(name, {
      from: '6281298765432',
      type: 'reaction',
      emoji: '👍',
      messageId: wachat.messages()[0]?.id ?? '',
    });
    await toko.getByText('← +6281298765432: 👍', { exact: true }).waitFor();
    await toko.getByText('1 sent, 1 received', { exact: true }).waitFor();
    // What is written from right to left leaves the arrow and the number where they are.
    const arrow = await toko.locator('[data-part="chat"]').boundingBox();
    wachat.receive(name, { from: '6281298765432', type: 'text', text: 'أهلا وسهلا بكم في متجرنا '.repeat(20) });
    await toko.getByText('1 sent, 2 received', { exact: true }).waitFor();
    expect(await toko.locator('[data-part="chat"]').boundingBox()).toEqual(arrow);
    const group = '120363025246125486@g.us';
    wachat.receive(name, { from: '6281298765432', group, type: 'location', latitude: 0, longitude: 0 });
    await toko.getByText('← group 120363025246125486: (location)', { exact: true }).waitFor();
    // On the narrowest phone it stays in its line, and nothing around it gives way.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await toko.boundingBox()).toEqual(before);
    expect(complaints).toEqual([]);
  });

  test('creates an instance, leads to its live page, and starts pairing anew', async () => {
    const { clock, origin } = await build();
    const { page } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByRole('button', { name: 'Create instance' }).click();
    const store = row(page, 'jakarta_store');
    await store.getByText('connecting').waitFor();
    const opened = page.waitForEvent('popup');
    await store.getByRole('link', { name: 'Live page' }).click();
    const live = await opened;
    await live.getByRole('heading', { name: 'Connect WhatsApp' }).waitFor();
    await live.close();
    clock.advance(45_000 * 30);
    await store.getByText('close', { exact: true }).waitFor();
    await store.getByRole('button', { name: 'Get a new QR' }).click();
    await store.getByText('connecting').waitFor();
  });

  test('gives a command that a shell takes as it is pasted, whatever the key', async () => {
    const { wachat, origin } = await build();
    const { page } = await visit({ ...roomy, permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(`${origin}/`);
    const key = `a'b"$c\\!`;
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Copy the curl command' }).click();
    await page.getByText('Copied').first().waitFor();
    const command = String(await page.evaluate('navigator.clipboard.readText()'));
    const given = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${command}`], { encoding: 'utf8' });
    const [, , url, , authorization, , , , body] = given.split('\n');
    expect(url).toBe(`${wachat.url}/instance/create`);
    expect(authorization).toBe(`Authorization: Bearer ${key}`);
    expect((await client(wachat.url, key).create(JSON.parse(body ?? ''))).status).toBe(201);
    await row(page, 'jakarta_store').waitFor();
  });

  test('keeps the key in this tab only', async () => {
    const { wachat, origin } = await build();
    const { page } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByLabel('API key').fill(wachat.apiKey);
    await page.reload();
    expect(await page.getByLabel('API key').inputValue()).toBe(wachat.apiKey);
    expect(await page.evaluate('[localStorage.length, document.cookie]')).toEqual([0, '']);
    const other = await page.context().newPage();
    await other.goto(`${origin}/`);
    expect(await other.getByLabel('API key').inputValue()).toBe('any-key');
    expect(page.url()).toBe(`${origin}/`);
  });

  test('says that a key can be none, where any other will do', async () => {
    const { origin } = await build({ strict: true });
    const { page } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByLabel('API key').fill('undefined');
    const alert = page.getByRole('alert').filter({ visible: true });
    await alert.filter({ hasText: 'The API key looks like a value that was never set (--strict).' }).waitFor();
  });

  test('says what is wrong: the key, the name, no answer', async () => {
    const { wachat, origin } = await build({ apiKeys: ['good'] });
    const { page } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByText('Enter an API key to see its instances.').waitFor();
    expect(await page.locator('#curl-key').textContent()).toBe('YOUR_API_KEY');
    const key = page.getByLabel('API key');
    const alert = page.getByRole('alert').filter({ visible: true });
    await key.fill('bad');
    await alert.filter({ hasText: 'This API key is not one of those that the emulator was started with' }).waitFor();
    await key.fill('a b');
    await alert.filter({ hasText: 'no spaces' }).waitFor();
    await key.fill('good');
    await page.getByText('This key has no instances yet.').waitFor();
    await page.getByLabel('Display name').fill('');
    await page.getByRole('button', { name: 'Create instance' }).click();
    await alert.filter({ hasText: '"instanceName" must be' }).waitFor();
    await wachat.close();
    await alert.filter({ hasText: 'The emulator does not answer.' }).waitFor();
    await build({ apiKeys: ['good'], port: Number(new URL(origin).port) });
    await alert.filter({ hasText: 'The emulator does not answer.' }).waitFor({ state: 'hidden' });
  });

  test('says so when there are more than it shows', async () => {
    const { wachat, api, origin } = await build();
    for (let index = 0; index < 51; index++) await api.create({ instanceName: `shop ${String(index)}` });
    const { page } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByLabel('API key').fill(wachat.apiKey);
    await page.getByText('The newest 50 of 51').waitFor();
    expect(await page.getByRole('listitem').count()).toBe(50);
    expect(await row(page, 'shop 0').count()).toBe(0);
  });

  test.for(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '🎉'.repeat(100)])(
    'keeps a hostile name as text: no. %#',
    async (name) => {
      const { wachat, api, origin } = await build();
      await api.create({ instanceName: name });
      const { page, complaints } = await visit({ viewport: { width: 360, height: 700 } });
      await page.goto(`${origin}/`);
      await page.getByLabel('API key').fill(wachat.apiKey);
      await page.getByRole('button', { name: 'Scan' }).click();
      await page.getByText('open', { exact: true }).waitFor();
      expect(await page.locator('#list bdi').allTextContents()).toEqual([name, name]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(complaints).toEqual([]);
    },
  );

  test('is usable by keyboard', async () => {
    const { wachat, api, origin } = await build();
    await api.create({ instanceName: 'toko' });
    const { page } = await visit(roomy);
    await page.goto(`${origin}/`);
    await page.getByLabel('API key').fill(wachat.apiKey);
    await row(page, 'toko').waitFor();
    const reached: unknown[] = [];
    for (let step = 0; step < 14; step++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate('document.activeElement.id || document.activeElement.textContent'));
    }
    expect(reached).toEqual([
      'new-name',
      'new-number',
      'scenario',
      'Create instance',
      '+45 s',
      '+1 min',
      'clock-turn',
      'Copy',
      'Scan',
      'Live page',
      'Refuse',
      'Expire QR',
      'Exhaust',
      'Delete',
    ]);
    for (let step = 0; step < 5; step++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('open', { exact: true }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Live page');
  });

  test('says what it can without script', async () => {
    const { origin } = await build();
    const { page } = await visit({ ...roomy, javaScriptEnabled: false });
    await page.goto(`${origin}/`);
    await page.getByText('curl -X POST').waitFor();
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
  });
});
