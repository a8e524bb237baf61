import type { FastifySchema } from 'fastify';
import * as z from 'zod';
import { registry } from '../../http/schema.js';
import { badInput, badKey, errors, json, withHeader } from '../../api/operations.js';
import { ControlledInstance } from '../../api/reply-schemas.js';
import { states } from '../../domain/lifecycle.js';
import { foreign } from '../operations.js';
import { amount, found, instanceName, oneOf } from './query.js';

const InstanceQuery = z.object({
  instanceName,
  state: oneOf(['connecting', 'open', 'close'] as const, 'Only in this state, as clients see it.', 'open'),
  phase: oneOf(states, 'Only in this state, as finely as the emulator knows it.', 'pairing'),
  ...amount,
});

export const listInstances = {
  operationId: 'listInstances',
  tags: ['instances'],
  summary: "List the account's instances",
  description:
    'Newest first, each with its current QR. Changes nothing: an expired pairing stays so. With wait, answers as soon as as many fit as count says, or when the wait is over.',
  security: withHeader,
  querystring: InstanceQuery,
  response: {
    200: json(
      'The instances.',
      z
        .strictObject({
          ...found(ControlledInstance, 'ClosestInstance'),
          instances: z.array(ControlledInstance).register(registry, { description: 'Those that fit, newest first.' }),
        })
        .register(registry, { id: 'InstanceList' }),
    ),
    ...errors({ 400: badInput, 401: badKey, 403: foreign }),
  },
} satisfies FastifySchema;
