import type { FastifySchema } from 'fastify';
import * as z from 'zod';
import { registry } from '../../http/schema.js';
import { badInput, badKey, errors, json, withHeader } from '../../api/operations.js';
import { time } from '../../http/replies.js';
import { sample } from '../../api/schemas.js';
import { eventNames } from '../../domain/events.js';
import { foreign } from '../operations.js';
import { amount, found, instanceName, oneOf, whole } from './query.js';

const states = ['connecting', 'open', 'close', 'refused'] as const;

const EventQuery = z.object({
  event: oneOf(eventNames, 'Only this event.', 'connection.update'),
  instanceName,
  state: oneOf(states, 'Only connection.update with this state.', 'open'),
  statusReason: whole('Only connection.update with this statusReason.', 599, 200, 100),
  ...amount,
});

const Event = z
  .strictObject({
    event: z.string().register(registry, { description: 'Its name.', example: 'connection.update' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    time: time("When it happened, by the account's clock."),
    state: z
      .string()
      .nullable()
      .register(registry, { description: 'The state that a connection.update tells of.', example: 'open' }),
    statusReason: z
      .int()
      .nullable()
      .register(registry, { description: 'The code that a connection.update carries.', example: 200 }),
    qrcode: z
      .strictObject({
        code: z.string().register(registry, { description: 'The text inside the QR.' }),
        pairingCode: z.string().nullable().register(registry, { description: 'For typing in place of scanning.' }),
        count: z.int().register(registry, { description: 'Which QR of this pairing it is, from 1.', example: 1 }),
      })
      .nullable()
      .register(registry, { description: 'The QR of a qrcode.updated; null when the last one has expired.' }),
  })
  .register(registry, { id: 'Event', description: 'Something that happened to an instance.' });

export const getEvents = {
  operationId: 'getEvents',
  tags: ['watching'],
  summary: 'See what happened',
  description:
    'The events of the account, oldest first, whether a webhook was told of them or not. With wait, answers as soon as as many fit as count says, or when the wait is over. QRs that change by themselves are among them for the first 100 instances that pair at one time, and for all while somebody listens.',
  security: withHeader,
  querystring: EventQuery,
  response: {
    200: json(
      'The events.',
      z
        .strictObject({
          ...found(Event, 'ClosestEvent'),
          events: z.array(Event).register(registry, { description: 'Those that fit, oldest first.' }),
        })
        .register(registry, { id: 'Events' }),
    ),
    ...errors({ 400: badInput, 401: badKey, 403: foreign }),
  },
} satisfies FastifySchema;
