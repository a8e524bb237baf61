import { announce } from '../../browser/elements.js';
import { isKey, key, keyInput } from './key.js';
import { refusal, say } from './messages.js';

/**
 * Does what a person asked for with a button. Who presses twice means it once, but an action that gets no answer holds
 * no other up. What went wrong is said where it is looked for, until the next action; resolves with it.
 * @param what which action it is, to know the second press
 * @param words what is read out afterwards
 */
export type Act = (
  what: string,
  action: () => Promise<unknown>,
  words: string,
  where?: Element,
) => Promise<Error | undefined>;

/** @param refresh shows what has become of it */
export const createAct = (refresh: () => void): Act => {
  const busy = new Set<string>();
  const problemOf = async (action: () => Promise<unknown>): Promise<Error | undefined> => {
    try {
      await action();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  return async (what, action, words, where = refusal) => {
    if (!isKey(key())) {
      keyInput.focus();
      return undefined;
    }
    if (busy.has(what)) return undefined;
    busy.add(what);
    say(refusal, '');
    say(where, '');
    const problem = await problemOf(action);
    busy.delete(what);
    if (problem === undefined) announce(words);
    else say(where, problem.message);
    refresh();
    return problem;
  };
};
