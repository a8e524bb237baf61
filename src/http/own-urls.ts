import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** A host name or address as it may appear in `Host`, with or without a port, and nothing else. */
export const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
/** A path below which a proxy shows us. It ends up in pages and URLs: no dots alone, no `//`, nothing to be escaped. */
const PREFIX = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/;
const LONGEST_PREFIX = 200;
/** What our own paths begin with. */
const OURS = /^\/(?:api\/v1|_emulator)(?:[/?]|$)/;

const first = (header: string | readonly string[] | undefined): string | undefined =>
  (typeof header === 'string' ? header : header?.[0])?.split(',')[0]?.trim();

const hostIn = (header: string | readonly string[] | undefined): string | undefined => {
  const host = first(header);
  return host !== undefined && HOST.test(host) && URL.canParse(`http://${host}`) ? host : undefined;
};

/** The path that a proxy says it has put before ours, or has taken off; empty without one. */
const forwardedPrefix = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const prefix = first(headers['x-forwarded-prefix'])?.replace(/\/$/, '') ?? '';
  return prefix.length <= LONGEST_PREFIX && PREFIX.test(prefix) ? prefix : '';
};

/** The path of a URL, without a trailing slash. */
const pathOf = (url: string): string => new URL(url).pathname.replace(/\/$/, '');

/** The URL below which the caller reaches all paths of ours, without a trailing slash. */
export const rootOf = (request: FastifyRequest, publicUrl: string | undefined): string => {
  if (publicUrl !== undefined) return publicUrl;
  const { headers, socket } = request;
  const forwarded = first(headers['x-forwarded-proto'])?.toLowerCase();
  const protocol = forwarded === 'https' || forwarded === 'http' ? forwarded : request.protocol;
  const host =
    hostIn(headers['x-forwarded-host']) ?? hostIn(headers.host) ?? `localhost:${String(socket.localPort ?? 80)}`;
  return `${protocol}://${host}${forwardedPrefix(request)}`;
};

/** The path of that URL: what stands before our paths as the caller writes them. */
export const rootPathOf = (request: FastifyRequest, publicUrl: string | undefined): string =>
  publicUrl === undefined ? forwardedPrefix(request) : pathOf(publicUrl);

/**
 * Takes the path of the public URL, or the one that a proxy tells of, off a URL that still has it, since some proxies
 * leave it there. Once, and as it stands: what is written in another way is not ours.
 */
export const withoutPrefix = (publicUrl: string | undefined) => {
  const publicPath = publicUrl === undefined ? '' : pathOf(publicUrl);
  return (request: IncomingMessage, url: string): string => {
    const [prefix = ''] = [publicPath, forwardedPrefix(request)]
      .filter((one) => url.startsWith(one) && /^(?:[/?]|$)/.test(url.slice(one.length)))
      .sort((one, other) => other.length - one.length);
    const rest = url.slice(prefix.length);
    // The proxy has taken off a prefix that one of our paths begins with, too.
    if (OURS.test(url) && !OURS.test(rest)) return url;
    return rest.startsWith('/') ? rest : `/${rest}`;
  };
};
