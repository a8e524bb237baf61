import * as z from 'zod';
import { isObject } from './plain.js';

/** The fields of one object that its schema does not know. */
export type Unknown = {
  /** Where the object is: `contact`, `sections.0`, or an empty path for the whole. */
  readonly at: string;
  readonly names: readonly string[];
  readonly known: readonly string[];
};

/** How many items of a list are looked at. */
const MOST_ITEMS = 100;

/** The kind of a union that a value says that it is. */
const optionFor = ({ options, def }: z.ZodDiscriminatedUnion, value: Readonly<Record<string, unknown>>): unknown =>
  options.find((option) => {
    const tag: unknown = option instanceof z.ZodObject ? option.shape[def.discriminator] : undefined;
    return tag instanceof z.ZodType && tag.safeParse(value[def.discriminator]).success;
  });

/** What no kind of a union knows, in a value that does not say which of them it is. */
const unknownToAll = (
  { options }: z.ZodDiscriminatedUnion,
  value: Readonly<Record<string, unknown>>,
  at: string,
): readonly Unknown[] => {
  const known = [
    ...new Set(options.flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : []))),
  ];
  const names = Object.keys(value).filter((name) => !known.includes(name));
  return names.length === 0 ? [] : [{ at, names, known }];
};

/**
 * The objects in a value, from the outside in, that have fields which their schemas would ignore. Those that a schema
 * refuses by itself are not among them.
 */
export const unknownIn = (schema: unknown, value: unknown, at = ''): readonly Unknown[] => {
  const within = (name: string): string => (at === '' ? name : `${at}.${name}`);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unknownIn(schema.unwrap(), value, at);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const { element } = schema;
    return value.slice(0, MOST_ITEMS).flatMap((item, index) => unknownIn(element, item, within(String(index))));
  }
  if (!isObject(value)) return [];
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const option = optionFor(schema, value);
    return option === undefined ? unknownToAll(schema, value, at) : unknownIn(option, value, at);
  }
  if (!(schema instanceof z.ZodObject)) return [];
  const known = Object.keys(schema.shape);
  const names = Object.keys(value).filter((name) => !known.includes(name));
  return [
    ...(names.length > 0 && schema.def.catchall === undefined ? [{ at, names, known }] : []),
    ...known.flatMap((name) =>
      Object.hasOwn(value, name) ? unknownIn(schema.shape[name], value[name], within(name)) : [],
    ),
  ];
};
