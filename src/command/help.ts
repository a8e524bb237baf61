import { Help, type Command, type HelpConfiguration } from 'commander';
import { settings, type Setting } from './settings.js';

const all: readonly Setting[] = Object.values(settings);
/** Flags that are no settings: they are about the process. */
export const PORT_FILE = '--port-file';
export const EXIT_WITH_STDIN = '--exit-with-stdin';

const rare = new Set<string | undefined>([
  ...all.filter((setting) => setting.rare === true).map(({ flag }) => flag),
  PORT_FILE,
  EXIT_WITH_STDIN,
]);

const RARE_COMMAND = 'ca';

/** The layout of help: rarely needed options and commands only with --all, so that it fits a screen. */
export const helpLayout = (isAll: boolean): HelpConfiguration => {
  const help = new Help();
  return {
    helpWidth: 80,
    visibleOptions: (command) =>
      help.visibleOptions(command).filter(({ long }) => isAll || !rare.has(long) || command.name() === 'wait'),
    visibleCommands: (command) => help.visibleCommands(command).filter((one) => isAll || one.name() !== RARE_COMMAND),
    formatHelp(command, helper) {
      const text = help.formatHelp(command, helper);
      // Saves the line that the prompt needs.
      return command.parent === null ? text.replace('\n\n', '\n') : text;
    },
  };
};

/** Turns `help wait` into `wait --help` and leaves anything else; `undefined` for help on an unknown command. */
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
