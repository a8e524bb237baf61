// A shop that connects its WhatsApp number: a button, and then the QR, once as a page and once as a picture.
import { createServer } from 'node:http';

const { WACHAT_URL, WACHAT_API_KEY, WACHAT_BROWSER_HOST, PORT = '3000' } = process.env;

/** The URLs in a reply lead to the host that we called, so they work here; with this header they work in the browser. */
const forBrowser = WACHAT_BROWSER_HOST ? { 'X-Forwarded-Host': WACHAT_BROWSER_HOST } : {};

const wachat = async (path, { headers, ...init } = {}) => {
  const reply = await fetch(WACHAT_URL + path, {
    ...init,
    headers: { Authorization: `Bearer ${WACHAT_API_KEY}`, ...headers },
  });
  if (!reply.ok) throw new Error(`Wachat answered ${reply.status} to ${path}: ${await reply.text()}`);
  return reply.json();
};

const attribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const page = (content) => `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>${content}</html>`;

const routes = {
  'GET /': () => page('<form method="post"><button>Connect WhatsApp</button></form>'),

  'POST /': async () => {
    const { instance, qrcode } = await wachat('/instance/create', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...forBrowser },
      body: JSON.stringify({ instanceName: 'shop' }),
    });
    const picture = `/qr.png?instanceName=${encodeURIComponent(instance.apiInstanceName)}`;
    return page(
      `<iframe src="${attribute(qrcode.liveUrl)}" width="420" height="460" title="QR"></iframe><img src="${attribute(picture)}" alt="The same QR">`,
    );
  },

  /** The app itself fetches the picture, from the URL in the reply to its own call. */
  'GET /qr.png': async ({ search }) => {
    const { qrcode } = await wachat(`/instance/qr${search}`);
    const picture = await fetch(qrcode.imageUrl);
    return Buffer.from(await picture.arrayBuffer());
  },
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://app');
  const route = routes[`${request.method} ${url.pathname}`];
  try {
    const body = route ? await route(url) : 'Not found';
    response.writeHead(route ? 200 : 404, {
      'Content-Type': Buffer.isBuffer(body) ? 'image/png' : 'text/html; charset=utf-8',
    });
    response.end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(502).end('Wachat did not answer as it should.');
  }
});
server.listen(Number(PORT), () => console.log(`app listening on http://localhost:${server.address().port}`));
process.on('SIGTERM', () => process.exit());
