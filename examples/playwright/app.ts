import { createServer, type Server } from 'node:http';

const page = (content: string) => `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>${content}</html>`;

/** The app: a button, and then the live page, which shows the QR and says when it has been scanned. */
export const createApp = ({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): Server => {
  const connect = async (): Promise<string> => {
    const reply = await fetch(`${baseUrl}/instance/create`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ instanceName: 'Toko Jakarta' }),
    });
    const { qrcode } = JSON.parse(await reply.text());
    const src = String(qrcode.liveUrl).replaceAll('&', '&amp;');
    return page(`<iframe src="${src}" width="420" height="460" title="Connect WhatsApp"></iframe>`);
  };
  const answer = (method = '') =>
    method === 'POST' ? connect() : page('<form method="post"><button>Connect WhatsApp</button></form>');

  return createServer((request, response) => {
    void Promise.resolve(answer(request.method)).then((html) =>
      response.setHeader('Content-Type', 'text/html').end(html),
    );
  });
};
