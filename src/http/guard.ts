import type { FastifyInstance, FastifyRequest, RouteGenericInterface } from 'fastify';
import type { Config } from '../config.js';
import { HttpError } from './errors.js';
import { isUnpublishedName } from '../net/host-names.js';
import { HOST } from './own-urls.js';
import { chosenNames } from '../tls/identity.js';

/** Keeps web pages out that have no business here. */
export type Guard = {
  /** @throws {HttpError} 403 */
  readonly refuse: (request: FastifyRequest, openness: Openness) => void;
  /** Describes its 403 in the documents; `undefined` if there is none. */
  readonly textFor: (openness: Openness) => string | undefined;
};

/** From where an operation may be called, beside from its own pages and from programs. */
type Openness = {
  /** Under any host name. */
  readonly underAnyName: boolean;
  /** By pages of other origins, as a picture in them, also where all else is closed to them. */
  readonly inAnyPage: boolean;
};
const closed: Openness = { underAnyName: false, inAnyPage: false };

/** What a route tells its guard. */
export type GuardedBy = { readonly openness: Openness };

/** Sets a guard on all that this scope answers, unknown paths among it. */
export const setGuard = (app: FastifyInstance, { refuse }: Guard): void => {
  app.addHook<RouteGenericInterface, GuardedBy | object>('onRequest', (request, _reply, done) => {
    const { config } = request.routeOptions;
    refuse(request, 'openness' in config ? config.openness : closed);
    done();
  });
};

/** The name in a `Host` header, without port and brackets; `undefined` if it is not valid. */
const hostName = (host: string): string | undefined =>
  HOST.test(host) && URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
    : undefined;

export const publicUrlIn = ({ publicUrl }: Config): URL | undefined =>
  publicUrl === undefined ? undefined : new URL(publicUrl);

/** Whether a request came to a public host name that nobody allowed. HTTP/1.0 may have no name at all. */
const underPublicName = (config: Config): ((request: FastifyRequest) => boolean) => {
  const names = [...config.allowHosts, ...chosenNames(config)].map((name) => name.toLowerCase());
  const allowed = new Set([...names, publicUrlIn(config)?.hostname]);
  return ({ headers: { host } }) => {
    if (host === undefined) return false;
    const name = hostName(host);
    return name === undefined || !(isUnpublishedName(name) || allowed.has(name));
  };
};

/** Whether a page of another origin makes a request. */
export const isForeignOrigin = ({ headers }: FastifyRequest, publicOrigin: string | undefined): boolean => {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site') return true;
  // The browser sets this header, so a page cannot forge it. It counts even if a proxy changed the Host.
  if (site === 'same-origin') return false;
  const { origin } = headers;
  if (origin === undefined || origin === publicOrigin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.host?.toLowerCase();
};

/**
 * Whether a browser sends this request. A GET to its own origin has no `Origin`, and over plain HTTP under a name no
 * `Sec-Fetch-Site` either; then only the engine tells.
 */
const isOfBrowser = ({ headers }: FastifyRequest): boolean =>
  headers.origin !== undefined ||
  headers['sec-fetch-site'] !== undefined ||
  /^Mozilla\/.* (?:AppleWebKit|Gecko)\//.test(headers['user-agent'] ?? '');

const HOW_TO_ALLOW = 'allow it with --allow-host or WACHAT_ALLOWED_HOSTS';

/**
 * The guard of the control API: keeps web pages from driving a developer's emulator, pages of another origin and pages
 * that point a public name of their own at this machine (DNS rebinding).
 */
export const controlGuard = (config: Config): Guard => {
  const publicOrigin = publicUrlIn(config)?.origin;
  const isUnderPublicName = underPublicName(config);
  return {
    refuse(request, { underAnyName, inAnyPage }) {
      if (!inAnyPage && isForeignOrigin(request, publicOrigin)) {
        throw new HttpError(403, 'Calls under /_emulator are refused when a web page of another origin makes them.');
      }
      if (!underAnyName && isUnderPublicName(request)) {
        throw new HttpError(403, `Calls under /_emulator are refused under a public host name; ${HOW_TO_ALLOW}.`);
      }
    },
    textFor: ({ underAnyName, inAnyPage }) =>
      underAnyName
        ? inAnyPage
          ? undefined
          : 'The call comes from a foreign web page.'
        : 'The call comes from a foreign web page or under a public name.',
  };
};

/**
 * The guard of the imitated API and of the page at `/`: the same against rebinding. A client that is no browser passes
 * under any name, and a page of another origin has to pass CORS, as in production.
 */
export const imitatedGuard = (config: Config): Guard => {
  const isUnderPublicName = underPublicName(config);
  return {
    refuse(request, { underAnyName }) {
      if (!underAnyName && isOfBrowser(request) && isUnderPublicName(request)) {
        throw new HttpError(403, `Calls of a web page are refused under a public host name; ${HOW_TO_ALLOW}.`);
      }
    },
    textFor: ({ underAnyName }) => (underAnyName ? undefined : 'A web page calls under a public host name.'),
  };
};
