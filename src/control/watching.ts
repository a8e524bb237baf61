import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { keyFrom, requireKey } from '../api/caller.js';
import { mustBe, registry } from '../api/notes.js';
import { badInput, badKey, errors, json, withHeader } from '../api/operations.js';
import { success, time } from '../api/reply-schemas.js';
import { sample } from '../api/schemas.js';
import { readDuration } from '../config.js';
import { eventNames } from '../domain/events.js';
import type { Emulator } from '../emulator.js';
import { createControls } from './controls.js';
import { foreign } from './operations.js';

const WAIT = 'a duration from 0ms to 1m, such as 2s';
const statuses = ['waiting', 'delivering', 'delivered', 'failed'] as const;
const whole = (what: string, most: number, example: number) =>
  z
    .string(mustBe(`a whole number from 1 to ${String(most)}, given once`))
    .refine(
      (text) => /^[1-9]\d{0,8}$/.test(text) && Number(text) <= most,
      mustBe(`a whole number from 1 to ${String(most)}`),
    )
    .optional()
    .register(registry, { description: what, type: 'integer', minimum: 1, maximum: most, example });

const Query = z.object({
  event: z
    .enum(eventNames, mustBe(`one of ${eventNames.join(', ')}`))
    .optional()
    .register(registry, { description: 'Only this event.', example: 'connection.update' }),
  instanceName: z
    .string(mustBe('a technical name, given once'))
    .optional()
    .register(registry, { description: 'Only this instance, by technical name.', example: sample.technicalName }),
  webhook: whole('Only this webhook, by id.', 999_999_999, 1),
  status: z
    .enum(statuses, mustBe(`one of ${statuses.join(', ')}`))
    .optional()
    .register(registry, { description: 'Only in this status.', example: 'delivered' }),
  count: whole('How many must be there for the wait to end.', 1_000, 1),
  limit: whole('Most to list, the newest ones; 100 by default.', 1_000, 100),
  wait: z
    .string(mustBe(WAIT))
    .refine((text) => (readDuration(text) ?? Infinity) <= 60_000, mustBe(WAIT))
    .optional()
    .register(registry, {
      description: 'How long to wait for them; the answer comes as soon as they are there.',
      example: '2s',
    }),
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

const DeliveriesReply = z
  .strictObject({
    success,
    count: z.int().register(registry, { description: 'How many fit; more than are listed, perhaps.', example: 1 }),
    deliveries: z.array(Delivery).register(registry, { description: 'Oldest first.' }),
    dropped: z.int().register(registry, { description: 'How many are not kept any more, or never were.', example: 0 }),
    satisfied: z
      .boolean()
      .register(registry, { description: 'Whether there are as many as were waited for.', example: true }),
  })
  .register(registry, { id: 'Deliveries' });

const getDeliveries = {
  operationId: 'getDeliveries',
  tags: ['webhooks'],
  summary: 'See what webhooks were sent',
  description:
    'The deliveries to webhooks. With wait, answers as soon as there are as many as count, or when the wait is over.',
  security: withHeader,
  querystring: Query,
  response: { 200: json('The deliveries.', DeliveriesReply), ...errors({ 400: badInput, 401: badKey, 403: foreign }) },
} satisfies FastifySchema;

/** Seeing, and waiting for, what was sent to webhooks. */
export const deliveryRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get('/deliveries', { schema: getDeliveries, onRequest: requireKey(emulator) }, async (request, reply) => {
      const { wait, webhook, count, limit, ...filter } = request.query;
      const leaving = new AbortController();
      reply.raw.once('close', () => {
        leaving.abort();
      });
      const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
      const query = {
        ...filter,
        webhook: number(webhook),
        count: number(count),
        limit: number(limit),
      };
      const controls = createControls(emulator, keyFrom(request));
      const patience = readDuration(wait);
      const found =
        patience === undefined
          ? controls.deliveries(query)
          : await controls.waitForDeliveries(query, patience, leaving.signal);
      return {
        success: true as const,
        ...found,
        deliveries: found.deliveries.map((delivery) => ({ ...delivery, attempts: [...delivery.attempts] })),
      };
    });
};
