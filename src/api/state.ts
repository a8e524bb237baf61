import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Emulator } from '../emulator.js';
import { Refusal } from '../domain/refusals.js';
import { drawAvatar } from '../qr/avatar.js';
import { callerOf, keyFrom, requireKey } from '../http/caller.js';
import { listedInstance, stateOf } from './replies.js';
import * as operations from './state-operations.js';

/** What becomes of an instance after create. */
export const stateRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const { instances } = emulator;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);
  const success = true as const;

  routes.get('/instance/state', { schema: operations.getState, onRequest }, (request) => {
    const caller = callerOf(request, emulator);
    const instance = instances.get(caller.key, request.query.instanceName);
    const { technicalName, shownState } = instance;
    return {
      success,
      data: { instance: { instanceName: technicalName, state: shownState } },
      instance: stateOf(instance, caller),
    };
  });

  routes.get('/instance/list', { schema: operations.getInstances, onRequest }, (request) => {
    const caller = callerOf(request, emulator);
    const { instances: found, count } = instances.list(caller.key);
    return { success, count, instances: found.toReversed().map((instance) => listedInstance(instance, caller)) };
  });

  for (const { method, schema } of [
    { method: 'DELETE', schema: operations.logoutByDelete },
    { method: 'POST', schema: operations.logoutByPost },
  ] as const) {
    routes.route({
      method,
      url: '/instance/logout',
      schema,
      onRequest,
      handler: (request) => {
        instances.logout(keyFrom(request), request.query.instanceName);
        return { success, message: 'Instance logged out.' };
      },
    });
  }

  routes.delete('/instance/delete', { schema: operations.deleteInstance, onRequest }, (request) => {
    const key = keyFrom(request);
    const hadWebhooks = instances.delete(key, request.query.instanceName);
    const account = emulator.accounts.find(key);
    if (hadWebhooks && account !== undefined) emulator.webhooksChanged(account);
    return { success, message: 'Instance deleted.' };
  });

  routes.get(
    '/instance/profile-picture',
    { schema: operations.getProfilePicture, onRequest: requireKey(emulator, true) },
    (request, reply) => {
      const { technicalName, shownState, profile } = instances.get(keyFrom(request), request.query.instanceName);
      if (shownState !== 'open' || profile === null) {
        throw new Refusal('notLinked', `${technicalName} has no phone connected, so there is no picture.`);
      }
      void reply.header('Cache-Control', 'no-store').type('image/png').send(drawAvatar(profile.number));
    },
  );
};
