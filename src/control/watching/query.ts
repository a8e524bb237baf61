import * as z from 'zod';
import { registry } from '../../schema/registry.js';
import { numberInQuery } from '../../schema/query-number.js';
import { isNestedDeeply, isObject } from '../../schema/plain.js';
import { mustBeOneOf, strict } from '../../schema/strict.js';
import { mustBe } from '../../schema/wording.js';
import { success } from '../../http/replies.js';
import { sample } from '../../api/samples.js';
import { readDuration } from '../../config.js';
import { connectionStates } from '../../domain/events.js';
import { readTime, SET } from '../clock.js';

const WAIT = 'a duration from 0ms to 1m, such as 2s';

/** One of several words in a query. */
export const oneOf = <const Words extends readonly string[]>(words: Words, description: string, example: string) =>
  z.enum(words, mustBeOneOf(words)).optional().register(registry, { description, example });

/** Any text in a query. */
export const text = (expected: string, description: string, example: string) =>
  z
    .string(mustBe(`${expected}, given once`))
    .optional()
    .register(registry, { description, example });

/** Which instance, by either of its names. */
export const names = {
  instanceName: text('a technical name', 'Only this instance, by technical name.', sample.technicalName),
  displayName: text(
    'a display name',
    'Only instances with this display name: that is, with the instanceName given at create. Several may have it.',
    sample.displayName,
  ),
};

/** Yes or no in a query. */
export const flag = (description: string) =>
  z
    .enum(['true', 'false'], mustBe('true or false'))
    .transform((value) => value === 'true')
    .optional()
    .register(registry, { description, example: 'false' });

/** A time in a query. */
export const moment = (description: string) =>
  z
    .string(mustBe(SET))
    .refine((value) => readTime(value) !== undefined, mustBe(SET))
    .optional()
    .register(registry, { description, example: '2026-07-01T00:00:00Z' });

const readObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    if (isNestedDeeply(text)) return undefined;
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The members that JSON must have, as text. */
export const members = (description: string, example: string) => {
  const expected = mustBe(`a JSON object, such as ${example}`);
  return z
    .string(expected)
    .transform((value, context) => {
      const object = readObject(value);
      if (object !== undefined) return object;
      context.issues.push({ code: 'custom', input: value, message: expected.error({ input: value }) });
      return z.NEVER;
    })
    .optional()
    .register(registry, { description, type: 'string', example });
};

/** What a connection.update says. */
export const ofConnection = {
  state: oneOf(connectionStates, 'Only connection.update with this state.', 'open'),
  statusReason: numberInQuery('Only connection.update with this statusReason.', 599, 200, 100),
};

/** How many to list. */
export const limit = () => numberInQuery('Lists at most this many, the newest; 100 by default.', 1_000, 100);

/** How many to find, and how long to wait for them. */
const amount = {
  count: numberInQuery('How many must match to end the wait; 1 by default.', 1_000, 1),
  limit: limit(),
  wait: z
    .string(mustBe(WAIT))
    .refine((value) => (readDuration(value) ?? Infinity) <= 60_000, mustBe(WAIT))
    .optional()
    .register(registry, {
      description: 'How long to wait for them; the answer comes as soon as they are there.',
      example: '2s',
    }),
};

const OLDER = (which: string) =>
  `Only those that are older than ${which}; limit lists the newest of these, so the oldest of one page asks for the next.`;

/** How to go on below an item that counts from 1. */
export const beforeNumber = (which: string) => numberInQuery(OLDER(which), 999_999_999, 100);
/** The same for an item that has a name. */
export const beforeText = (expected: string, which: string, example: string, form: RegExp) => {
  const wanted = `${expected} such as ${example}`;
  return z
    .string(mustBe(`${wanted}, given once`))
    .regex(form, mustBe(wanted))
    .optional()
    .register(registry, { description: OLDER(which), example });
};

/**
 * A query: a misspelt condition would be waited for in vain, so it is refused.
 * @param before names the item that the list goes on below
 */
export const queryOf = <Shape extends z.ZodRawShape, Before extends z.ZodType>(shape: Shape, before: Before) =>
  strict({ ...shape, before, ...amount }, 'a query');

const ConditionReply = z
  .strictObject({
    condition: z.string().register(registry, { description: 'What was asked for.', example: 'status' }),
    expected: z.unknown().register(registry, { description: 'The value that was asked for.', example: 201 }),
    seen: z.unknown().register(registry, { description: 'The value that was there; null for none.', example: 400 }),
    met: z.boolean().register(registry, { description: 'Whether it was met.', example: false }),
  })
  .register(registry, { id: 'Condition', description: 'One condition, and whether it was met.' });

/** What every reply to a search has besides the list itself. */
export const found = <Item extends z.ZodType>(Item: Item, id: string) => ({
  success,
  count: z.int().register(registry, { description: 'How many match; may be more than are listed.', example: 1 }),
  dropped: z.int().register(registry, { description: 'How many are no longer kept, or never were.', example: 0 }),
  satisfied: z.boolean().register(registry, { description: 'Whether as many match as were asked for.', example: true }),
  ended: z.boolean().register(registry, {
    description: 'Whether the wait ended early: the account was reset, restored or deleted, or the instance deleted.',
    example: false,
  }),
  hint: z.string().nullable().register(registry, {
    description:
      'The likely cause of a wait in vain: what would have fitted with another key, without one, or before the last reset, restore or delete.',
    example: null,
  }),
  closest: z
    .array(
      z
        .strictObject({
          item: Item,
          conditions: z.array(ConditionReply).register(registry, { description: 'Each condition.' }),
        })
        .register(registry, { id, description: 'One that does not match, and why.' }),
    )
    .register(registry, { description: 'When not satisfied: the three that come closest, the best first.' }),
});
