import type { FastifySchema } from 'fastify';
import * as z from 'zod';
import { mustBe, registry } from '../../http/schema.js';
import { badInput, badKey, errors, json, withHeader } from '../../api/operations.js';
import { time } from '../../http/replies.js';
import { sample } from '../../api/schemas.js';
import { foreign } from '../operations.js';
import { amount, found, instanceName, moment, text, whole } from './query.js';

const BODY = 'a JSON object, such as {"instanceName":"Toko Jakarta"}';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const RequestQuery = z.object({
  operation: text('an operationId', 'Only calls of this operation.', 'createInstance'),
  method: text('an HTTP method', 'Only this method.', 'POST'),
  path: text('a path', 'Only this path, with /api/v1 or without.', '/instance/create'),
  instanceName,
  status: whole('Only this status.', 599, 201, 100),
  since: moment("Only from this time on, by the account's clock."),
  until: moment('Only up to this time.'),
  body: z
    .string(mustBe(BODY))
    .transform((value, context) => {
      const members = readObject(value);
      if (members !== undefined) return members;
      context.issues.push({ code: 'custom', input: value, message: `must be ${BODY}` });
      return z.NEVER;
    })
    .optional()
    .register(registry, {
      description: 'Only bodies with these members; others may stand beside them.',
      type: 'string',
      example: '{"instanceName":"Toko Jakarta"}',
    }),
  unclaimed: z.enum(['true', 'false'], mustBe('true or false')).optional().register(registry, {
    description: 'true: the requests without a key, or with one that is not let in, in place of your own.',
    example: 'false',
  }),
  ...amount,
});

const Sent = (what: string) =>
  z
    .strictObject({
      bytes: z.int().register(registry, { description: 'How long it was.', example: 120 }),
      cut: z.boolean().register(registry, { description: 'Whether only the first 16 KiB are kept.', example: false }),
      content: z.unknown().register(registry, { description: 'What JSON says, or else the text.' }),
    })
    .nullable()
    .register(registry, { description: what });

const Request = z
  .strictObject({
    id: z.int().register(registry, { description: "Counts the account's requests from 1.", example: 1 }),
    time: time("When it was answered, by the account's clock."),
    method: z.string().register(registry, { description: 'The HTTP method.', example: 'POST' }),
    path: z
      .string()
      .register(registry, { description: 'As it was sent, without the query.', example: '/api/v1/instance/create' }),
    operation: z.string().nullable().register(registry, {
      description: 'The operationId; null at an unknown path, for a wrong verb and for what is not built.',
      example: 'createInstance',
    }),
    instanceName: z
      .string()
      .nullable()
      .register(registry, { description: 'The instance that it was about.', example: sample.technicalName }),
    query: z.record(z.string(), z.unknown()).register(registry, { description: 'What was in the URL; keys masked.' }),
    headers: z.record(z.string(), z.string()).register(registry, { description: 'What was sent; keys masked.' }),
    body: Sent('What was sent; null when there was none, or it was not read. Secrets are masked.'),
    status: z.int().nullable().register(registry, {
      description: 'The answer, as it was before a fault cut it; null when the client left before it.',
      example: 201,
    }),
    reply: Sent('The body of the answer; null for a picture or a stream.'),
    duration: z.number().register(registry, {
      description: 'Milliseconds until the answer, by the clock of the process.',
      example: 1.2,
    }),
    warnings: z
      .string()
      .nullable()
      .register(registry, { description: 'What the caller was warned of.', example: null }),
    fault: z.string().nullable().register(registry, { description: 'The fault that it met with.', example: null }),
  })
  .register(registry, { id: 'Request', description: 'A request to the imitated API, and its answer.' });

export const getRequests = {
  operationId: 'getRequests',
  tags: ['watching'],
  summary: 'See what was asked',
  description:
    'The journal: every request to the imitated API with the key of the caller, oldest first, unknown paths too. With wait, answers as soon as as many fit as count says, or when the wait is over; then with the three requests that come closest, and why each does not fit.',
  security: withHeader,
  querystring: RequestQuery,
  response: {
    200: json(
      'The requests.',
      z
        .strictObject({
          ...found(Request, 'ClosestRequest'),
          requests: z.array(Request).register(registry, { description: 'Those that fit, oldest first.' }),
        })
        .register(registry, { id: 'Requests' }),
    ),
    ...errors({ 400: badInput, 401: badKey, 403: foreign }),
  },
} satisfies FastifySchema;
