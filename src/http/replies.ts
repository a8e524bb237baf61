import * as z from 'zod';
import { registry } from '../schema/registry.js';

export const success = z.literal(true).register(registry, { description: 'Always true unless the reply is an error.' });

/** A time in a reply: ISO 8601, UTC, with milliseconds. */
export const time = (description: string) =>
  z.string().register(registry, { description, format: 'date-time', example: '2026-06-11T17:06:54.895Z' });

export const Done = z
  .strictObject({ success, message: z.string().register(registry, { description: 'What was done, in words.' }) })
  .register(registry, { id: 'Done' });

const Problem = z
  .strictObject({
    path: z
      .string()
      .register(registry, { description: 'The field; empty for the whole input.', example: 'instanceName' }),
    message: z.string().register(registry, { description: 'What is wrong with it.', example: 'is required: a string' }),
  })
  .register(registry, { id: 'Problem', description: 'What is wrong with one field.' });

export const ErrorReply = z
  .strictObject({
    success: z.literal(false).register(registry, { description: 'Always false in an error.' }),
    error: z
      .string()
      .register(registry, { description: 'One sentence: what was wrong, where, and what would be right.' }),
    details: z
      .union([z.array(Problem), z.record(z.string(), z.unknown())])
      .optional()
      .register(registry, {
        description: 'For programs: each problem of a body or query, or facts about the refusal.',
      }),
  })
  .register(registry, { id: 'Error', description: 'Every error looks like this.' });
export type ErrorReply = z.infer<typeof ErrorReply>;
