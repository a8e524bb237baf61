import * as z from 'zod';
import { integrations } from '../domain/instance.js';
import { mustBe, registry } from '../http/schema.js';

/** Longest name, in code points. */
const LONGEST_NAME = 100;
const NAME = `a string of 1 to ${String(LONGEST_NAME)} characters, none of them a control character`;

/** The documented samples of the original. [doc] */
export const sample = {
  displayName: 'jakarta_store',
  technicalName: 't1_mq9r2jov_jakarta_store',
  number: '628123456789',
} as const;

/** A name that people read, trimmed: 1 to 100 code points, none of them a control character. */
export const nameFor = (description: string, example: string) =>
  z
    .string(mustBe(NAME))
    // Before trimming: a line break at the end is as much of a mistake as one in the middle.
    .refine((name) => !/\p{Cc}/u.test(name) && name.isWellFormed(), mustBe(NAME))
    .trim()
    .refine((name) => name !== '' && Array.from(name).length <= LONGEST_NAME, mustBe(NAME))
    .register(registry, { description, example, minLength: 1, maxLength: LONGEST_NAME });

const DisplayName = nameFor(
  'Name to show to people. Trimmed; need not be unique. The technical name is made from it.',
  sample.displayName,
);

/** What a phone number has to be. */
export const NUMBER = 'a string of 8 to 15 digits and nothing else, country code first';

const PhoneNumber = z
  .string(mustBe(NUMBER))
  .regex(/^\d{8,15}$/, mustBe(NUMBER))
  .register(registry, { description: 'Phone number with country code, digits only.', example: sample.number });

const switchOf = (description: string) =>
  z.boolean(mustBe('true or false')).optional().register(registry, { description, example: false });

const metaField = (description: string, example: string) =>
  z
    .string(mustBe('a non-empty string'))
    .trim()
    .min(1, mustBe('a non-empty string'))
    .optional()
    .register(registry, { description, example });

const ForBusiness = z.object({ integration: z.literal('WHATSAPP-BUSINESS') });
const META_FIELDS = ['metaToken', 'metaBusinessId', 'metaPhoneNumberId'] as const;

export const CreateBody = z
  .object(
    {
      instanceName: DisplayName,
      number: PhoneNumber.optional(),
      integration: z
        .enum(integrations, mustBe(integrations.join(' or ')))
        .default('WHATSAPP-BAILEYS')
        .register(registry, {
          description: 'How the instance connects. Only WHATSAPP-BAILEYS pairs by QR.',
          example: 'WHATSAPP-BAILEYS',
        }),
      rejectCalls: switchOf('Decline incoming calls.'),
      ignoreGroups: switchOf('Leave group messages out.'),
      alwaysOnline: switchOf('Appear online all the time.'),
      readMessages: switchOf('Mark what comes in as read.'),
      readStatus: switchOf('View status updates.'),
      metaToken: metaField(
        'Token of the Meta app; needed for WHATSAPP-BUSINESS. Never kept, logged or returned.',
        'META_TOKEN',
      ),
      metaBusinessId: metaField('Id of the business account at Meta; needed for WHATSAPP-BUSINESS.', '102290129340398'),
      metaPhoneNumberId: metaField('Id of the phone number at Meta; needed for WHATSAPP-BUSINESS.', '106540352242922'),
    },
    mustBe('a JSON object'),
  )
  .superRefine(
    (body, context) => {
      for (const field of META_FIELDS) {
        if (body[field] === undefined)
          context.addIssue({
            code: 'custom',
            path: [field],
            message: 'is required for WHATSAPP-BUSINESS: a non-empty string',
          });
      }
    },
    // Also when another field is wrong, so that one answer names all that has to change.
    { when: ({ value }) => ForBusiness.safeParse(value).success },
  )
  .register(registry, { id: 'CreateInstance', description: 'What a new instance is made from.' });
export type CreateBody = z.infer<typeof CreateBody>;

export const CreateQuery = z.object({
  response: z
    .enum(['json', 'image'], mustBe('json or image'))
    .default('json')
    .register(registry, { description: 'image answers with the QR as a PNG in place of JSON.', example: 'json' }),
});

const TechnicalName = z
  .string(mustBe('the technical name of an instance, given once'))
  .min(1, mustBe('the technical name of an instance, given once'))
  .register(registry, {
    description: 'Technical name (`apiInstanceName`) as create returned it.',
    example: sample.technicalName,
  });

export const InstanceQuery = z.object({ instanceName: TechnicalName });
export const InstanceAndKeyQuery = z.object({
  instanceName: TechnicalName,
  apiKey: z.string(mustBe('an API key, given once')).optional().register(registry, {
    description: 'The API key, for `<img>` and `<iframe>`, which cannot send a header. The header wins.',
    example: 'YOUR_API_KEY',
  }),
});

export const LiveQuery = InstanceAndKeyQuery.extend({
  renew: z.literal('true', mustBe('true')).optional().register(registry, {
    description: 'Starts pairing anew when it had given up, as the button on the page does.',
    example: 'true',
  }),
});
