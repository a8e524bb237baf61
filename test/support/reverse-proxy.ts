import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a proxy shows a server below a path. */
type Way = {
  /** The path, and whether it is taken off before a request is passed on. */
  readonly prefix: string;
  readonly strips: boolean;
  /** Whether it says so in X-Forwarded-Prefix. */
  readonly tells?: boolean;
};

/** An HTTP proxy that shows an origin below a path of its own, and nothing elsewhere; ends with the test. */
export const reverseProxyTo = async (origin: string, { prefix, strips, tells = true }: Way) => {
  const { hostname, port } = new URL(origin);
  const server = createServer((near, response) => {
    const path = near.url ?? '';
    if (!/^(?:[/?]|$)/.test(path.slice(prefix.length)) || !path.startsWith(prefix)) {
      response.writeHead(502).end('The proxy shows nothing here.');
      return;
    }
    const rest = path.slice(prefix.length);
    const far = ask(
      {
        hostname,
        port,
        method: near.method,
        path: strips ? rest.replace(/^(?!\/)/, '/') : path,
        headers: {
          ...near.headers,
          'x-forwarded-host': near.headers.host,
          'x-forwarded-proto': 'http',
          ...(tells && { 'x-forwarded-prefix': prefix }),
        },
      },
      (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        response.flushHeaders();
        reply.pipe(response);
      },
    );
    far.on('error', () => response.destroy());
    response.on('close', () => far.destroy());
    near.pipe(far);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return { origin: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}` };
};
