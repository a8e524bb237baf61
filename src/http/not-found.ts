import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from './errors.js';
import { isPreflight } from './foreign-pages.js';
import { rootPathOf } from './own-urls.js';
import { BASE_PATH, CONTROL_PATH } from './paths.js';
import { nearest } from '../schema/nearest.js';

/** What people look for at a path of another name. */
const ALSO_CALLED: Readonly<Record<string, { readonly method: string; readonly url: string }>> = {
  [`${CONTROL_PATH}/restore`]: { method: 'PUT', url: `${CONTROL_PATH}/snapshot` },
};

type Known = {
  readonly method: string;
  readonly url: string;
  readonly pattern: RegExp;
  /** Whether it is a part of the original that the emulator lacks. */
  readonly isMissing: boolean;
};

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}$`);

/** A path of ours behind some other path, such as that of a proxy. */
const BELOW = new RegExp(`^(?!${BASE_PATH}/|${CONTROL_PATH}/)/.+(?:${BASE_PATH}|${CONTROL_PATH})(?:/|$)`);
const BY_PROXY = ' What a proxy puts before it has to be in its header X-Forwarded-Prefix, or in --public-url.';

const FOR_PAGES = ' A web page of another origin may call it only with --cors (WACHAT_CORS).';

/** Collects every route, and suggests the right one to a request that matched none. */
export const explainNotFound = (app: FastifyInstance, publicUrl: string | undefined) => {
  const known: Known[] = [];
  app.addHook('onRoute', ({ method, url, schema }) => {
    const isMissing = schema?.hide === true;
    for (const one of [method].flat()) {
      if (one !== 'HEAD' && one !== 'OPTIONS') known.push({ method: one, url, pattern: patternOf(url), isMissing });
    }
  });

  // The path is never repeated: it may contain what was meant as a query, and so a key.
  const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '';
  const routesAt = (path: string): readonly Known[] => known.filter(({ pattern }) => pattern.test(path));
  const hasDoubleSlash = (path: string): boolean => path.includes('//');
  /** The routes at the URL that is nearest to a path. */
  const nearestTo = (path: string, root = ''): string | undefined => {
    const other = Object.hasOwn(ALSO_CALLED, path) ? ALSO_CALLED[path] : undefined;
    if (other !== undefined) return `${other.method} ${root}${other.url}`;
    const urls = [...new Set(known.filter(({ isMissing }) => !isMissing).map(({ url }) => url))];
    const url = nearest(path, urls);
    const methods = known.filter((one) => one.url === url).map(({ method }) => method);
    return url === undefined ? undefined : `${methods.join(' or ')} ${root}${url}`;
  };

  return {
    /** The error to answer with. */
    errorOf(request: FastifyRequest): HttpError {
      const path = pathOf(request);
      const allowed = [...new Set(routesAt(path).map(({ method }) => method))];
      if (allowed.length > 0) {
        if (allowed.includes('GET')) allowed.push('HEAD');
        const Allow = allowed.join(', ');
        const hint = isPreflight(request) ? FOR_PAGES : '';
        return new HttpError(405, `This path does not take ${request.method}; it takes ${Allow}.${hint}`, {
          headers: { Allow },
        });
      }
      if (hasDoubleSlash(path)) {
        return new HttpError(404, 'The path has a double slash; the base URL must not end in a slash.');
      }
      const root = rootPathOf(request, publicUrl);
      const meant = nearestTo(path, root);
      const hint =
        meant === undefined
          ? `the API is under ${root}${BASE_PATH} and the control API under ${root}${CONTROL_PATH}.`
          : `did you mean ${meant}?`;
      return new HttpError(404, `There is nothing at this path; ${hint}${BELOW.test(path) ? BY_PROXY : ''}`);
    },
    /** The target of the request as a log may show it. */
    placeOf(request: FastifyRequest): string {
      const path = pathOf(request);
      const [route] = routesAt(path);
      if (route !== undefined) return route.url;
      if (hasDoubleSlash(path)) return '(unknown, with a double slash)';
      const meant = nearestTo(path);
      return meant === undefined ? '(unknown)' : `(unknown, perhaps ${meant})`;
    },
  };
};
