import * as z from 'zod';
import type { FastifySchema } from 'fastify';
import { eventNames } from '../domain/events.js';
import { mustBe, registry } from '../http/schema.js';
import { badInput, badKey, bodyErrors, errors, json, withHeader } from './operations.js';
import { Done, success, time } from '../http/replies.js';
import { nameFor, sample } from './schemas.js';

export const EVENTS = ['*', ...eventNames] as const;
const ID = 'the id of a webhook: a whole number from 1';
const URL_RULE = 'a URL of at most 2048 characters';
const SECRET = 'a string of 8 to 200 printable ASCII characters';

export const WebhookBody = z
  .object(
    {
      id: z.int(mustBe(ID)).min(1, mustBe(ID)).optional().register(registry, {
        description: 'The webhook to change; without it, a new one is made.',
        example: 1,
      }),
      url: z
        .string(mustBe(URL_RULE))
        .refine((text) => text.length <= 2_048 && URL.canParse(text), mustBe(URL_RULE))
        .optional()
        .register(registry, {
          description: 'Where events are sent. Needed for a new webhook.',
          example: 'https://example.com/hook',
        }),
      name: nameFor('A name for people.', 'Orders').optional(),
      events: z
        .array(z.enum(EVENTS, mustBe(`one of ${EVENTS.join(', ')}`)), mustBe('an array of event names'))
        .min(1, mustBe('an array of at least one event name'))
        .max(20, mustBe('an array of at most 20 event names'))
        .optional()
        .register(registry, {
          description: 'The events that are sent; `*` means all.',
          example: ['connection.update'],
        }),
      instanceName: z.string(mustBe('the technical name of an instance')).optional().register(registry, {
        description: 'Technical name of the one instance to send of; without it, all.',
        example: sample.technicalName,
      }),
      enabled: z
        .boolean(mustBe('true or false'))
        .optional()
        .register(registry, { description: 'Whether events are sent at all.', example: true }),
      secret: z
        .string(mustBe(SECRET))
        .regex(/^[!-~]{8,200}$/, mustBe(SECRET))
        .optional()
        .register(registry, { description: 'What deliveries are signed with; without it, one is made.' }),
    },
    mustBe('a JSON object'),
  )
  .refine(({ id, url }) => id !== undefined || url !== undefined, { path: ['url'], error: `is required: ${URL_RULE}` })
  .register(registry, { id: 'SetWebhook', description: 'What a webhook is to be.' });

const WebhookReply = z
  .strictObject({
    id: z.int().min(1).register(registry, { description: 'Its id.', example: 1 }),
    name: z.string().nullable().register(registry, { description: 'Its name, if it has one.', example: 'Orders' }),
    url: z.string().register(registry, { description: 'Where events are sent.', example: 'https://example.com/hook' }),
    events: z.array(z.enum(EVENTS)).register(registry, { description: 'The events that are sent.', example: ['*'] }),
    enabled: z.boolean().register(registry, { description: 'Whether events are sent at all.', example: true }),
    secret: z.string().register(registry, {
      description: 'What deliveries are signed with: whole when it was set, masked in a list.',
      example: 'whsec_••••abcdef',
    }),
    instance: z
      .strictObject({
        instanceName: z.string().register(registry, { description: 'Display name.', example: sample.displayName }),
        displayName: z
          .string()
          .register(registry, { description: 'Display name, again.', example: sample.displayName }),
        apiInstanceName: z
          .string()
          .register(registry, { description: 'Technical name.', example: sample.technicalName }),
        internalName: z
          .string()
          .register(registry, { description: 'Technical name, again.', example: sample.technicalName }),
      })
      .nullable()
      .register(registry, { description: 'The one instance that it is for; null for all.' }),
    createdAt: time('When it was made: ISO 8601, UTC.'),
    updatedAt: time('When it was changed last: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'Webhook' });
export type WebhookReply = z.infer<typeof WebhookReply>;

const OneWebhook = z.strictObject({ success, webhook: WebhookReply }).register(registry, { id: 'OneWebhook' });
const WebhookList = z
  .strictObject({
    success,
    count: z.int().min(0).register(registry, { description: 'How many there are.', example: 1 }),
    webhooks: z.array(WebhookReply).register(registry, { description: 'Oldest first, secrets masked.' }),
  })
  .register(registry, { id: 'Webhooks' });

const noSuch = 'This account has no such webhook or instance.';

export const setWebhook = {
  operationId: 'setWebhook',
  tags: ['webhooks'],
  summary: 'Create or change a webhook',
  description:
    'Creates a webhook, or changes the one with the given id: what is not sent stays as it is. The secret is whole in this reply only.',
  security: withHeader,
  body: WebhookBody,
  response: {
    200: json('Changed.', OneWebhook),
    201: json('Created.', OneWebhook),
    ...errors({ 400: `${badInput} Also beyond 100 webhooks.`, 401: badKey, 404: noSuch, ...bodyErrors }),
  },
} satisfies FastifySchema;

export const getWebhooks = {
  operationId: 'getWebhooks',
  tags: ['webhooks'],
  summary: 'List webhooks',
  description: "The account's webhooks, secrets masked; with instanceName, those that are told of that instance.",
  security: withHeader,
  querystring: z.object({
    instanceName: z
      .string(mustBe('the technical name of an instance, given once'))
      .optional()
      .register(registry, { description: 'Technical name.', example: sample.technicalName }),
  }),
  response: { 200: json('The webhooks.', WebhookList), ...errors({ 400: badInput, 401: badKey, 404: noSuch }) },
} satisfies FastifySchema;

export const deleteWebhook = {
  operationId: 'deleteWebhook',
  tags: ['webhooks'],
  summary: 'Delete a webhook',
  description: 'What still waits to be sent to it is not sent. Whether the original has this call is not known.',
  security: withHeader,
  querystring: z.object({
    id: z
      .string(mustBe(`${ID}, given once`))
      .regex(/^[1-9]\d{0,8}$/, mustBe(ID))
      .register(registry, { description: 'The webhook.', type: 'integer', minimum: 1, example: 1 }),
  }),
  response: {
    200: json('Deleted.', Done),
    ...errors({ 400: badInput, 401: badKey, 404: noSuch }),
  },
} satisfies FastifySchema;
