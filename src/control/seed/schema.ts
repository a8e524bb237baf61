import * as z from 'zod';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { groupAddress, nameFor, otherNumber } from '../../api/fields.js';
import { CreateBody } from '../../api/instance/create.js';
import { customer, sample } from '../../api/samples.js';
import { WebhookBody } from '../../api/webhook.js';
import { integrations } from '../../domain/instance.js';
import { states } from '../../domain/lifecycle.js';
import { MOST_CONTACTS, MOST_MESSAGES } from '../../domain/mailbox.js';
import { isGroup } from '../../domain/message.js';
import { TECHNICAL_NAME } from '../../domain/naming.js';
import { MOST_FAULTS } from '../../domain/counted-faults.js';
import { MOST_WEBHOOKS } from '../../domain/webhooks.js';
import { readTime, SET } from '../clock.js';
import { textOf } from '../../messages/content.js';
import { DeliveryFault } from '../faults/delivery-schema.js';
import { Fault } from '../faults/schema.js';
import { profileFields } from '../fields.js';
import { listOf, mustBeOneOf, strict } from '../../schema/strict.js';

const MOST_ACCOUNTS = 10_000;
const MOST_INSTANCES = 1_000_000;

const KEY = 'a key of printable ASCII without spaces or commas, at most 256 characters';
const NAME = `a technical name such as ${sample.technicalName}`;
const TARGET = 'the instanceName or the apiInstanceName of one of the instances';
const WHO = 'a string of 8 to 15 digits, country code first, or the address of a group such as 120363025246125486@g.us';
const flag = (description: string) => z.boolean(mustBe('true or false')).optional().register(registry, { description });

const Person = otherNumber('A number.');
const other = (description: string) =>
  z
    .string(mustBe(WHO))
    .refine((who) => isGroup(who) || Person.safeParse(who).success, mustBe(WHO))
    .register(registry, { description, example: customer });
const SeedContact = strict(
  {
    number: other('Their number, or the address of a group.'),
    pushName: nameFor('The name that they go by.', 'Siti'),
  },
  'an object with number and pushName',
);

const SeedMessage = strict(
  {
    to: other('Whom the instance sent it to: a number or a group.').optional(),
    from: otherNumber('Who wrote it.').optional(),
    group: groupAddress('The group that they wrote it in.').optional(),
    text: textOf('What it says.', 'Is it still there?'),
  },
  'an object with either to or from, and text',
).check((context) => {
  const { to, from, group } = context.value;
  const message =
    (to === undefined) === (from === undefined)
      ? 'must have either "to", if the instance sent it, or "from", if it received it'
      : to !== undefined && group !== undefined
        ? 'must have "group" only with "from"; what is sent to a group has its address in "to"'
        : undefined;
  if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
});

export const SeedInstance = strict(
  {
    instanceName: CreateBody.shape.instanceName,
    apiInstanceName: z
      .string(mustBe(NAME))
      .regex(TECHNICAL_NAME, mustBe(NAME))
      .optional()
      .register(registry, { description: 'Technical name; by default one is made, as by create.' }),
    state: z.enum(states, mustBeOneOf(states)).optional().register(registry, {
      description:
        'Its state. By default it begins like an instance that was just created: its scenario or the automatic scan is still to come, and a business instance is open.',
    }),
    integration: z
      .enum(integrations, mustBe(integrations.join(' or ')))
      .optional()
      .register(registry, { description: 'How it connects; WHATSAPP-BAILEYS by default.' }),
    number: CreateBody.shape.number,
    rejectCalls: CreateBody.shape.rejectCalls,
    ignoreGroups: CreateBody.shape.ignoreGroups,
    alwaysOnline: CreateBody.shape.alwaysOnline,
    readMessages: CreateBody.shape.readMessages,
    readStatus: CreateBody.shape.readStatus,
    phone: strict(profileFields, 'an object with number and profileName').optional().register(registry, {
      description: 'The linked phone, in a state that has one; what is left out gets a default.',
    }),
    contacts: listOf(SeedContact, MOST_CONTACTS, `an array of at most ${String(MOST_CONTACTS)} contacts`)
      .optional()
      .register(registry, {
        description: 'Those whom it knows already, with their names; all others get a made-up name.',
      }),
    messages: listOf(SeedMessage, MOST_MESSAGES, `an array of at most ${String(MOST_MESSAGES)} messages`)
      .optional()
      .register(registry, {
        description: 'The texts that it sent and received before, oldest first; all have been delivered.',
      }),
  },
  'an object with instanceName',
).register(registry, { id: 'SeedInstance', description: 'An instance that an account begins with.' });

