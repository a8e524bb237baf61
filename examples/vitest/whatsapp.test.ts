import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { manualClock, startWachat, verify, type Wachat } from 'wachat-emulator';
import { createWhatsApp } from './whatsapp.js';

const clientOf = ({ url, apiKey }: Wachat) => createWhatsApp({ baseUrl: url, apiKey });

/** A receiver of webhooks; in your tests, it is the app's own. */
const receiver = async () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${String(port)}/`, received };
};

test('a shop is connected once its QR has been scanned', async () => {
  await using wachat = await startWachat();
  const whatsApp = clientOf(wachat);
  const { id, qr } = await whatsApp.connect('Toko Jakarta');
  expect(await whatsApp.isConnected(id)).toBe(false);
  wachat.scan({ code: qr });
  expect(await whatsApp.isConnected(id)).toBe(true);
});

test('a QR that expires while the user looks at it is replaced by a new one', async () => {
  const clock = manualClock();
  await using wachat = await startWachat({ clock });
  const whatsApp = clientOf(wachat);
  const { id, qr } = await whatsApp.connect('Toko Jakarta');
  await clock.advance('45s');
  expect(() => wachat.scan({ code: qr })).toThrow('expired');
  wachat.scan({ code: await whatsApp.currentQr(id) });
  expect(await whatsApp.isConnected(id)).toBe(true);
});

test('a webhook with a valid signature tells the shop that it is connected', async () => {
  await using wachat = await startWachat();
  const whatsApp = clientOf(wachat);
  const hook = await receiver();
  const secret = await whatsApp.reportTo(hook.url);
  const { qr } = await whatsApp.connect('Toko Jakarta');
  wachat.scan({ code: qr });
  await wachat.waitFor('deliveries', { event: 'connection.update', state: 'open', status: 'delivered' });

  for (const { headers, body } of hook.received) {
    const timestamp = headers['x-wachat-timestamp'];
    const signature = headers['x-wachat-signature'];
    expect(verify({ secret, timestamp, signature, body }, { now: Date.now() })).toBe('ok');
  }
  const states = hook.received.map(({ body }) => JSON.parse(body).data.state);
  expect(states).toEqual(['connecting', 'connecting', 'open']);
});
