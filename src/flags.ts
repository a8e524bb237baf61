import { Option, type Command } from 'commander';
import { settings, type Setting, type SettingName } from './settings.js';

/** Something for some of the settings, by name. */
export type BySetting = Readonly<Partial<Record<SettingName, string>>>;

const optionOf = ({ flag, argument, repeatable, about, otherwise }: Setting): Option => {
  const option = new Option(argument === undefined ? flag : `${flag} <${argument}>`, `${about} (${otherwise})`);
  return repeatable === true
    ? option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
    : option;
};

/** Under which name the command line has what was given for a setting. */
export const attributeOf = ({ flag }: Setting): string => new Option(flag).attributeName();

/** Gives a command the flags of settings; `otherwise` has the defaults that are its own, in words. */
export const withSettings = (command: Command, names: readonly SettingName[], otherwise: BySetting = {}): Command => {
  for (const name of names) {
    const setting: Setting = settings[name];
    command.addOption(optionOf({ ...setting, otherwise: otherwise[name] ?? setting.otherwise }));
  }
  return command;
};
