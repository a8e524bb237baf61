import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { BASE_PATH, CONTROL_PATH } from './http/paths.js';
import { meetFaults, meetFaultsNowhere } from './http/fault-injection.js';
import { HttpError } from './http/errors.js';
import { mount } from './http/operation.js';
import { createHttpServer, refuseRequest } from './http/server.js';
import { isPreflight, warnOfForeignPages } from './http/foreign-pages.js';
import { controlGuard, imitatedGuard, setGuard } from './http/guard.js';
import { rootOf, withoutPrefix } from './http/own-urls.js';
import { warn } from './http/unknown-fields.js';
import { imitatedApi } from './api/routes.js';
import { createBareApp, createIds } from './http/bare-app.js';
import { healthRoute } from './control/health.js';
import type { Emulator } from './emulator.js';
import { version } from './version.js';

/** Paths outside the control API and the pages. */
const IMITATED = /^\/(?!_emulator|$)/;
/** What no answer at the root is without. */
const WITHOUT_BASE = `the original has nothing at this path: its base path is ${BASE_PATH}`;
/** Paths of the control API, except its health check. */
const CONTROL = /^\/_emulator(?!\/health$)(?:\/|$)/;

/** The path in a URL as the router reads it. */
const pathIn = (url = ''): string => {
  const [path = ''] = url.split('?');
  try {
    return path.includes('%') ? decodeURI(path) : path;
  } catch {
    return path;
  }
};

/** Whether a URL is outside the control API and the pages, however it is written. */
const isImitated = (url: string): boolean => IMITATED.test(pathIn(url));

/** What shows the page at the root. Its code is evaluated only once somebody asks for it: most runs never do. */
const loadPage = () => import('./pages/inspector/page.js');

/** The control API, an app of its own. It does not listen: requests are handed to it. */
export const buildControlApp = async (
  emulator: Emulator,
  logger: FastifyServerOptions['logger'],
  nextId?: () => string,
): Promise<FastifyInstance> => {
  const { controlApi } = await import('./control/routes.js');
  const { app, nowhere } = createBareApp(emulator, logger, { nextId, unknownFields: 'refused' });
  const guard = controlGuard(emulator.config);
  setGuard(app, guard);
  // Before the body, which does not matter for an unknown path.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) done();
    else if (!nowhere.answerOptions(request, reply)) done(nowhere.errorOf(request));
  });
  await app.register(
    (scope, _options, done) => {
      mount(scope, controlApi, emulator, guard);
      done();
    },
    { prefix: CONTROL_PATH },
  );
  await app.ready();
  return app;
};

/**
 * The whole service: one server in front of two apps, with scopes, hooks and routes. It does not listen yet.
 * The first request to the control API loads it, since many runs make none; the health check does not need that.
 */
export const buildApp = async (
  emulator: Emulator,
  logger: FastifyServerOptions['logger'],
  load = loadPage,
): Promise<FastifyInstance> => {
  const { config } = emulator;
  const nextId = createIds();
  let loading: Promise<FastifyInstance> | undefined;
  /** Loads the control API once, or again if that failed. */
  const control = (): Promise<FastifyInstance> =>
    (loading ??= buildControlApp(emulator, logger, nextId).catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  const ownUrl = withoutPrefix(config.publicUrl);
  const server = createHttpServer((request, response, answer) => {
    // Before anything looks at it, so that whoever is asked below a prefix answers as without.
    request.url = ownUrl(request, request.url ?? '');
    if (CONTROL.test(pathIn(request.url))) {
      // However it is written, it is not part of the imitated API.
      request.url = request.url.replace(/^\/[^/?]*/, CONTROL_PATH);
      control()
        .then((controlApp) => {
          controlApp.routing(request, response);
        })
        .catch((error: unknown) => {
          app.log.error({ err: error }, 'the control API could not be loaded');
          if (response.headersSent) response.destroy();
          else
            refuseRequest(request, response, 503, 'The control API could not be loaded; the next call will try again.');
        });
    } else answer(request, response);
  });
  const { app, nowhere } = createBareApp(emulator, logger, { ...server, nextId });
  // Before the connections are cut, so that streams end as they should.
  app.addHook('preClose', (done) => {
    emulator.close();
    done();
  });
  app.addHook('onClose', async () => {
    const controlApp = await loading?.catch(() => undefined);
    await controlApp?.close();
  });

  if (!config.strict) {
    // Before anything refuses, so that no answer is without it.
    app.addHook('onRequest', (request, reply, done) => {
      if (nowhere.lacksBasePath(request)) warn(reply, WITHOUT_BASE);
      done();
    });
  }

  if (config.cors) {
    const { default: cors } = await import('@fastify/cors');
    await app.register(cors, {
      delegator: (request, callback) => {
        callback(
          null,
          isImitated(request.url)
            ? { origin: '*', exposedHeaders: '*', methods: ['GET', 'POST', 'DELETE'], preflight: isPreflight(request) }
            : { origin: false },
        );
      },
    });
  }

  // After CORS, so that a page may read the refusal.
  const guard = imitatedGuard(config);
  setGuard(app, guard);
  if (!config.cors) {
    const warnOfPage = warnOfForeignPages(config);
    app.addHook('onRequest', (request, _reply, done) => {
      if (isImitated(request.url)) warnOfPage(request);
      done();
    });
  }

  // After CORS, so that a page may read the answer; before the body, which does not matter for an unknown path.
  app.addHook('onRequest', (request, reply, done) => {
    // With CORS there is a route for OPTIONS; what comes here is no preflight.
    const isNowhere =
      request.is404 || request.method === 'OPTIONS' || (config.strict && nowhere.lacksBasePath(request));
    const answer = (): void => {
      if (!nowhere.answerOptions(request, reply)) done(nowhere.errorOf(request));
    };
    if (!isNowhere) done();
    else if (isImitated(request.url)) meetFaultsNowhere(request, reply, emulator, answer);
    else answer();
  });

  for (const prefix of ['', BASE_PATH]) {
    await app.register(
      (scope, _options, done) => {
        meetFaults(scope, emulator);
        mount(scope, imitatedApi, emulator, guard);
        done();
      },
      { prefix },
    );
  }
  await app.register(
    (scope, _options, done) => {
      const ofControl = controlGuard(config);
      setGuard(scope, ofControl);
      mount(scope, [{ tag: '', about: '', routes: [healthRoute] }], emulator, ofControl);
      done();
    },
    { prefix: CONTROL_PATH },
  );

  if (!config.noInspector) {
    app.get('/', async (request, reply) => {
      const { HOME_PAGE_POLICY, homePage } = await load().catch((error: unknown) => {
        request.log.error({ err: error }, 'the page at / could not be loaded');
        throw new HttpError(503, 'The page could not be loaded; the API and the control API work without it.');
      });
      return reply
        .headers({ 'Content-Security-Policy': HOME_PAGE_POLICY, 'Cache-Control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(
          homePage({
            version,
            root: rootOf(request, config.publicUrl),
            basePath: BASE_PATH,
            anyKey: config.apiKeys.length === 0,
          }),
        );
    });
  }
  return app;
};
