import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { client } from '../support/client.js';
import { serveFiles } from '../support/file-server.js';
import { startProbedCli } from '../support/process.js';
import { buildShop } from '../support/shop.js';

const from = '6281298765432';

/** Files that tell a server that they were run. */
const filesFor = (told: string) => {
  const script = `new Image().src='${told}';globalThis.fetch?.('${told}',{mode:'no-cors'})`;
  const html = `<!doctype html><title>x</title><script>${script}</script><img src=x onerror="${script}"><img src="${told}">`;
  return {
    script,
    html,
    xhtml: `<html xmlns="http://www.w3.org/1999/xhtml"><body><script>${script}</script></body></html>`,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`,
    multipart: `--x\r\nContent-Type: text/html\r\n\r\n${html}\r\n--x--`,
    mail: `Content-Type: text/html\r\n\r\n${html}`,
  };
};
/** The types that they are sent as. */
const types = [
  ['text/html', 'html'],
  ['text/html; charset=utf-7', 'html'],
  ['application/xhtml+xml', 'xhtml'],
  ['image/svg+xml', 'svg'],
  ['text/xml', 'svg'],
  ['application/xml', 'xhtml'],
  ['application/pdf', 'html'],
  ['text/plain', 'script'],
  ['image/png', 'html'],
  ['x/y', 'html'],
  ['text/javascript', 'script'],
  ['application/javascript; charset=utf-8', 'script'],
  ['application/x-javascript', 'script'],
  ['text/ecmascript', 'script'],
  ['application/ecmascript', 'script'],
  ['text/jscript', 'script'],
  ['text/javascript1.5', 'script'],
  ['text/livescript', 'script'],
  ['multipart/x-mixed-replace; boundary=x', 'multipart'],
  ['multipart/related; boundary=x', 'multipart'],
  ['message/rfc822', 'mail'],
] as const;

/** What each browser runs. */
const wellKnown: readonly string[] = ['text/html', 'application/xhtml+xml', 'image/svg+xml', 'text/javascript'];

/** Does all that a page can do with a file; resolves when each way has ended in one way or another, or a second after. */
const useAll = `(async (url) => {
  const put = (tag, properties) => new Promise((resolve) => {
    const one = Object.assign(document.createElement(tag), properties);
    one.onload = one.onerror = resolve;
    document.documentElement.append(one);
    // A download ends in no event.
    setTimeout(resolve, 1000);
  });
  await Promise.all([
    put('iframe', { src: url }),
    put('object', { data: url }),
    put('embed', { src: url }),
    put('script', { src: url }),
    put('script', { src: url, type: 'module' }),
    put('link', { href: url, rel: 'stylesheet' }),
    put('img', { src: url }),
    import(url).catch(() => undefined),
    new Promise((resolve) => {
      try {
        const worker = new Worker(url);
        worker.onerror = worker.onmessage = resolve;
        setTimeout(resolve, 1000);
      } catch { resolve(); }
    }),
    navigator.serviceWorker?.register(url).catch(() => undefined),
  ]);
})`;

describeInBrowser('Media in a browser', (visit) => {
  test('run nowhere, whatever their type: opened, framed, embedded or as a script, in a page of any origin', async () => {
    const { control, wachat, name, origin } = await buildShop();
    wachat.scan({ instanceName: name });
    const told = await serveFiles((_request, response) => response.end());
    const stranger = await serveFiles((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><link rel=icon href="data:,">'),
    );
    const urls: string[] = [];
    const { page } = await visit();
    for (const [type, kind] of types) {
      const base64 = Buffer.from(filesFor(`${told.url}?${encodeURIComponent(type)}`)[kind]).toString('base64');
      const body = { from, type: 'document', base64, mimetype: type, fileName: 'x.html' };
      const { body: reply } = await control.post(`/instances/${name}/receive`, body);
      const url = origin + String(reply.message.mediaPath);
      urls.push(url);
      // Opened, it is a download.
      await expect(page.goto(url), type).rejects.toThrow('Download is starting');
    }
    // A page of our own origin, as there is none: without a policy that would forbid all of this.
    const own = `${origin}/own.html`;
    await page.route(own, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    for (const place of [stranger.url, own]) {
      await page.goto(place);
      await page.evaluate(`Promise.all(${JSON.stringify(urls)}.map(${useAll}))`);
    }
    expect(told.requests.map(({ url }) => url)).toEqual([]);
    // The same files do run where nobody sees to it that they do not.
    for (const [type, kind] of types.filter(([one]) => wellKnown.includes(one))) {
      const careless = await serveFiles((_request, response) =>
        response.writeHead(200, { 'Content-Type': type }).end(filesFor(told.url)[kind]),
      );
      const before = told.requests.length;
      await page.goto(stranger.url);
      await page.evaluate(`${useAll}(${JSON.stringify(careless.url)})`);
      await told.asked(before + 1);
    }
  });

  test('are shown as pictures, in a page of any origin', async () => {
    const { control, wachat, name, origin } = await buildShop();
    wachat.scan({ instanceName: name });
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"><rect width="7" height="7"/></svg>';
    const files = [
      ['image/gif', Buffer.from('R0lGODlhBwAHAIAAAAAAAP///yH5BAAAAAAALAAAAAAHAAcAAAIGhI+py70FADs=', 'base64')],
      ['image/svg+xml', Buffer.from(svg)],
    ] as const;
    const stranger = await serveFiles((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>'),
    );
    const { page } = await visit();
    await page.goto(stranger.url.replace('127.0.0.1', 'localhost'));
    const widthOf = (url: string) =>
      page.evaluate(`new Promise((resolve) => {
        const picture = new Image();
        picture.onload = picture.onerror = () => resolve(picture.naturalWidth);
        picture.src = ${JSON.stringify(url)};
      })`);
    for (const [mimetype, bytes] of files) {
      const body = { from, type: 'image', base64: bytes.toString('base64'), mimetype };
      const { body: reply } = await control.post(`/instances/${name}/receive`, body);
      expect(await widthOf(origin + String(reply.message.mediaPath)), mimetype).toBe(7);
    }
    expect(await widthOf(`${origin}/_emulator/pictures/${from}@s.whatsapp.net`)).toBe(240);
  });
});

test('Fifty files of 16 MiB that come at once do not end the process', async () => {
  const emulator = await startProbedCli();
  const api = client(`${emulator.origin}/api/v1`, 'key');
  const control = client(`${emulator.origin}/_emulator`, 'key');
  const name = String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
  await control.post(`/instances/${name}/scan`);
  const place = `/instances/${name}/receive`;
  const text = JSON.stringify({ from, type: 'document', base64: 'A'.repeat(22_369_620) });
  const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await control.post(place, text)).status));
  // Those for whom it took too long to have their turn are told so.
  expect(statuses.filter((status) => status !== 200 && status !== 408)).toEqual([]);
  expect(statuses).toContain(200);
  const { peak } = await emulator.memory();
  // Fifty bodies are 1,100 MB.
  expect(peak).toBeLessThan(800 * 2 ** 20);
  expect((await control.get('/health')).status).toBe(200);
}, 240_000);
