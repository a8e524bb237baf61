import type { FastifyRequest } from 'fastify';

/** A name or address as it may stand in `Host`, with a port or without; no more than that. */
export const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

const first = (header: string | readonly string[] | undefined): string | undefined =>
  (typeof header === 'string' ? header : header?.[0])?.split(',')[0]?.trim();

const hostIn = (header: string | readonly string[] | undefined): string | undefined => {
  const host = first(header);
  return host !== undefined && HOST.test(host) && URL.canParse(`http://${host}`) ? host : undefined;
};

/** The origin under which the caller reaches us, without a slash at the end. */
export const originOf = (request: FastifyRequest, publicUrl: string | undefined): string => {
  if (publicUrl !== undefined) return publicUrl;
  const { headers, socket } = request;
  const protocol = first(headers['x-forwarded-proto'])?.toLowerCase() === 'https' ? 'https' : 'http';
  const host =
    hostIn(headers['x-forwarded-host']) ?? hostIn(headers.host) ?? `localhost:${String(socket.localPort ?? 80)}`;
  return `${protocol}://${host}`;
};
