import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Config } from '../config.js';
import { HttpError } from './errors.js';
import { isPreflight } from './foreign-pages.js';
import { isRead, meantElsewhere } from './other-gateways.js';
import { rootPathOf } from './own-urls.js';
import { BASE_PATH, CONTROL_PATH } from './paths.js';
import { nearest } from '../schema/nearest.js';

type Known = {
  readonly method: string;
  readonly url: string;
  readonly pattern: RegExp;
  /** Whether it is the imitated API without its base path. */
  readonly isAtRoot: boolean;
  /** Where it takes the name of an instance. */
  readonly nameIn: 'query' | 'body' | undefined;
};

const patternOf = (url: string, mayEndInSlash: boolean): RegExp =>
  new RegExp(
    `^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}${mayEndInSlash ? '/?' : ''}$`,
  );

/** Whether it is of the imitated API; the page at the root is not. */
const isImitated = ({ url, isAtRoot }: Known): boolean => isAtRoot || url.startsWith(`${BASE_PATH}/`);

const takesName = (schema: unknown): boolean => schema instanceof z.ZodObject && 'instanceName' in schema.shape;

/** A path of ours behind some other path, such as that of a proxy. */
const BELOW = new RegExp(`^(?!${BASE_PATH}/|${CONTROL_PATH}/)/.+(?:${BASE_PATH}|${CONTROL_PATH})(?:/|$)`);
const BY_PROXY = ' What a proxy puts before it has to be in its header X-Forwarded-Prefix, or in --public-url.';

const FOR_PAGES = ' A web page of another origin may call it only with --cors (WACHAT_CORS).';

/** Base paths, the right one or one that is wrong, incomplete or there twice. */
const BASES = /^(?:\/(?:api|v\d))+(?=\/|$)/;
/** So few steps from a path of ours, another one is misspelt; a name at its end would be further away. */
const MISSPELT = 2;

/** How many slashes the path of a call may have: none of ours has more, and a stranger may send any number. */
const MOST_PARTS = 10;

/** What a file would be called. */
const EXTENSION = /\.[a-z]{2,4}$/i;

/** A path without one of its parts, be that at the end or before it. */
const withoutOne = (path: string): readonly string[] => {
  const parts = path.split('/');
  return parts.length > MOST_PARTS ? [] : parts.map((_, index) => parts.toSpliced(index, 1).join('/'));
};

/** Where the name goes that somebody has put into a path. */
const nameGoes = (nameIn: 'query' | 'body', call: string): string =>
  nameIn === 'query'
    ? `the name goes into the query: ${call}?instanceName=<technical name>.`
    : `the name goes into the body, as "instanceName": ${call}.`;

