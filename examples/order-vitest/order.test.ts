import { expect, onTestFinished, test } from 'vitest';
import { startWachat } from 'wachat-emulator';
import { openShop } from './shop.js';

const siti = '6281298765432';

/** A shop whose WhatsApp is connected. */
const connected = async () => {
  const wachat = await startWachat();
  onTestFinished(wachat.close);
  const shop = await openShop({ baseUrl: wachat.url, apiKey: wachat.apiKey });
  onTestFinished(shop.close);
  wachat.scan({ code: shop.qr });
  return { wachat, shop };
};

test('a customer who answers yes is thanked, and the order is confirmed', async () => {
  const { wachat, shop } = await connected();
  await shop.place('1001', siti);
  await wachat.waitFor('messages', { to: siti, text: 'Your order 1001 is placed. Is it right? Answer YES.' });

  wachat.receive(shop.instanceName, { from: siti, pushName: 'Siti', type: 'text', text: 'Yes' });
  await wachat.waitFor('messages', { to: siti, text: 'Thank you, Siti! We are packing order 1001.' });
  expect(shop.orders.get(siti)?.status).toBe('confirmed');
});

test('another answer confirms nothing', async () => {
  const { wachat, shop } = await connected();
  await shop.place('1001', siti);
  wachat.receive(shop.instanceName, { from: siti, type: 'text', text: 'How long will it take?' });
  // The shop has heard it once its webhook has answered.
  await wachat.waitFor('deliveries', { event: 'messages.upsert', status: 'delivered' });
  expect(shop.orders.get(siti)?.status).toBe('placed');
  expect(wachat.messages({ direction: 'sent' })).toHaveLength(1);
});

test('the shop knows that its customer has read of the order', async () => {
  const { wachat, shop } = await connected();
  const readsAtOnce = '999000000100'; // by default, messages are delivered and no more
  await shop.place('1001', siti);
  await shop.place('1002', readsAtOnce);
  await wachat.waitFor('deliveries', { event: 'messages.update', status: 'delivered', count: 5 });
  expect([siti, readsAtOnce].map((number) => shop.orders.get(number)?.isRead)).toEqual([false, true]);
});

test('what is not signed is refused', async () => {
  const { shop } = await connected();
  expect((await fetch(shop.webhookUrl, { method: 'POST', body: '{}' })).status).toBe(401);
});
