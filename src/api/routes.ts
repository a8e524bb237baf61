import type { FastifyInstance } from 'fastify';
import type { Emulator } from '../emulator.js';
import { meetFaults } from '../http/faults.js';
import { instanceRoutes } from './instances.js';
import { liveRoutes, type OpenStreams } from './live.js';
import { missingRoutes } from './missing.js';
import { qrRoutes } from './qr.js';
import { stateRoutes } from './state.js';
import { webhookRoutes } from './webhooks.js';

/** The imitated API, at the prefix of the scope that it is called with. */
export const imitatedApi = (app: FastifyInstance, emulator: Emulator, openStreams: OpenStreams): void => {
  meetFaults(app, emulator);
  instanceRoutes(app, emulator);
  qrRoutes(app, emulator);
  liveRoutes(app, emulator, openStreams);
  stateRoutes(app, emulator);
  webhookRoutes(app, emulator);
  missingRoutes(app, emulator);
};
