import * as z from 'zod';
import { sample } from '../../api/samples.js';
import { registry } from '../../schema/registry.js';
import { hintAt, mustBeOneOf, strict } from '../../schema/strict.js';
import { mustBe } from '../../schema/wording.js';
import { MEDIA_TYPE } from '../../messages/content.js';
import { operationNames } from '../../api/routes.js';
import { nearest } from '../../schema/nearest.js';
import { readDuration } from '../../config.js';
import { MOST_FAULTS } from '../../domain/counted-faults.js';
import { isSendable, problemsOf, shown } from './rules.js';

const LIST = `a list of at most ${String(MOST_FAULTS)} faults`;
const OPERATION = `one of ${operationNames.join(', ')}, or a list of them`;
const PATH = 'a path below the base path, such as /instance/*, of at most 200 characters';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const NAME = 'a string of 1 to 100 characters without control characters';
/** So many are there not even if each is named twice. */
const MOST_OPERATIONS = 100;
const COUNT = 'a whole number from 1 to 1000000';
const SHARE = 'a number from 0 to 1';
const DURATION = 'a duration from 0ms to 1m, such as 500ms';
const DELAY = `${DURATION}, or {"from", "to"} with two of them, the shorter one first`;
const STATUS = 'a whole number from 200 to 599';
const CUTS = ['before', 'middle', 'after'] as const;
const TYPE = 'a media type such as text/html';
const RETRY = 'a whole number of seconds from 0 to 86400, or a duration of whole seconds up to 1d, such as 30s';

const count = (description: string, example: number) =>
  z
    .int(mustBe(COUNT))
    .min(1, mustBe(COUNT))
    .max(1_000_000, mustBe(COUNT))
    .optional()
    .register(registry, { description, example });

const isWithin =
  (most: number, least = 0) =>
  (value: string | number): boolean => {
    const given = readDuration(value) ?? Infinity;
    return given >= least && given <= most;
  };
export const duration = (most: number, expected: string, least = 0) =>
  z.union([z.string(), z.number()], mustBe(expected)).refine(isWithin(most, least), mustBe(expected));

export const yes = (description: string) =>
  z.literal(true, mustBe('true or absent')).optional().register(registry, { description, example: true });

const Operation = z.enum(operationNames);

/** The message for an unknown operation, with the most similar one. */
const explainOperation = ({ input }: { readonly input?: unknown }): string => {
  const wrong = [input].flat().find((one) => typeof one === 'string' && !operationNames.some((name) => name === one));
  if (typeof wrong !== 'string') return `must be ${OPERATION}`;
  const meant = nearest(wrong, operationNames);
  return meant === undefined
    ? // It may be a key that belongs elsewhere, so it is not repeated.
      `must be ${OPERATION}`
    : `must be an operation of the imitated API; ${shown(wrong)} is not one${hintAt(meant)}`;
};

/** What a fault is called. */
export const label = z
  .string(mustBe(NAME))
  .refine((text) => /^\P{Cc}{1,100}$/u.test(text) && text.isWellFormed(), mustBe(NAME))
  .optional()
  .register(registry, { description: 'A label to know it by.', example: 'busy' });

/** Which of those that it matches a fault hits. */
export const turnFields = {
  first: count('Only the first n that match.', 1),
  nth: count('Only the nth that matches.', 2),
  every: count('Every nth that matches.', 3),
  from: count('From the nth that matches on.', 2),
  share: z.number(mustBe(SHARE)).min(0, mustBe(SHARE)).max(1, mustBe(SHARE)).optional().register(registry, {
    description: 'This share of those that match; with a seed, the same ones each time.',
    example: 0.1,
  }),
};

