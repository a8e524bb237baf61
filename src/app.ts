import fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { BASE_PATH } from './api/base-path.js';
import { refuseBrokenHttp, refuseOddHttp, requireHost } from './api/broken-http.js';
import { schemaController } from './api/compilers.js';
import { answerTo, BODY_LIMIT } from './api/errors.js';
import { meetFaultsNowhere } from './api/faults.js';
import { PAGE_HEADER, type OpenStreams } from './api/live.js';
import { explainNotFound } from './api/not-found.js';
import { originOf } from './api/own-urls.js';
import { recordUnreadable } from './api/recording.js';
import { imitatedApi } from './api/routes.js';
import { prepare } from './api/scope.js';
import { documentRoutes } from './control/documents.js';
import { controlRoutes } from './control/routes.js';
import type { Emulator } from './emulator.js';
import { HOME_PAGE_POLICY, homePage } from './pages/home.js';
import { version } from './version.js';

/** URLs outside the control API and the pages. No path of ours needs a `%`, and behind one anything may hide. */
const IMITATED = /^\/(?!_emulator|[^?]*%|\?|$)/;

/** The whole service: scopes, hooks and routes. It does not listen yet. */
export const buildApp = async (
  emulator: Emulator,
  logger: FastifyServerOptions['logger'],
): Promise<FastifyInstance> => {
  const { config } = emulator;
  const app = fastify({
    logger: logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    schemaController,
    bodyLimit: BODY_LIMIT,
    http: { requireHostHeader: false },
    routerOptions: { maxParamLength: 1_000 },
    frameworkErrors(error, request, reply) {
      const { status, body } = answerTo(error);
      recordUnreadable(emulator, request.raw, status);
      reply.raw.writeHead(status, { 'X-Wachat-Emulator': version, 'Content-Type': 'application/json; charset=utf-8' });
      reply.raw.end(JSON.stringify(body));
    },
    clientErrorHandler: refuseBrokenHttp,
  });
  refuseOddHttp(app.server);
  const notFound = explainNotFound(app);
  prepare(app, emulator);
  app.setNotFoundHandler((request) => {
    throw notFound(request);
  });

  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('X-Wachat-Emulator', version);
    done();
  });
  app.addHook('onRequest', requireHost);
  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, never the URL: a key may stand anywhere in that.
    const path = request.is404 ? '(unknown)' : request.routeOptions.url;
    // A page that is open asks every second, and would drown all else.
    const isOfPage = request.headers[PAGE_HEADER] !== undefined;
    request.log[isOfPage ? 'debug' : 'info'](
      { method: request.method, path, status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime) },
      'answered',
    );
    done();
  });
  app.addHook('onClose', (_app, done) => {
    emulator.close();
    done();
  });

  if (config.cors) {
    const { default: cors } = await import('@fastify/cors');
    await app.register(cors, {
      delegator: (request, callback) => {
        callback(
          null,
          IMITATED.test(request.url)
            ? { origin: '*', exposedHeaders: '*', methods: ['GET', 'POST', 'DELETE'] }
            : { origin: false },
        );
      },
    });
  }

  // After CORS, so that a page may read it; before the body, which is no matter where there is nothing.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) done();
    else if (!IMITATED.test(request.url)) done(notFound(request));
    else {
      meetFaultsNowhere(request, reply, emulator, () => {
        done(notFound(request));
      });
    }
  });

  const openStreams: OpenStreams = new Map();
  for (const prefix of ['', BASE_PATH]) {
    await app.register(
      (scope, _options, done) => {
        imitatedApi(scope, emulator, openStreams);
        done();
      },
      { prefix },
    );
  }
  await app.register(
    (scope, _options, done) => {
      controlRoutes(scope, emulator);
      documentRoutes(scope, emulator, async (name) => (await import('./openapi.js')).buildDocument(name));
      done();
    },
    { prefix: '/_emulator' },
  );

  app.get('/', (request, reply) => {
    void reply
      .headers({ 'Content-Security-Policy': HOME_PAGE_POLICY, 'Cache-Control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(
        homePage({
          version,
          origin: originOf(request, config.publicUrl),
          basePath: BASE_PATH,
          anyKey: config.apiKeys.length === 0,
        }),
      );
  });
  return app;
};
