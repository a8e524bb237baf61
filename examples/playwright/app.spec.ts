import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { readQr, startWachat } from 'wachat-emulator';
import { createApp } from './app.js';

test('a user scans the QR off the screen and sees that WhatsApp is connected', async ({ page }) => {
  await using wachat = await startWachat();
  await using app = createApp({ baseUrl: wachat.url, apiKey: wachat.apiKey }).listen(0, 'localhost');
  await once(app, 'listening');
  const address = app.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  await page.goto(`http://localhost:${String(port)}/`);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  const frame = page.locator('iframe');
  await expect(async () => {
    wachat.scan({ code: await readQr(await frame.screenshot()) });
  }).toPass();
  await expect(frame.contentFrame().getByRole('heading', { name: 'WhatsApp is connected' })).toBeVisible();
});
