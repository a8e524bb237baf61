import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWachat } from 'wachat-emulator';
import { createWhatsApp } from './whatsapp.js';

const wachat = await startWachat({ clock: 'manual' });
after(wachat.close);
const whatsApp = createWhatsApp({ baseUrl: wachat.url, apiKey: wachat.apiKey });

test('a shop is connected once its QR has been scanned', async () => {
  const { id, qr } = await whatsApp.connect('Toko Jakarta');
  assert.equal(await whatsApp.isConnected(id), false);
  wachat.scan({ code: qr });
  assert.equal(await whatsApp.isConnected(id), true);
});

test('a shop whose device is removed a second later is not connected', async () => {
  // This number picks the scenario dropped-at-once: open after 5 s, closed after 6 s.
  const { id } = await whatsApp.connect('Toko Jakarta', '999000000009');
  await wachat.clock.advance('5s');
  assert.equal(await whatsApp.isConnected(id), true);
  await wachat.clock.advance('1s');
  assert.equal(await whatsApp.isConnected(id), false);
});
