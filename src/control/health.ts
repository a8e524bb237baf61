import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { registry } from '../http/schema.js';
import { errors, json } from '../api/operations.js';
import type { Emulator } from '../emulator.js';
import { version } from '../version.js';
import { createGuard } from './guard.js';

const Health = z
  .strictObject({
    status: z.literal('ok').register(registry, { description: 'Always ok in a reply.' }),
    version: z.string().register(registry, { description: 'The version of the emulator.', example: version }),
  })
  .register(registry, { id: 'Health' });

const health = {
  operationId: 'health',
  tags: ['emulator'],
  summary: 'Whether it is up',
  description: 'Needs no key. Answers as soon as the emulator listens.',
  security: [],
  response: {
    200: json('It is up.', Health),
    ...errors({ 403: 'The call comes from a foreign web page.' }),
  },
} satisfies FastifySchema;

/** The health check, apart from the rest of the control API: it asks for no key and is good under any host name. */
export const healthRoute = (app: FastifyInstance, { config }: Emulator): void => {
  const guard = createGuard(config);
  app.withTypeProvider<ZodTypeProvider>().get(
    '/health',
    {
      schema: health,
      // It comes every few seconds; its answers would drown all others in the log.
      logLevel: 'warn',
      onRequest: (request, _reply, done) => {
        guard.refuseForeignPages(request);
        done();
      },
    },
    () => ({ status: 'ok' as const, version }),
  );
};
