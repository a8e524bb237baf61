import * as z from 'zod';
import { isObject } from './plain.js';

/** The numbers of phones that may be given as people dial them: a client that sends them is served, and told. */
export const dialled = z.registry();

/** No country code begins with 0; it is what people dial within their country. */
export const WITH_ZERO = 'must begin with the country code, not with 0: in Indonesia, 0812 is 62812';

/** Whether a number has no country code. */
export const hasNoCountry = (number: string | null | undefined): boolean => number?.startsWith('0') === true;

/** The fields of a body or query that have such a number without a country code. */
export const dialledIn = (schema: unknown, value: unknown): readonly string[] => {
  if (schema instanceof z.ZodOptional) return dialledIn(schema.unwrap(), value);
  if (!(schema instanceof z.ZodObject) || !isObject(value)) return [];
  return Object.entries<unknown>(schema.shape).flatMap(([name, field]) => {
    const own = field instanceof z.ZodOptional ? field.unwrap() : field;
    const given = value[name];
    return own instanceof z.ZodType && dialled.has(own) && typeof given === 'string' && hasNoCountry(given)
      ? [name]
      : [];
  });
};
