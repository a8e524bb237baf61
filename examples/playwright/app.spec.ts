import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { startWachat } from 'wachat-emulator';
import { createApp } from './app.js';

/** The text of the QR in a picture, as a phone reads it off the screen. */
const readQr = (picture: Buffer): string => {
  const { data, width, height } = PNG.sync.read(picture);
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data ?? '';
};

test('a user scans the QR off the screen and sees that WhatsApp is connected', async ({ page }) => {
  await using wachat = await startWachat();
  await using app = createApp({ baseUrl: wachat.url, apiKey: wachat.apiKey }).listen(0, 'localhost');
  await once(app, 'listening');
  const address = app.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  await page.goto(`http://localhost:${String(port)}/`);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  const frame = page.locator('iframe');
  await expect.poll(async () => readQr(await frame.screenshot())).toMatch(/^2@/);

  wachat.scan({ code: readQr(await frame.screenshot()) });
  await expect(frame.contentFrame().getByRole('heading', { name: 'WhatsApp is connected' })).toBeVisible();
});
