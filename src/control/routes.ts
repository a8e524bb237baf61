import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { keyFrom, requireKey } from '../http/caller.js';
import type { Emulator } from '../emulator.js';
import { accountRoutes } from './accounts.js';
import { createControls } from './controls.js';
import { documentRoutes, pathOf, type Build } from './documents.js';
import { faultRoutes } from './faults/faults.js';
import { createGuard } from './guard.js';
import { healthRoute } from './health.js';
import * as operations from './operations.js';
import { phoneRoutes } from './phone.js';
import { scenarioRoutes } from './scenarios.js';
import { snapshotRoutes } from './snapshot/snapshot.js';
import { timeRoutes } from './time.js';
import { watchingRoutes } from './watching/watching.js';

const controlRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const guard = createGuard(emulator.config);
  const onRequest = requireKey(emulator);
  const success = true as const;

  app.addHook('onRequest', (request, _reply, done) => {
    guard.refuseForeignPages(request);
    guard.refusePublicNames(request);
    done();
  });

  routes.post('/scan', { schema: operations.scan, onRequest }, (request) => {
    const controls = createControls(emulator, keyFrom(request));
    const { code, instanceName = '', number, profileName } = request.body;
    const profile = { number, name: profileName };
    const instance =
      code === undefined ? controls.act(instanceName, 'scan', profile) : controls.scanText(code, profile);
    return { success, instance };
  });

  phoneRoutes(app, emulator);
  timeRoutes(app, emulator);
  watchingRoutes(app, emulator);
  faultRoutes(app, emulator);
  scenarioRoutes(app);
  accountRoutes(app, emulator);
  snapshotRoutes(app, emulator);

  routes.post('/reset', { schema: operations.reset, onRequest }, (request) => {
    const all = request.query.all === 'true';
    if (all) emulator.resetAll();
    else createControls(emulator, keyFrom(request)).reset();
    return { success, message: all ? 'Every account was reset.' : 'The account was reset.' };
  });
};

/**
 * The control API: everything of ours, under `/_emulator`.
 * @param build makes an OpenAPI document
 */
export const controlApi = async (app: FastifyInstance, emulator: Emulator, build: Build): Promise<void> => {
  const prefix = pathOf.emulator;
  await app.register(
    (scope, _options, done) => {
      healthRoute(scope, emulator);
      done();
    },
    { prefix },
  );
  await app.register(
    (scope, _options, done) => {
      controlRoutes(scope, emulator);
      documentRoutes(scope, emulator, build);
      done();
    },
    { prefix },
  );
};
