import * as z from 'zod';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { EVENTS, WebhookBody } from '../../api/webhook.js';
import { encodings } from '../../delivery/encoding.js';
import { signatures } from '../../delivery/plan.js';
import { LONGEST_URL, MOST_REDIRECTS } from '../../delivery/redirects.js';
import { MOST_WAITING } from '../../delivery/queue.js';
import { detourKinds } from '../../delivery/record.js';
import { ATTEMPTS } from '../../delivery/retries.js';
import { keptSchema } from '../../events/table.js';
import { counter, position, setting, time, whole } from '../../schema/kept.js';
import { Profile, technicalName } from './fields.js';
import { listOf, mustBeOneOf, strict } from '../../schema/strict.js';

const Event = keptSchema({
  instance: technicalName('Technical name.'),
  time: time('When it happened.'),
  profile: Profile,
}).register(registry, { id: 'SnapshotEvent', description: 'What happened to an instance.' });

const HOP_URL = `a URL of at most ${String(LONGEST_URL)} characters`;
const Hop = strict(
  {
    status: whole('The status that redirected.', 300, 399, 307),
    method: z.enum(['POST', 'GET'], mustBeOneOf(['POST', 'GET'])).register(registry, {
      description: 'How the next URL is asked.',
      example: 'POST',
    }),
    url: z
      .string(mustBe(HOP_URL))
      .refine((url) => url.length <= LONGEST_URL && !/\p{Cc}/u.test(url), mustBe(HOP_URL))
      // One that is longer is kept up to that length, and what is left need not be a URL.
      .refine((url) => url.length === LONGEST_URL || URL.canParse(url), mustBe(HOP_URL))
      .register(registry, { description: 'Where it redirects to.', example: 'https://example.com/hook/' }),
  },
  'an object with status, method and url',
).register(registry, { id: 'SnapshotHop', description: 'A redirect on the way of a POST.' });

const Attempt = strict(
  {
    time: time('When.'),
    status: whole("The receiver's status; null without an answer.", 0, 999, 500).nullable(),
    error: z
      .string(mustBe('null or a string'))
      .nullable()
      .register(registry, { description: 'Why there was no answer.', example: 'request failed: ECONNREFUSED' }),
    signedAt: time('The time that it was signed with; absent if that is the same second.').optional(),
    hops: listOf(Hop, MOST_REDIRECTS, `an array of at most ${String(MOST_REDIRECTS)} redirects`)
      .optional()
      .register(registry, { description: 'The redirects that were met; absent if there were none.' }),
  },
  'an object with time, status, error and perhaps signedAt and hops',
).register(registry, { id: 'SnapshotAttempt', description: 'One POST.' });

const { url, name, secret } = WebhookBody.shape;

/** A webhook as it is kept. */
export const Webhook = strict(
  {
    id: position('Its id; rises from one to the next.'),
    name: name.unwrap().nullable().register(registry, { description: 'Its name, if it has one.' }),
    url: url.unwrap().clone().register(registry, { description: 'Where events are sent.' }),
    events: listOf(z.enum(EVENTS, mustBeOneOf(EVENTS)), 20, 'an array of 1 to 20 event names').register(registry, {
      description: 'The events that are sent.',
      example: ['*'],
    }),
    enabled: setting('Whether events are sent at all.'),
    secret: secret.unwrap().clone().register(registry, { description: 'What deliveries are signed with, unmasked.' }),
    instance: technicalName('Limits it to one instance, by technical name; null for all.').nullable(),
    serverUrl: url.unwrap().clone().register(registry, { description: 'The server URL that its deliveries carry.' }),
    createdAt: time('When it was created.'),
    updatedAt: time('When it was last changed.'),
  },
  'an object with the fields of a webhook',
);

const LABEL = 'a string of 1 to 400 characters without control characters';
const ENCODING = `an array of 1 to ${String(encodings.length)} of ${encodings.join(', ')}`;

const FiredFault = strict(
  {
    label: z
      .string(mustBe(LABEL))
      .refine((label) => /^\P{Cc}{1,400}$/u.test(label) && label.isWellFormed(), mustBe(LABEL))
      .register(registry, { description: 'Their labels.', example: 'twice' }),
    encoding: listOf(z.enum(encodings, mustBeOneOf(encodings)), encodings.length, ENCODING)
      .min(1, mustBe(ENCODING))
      .optional()
      .register(registry, { description: 'How the body is written.' }),
    signature: z
      .enum(signatures, mustBeOneOf(signatures))
      .optional()
      .register(registry, { description: 'How the signature is broken.', example: 'wrong' }),
    heldBy: position('The id of the fault that delays, swaps or repeats it.').optional(),
  },
  'an object with label, encoding, signature and heldBy',
).register(registry, { id: 'SnapshotFiredFault', description: 'What faults do to each POST of a delivery.' });

/** A delivery that waits. */
export const Delivery = strict(
  {
    number: position("Counts the webhook's deliveries; rises from one to the next, those with a fault apart."),
    order: position("Counts the account's deliveries; rises likewise."),
    event: Event,
    attempts: listOf(Attempt, ATTEMPTS - 1, `an array of at most ${String(ATTEMPTS - 1)} attempts`).register(registry, {
      description: 'The POSTs so far.',
    }),
    nextAttempt: time('When it is sent next; null for as soon as its turn comes.').nullable(),
    fault: FiredFault.optional(),
    copyOf: position('The number of the delivery that it is a copy of.').optional(),
    detour: z.enum(detourKinds, mustBeOneOf(detourKinds)).optional().register(registry, {
      description: 'Why a fault keeps it out of the line: late, swapped with the next one, or sent again.',
      example: 'delay',
    }),
    isRepeated: setting('Whether a fault sends it again although it came.').optional(),
    repeats: counter('How often that was done.').optional(),
  },
  'an object with the fields of a delivery',
);

/** The deliveries that wait for one webhook; `Item` is what is known of each. */
export const queueOf = <Item extends z.ZodType>(item: Item) =>
  strict(
    {
      webhook: position('The webhook, by id.'),
      count: counter('How many deliveries it has had.'),
      waiting: listOf(item, MOST_WAITING, `an array of at most ${String(MOST_WAITING)} deliveries`).register(registry, {
        description:
          'Those that wait, in their order, and then those that faults keep out of it. One that was in flight counts as waiting.',
      }),
    },
    'an object with webhook, count and waiting',
  );
