import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { createBareApp } from './http/bare-app.js';
import { controlApi } from './control/routes.js';
import type { Emulator } from './emulator.js';

/** The control API, an app of its own. It listens to nothing: it is handed its requests. */
export const buildControlApp = async (
  emulator: Emulator,
  logger: FastifyServerOptions['logger'],
): Promise<FastifyInstance> => {
  const { app } = createBareApp(emulator, logger);
  await controlApi(app, emulator, async (name) => (await import('./openapi/build.js')).buildDocument(name));
  await app.ready();
  return app;
};
