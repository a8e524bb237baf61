import { Option, type Command } from 'commander';
import { settings, type Setting, type SettingName } from './settings.js';

/** A value for some of the settings, by name. */
export type BySetting = Readonly<Partial<Record<SettingName, string>>>;

/** An option by its name: commander takes `--no-x` for the opposite of `--x`, which there is not. */
const named = (flags: string, about?: string): Option => {
  const option = new Option(flags, about);
  option.negate = false;
  return option;
};

const optionOf = ({ flag, argument, repeatable, about, otherwise }: Setting): Option => {
  const option = named(
    argument === undefined ? flag : `${flag} <${argument}>`,
    `${about}${repeatable === true ? '; repeatable' : ''} (${otherwise})`,
  );
  return repeatable === true
    ? option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
    : option;
};

/** The name under which commander stores the value of a setting. */
export const attributeOf = ({ flag }: Setting): string => named(flag).attributeName();

/** Adds the flags of settings to a command; `otherwise` has its own defaults, and `abouts` its own descriptions. */
export const withSettings = (
  command: Command,
  names: readonly SettingName[],
  otherwise: BySetting = {},
  abouts: BySetting = {},
): Command => {
  for (const name of names) {
    const setting: Setting = settings[name];
    const own = { otherwise: otherwise[name] ?? setting.otherwise, about: abouts[name] ?? setting.about };
    command.addOption(optionOf({ ...setting, ...own }));
  }
  return command;
};
