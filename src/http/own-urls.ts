import type { FastifyRequest } from 'fastify';

/** A host name or address as it may appear in `Host`, with or without a port, and nothing else. */
export const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

const first = (header: string | readonly string[] | undefined): string | undefined =>
  (typeof header === 'string' ? header : header?.[0])?.split(',')[0]?.trim();

const hostIn = (header: string | readonly string[] | undefined): string | undefined => {
  const host = first(header);
  return host !== undefined && HOST.test(host) && URL.canParse(`http://${host}`) ? host : undefined;
};

/** The origin under which the caller reaches the emulator, without a trailing slash. */
export const originOf = (request: FastifyRequest, publicUrl: string | undefined): string => {
  if (publicUrl !== undefined) return publicUrl;
  const { headers, socket } = request;
  const forwarded = first(headers['x-forwarded-proto'])?.toLowerCase();
  const protocol = forwarded === 'https' || forwarded === 'http' ? forwarded : request.protocol;
  const host =
    hostIn(headers['x-forwarded-host']) ?? hostIn(headers.host) ?? `localhost:${String(socket.localPort ?? 80)}`;
  return `${protocol}://${host}`;
};