const { url, name, events, enabled, secret } = WebhookBody.shape;
export const SeedWebhook = strict(
  {
    url: url
      .unwrap()
      .clone()
      .register(registry, { description: 'Where events are sent.', example: 'https://example.com/hook' }),
    name,
    events,
    enabled,
    secret,
    instance: z
      .string(mustBe(TARGET))
      .optional()
      .register(registry, { description: `Limits it to one instance: ${TARGET}.` }),
  },
  'an object with url',
);

/** An account; what is known of the items of its lists. */
const accountOf = <I extends z.ZodType, W extends z.ZodType, F extends z.ZodType, D extends z.ZodType>(
  instance: I,
  webhook: W,
  fault: F,
  deliveryFault: D,
) =>
  strict(
    {
      key: z
        .string(mustBe(KEY))
        .regex(/^[!-+\--~]{1,256}$/, mustBe(KEY))
        .register(registry, { description: 'The API key.' }),
      clock: strict(
        {
          now: z
            .string(mustBe(SET))
            .refine((text) => readTime(text) !== undefined, mustBe(SET))
            .optional()
            .register(registry, { description: 'Where it starts: ISO 8601 with a time zone.' }),
          frozen: flag('Whether it moves only when told to.'),
        },
        'an object with now and frozen',
      )
        .optional()
        .register(registry, { description: "The account's clock; what is left out is as for any other account." }),
      instances: listOf(instance, MOST_INSTANCES, `an array of at most ${String(MOST_INSTANCES)} instances`)
        .optional()
        .register(registry, { description: 'Oldest first.' }),
      webhooks: listOf(webhook, MOST_WEBHOOKS, `an array of at most ${String(MOST_WEBHOOKS)} webhooks`)
        .optional()
        .register(registry, { description: 'Where events go. Setting up the seed itself sends none.' }),
      faults: listOf(fault, MOST_FAULTS, `an array of at most ${String(MOST_FAULTS)} faults`)
        .optional()
        .register(registry, { description: 'What is broken on purpose, as PUT /_emulator/faults takes it.' }),
      deliveryFaults: listOf(deliveryFault, MOST_FAULTS, `an array of at most ${String(MOST_FAULTS)} faults`)
        .optional()
        .register(registry, {
          description: 'What goes wrong with deliveries on purpose, as PUT /_emulator/delivery-faults takes it.',
        }),
    },
    'an object with key',
  );

const Account = accountOf(SeedInstance, SeedWebhook, Fault, DeliveryFault).register(registry, {
  id: 'SeedAccount',
  description: 'An account that is there from the start, and again after each reset.',
});

const seedFileOf = <A extends z.ZodType>(account: A) =>
  strict(
    {
      $schema: z
        .string(mustBe('the address of a schema'))
        .optional()
        .register(registry, { description: 'For editors: where this schema is.' }),
      accounts: listOf(account, MOST_ACCOUNTS, `an array of at most ${String(MOST_ACCOUNTS)} accounts`).register(
        registry,
        { description: 'In the order of their numbers.' },
      ),
    },
    'a JSON object with accounts',
  );

/** What a seed file says: the accounts that are there from the start. */
const SeedFile = seedFileOf(Account).register(registry, {
  description: 'The accounts that an emulator has from the start, and again after each reset (--seed-file).',
});
export type SeedFile = z.infer<typeof SeedFile>;

/** A seed file and its accounts without a look at the items of their lists: those are read one by one. */
export const SeedFrame = seedFileOf(z.unknown());
export const AccountFrame = accountOf(z.unknown(), z.unknown(), z.unknown(), z.unknown());

/** The JSON Schema of a seed file, draft 2020-12. */
export const seedFileSchema = () =>
  z.toJSONSchema(SeedFile, {
    target: 'draft-2020-12',
    io: 'input',
    metadata: registry,
    unrepresentable: 'any',
    // OpenAPI 3.0 has one `example`, JSON Schema a list of `examples`.
    override: ({ jsonSchema }) => {
      if (jsonSchema.example === undefined) return;
      jsonSchema.examples = [jsonSchema.example];
      delete jsonSchema.example;
    },
  });
