import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A page of another origin that frames these URLs. */
export const framingPage = async (urls: readonly string[], attribute = ''): Promise<string> => {
  const frames = urls.map(
    (url) =>
      `<iframe src="${url.replaceAll('&', '&amp;')}" width="420" height="460" ${attribute} style="border:0"></iframe>`,
  );
  const server = createServer((_request, response) => {
    response
      .setHeader('Content-Type', 'text/html')
      .end(`<!doctype html><link rel="icon" href="data:,">${frames.join('')}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/`;
};
