import type { FastifyRequest } from 'fastify';
import { HttpError } from '../http/errors.js';
import type { Guard } from '../http/operation.js';
import { HOST } from '../http/own-urls.js';
import type { Config } from '../config.js';
import { isUnpublishedName } from '../http/host-names.js';

/** The name in a `Host` header, without port and brackets; `undefined` if it is not valid. */
const hostName = (host: string): string | undefined =>
  HOST.test(host) && URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
    : undefined;

const isForeignOrigin = ({ headers }: FastifyRequest, publicOrigin: string | undefined): boolean => {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site') return true;
  // The browser sets this header, so a page cannot forge it. It counts even if a proxy changed the Host.
  if (site === 'same-origin') return false;
  const { origin } = headers;
  if (origin === undefined || origin === publicOrigin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.host?.toLowerCase();
};

const isAllowedName = (request: FastifyRequest, allowed: ReadonlySet<string | undefined>): boolean => {
  const { host } = request.headers;
  if (host === undefined) return true;
  const name = hostName(host);
  return name !== undefined && (isUnpublishedName(name) || allowed.has(name));
};

/**
 * Keeps web pages from driving a developer's emulator: pages of another origin, and pages that point a public name of
 * their own at this machine (DNS rebinding).
 */
export const createGuard = (config: Config): Guard => {
  const publicUrl = config.publicUrl === undefined ? undefined : new URL(config.publicUrl);
  const allowed = new Set([...config.allowHosts.map((name) => name.toLowerCase()), publicUrl?.hostname]);
  return {
    text: 'The call comes from a foreign web page or under a public name.',
    /** @throws {HttpError} 403 */
    refuse(request, underAnyName) {
      if (isForeignOrigin(request, publicUrl?.origin)) {
        throw new HttpError(403, 'Calls under /_emulator are refused when a web page of another origin makes them.');
      }
      if (!underAnyName && !isAllowedName(request, allowed)) {
        throw new HttpError(
          403,
          'Calls under /_emulator are refused under a public host name; allow it with --allow-host or WACHAT_ALLOWED_HOSTS.',
        );
      }
    },
  };
};
