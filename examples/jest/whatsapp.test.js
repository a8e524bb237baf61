const { startWachat } = require('wachat-emulator');
const { createWhatsApp } = require('./whatsapp.js');

let wachat;
let whatsApp;

beforeAll(async () => {
  wachat = await startWachat();
  whatsApp = createWhatsApp({ baseUrl: wachat.url, apiKey: wachat.apiKey });
});
afterEach(() => wachat.reset());
afterAll(() => wachat.close());

test('a shop is connected once its QR has been scanned', async () => {
  const { id, qr } = await whatsApp.connect('Toko Jakarta');
  expect(await whatsApp.isConnected(id)).toBe(false);
  wachat.scan({ code: qr });
  expect(await whatsApp.isConnected(id)).toBe(true);
});

test('a shop is no longer connected when it was unlinked on the phone', async () => {
  const { id, qr } = await whatsApp.connect('Toko Jakarta');
  wachat.scan({ code: qr });
  wachat.unlink(id);
  expect(await whatsApp.isConnected(id)).toBe(false);
});