/** Collects every route, and suggests the right one to a request that matched none. */
export const explainNotFound = (app: FastifyInstance, { publicUrl, strict }: Pick<Config, 'publicUrl' | 'strict'>) => {
  const known: Known[] = [];
  app.addHook('onRoute', ({ method, url, prefix, schema }) => {
    const nameIn = takesName(schema?.querystring) ? 'query' : takesName(schema?.body) ? 'body' : undefined;
    const isAtRoot = prefix === '' && schema?.operationId !== undefined;
    for (const one of [method].flat()) {
      // What is at a prefix is at the same with a slash, and Fastify tells of it once.
      const pattern = patternOf(url, url === prefix);
      if (one !== 'HEAD' && one !== 'OPTIONS') known.push({ method: one, url, pattern, isAtRoot, nameIn });
    }
  });

  // The path is never repeated: it may contain what was meant as a query, and so a key.
  const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '';
  const routesAt = (path: string): readonly Known[] => known.filter(({ pattern }) => pattern.test(path));
  const hasDoubleSlash = (path: string): boolean => path.includes('//');
  /** Whether what is at the root lacks the base path, as the caller writes it: a proxy may have taken it off. */
  const isBare = (request: FastifyRequest): boolean => !rootPathOf(request, publicUrl).endsWith(BASE_PATH);
  /** One of our URLs as the caller has to write it. */
  const written = (url: string, root: string): string =>
    root + (root.endsWith(BASE_PATH) && url.startsWith(BASE_PATH) ? url.slice(BASE_PATH.length) : url);

  /** The methods to name for a URL: whoever only asks is never led to what changes something. */
  const callsAt = (url: string, method: string): readonly string[] => {
    const methods = known.filter((one) => one.url === url).map((one) => one.method);
    const fitting = isRead(method) ? methods.filter(isRead) : methods;
    return fitting.includes(method) ? [method] : fitting;
  };
  const callAt = (url: string, method: string, root: string): string | undefined => {
    const methods = callsAt(url, method);
    return methods.length === 0 ? undefined : `${methods.join(' or ')} ${written(url, root)}`;
  };

  /** What is at a path that has its base path wrong, and what is called otherwise or has a name in it. */
  const mendedFor = (path: string, method: string, root: string): string | undefined => {
    const below = path.replace(BASES, '');
    const isOfControl = below.startsWith(`${CONTROL_PATH}/`);
    const url = isOfControl ? below : BASE_PATH + below;
    if (url !== path && routesAt(url).some(({ isAtRoot }) => !isAtRoot)) {
      const call = callAt(url, method, root);
      return `the base path is ${written(isOfControl ? CONTROL_PATH : BASE_PATH, root)}${call === undefined ? '' : `: ${call}`}.`;
    }
    const isMisspelt = nearestFor(path, method, MISSPELT) !== undefined;
    const other = meantElsewhere(below, method);
    if (other !== undefined && !(other.hasName && isMisspelt)) {
      const { method: asked, path: target, hasName } = other;
      const whole = target.startsWith(CONTROL_PATH) ? target : BASE_PATH + target;
      const nameIn = known.find((one) => one.url === whole && one.method === asked)?.nameIn;
      const call = `${asked} ${written(whole, root)}`;
      return hasName && nameIn !== undefined ? nameGoes(nameIn, call) : `did you mean ${call}?`;
    }
    if (isMisspelt) return undefined;
    const shorter = withoutOne(url);
    const named = known.find(
      (one) => one.nameIn !== undefined && shorter.includes(one.url) && callsAt(one.url, method).includes(one.method),
    );
    return named?.nameIn === undefined ? undefined : nameGoes(named.nameIn, callAt(named.url, method, root) ?? '');
  };

  /** The URL of ours that is nearest to a path, compared without the base path that all have. */
  const nearestFor = (path: string, method: string, most?: number): string | undefined => {
    const base = path.startsWith(`${CONTROL_PATH}/`) ? CONTROL_PATH : BASE_PATH;
    const candidates = known
      .filter(({ url, isAtRoot }) => !isAtRoot && url.startsWith(base) && callsAt(url, method).length > 0)
      .map(({ url }) => url.slice(base.length));
    const below = (base === CONTROL_PATH ? path.slice(base.length) : path.replace(BASES, '')).replace(EXTENSION, '');
    const found = nearest(below, candidates, most);
    return found === undefined ? undefined : base + found;
  };

  /** What was meant by a path at which there is nothing, as the end of a sentence. */
  const hintFor = (path: string, method: string, root: string): string | undefined => {
    const mended = mendedFor(path, method, root);
    if (mended !== undefined) return mended;
    const url = nearestFor(path, method);
    return url === undefined ? undefined : `did you mean ${callAt(url, method, root) ?? ''}?`;
  };

  /** The methods of what is at a path; none if there is nothing, or nothing with `--strict`. */
  const allowedAt = (request: FastifyRequest): readonly string[] => {
    const path = pathOf(request);
    // `OPTIONS *` asks for the server as a whole.
    const here = path === '/*' && request.method === 'OPTIONS' ? known : routesAt(path);
    const isRefused = strict && here.every(({ isAtRoot }) => isAtRoot) && isBare(request);
    const allowed = isRefused ? [] : [...new Set(here.map(({ method }) => method))];
    return allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
  };

  return {
    /** Whether a request is to the imitated API without its base path, where the original has nothing. */
    lacksBasePath: (request: FastifyRequest): boolean => {
      const isAtRoot = request.is404
        ? routesAt(pathOf(request)).some((one) => one.isAtRoot)
        : request.server.prefix === '' && request.routeOptions.schema?.operationId !== undefined;
      return isAtRoot && isBare(request);
    },
    /** Answers an OPTIONS that is no preflight, such as that of a load balancer; `false` if there is nothing there. */
    answerOptions(request: FastifyRequest, reply: FastifyReply): boolean {
      if (request.method !== 'OPTIONS' || isPreflight(request)) return false;
      const allowed = allowedAt(request);
      if (allowed.length === 0) return false;
      void reply
        .code(204)
        .header('Allow', [...allowed, 'OPTIONS'].join(', '))
        .send();
      return true;
    },
    /** The error to answer with. */
    errorOf(request: FastifyRequest): HttpError {
      const { method } = request;
      const path = pathOf(request);
      const allowed = allowedAt(request);
      if (allowed.length > 0) {
        const Allow = allowed.join(', ');
        const hint = isPreflight(request) && routesAt(path).some(isImitated) ? FOR_PAGES : '';
        return new HttpError(405, `This path does not take ${method}; it takes ${Allow}.${hint}`, {
          headers: { Allow },
        });
      }
      if (hasDoubleSlash(path)) {
        return new HttpError(404, 'The path has a double slash; the base URL must not end in a slash.');
      }
      const root = rootPathOf(request, publicUrl);
      const hint =
        hintFor(path, method, root) ??
        (path.startsWith(`${BASE_PATH}/`)
          ? `GET ${written(CONTROL_PATH, root)}/openapi/wachat.json has all calls of the API.`
          : `the API is under ${written(BASE_PATH, root)} and the control API under ${root}${CONTROL_PATH}.`);
      return new HttpError(404, `There is nothing at this path; ${hint}${BELOW.test(path) ? BY_PROXY : ''}`);
    },
    /** The target of the request as a log may show it. */
    placeOf(request: FastifyRequest): string {
      const path = pathOf(request);
      const [route] = routesAt(path);
      if (route !== undefined) return route.url;
      if (hasDoubleSlash(path)) return '(unknown, with a double slash)';
      const url = nearestFor(path, request.method);
      const meant = url === undefined ? undefined : callAt(url, request.method, '');
      return meant === undefined ? '(unknown)' : `(unknown, perhaps ${meant})`;
    },
  };
};
