import * as z from 'zod';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { MOST_FAULTS } from '../../domain/counted-faults.js';
import { END_OF_TIME } from '../../domain/time-source.js';
import { MOST_WEBHOOKS } from '../../domain/webhooks.js';
import { DeliveryFault } from '../faults/delivery-schema.js';
import { Fault } from '../faults/schema.js';
import { Delivery, queueOf, Webhook } from './delivery.js';
import { counter, LATEST, position, setting, text, whole } from '../../schema/kept.js';
import { Instance } from './instance.js';
import { Messages, messagesOf } from './messages.js';
import { listOf, strict } from '../../schema/strict.js';

/** The version of the format. */
export const FORMAT = 1;
/** Instances of one account: more than fit into a body. */
const MOST_INSTANCES = 10_000_000;

/** A fault and its counts. */
const countedOf = <F extends z.ZodType>(fault: F, what: string) =>
  strict(
    {
      fault,
      seen: counter(`How many ${what} it matched.`),
      fired: counter('On how many of them it fired.'),
      id: position('Its id; rises from one to the next. Absent if "ids" is.').optional(),
    },
    'an object with fault, seen and fired',
  );
export const CountedFault = countedOf(Fault, 'requests');
export const CountedDeliveryFault = countedOf(DeliveryFault, 'deliveries');

/** A list of faults, and how often it was set. */
const faultsOf = <F extends z.ZodType>(fault: F, description: string) =>
  strict(
    {
      round: counter('How often faults were set.'),
      faults: listOf(fault, MOST_FAULTS, `an array of at most ${String(MOST_FAULTS)} faults`).register(registry, {
        description: 'In their order.',
      }),
      ids: strict(
        { first: position('The first one that was set last.'), last: position('The last one given.') },
        'an object with first and last',
      )
        .optional()
        .register(registry, { description: 'The ids of faults so far; absent if they are 1, 2, 3 …' }),
    },
    'an object with round, faults and perhaps ids',
  ).register(registry, { description });

/** What is known of the items of each list: their schemas, or nothing yet. */
const snapshotOf = <
  I extends z.ZodType,
  W extends z.ZodType,
  Q extends z.ZodType,
  F extends z.ZodType,
  D extends z.ZodType,
  M extends z.ZodType,
>(
  instance: I,
  webhook: W,
  queue: Q,
  fault: F,
  deliveryFault: D,
  messages: M,
) =>
  strict(
    {
      wachatEmulatorSnapshot: z
        .literal(FORMAT, mustBe(`${String(FORMAT)}, the version of the format that this emulator reads`))
        .register(registry, { description: 'The version of the format.' }),
      number: position('The number in technical names.'),
      lastStamp: whole('The stamp of the newest technical name, in milliseconds since 1970.', 0, LATEST, 0),
      lastSequence: counter('How many instances were created.'),
      secret: text('What QRs are made from.', /^[\w-]{32}$/, 'a string of 32 characters', 'x'.repeat(32)),
      randomness: strict(
        {
          stream: text(
            'The stream that random values are drawn from.',
            /^[0-9a-f]{64}$/,
            '64 hexadecimal digits',
            '0'.repeat(64),
          ),
          drawn: whole('How often it was drawn from.', 0, 2 ** 52, 1),
        },
        'an object with stream and drawn',
      ).register(registry, { description: 'Where ids and secrets come from.' }),
      clock: strict(
        {
          now: z
            .string(mustBe('an ISO 8601 time such as 2026-01-01T00:00:00.000Z'))
            .refine((now) => {
              const at = Date.parse(now);
              return at >= 0 && at <= END_OF_TIME && new Date(at).toISOString() === now;
            }, mustBe('an ISO 8601 time in UTC from 1970 to 9999, such as 2026-01-01T00:00:00.000Z'))
            .register(registry, { description: 'What it says: ISO 8601, UTC.', format: 'date-time' }),
          frozen: setting('Whether it was told to stand still.'),
        },
        'an object with now and frozen',
      ).register(registry, { description: "The account's clock." }),
      instances: listOf(instance, MOST_INSTANCES, 'an array of instances').register(registry, {
        description: 'Oldest first.',
      }),
      webhooks: strict(
        {
          lastId: counter('The highest id so far.'),
          list: listOf(webhook, MOST_WEBHOOKS, `an array of at most ${String(MOST_WEBHOOKS)} webhooks`).register(
            registry,
            { description: 'Oldest first.' },
          ),
        },
        'an object with lastId and list',
      ).register(registry, { description: 'Where events go.' }),
      deliveries: strict(
        {
          count: counter('How many the account has had.'),
          queues: listOf(queue, MOST_WEBHOOKS, `an array of at most ${String(MOST_WEBHOOKS)} queues`).register(
            registry,
            {
              description: 'For each webhook that was sent anything.',
            },
          ),
        },
        'an object with count and queues',
      ).register(registry, { description: 'What waits to be sent.' }),
      faults: faultsOf(fault, 'What is broken on purpose.'),
      deliveryFaults: faultsOf(
        deliveryFault,
        'What goes wrong with deliveries on purpose; absent as long as that was never set.',
      ).optional(),
      messages,
    },
    'a JSON object, as GET /_emulator/snapshot returns it',
  );

/** A snapshot as the document shows it. */
export const Snapshot = snapshotOf(
  Instance,
  Webhook,
  queueOf(Delivery),
  CountedFault,
  CountedDeliveryFault,
  Messages,
).register(registry, {
  id: 'Snapshot',
  description: 'All of an account that determines what it does next. It holds its secrets, but not its API key.',
});
export type Snapshot = z.infer<typeof Snapshot>;

/** A snapshot and the queues in it, without a look at the items of their lists: those are read one by one. */
export const SnapshotFrame = snapshotOf(
  z.unknown(),
  z.unknown(),
  z.unknown(),
  z.unknown(),
  z.unknown(),
  messagesOf(z.unknown(), z.unknown(), z.unknown(), z.unknown()),
);
export const QueueFrame = queueOf(z.unknown());
