import type { Account } from './account.js';

/** Longest name part of a technical name, in characters. */
const LONGEST_SLUG = 64;
/** Longest name that another one is looked for, in characters: a display name, every one of them percent-encoded twice. */
const LONGEST_NEAR = 2_000;

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

/** The stamp in a technical name: of two instances of an account, the newer one has the greater, unless a seed named it. */
export const stampIn = (name: string): number => parseInt(name.split('_')[1] ?? '', 36);

/** `t<account>_<stamp, base 36>_<slug>`, as in the original's samples. */
export const technicalName = (account: number, stamp: number, displayName: string): string =>
  // V8 keeps a template literal as a rope of its parts; going through a buffer makes one flat string.
  Buffer.from(`t${String(account)}_${stamp.toString(36)}_${slugOf(displayName)}`, 'latin1').toString('latin1');

/** How many instances are looked at for a name that is nearly the one that was given. */
const MOST_NEAR = 10_000;

/** A name without what people do not see: case, white space at its ends, and the form of its characters. */
const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/** The technical names of the instances whose technical or display name is nearly this one, among the oldest of an account. */
export const nearNamesIn = (account: Account, name: string): readonly string[] => {
  // No name of ours is longer, and this is called for whatever a stranger sends.
  if (name.length > LONGEST_NEAR) return [];
  const wanted = plain(decoded(name));
  const names: string[] = [];
  let count = 0;
  for (const { technicalName: own, displayName } of account.instances.values()) {
    if (++count > MOST_NEAR) break;
    if (plain(own) === wanted || plain(displayName) === wanted) names.push(own);
  }
  return names;
};

/** The technical names of the instances with this display name. */
export const namesakesIn = (account: Account, displayName: string): readonly string[] => {
  const wanted = displayName.trim();
  const names: string[] = [];
  for (const one of account.instances.values()) if (one.displayName === wanted) names.push(one.technicalName);
  return names;
};
