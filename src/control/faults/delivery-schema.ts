import * as z from 'zod';
import { sample } from '../../api/samples.js';
import { encodings } from '../../delivery/encoding.js';
import { signatures } from '../../delivery/plan.js';
import { courses } from '../../domain/delivery-faults.js';
import { eventNames } from '../../domain/events.js';
import { MOST_FAULTS } from '../../domain/counted-faults.js';
import { nearest } from '../../schema/nearest.js';
import { registry } from '../../schema/registry.js';
import { hintAt, mustBeOneOf, strict } from '../../schema/strict.js';
import { mustBe } from '../../schema/wording.js';
import { clashIn, TURNS } from './rules.js';
import { duration, label, turnFields, yes } from './schema.js';

const LIST = `a list of at most ${String(MOST_FAULTS)} faults`;
const EVENT = `one of ${eventNames.join(', ')}, or a list of them`;
const NAME = 'a technical name';
const ID = 'the id of a webhook, a whole number from 1 to 999999999';
/** How often one event can be delivered once more at once. */
const MOST_COPIES = 10;
const COPIES = `true, or how many copies, a whole number from 1 to ${String(MOST_COPIES)}`;
const LONGEST_DELAY = 86_400_000;
const DELAY = 'a duration from 1ms to 1d, such as 5s';
const UNUSUAL = 'unusual';
const ENCODING = `"${UNUSUAL}", or a list of ${encodings.join(', ')}`;

/** The message for what is not one of several words or a list of them, with the one that was meant. */
const explain =
  (words: readonly string[], expected: string) =>
  ({ input }: { readonly input?: unknown }): string => {
    const wrong = [input].flat().find((one) => typeof one === 'string' && !words.includes(one));
    // What was given may be a key that belongs elsewhere, so it is not repeated.
    return `must be ${expected}${hintAt(typeof wrong === 'string' ? nearest(wrong, words) : undefined)}`;
  };

const Event = z.enum(eventNames);
const OneEncoding = z.enum(encodings);

/** The fields of a fault of deliveries. */
export const deliveryFaultFields = {
  name: label.clone().register(registry, { description: 'A label to know it by.', example: 'twice' }),
  event: z
    .union([Event, z.array(Event).min(1, mustBe(EVENT)).max(100, mustBe(EVENT))], {
      error: explain(eventNames, EVENT),
    })
    .optional()
    .register(registry, { description: 'Only these events.', example: 'connection.update' }),
  instanceName: z.string(mustBe(NAME)).min(1, mustBe(NAME)).max(200, mustBe(NAME)).optional().register(registry, {
    description: 'Only events of this instance, by technical name.',
    example: sample.technicalName,
  }),
  webhook: z
    .int(mustBe(ID))
    .min(1, mustBe(ID))
    .max(999_999_999, mustBe(ID))
    .optional()
    .register(registry, { description: 'Only deliveries to this webhook, by id.', example: 1 }),
  ...turnFields,
  duplicate: z
    .union(
      [z.literal(true), z.int(mustBe(COPIES)).min(1, mustBe(COPIES)).max(MOST_COPIES, mustBe(COPIES))],
      mustBe(COPIES),
    )
    .optional()
    .register(registry, { description: 'Delivers it once more right after, or this many times.', example: true }),
  swap: yes(
    "Delivers it after the next one of its webhook, or after a minute by the account's clock if none comes by then. That next one is not swapped in turn.",
  ),
  delay: duration(LONGEST_DELAY, DELAY, 1).optional().register(registry, {
    description: "Delivers it so much later by the account's clock; those behind it do not wait.",
    example: '5s',
  }),
  drop: yes('Never delivers it.'),
  repeat: yes(
    "Delivers it again and again although it came, in the rhythm of retries by the account's clock, and after nine times ever more rarely; those behind it do not wait. It ends with the faults, when the webhook is disabled or deleted, and when a repetition is answered with 400, 401, 403, 404 or 422.",
  ),
  encoding: z
    .union(
      [z.literal(UNUSUAL), z.array(OneEncoding).min(1, mustBe(ENCODING)).max(encodings.length, mustBe(ENCODING))],
      { error: explain([UNUSUAL, ...encodings], ENCODING) },
    )
    .optional()
    .register(registry, {
      description:
        'Writes the body in another form of the same JSON, so that who parses it and writes it again gets other bytes: slashes as \\/, numbers such as 1.00, spacing, and unicode as \\u2022; unusual is all of them. The signature is that of the bytes that are sent.',
      example: UNUSUAL,
    }),
  signature: z.enum(signatures, mustBeOneOf(signatures)).optional().register(registry, {
    description: 'Signs it wrong, with a time that is an hour old (stale), or not at all (missing).',
    example: 'wrong',
  }),
};

type Given = { readonly [Field in keyof typeof deliveryFaultFields]?: unknown };

const EFFECTS = [...courses, 'encoding', 'signature'] as const;

/** The problems with how the fields of a fault are combined. */
const problemsOf = (fault: Given): readonly { readonly field?: string; readonly message: string }[] => {
  const given = <Field extends keyof Given>(fields: readonly Field[]): readonly Field[] =>
    fields.filter((field) => fault[field] !== undefined);
  return [
    ...clashIn(given(TURNS), TURNS, 'which of the deliveries it hits'),
    ...clashIn(given(courses), courses, 'when it comes'),
    ...(fault.drop === undefined ? [] : given(['encoding', 'signature'])).map((field) => ({
      field,
      message: 'cannot be combined with "drop": what is dropped is never written or signed',
    })),
    ...(given(EFFECTS).length > 0 ? [] : [{ message: `does nothing; it must have one of ${EFFECTS.join(', ')}` }]),
  ];
};

/** An unknown field is an error, not ignored: without it, the fault could hit more than was meant. */
export const DeliveryFault = strict(
  deliveryFaultFields,
  'an object that says which deliveries it hits and what happens',
)
  .check((context) => {
    for (const { field, message } of problemsOf(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, path: field === undefined ? [] : [field], message });
    }
  })
  .register(registry, {
    id: 'DeliveryFault',
    description: 'What goes wrong with deliveries on purpose: with which, when, and how.',
  });

export const DeliveryFaultsBody = z
  .object(
    {
      faults: z.array(DeliveryFault, mustBe(LIST)).max(MOST_FAULTS, mustBe(LIST)).register(registry, {
        description: 'In the order in which they are checked; an empty list drops all.',
      }),
    },
    mustBe('a JSON object with "faults"'),
  )
  .register(registry, {
    id: 'SetDeliveryFaults',
    description: 'The faults of deliveries that replace the current ones.',
  });
