import { Help, type Command, type HelpConfiguration } from 'commander';
import { settings, type Setting } from './settings.js';

const all: readonly Setting[] = Object.values(settings);
const rare = new Set<string | undefined>(all.filter((setting) => setting.rare === true).map(({ flag }) => flag));

/** How help is laid out: what is rarely needed only when all is asked for, and nothing wider or higher than a screen. */
export const helpLayout = (isAll: boolean): HelpConfiguration => {
  const help = new Help();
  return {
    helpWidth: 80,
    visibleOptions: (command) => help.visibleOptions(command).filter(({ long }) => isAll || !rare.has(long)),
    formatHelp(command, helper) {
      const text = help.formatHelp(command, helper);
      // The line saved is the one that the prompt needs.
      return command.parent === null ? text.replace('\n\n', '\n') : text;
    },
  };
};

/** `help wait` as `wait --help`, and anything else as it is; `undefined` for the help of a command that there is not. */
export const withoutHelpCommand = (
  words: readonly string[],
  commands: readonly Pick<Command, 'name'>[],
): readonly string[] | undefined => {
  const [first, ...rest] = words;
  if (first !== 'help') return words;
  const [about = '-'] = rest;
  return about.startsWith('-') || commands.some((command) => command.name() === about)
    ? [...rest, '--help']
    : undefined;
};
