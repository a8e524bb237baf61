import type { Instance, InstanceList } from '../../../../shapes.js';
import { has, watch } from '../call.js';
import { queryOf } from '../route.js';
import { commandWords } from './entries.js';

/** So many instances are offered for each thing that may be meant. */
const LIMIT = '50';

const isCommand = (word: string): boolean => [...commandWords].some((one) => one.startsWith(word.toLowerCase()));

const search = async (conditions: Readonly<Record<string, string>>): Promise<readonly Instance[]> => {
  try {
    return (await watch(`instances?${queryOf({ limit: LIMIT, ...conditions })}`, has<InstanceList>('instances')))
      .instances;
  } catch {
    return [];
  }
};

/** What may be the name of an instance: all that was typed, without the commands around it, and its longest word. */
const namesIn = (query: string): readonly string[] => {
  const words = query.trim().split(/\s+/);
  const others = words.filter((word) => !isCommand(word));
  const [first = ''] = others;
  const from = words.indexOf(first);
  const to = words.lastIndexOf(others.at(-1) ?? '') + 1;
  const [longest = ''] = [...(first === '' ? words : others)].sort((one, other) => other.length - one.length);
  const parts = [words.slice(from), words.slice(0, to), words.slice(from, to)].map((part) => part.join(' '));
  return [...new Set([query.trim(), ...parts, longest])].filter((name) => name !== '');
};

/** The instances that are meant: the one that is opened, those that the words fit, and without such words the newest. */
export const findInstances = async (query: string, opened: string | undefined): Promise<readonly Instance[]> => {
  const names = namesIn(query);
  const lists = await Promise.all([
    opened === undefined ? [] : search({ instanceName: opened }),
    ...names.map((displayName) => search({ displayName })),
    ...names.map((contains) => search({ contains })),
    query.split(/\s+/).every(isCommand) ? search({}) : [],
  ]);
  return [...new Map(lists.flat().map((one) => [one.apiInstanceName, one])).values()];
};