/** The fields of a fault. */
export const faultFields = {
  name: label,
  operation: z
    .union([Operation, z.array(Operation).min(1, mustBe(OPERATION)).max(MOST_OPERATIONS, mustBe(OPERATION))], {
      error: explainOperation,
    })
    .optional()
    .register(registry, { description: 'Only these operations of the imitated API.', example: 'createInstance' }),
  path: z
    .string(mustBe(PATH))
    .refine((text) => /^[/*]/.test(text) && text.length <= 200, mustBe(PATH))
    .refine((text) => !/^\/(_emulator|api\/v1)(\/|$)/.test(text), {
      error: 'must be a path of the imitated API below its base path: without /api/v1, and never /_emulator',
    })
    .refine((text) => !text.includes('?'), { error: 'must be a path without a query; instanceName has a field' })
    .optional()
    .register(registry, {
      description: 'Only these paths, under /api/v1 and at the root; * stands for any characters.',
      example: '/instance/*',
    }),
  method: z
    .enum(METHODS, mustBeOneOf(METHODS))
    .optional()
    .register(registry, { description: 'Only this method.', example: 'GET' }),
  instanceName: z
    .string(mustBe('a technical name'))
    .min(1, mustBe('a technical name'))
    .max(200, mustBe('a technical name'))
    .optional()
    .register(registry, {
      description:
        'Only requests with this technical name in their query or body. A call whose body names the instance meets its faults once the body is read, all others before.',
      example: sample.technicalName,
    }),
  ...turnFields,
  delay: z
    .union(
      [
        duration(60_000, DELAY),
        strict(
          {
            from: duration(60_000, DURATION).register(registry, { description: 'The shortest.', example: '100ms' }),
            to: duration(60_000, DURATION).register(registry, { description: 'The longest.', example: '2s' }),
          },
          DELAY,
        ).refine(({ from, to }) => (readDuration(from) ?? 0) <= (readDuration(to) ?? 0), mustBe(DELAY)),
      ],
      mustBe(DELAY),
    )
    .optional()
    .register(registry, {
      description:
        'Waits this long, in real time, or for some time between two: before the request is carried out, or with carryOut after that.',
      example: '500ms',
    }),
  carryOut: z.boolean(mustBe('true or false')).optional().register(registry, {
    description:
      'true: the request is carried out first, and at once; then its answer is what the fault makes of it, and what a delay keeps back says what was true then. false: it is not carried out. By default only cut, truncate and staleImage carry it out.',
    example: true,
  }),
  status: z
    .int(mustBe(STATUS))
    .min(200, mustBe(STATUS))
    .max(599, mustBe(STATUS))
    .optional()
    .register(registry, { description: 'Answers with it, without carrying out the request.', example: 429 }),
  body: z
    .unknown()
    .refine(
      (value) => value === undefined || isSendable(value),
      mustBe('a string, or a JSON value nested at most 100 levels deep, with at most 100,000 values in it'),
    )
    .optional()
    .register(registry, {
      description:
        'The body in place of the usual one: a string is sent as it is, anything else as JSON. 204, 205 and 304 have none.',
      example: { error: 'Slow down.' },
    }),
  contentType: z
    .string(mustBe(TYPE))
    .regex(MEDIA_TYPE, mustBe(TYPE))
    .max(200, mustBe(TYPE))
    .optional()
    .register(registry, { description: 'The type of that body.', example: 'application/json' }),
  headers: z
    .record(z.string(), z.string(mustBe('a string')), mustBe('an object of strings'))
    .optional()
    .register(registry, { description: 'Headers of that answer.', example: { 'X-Request-Id': '1' } }),
  retryAfter: z
    .union(
      [
        z.int().min(0, mustBe(RETRY)).max(86_400, mustBe(RETRY)),
        z
          .string()
          .refine(isWithin(86_400_000), mustBe(RETRY))
          .refine((text) => (readDuration(text) ?? 0) % 1_000 === 0, mustBe(RETRY)),
      ],
      mustBe(RETRY),
    )
    .optional()
    .register(registry, { description: 'The header Retry-After of that answer; 1 with a 429.', example: '30s' }),
  cut: z.enum(CUTS, mustBeOneOf(CUTS)).optional().register(registry, {
    description:
      'Carries out the request, then cuts the connection before, in the middle of, or after the reply. before can do without: carryOut.',
    example: 'middle',
  }),
  truncate: yes('Carries out the request, and sends the first half of the body as if it were all of it.'),
  hang: yes('Never answers.'),
  staleImage: yes(
    'The picture shows the first QR of the pairing for as long as that lasts. Only with the operation getQrImage.',
  ),
};

/** An unknown field is an error, not ignored: without it, the fault could hit more than was meant. */
export const Fault = strict(faultFields, 'an object that says which requests it hits and what happens')
  .check((context) => {
    for (const { field, message } of problemsOf(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, path: field ? [field] : [], message });
    }
  })
  .register(registry, { id: 'Fault', description: 'What is broken on purpose: for which requests, when, and how.' });

export const FaultsBody = z
  .object(
    {
      faults: z
        .array(Fault, mustBe(LIST))
        .max(MOST_FAULTS, mustBe(LIST))
        .register(registry, { description: 'In the order in which they are checked; an empty list drops all.' }),
    },
    mustBe(`a JSON object with "faults"`),
  )
  .register(registry, { id: 'SetFaults', description: 'The faults that replace the current ones.' });
