import { offsetOf } from '../times.js';

/** Milliseconds, by the first letter. */
const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const part = /(\d+(?:\.\d+)?)\s*(ms|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?|d|days?)(?![a-z])[\s,]*/gi;

/** A duration of one or several parts, such as `45s` or `1 hour 30 min`, in milliseconds; `undefined` if it is none. */
export const millisecondsIn = (text: string): number | undefined => {
  const parts = [...text.matchAll(part)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text.trim()) return undefined;
  let sum = 0;
  for (const [, amount, unit = ''] of parts)
    sum += Number(amount) * (/^ms$/i.test(unit) ? 1 : (units[unit.charAt(0).toLowerCase()] ?? 0));
  return Math.round(sum);
};

/** What a person types for a duration, as the API takes it. What cannot be read is left for the API to say so. */
export const durationTyped = (text: string): string | number => {
  const typed = text.trim();
  return /^\d+(ms|s|m|h|d)$/.test(typed) ? typed : (millisecondsIn(typed) ?? typed);
};

/** `in 3 min 5 s`, `now`: how far ahead a time is, in milliseconds. */
export const aheadOf = (milliseconds: number): string => {
  const words = offsetOf(Math.max(0, milliseconds));
  return words === '' ? 'now' : `in ${words.slice(1)}`;
};
