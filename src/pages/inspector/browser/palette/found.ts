import type { Instance } from '../../../../shapes.js';
import { has, watch } from '../call.js';
import { commandWords } from './entries.js';
import { wordsOf } from './match.js';

type Answer = { readonly instances: readonly Instance[] };

/** So many instances are offered. */
const LIMIT = 8;

const isCommand = (word: string): boolean => [...commandWords].some((one) => one.startsWith(word));
const longest = (words: readonly string[]): string | undefined =>
  [...words].sort((one, other) => other.length - one.length)[0];

/** The instances that are meant: the one that is opened, those that the words fit, and without such words the newest. */
export const findInstances = async (query: string, opened: string | undefined): Promise<readonly Instance[]> => {
  const words = wordsOf(query);
  const named = longest(words.filter((word) => !isCommand(word)));
  const search = async (more: Readonly<Record<string, string>>): Promise<readonly Instance[]> => {
    try {
      const asked = new URLSearchParams({ limit: String(LIMIT), ...more }).toString();
      return (await watch(`instances?${asked}`, has<Answer>('instances'))).instances;
    } catch {
      return [];
    }
  };
  const word = named ?? longest(words);
  const lists = await Promise.all([
    opened === undefined ? [] : search({ instanceName: opened }),
    word === undefined ? [] : search({ contains: word }),
    named === undefined ? search({}) : [],
  ]);
  return [...new Map(lists.flat().map((one) => [one.apiInstanceName, one])).values()];
};
