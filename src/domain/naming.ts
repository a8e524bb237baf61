import type { Account } from './account.js';

/** Longest name part of a technical name, in characters. */
const LONGEST_SLUG = 64;

/**
 * The name part of a technical name: only `A-Z a-z 0-9 _ -`, so it is safe in a URL, a header and a file name,
 * whatever the display name is.
 */
const slugOf = (displayName: string): string => {
  const slug = displayName
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST_SLUG)
    .replace(/-+$/, '');
  return slug === '' ? 'instance' : slug;
};

/** The form of technical names. */
export const TECHNICAL_NAME = /^t[1-9]\d{0,8}_[0-9a-z]{1,11}_[A-Za-z0-9_-]{1,64}$/;

/** `t<account>_<stamp, base 36>_<slug>`, as in the original's samples. */
export const technicalName = (account: number, stamp: number, displayName: string): string =>
  // V8 keeps a template literal as a rope of its parts; going through a buffer makes one flat string.
  Buffer.from(`t${String(account)}_${stamp.toString(36)}_${slugOf(displayName)}`, 'latin1').toString('latin1');

/** The technical names of the instances with this display name. */
export const namesakesIn = (account: Account, displayName: string): readonly string[] => {
  const wanted = displayName.trim();
  const names: string[] = [];
  for (const one of account.instances.values()) if (one.displayName === wanted) names.push(one.technicalName);
  return names;
};
