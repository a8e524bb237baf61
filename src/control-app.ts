import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { createBareApp } from './bare-app.js';
import { documentRoutes, pathOf } from './control/documents.js';
import { healthRoute } from './control/health.js';
import { controlRoutes } from './control/routes.js';
import type { Emulator } from './emulator.js';

/** The control API, an app of its own. It listens to nothing: it is handed its requests. */
export const buildControlApp = async (
  emulator: Emulator,
  logger: FastifyServerOptions['logger'],
): Promise<FastifyInstance> => {
  const { app } = createBareApp(emulator, logger);
  // It is answered elsewhere; here it is known, so that whoever misspells it is told.
  await app.register(
    (scope, _options, done) => {
      healthRoute(scope, emulator);
      done();
    },
    { prefix: pathOf.emulator },
  );
  await app.register(
    (scope, _options, done) => {
      controlRoutes(scope, emulator);
      documentRoutes(scope, emulator, async (name) => (await import('./openapi.js')).buildDocument(name));
      done();
    },
    { prefix: pathOf.emulator },
  );
  await app.ready();
  return app;
};
