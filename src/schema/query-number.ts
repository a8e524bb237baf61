import * as z from 'zod';
import { registry } from './registry.js';
import { mustBe } from './wording.js';

/** A whole number in a query. */
export const numberInQuery = (description: string, most: number, example: number, least = 1) => {
  const range = `a whole number from ${String(least)} to ${String(most)}`;
  return z
    .string(mustBe(`${range}, given once`))
    .refine((text) => /^(?:0|[1-9]\d{0,8})$/.test(text) && Number(text) >= least && Number(text) <= most, mustBe(range))
    .transform(Number)
    .optional()
    .register(registry, { description, type: 'integer', minimum: least, maximum: most, example });
};
