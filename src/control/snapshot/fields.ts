import * as z from 'zod';
import { mustBe, registry } from '../../schema.js';
import { NUMBER } from '../../api/fields.js';
import { sample } from '../../api/samples.js';
import { TECHNICAL_NAME } from '../../domain/naming.js';
import { END_OF_TIME } from '../../domain/time-source.js';
import { strict } from '../strict-objects.js';

/** The highest number of anything that is counted; what comes after still fits where such numbers go. */
export const MOST = 900_000_000;
/** The longest life of all QRs of a pairing, in milliseconds: a pairing that has given up began that long ago. */
export const SLACK = 1_000 * 86_400_000;
/** What is due may lie behind the last time that a clock reaches. */
export const LATEST = END_OF_TIME + SLACK;

export const whole = (description: string, least: number, most: number, example: number) => {
  const expected = mustBe(`a whole number from ${String(least)} to ${String(most)}`);
  return z.int(expected).min(least, expected).max(most, expected).register(registry, { description, example });
};
export const counter = (description: string) => whole(description, 0, MOST, 1);
export const position = (description: string) => whole(description, 1, MOST, 1);
export const time = (description: string, least = 0) =>
  whole(`${description} Milliseconds since 1970, UTC.`, least, LATEST, 1_781_197_614_895);
export const text = (description: string, pattern: RegExp, expected: string, example: string) =>
  z.string(mustBe(expected)).regex(pattern, mustBe(expected)).register(registry, { description, example });
export const technicalName = (description: string) =>
  text(description, TECHNICAL_NAME, `a technical name such as ${sample.technicalName}`, sample.technicalName);
export const digits = (description: string) => text(description, /^\d{8,15}$/, NUMBER, sample.number);
export const setting = (description: string) =>
  z.boolean(mustBe('true or false')).register(registry, { description, example: false });

const NAME = 'a string of 1 to 200 characters';
export const Profile = strict(
  {
    number: digits("The phone's number."),
    name: z
      .string(mustBe(NAME))
      .refine((name) => name !== '' && name.length <= 200 && name.isWellFormed(), mustBe(NAME))
      .register(registry, { description: 'The name of its profile.', example: 'Toko Jakarta' }),
  },
  'null or a phone: number, name',
)
  .nullable()
  .register(registry, { description: 'The linked phone; null while none is.' });
