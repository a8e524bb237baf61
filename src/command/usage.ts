import { Help, type Command, type Option } from 'commander';
import { nearest } from '../schema/nearest.js';

const HINT = '; --help lists what there is.';
/** A word that is safe to repeat in a message; anything else may be a key. */
const WORD = /^[a-z-]{1,20}$/;

const thereIsNo = (kind: 'command' | 'option', word: string): string =>
  `There is no ${WORD.test(word) ? `${kind} "${word}"` : `such ${kind}`}`;

export const noSuchCommand = (word = ''): string => thereIsNo('command', word) + HINT;

const optionProblem = (given: string, options: readonly Option[]): string => {
  // What follows the name may be a key: `--name=value`, `-nvalue`.
  const name = given.startsWith('--') ? given.replace(/=.*$/s, '') : given.slice(0, 2);
  if (options.some((option) => option.long === name && option.isBoolean())) return `${name} takes no value.`;
  // Without the dashes, which all have in common: short names would be like one another.
  const flags = options.flatMap(({ long }) => long?.slice(2) ?? []);
  const meant = name.startsWith('--') ? nearest(name.slice(2), flags) : undefined;
  return thereIsNo('option', name) + (meant === undefined ? '' : ` (did you mean --${meant}?)`) + HINT;
};

const excessProblem = (command: Command): string => {
  if (command.parent === null) return noSuchCommand(command.args[0]);
  const most = command.registeredArguments.length;
  return `${command.name()} takes ${most === 0 ? 'no argument' : `at most ${String(most)} argument`}${HINT}`;
};

/**
 * What was mistyped, in one sentence.
 * @param code commander's error code
 * @param command the command whose arguments are wrong
 * @param words the whole command line
 */
export const usageProblem = (code: string, command: Command, words: readonly string[]): string => {
  const options = new Help().visibleOptions(command);
  switch (code) {
    case 'commander.unknownOption':
      return optionProblem(command.args.find((word) => /^-./.test(word)) ?? '', options);
    case 'commander.excessArguments':
      return excessProblem(command);
    case 'commander.optionMissingArgument': {
      // A value can only be missing after the last word.
      const option = options.find(({ long }) => long === words.at(-1));
      if (option !== undefined) return `${option.flags.replace(' ', ' needs its ')}${HINT}`;
    }
  }
  return `The command line is wrong${HINT}`;
};
