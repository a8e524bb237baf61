import * as z from 'zod';
import { isGroup } from '../domain/message.js';
import { dialled, WITH_ZERO } from '../schema/dialled.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { sample } from './samples.js';

/** Longest name, in code points. */
const LONGEST_NAME = 100;
const NAME = `a string of 1 to ${String(LONGEST_NAME)} characters, none of them a control character`;

/** A name that people read, trimmed: 1 to 100 code points, none of them a control character. */
export const nameFor = (description: string, example: string) =>
  z
    .string(mustBe(NAME))
    // Before trimming: a line break at the end is as much of a mistake as one in the middle.
    .refine((name) => !/\p{Cc}/u.test(name) && name.isWellFormed(), mustBe(NAME))
    .trim()
    .refine(
      // A code point has at most two units: what is longer need not be taken apart.
      (name) => name !== '' && name.length <= 2 * LONGEST_NAME && Array.from(name).length <= LONGEST_NAME,
      mustBe(NAME),
    )
    .register(registry, { description, example, minLength: 1, maxLength: LONGEST_NAME });

/** Otherwise a URL is not what it looks like: a parser drops line breaks, trims spaces and takes a backslash for a slash. */
const CHARACTERS = 'a URL of printable ASCII without spaces and backslashes; all else must be percent-encoded';

/** A URL that is kept as it is sent: what a request line can carry, at most 2,048 characters. */
export const plainUrl = (expected: string) =>
  z
    .string(mustBe(expected))
    .regex(/^[!-[\]-~]*$/, { ...mustBe(CHARACTERS), abort: true })
    .refine((text) => text.length <= 2_048 && URL.canParse(text), { ...mustBe(expected), abort: true });

const NUMBER = 'a string of 8 to 15 digits and nothing else, country code first';

/** The number of an own phone: 8 to 15 digits and nothing else. Without a country code it is served, with a warning. */
export const phoneNumber = (description: string) =>
  z
    .string(mustBe(NUMBER))
    .regex(/^\d{8,15}$/, mustBe(NUMBER))
    .register(registry, { description, example: sample.number })
    .register(dialled, {});

/** The number of somebody else, with country code: WhatsApp knows nobody without one. */
export const otherNumber = (description: string) =>
  z
    .string(mustBe(NUMBER))
    .regex(/^[1-9]\d{7,14}$/, {
      error: ({ input }) => (/^0\d{7,}$/.test(String(input)) ? WITH_ZERO : `must be ${NUMBER}`),
    })
    .register(registry, { description, example: sample.number });

const GROUP = 'the address of a group such as 120363025246125486@g.us';

/** The address of a group. */
export const groupAddress = (description: string) =>
  z
    .string(mustBe(GROUP))
    .refine(isGroup, mustBe(GROUP))
    .register(registry, { description, example: '120363025246125486@g.us' });

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
