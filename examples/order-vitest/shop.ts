import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { verify } from 'wachat-emulator';

type Order = { readonly id: string; readonly number: string; status: 'placed' | 'confirmed'; isRead: boolean };

/** What the shop reads of a webhook: who wrote what, or how far a message to whom has come. */
type Delivery =
  | {
      event: 'messages.upsert';
      data: { key: { remoteJid: string }; pushName: string; message: { conversation?: string } };
    }
  | { event: 'messages.update'; data: { remoteJid: string; status: string } };

/** A shop that tells its customers of their orders by WhatsApp, and hears what they answer. */
export const openShop = async ({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }) => {
  const call = async (path: string, body: object) => {
    const reply = await fetch(baseUrl + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = JSON.parse(await reply.text());
    if (!reply.ok) throw new Error(answer.error);
    return answer;
  };

  const { instance, qrcode } = await call('/instance/create', { instanceName: 'Toko Jakarta' });
  const instanceName: string = instance.apiInstanceName;
  const orders = new Map<string, Order>(); // by the customer's number

  const tell = (number: string, message: string): Promise<unknown> =>
    call('/send/text', { instanceName, number, type: 'text', message });

  const orderOf = (jid: string) => orders.get(jid.replace(/@.*/, ''));

  /** Something happened on WhatsApp. It may be told twice: what is confirmed already is not confirmed again. */
  const hear = async ({ event, data }: Delivery): Promise<void> => {
    if (event === 'messages.update') {
      const order = orderOf(data.remoteJid);
      if (order !== undefined && data.status === 'READ') order.isRead = true;
      return;
    }
    const order = orderOf(data.key.remoteJid);
    if (order?.status !== 'placed' || data.message.conversation?.trim().toLowerCase() !== 'yes') return;
    order.status = 'confirmed';
    await tell(order.number, `Thank you, ${data.pushName}! We are packing order ${order.id}.`);
  };

  let secret = '';
  const answer = async ({ headers }: IncomingMessage, body: string): Promise<number> => {
    const timestamp = headers['x-wachat-timestamp'];
    const signature = headers['x-wachat-signature'];
    if (verify({ secret, timestamp, signature, body }, { now: Date.now() }) !== 'ok') return 401;
    await hear(JSON.parse(body));
    return 200;
  };
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => answer(request, body))
      .catch(() => 500)
      .then((status) => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const webhookUrl = `http://127.0.0.1:${port}/`;
  const events = ['messages.upsert', 'messages.update'];
  ({ secret } = (await call('/webhooks', { url: webhookUrl, events, instanceName })).webhook);

  return {
    instanceName,
    /** The text of the QR that the shopkeeper scans. */
    qr: String(qrcode.code),
    webhookUrl,
    orders,
    async place(id: string, number: string): Promise<void> {
      orders.set(number, { id, number, status: 'placed', isRead: false });
      await tell(number, `Your order ${id} is placed. Is it right? Answer YES.`);
    },
    close: () => void server.close(),
  };
};
