import { Help, type Command, type HelpConfiguration } from 'commander';
import { settings, type Setting } from './settings.js';

const all: readonly Setting[] = Object.values(settings);
const rare = new Set<string | undefined>(all.flatMap((setting) => (setting.rare === true ? [setting.flag] : [])));
/** Flags that take no value. */
const switches = new Set([
  ...all.flatMap(({ flag, argument }) => (argument === undefined ? [flag] : [])),
  '--journal-on-failure',
  '--version',
  '--help',
]);

/** How help is laid out: what is rarely needed only when all is asked for, and nothing wider or higher than a screen. */
export const helpLayout = (isAll: boolean): HelpConfiguration => {
  const help = new Help();
  return {
    helpWidth: 80,
    visibleOptions: (command) => help.visibleOptions(command).filter(({ long }) => isAll || !rare.has(long)),
    formatHelp(command, helper) {
      const text = help.formatHelp(command, helper);
      if (command.parent !== null) return text;
      return text
        .replace(/\n\n(?=Offline)/, '\n')
        .replace('\nOptions:\n', '\nOptions; each setting is a variable too, --qr-ttl is WACHAT_QR_TTL:\n');
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

/** A word that may be repeated in a sentence; anything else may be a key. */
const WORD = /^[a-z-]{1,20}$/;

/**
 * What was mistyped, in one sentence.
 * @param problem what commander says of it
 * @param first what stands where a command is expected
 */
export const usageProblem = (problem: string, first = ''): string => {
  const [, flag = ''] = /^error: unknown option '(--[\w-]+)=/.exec(problem) ?? [];
  if (switches.has(flag)) return `${flag} takes no value.`;
  const sentence = problem.startsWith('error: too many arguments. ')
    ? `There is no ${WORD.test(first) ? `command "${first}"` : 'such command'}`
    : problem
        .replace(/^error: /, '')
        // What follows the name of a flag that is mistyped may be a key.
        .replace(/^(unknown option '(?:--[\w-]*|-.)).*'/s, "$1'")
        .replace(/\s*\n\s*/g, ' ')
        .replace(/\.$/, '');
  return `${sentence}; --help lists what there is.`;
};
