import type { FastifySchema } from 'fastify';
import * as z from 'zod';
import { registry } from '../../http/schema.js';
import { badInput, badKey, errors, json, withHeader } from '../../api/operations.js';
import { time } from '../../http/replies.js';
import { sample } from '../../api/schemas.js';
import { eventNames } from '../../domain/events.js';
import { foreign } from '../operations.js';
import { amount, found, instanceName, oneOf, whole } from './query.js';

const statuses = ['waiting', 'delivering', 'delivered', 'failed'] as const;

const DeliveryQuery = z.object({
  event: oneOf(eventNames, 'Only this event.', 'connection.update'),
  instanceName,
  webhook: whole('Only this webhook, by id.', 999_999_999, 1),
  status: oneOf(statuses, 'Only in this status.', 'delivered'),
  ...amount,
});

const Attempt = z
  .strictObject({
    time: time("When, by the account's clock."),
    status: z
      .int()
      .nullable()
      .register(registry, { description: "The receiver's status; null without an answer.", example: 200 }),
    error: z
      .string()
      .nullable()
      .register(registry, { description: 'Why there was no answer.', example: 'fetch failed: ECONNREFUSED' }),
  })
  .register(registry, { id: 'Attempt', description: 'One POST.' });

const Delivery = z
  .strictObject({
    id: z.string().register(registry, { description: 'Webhook and number.', example: '1-1' }),
    webhookId: z.int().register(registry, { description: 'The webhook.', example: 1 }),
    url: z.string().register(registry, { description: 'Where it goes.', example: 'https://example.com/hook' }),
    event: z.string().register(registry, { description: 'The event.', example: 'connection.update' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    status: z.enum(statuses).register(registry, { description: 'What has become of it.', example: 'delivered' }),
    createdAt: time('When it happened.'),
    nextAttemptAt: time('When it is tried again; null when it is not, or as soon as its turn comes.').nullable(),
    attempts: z.array(Attempt).register(registry, { description: 'The POSTs so far.' }),
    body: z.record(z.string(), z.unknown()).register(registry, { description: 'What was or will be sent.' }),
  })
  .register(registry, { id: 'Delivery', description: 'One event on its way to one webhook.' });

export const getDeliveries = {
  operationId: 'getDeliveries',
  tags: ['watching'],
  summary: 'See what webhooks were sent',
  description:
    'The deliveries to webhooks, oldest first. With wait, answers as soon as as many fit as count says, or when the wait is over.',
  security: withHeader,
  querystring: DeliveryQuery,
  response: {
    200: json(
      'The deliveries.',
      z
        .strictObject({
          ...found(Delivery, 'ClosestDelivery'),
          deliveries: z.array(Delivery).register(registry, { description: 'Those that fit, oldest first.' }),
        })
        .register(registry, { id: 'Deliveries' }),
    ),
    ...errors({ 400: badInput, 401: badKey, 403: foreign }),
  },
} satisfies FastifySchema;
