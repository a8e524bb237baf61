import type { FastifyRequest } from 'fastify';
import { HttpError } from '../http/errors.js';
import { HOST } from '../http/own-urls.js';
import type { Config } from '../config.js';
import { isUnpublishedName } from '../http/host-names.js';

/** The name in a `Host` header, without port and brackets; `undefined` when it is none. */
const hostName = (host: string): string | undefined =>
  HOST.test(host) && URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
    : undefined;

const isForeignOrigin = ({ headers }: FastifyRequest, publicOrigin: string | undefined): boolean => {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site') return true;
  // What the browser itself says of the page cannot be forged by it. It counts even where a proxy changed the Host.
  if (site === 'same-origin') return false;
  const { origin } = headers;
  if (origin === undefined || origin === publicOrigin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.host?.toLowerCase();
};

/**
 * Keeps web pages from driving a developer's emulator: neither a page of another origin, nor one that has a public
 * name of its own point at this machine.
 */
export const createGuard = (config: Config) => {
  const publicUrl = config.publicUrl === undefined ? undefined : new URL(config.publicUrl);
  const allowed = new Set([...config.allowHosts.map((name) => name.toLowerCase()), publicUrl?.hostname]);
  return {
    /** @throws {HttpError} 403 */
    refuseForeignPages(request: FastifyRequest): void {
      if (!isForeignOrigin(request, publicUrl?.origin)) return;
      throw new HttpError(403, 'Calls under /_emulator are refused when a web page of another origin makes them.');
    },
    /** @throws {HttpError} 403 */
    refusePublicNames(request: FastifyRequest): void {
      const { host } = request.headers;
      if (host === undefined) return;
      const name = hostName(host);
      if (name !== undefined && (isUnpublishedName(name) || allowed.has(name))) return;
      throw new HttpError(
        403,
        'Calls under /_emulator are refused under a public host name; allow it with --allow-host or WACHAT_ALLOWED_HOSTS.',
      );
    },
  };
};
