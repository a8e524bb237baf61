import { distance } from 'fastest-levenshtein';

/** Longer texts are compared to nothing: the distance takes time by the square of the length. */
const LONGEST = 200;

/**
 * The candidate closest to `text`, if one is close enough.
 * @param most the most letters that may differ
 */
export const nearest = (text: string, candidates: readonly string[], most = Infinity): string | undefined => {
  if (text.length > LONGEST) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(text.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const { candidate, steps } = best;
  // Of a name of two letters, half may be wrong, or any two letters would be like it.
  return steps <= most && steps <= Math.max(2, candidate.length / 3) && steps * 2 <= candidate.length
    ? candidate
    : undefined;
};

/** What the name of a field looks like: nothing in it can break a header, a line or a log. */
const NAME = /^[\w.-]{1,40}$/;

/** The known field that an unknown one was meant to be. Only then may a message repeat the unknown one. */
export const meantBy = (name: string, known: readonly string[]): string | undefined =>
  NAME.test(name) ? nearest(name, known) : undefined;
