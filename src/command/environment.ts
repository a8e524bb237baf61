import { readConfig, settingNames, type Config } from '../config.js';
import { attributeOf, type BySetting } from './flags.js';
import { settings, type Setting, type SettingName } from './settings.js';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What Kubernetes puts into every pod beside a service named `wachat`, and a container link of that name: not a port, but
 * where that service is.
 */
const SERVICE_ADDRESS = /^(?:tcp|udp|sctp):\/\//i;

/** The first variable that is set, and what it says; an empty one counts as unset. */
const variableOf = (
  { env: names }: Setting,
  name: SettingName,
  env: Environment,
  warn: (sentence: string) => void,
): readonly [name: string, value: string] | undefined => {
  for (const one of names) {
    const value = env[one] ?? '';
    if (value === '') continue;
    if (name !== 'port' || !SERVICE_ADDRESS.test(value)) return [one, value];
    warn(
      `${one} is ignored: ${JSON.stringify(value)} is the address of a service, as Kubernetes sets it, and no port.`,
    );
  }
  return undefined;
};

/**
 * Flags win over the environment, and that over defaults.
 * @param flags by the names that commander gives them
 * @param warn hears of a variable that is ignored
 * @param names the settings of this command; variables of others are none of its business
 * @throws {ConfigError} for the first invalid setting
 */
export const readSettings = (
  flags: Readonly<Record<string, unknown>>,
  env: Environment,
  warn: (sentence: string) => void,
  defaults: BySetting = {},
  names: readonly SettingName[] = settingNames,
): Config => {
  const given: Record<string, unknown> = {};
  const labels = new Map<string, string>();
  for (const name of names) {
    const setting: Setting = settings[name];
    const fromFlag = flags[attributeOf(setting)];
    const variable = fromFlag === undefined ? variableOf(setting, name, env, warn) : undefined;
    given[name] = fromFlag ?? variable?.[1] ?? defaults[name];
    labels.set(name, fromFlag === undefined ? (variable?.[0] ?? setting.flag) : setting.flag);
  }
  return readConfig(given, (name) => labels.get(name) ?? name);
};

/** Hosts that no proxy can reach for us. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/**
 * The variables that keep a command's calls to the emulator away from a proxy: programs differ in which of both they read.
 * @param host where the emulator listens
 */
export const withoutProxy = (env: Environment, host: string): Readonly<Record<string, string>> => {
  const [upper = '', lower = ''] = [env.NO_PROXY, env.no_proxy];
  const extended = (list: string): string => {
    const there = list.split(',').map((one) => one.trim());
    return there.includes('*')
      ? list
      : [list, ...[...LOOPBACK, host].filter((one) => !there.includes(one))]
          .filter((one, index, all) => one !== '' && all.indexOf(one) === index)
          .join(',');
  };
  return { NO_PROXY: extended(upper || lower), no_proxy: extended(lower || upper) };
};
