import * as z from 'zod';
import { END_OF_TIME } from '../domain/time-source.js';
import { registry } from './registry.js';
import { mustBe } from './wording.js';

/** Highest count of anything; it leaves room to count on after a restore. */
const MOST = 900_000_000;
/** Longest possible pairing, in milliseconds: one that has given up may have started that long ago. */
export const SLACK = 1_000 * 86_400_000;
/** Latest due time: it may lie beyond the last time that a clock reaches. */
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
export const setting = (description: string) =>
  z.boolean(mustBe('true or false')).register(registry, { description, example: false });
