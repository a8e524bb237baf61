import { isIP } from 'node:net';
import * as z from 'zod';
import { ConfigError, named } from './config-error.js';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const isUnit = (text: string | undefined): text is keyof typeof UNITS => text !== undefined && text in UNITS;

/** Reads `500ms`, `45s`, `2m`, `12h` or `1d`, or a number of milliseconds; `undefined` for anything else. */
export const readDuration = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const [, amount, unit] = typeof value === 'string' ? (/^(\d{1,9})(ms|s|m|h|d)$/.exec(value) ?? []) : [];
  return isUnit(unit) ? Number(amount) * UNITS[unit] : undefined;
};

const readWhole = (value: unknown): number | undefined => {
  if (typeof value === 'string') return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
};

const within = (value: number | undefined, least: number, most: number): number | undefined =>
  value !== undefined && value >= least && value <= most ? value : undefined;

/** A value that `read` accepts; otherwise the message says what would be right. */
const readBy = <T>(expected: string, read: (value: unknown) => T | undefined) =>
  z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });

const ON = ['true', '1', 'on', 'yes'];
const OFF = ['false', '0', 'off', 'no', ''];

const flag = readBy('true or false', (value) => {
  if (typeof value !== 'string') return typeof value === 'boolean' ? value : undefined;
  const word = value.toLowerCase();
  return ON.includes(word) || (OFF.includes(word) ? false : undefined);
});

/** A value that may also be "off", since that is the name of its default. */
const unlessOff = (expected: string, read: (value: unknown) => number | undefined) =>
  readBy(`${expected}, or off`, (value) =>
    typeof value === 'string' && value.toLowerCase() === 'off' ? 'off' : read(value),
  )
    .transform((value) => (value === 'off' ? undefined : value))
    .optional();

const text = (expected: string, pattern: RegExp) =>
  readBy(expected, (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined));

const readList = (value: unknown, pattern: RegExp): readonly string[] | undefined => {
  const parts: readonly unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
  const list: string[] = [];
  for (const part of parts) {
    if (typeof part !== 'string' || !pattern.test(part)) return undefined;
    list.push(part);
  }
  return [...new Set(list)];
};

const readUrl = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, origin, pathname, search, hash } = new URL(value);
  const isPlain = (protocol === 'http:' || protocol === 'https:') && search === '' && hash === '';
  return isPlain ? origin + pathname.replace(/\/+$/, '') : undefined;
};

const PATH = /^[^\0]{1,4096}$/;
const HOST_NAME = /^[A-Za-z0-9.:_-]{1,253}$/;
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const clocks = ['system', 'manual'] as const;
const lastTicks = ['none', 'sent', 'delivered', 'read'] as const;
const webhookHttps = ['local', 'all', 'none'] as const;
const signatureTimes = ['clock', 'real'] as const;

export const LINK_TIME = 'a duration from 0ms to 1d, such as 3s';
/** How long linking takes, in milliseconds; `undefined` if it cannot be read. */
export const readLinkTime = (value: unknown): number | undefined => within(readDuration(value), 0, UNITS.d);

/** All settings, validated. Durations are in milliseconds. */
export const Config = z.strictObject({
  port: readBy('a port number from 0 to 65535', (value) => within(readWhole(value), 0, 65_535)).default(9224),
  host: text('a host name or an IP address', HOST_NAME).default('localhost'),
  publicUrl: readBy('an http or https URL without a query, such as http://wachat:9224', readUrl).optional(),
  apiKeys: readBy('keys of printable ASCII without spaces or commas', (value) =>
    readList(value, /^[!-+\--~]{1,256}$/),
  ).default([]),
  qrTtl: readBy('a duration from 100ms to 1d, such as 45s', (value) =>
    within(readDuration(value), 100, UNITS.d),
  ).default(45_000),
  qrLimit: readBy('a whole number from 1 to 1000', (value) => within(readWhole(value), 1, 1_000)).default(30),
  autoScan: unlessOff('a duration from 0ms to 1d, such as 3s', (value) => within(readDuration(value), 0, UNITS.d)),
  linkTime: readBy(LINK_TIME, readLinkTime).default(0),
  typingDelay: readBy('a duration from 0ms to 1m, such as 500ms, or documented', (value) =>
    typeof value === 'string' && value.toLowerCase() === 'documented'
      ? 'documented'
      : within(readDuration(value), 0, UNITS.m),
  ).default(0),
  ticks: readBy('none, sent, delivered or read', (value) => lastTicks.find((tick) => tick === value)).default(
    'delivered',
  ),
  unknownNumbers: readBy('numbers of 8 to 15 digits', (value) => readList(value, /^\d{8,15}$/)).default([]),
  fetchMedia: flag.default(false),
  clock: readBy('system or manual', (value) => clocks.find((clock) => clock === value)).default('system'),
  webhookHttp: readBy('local, all or none', (value) => webhookHttps.find((one) => one === value)).default('local'),
  signatureTime: readBy('clock or real', (value) => signatureTimes.find((one) => one === value)).default('clock'),
  accountTtl: unlessOff('a duration from 1s to 365d, such as 1h', (value) =>
    within(readDuration(value), 1_000, 365 * UNITS.d),
  ),
  seed: text('a string of 1 to 1000 characters', /^[^]{1,1000}$/).optional(),
  seedFile: text('a file path', PATH).optional(),
  strict: flag.default(false),
  cors: flag.default(false),
  allowHosts: readBy('host names without a port', (value) => readList(value, HOST_NAME)).default([]),
  noInspector: flag.default(false),
  tls: flag.default(false),
  tlsNames: readBy('host names without a port, or IP addresses', (value) => {
    const names = readList(value, HOST_NAME);
    return names?.every((name) => isIP(name) !== 0 || !name.includes(':')) === true ? names : undefined;
  }).default([]),
  tlsCert: text('a file path', PATH).optional(),
  tlsKey: text('a file path', PATH).optional(),
  tlsDir: text('a folder', PATH).optional(),
  maxInstances: readBy('a whole number from 1 to 10000000', (value) => within(readWhole(value), 1, 10_000_000)).default(
    100_000,
  ),
  maxAccounts: readBy('a whole number from 1 to 1000000', (value) => within(readWhole(value), 1, 1_000_000)).default(
    10_000,
  ),
  logLevel: readBy(`one of ${logLevels.join(', ')}`, (value) => logLevels.find((level) => level === value)).default(
    'info',
  ),
});
export type Config = z.infer<typeof Config>;

export const settingNames = Config.keyof().options;

/** A value in a message; a repeated flag gives a list. */
const shownAs = (value: unknown): string =>
  Array.isArray(value) && value.length > 0 ? value.map(shownAs).join(', ') : named(value);

/** What is wrong with settings that are right each for itself. */
const conflictIn = (
  { tls, tlsNames, tlsCert, tlsKey }: Config,
  label: (name: string) => string,
): string | undefined => {
  const [cert, key, own] = [label('tlsCert'), label('tlsKey'), label('tls')];
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    return `${tlsCert === undefined ? key : cert} needs ${tlsCert === undefined ? cert : key}: give both or neither.`;
  if (tls && tlsCert !== undefined)
    return `Give either ${own}, which makes a certificate, or ${cert} and ${key}, not all of them.`;
  if (tlsNames.length > 0 && !tls) return `${label('tlsNames')} needs ${own}: it names what that certificate is for.`;
  return undefined;
};

/**
 * Validates settings and fills in the defaults.
 * @param given by name; `undefined` takes the default
 * @param label the name of a setting where it was given: its flag, its variable or its option
 * @throws {ConfigError} for the first invalid setting, or for settings that do not go together
 */
export const readConfig = (given: Readonly<Record<string, unknown>>, label: (name: string) => string): Config => {
  const result = Config.safeParse(given);
  if (result.success) {
    const conflict = conflictIn(result.data, label);
    if (conflict !== undefined) throw new ConfigError(conflict);
    return result.data;
  }
  const [issue] = result.error.issues;
  const name = settingNames.find((one) => one === issue?.path[0]);
  // A key is never shown, not even an invalid one.
  const shown = name === 'apiKeys' ? '' : `, not ${shownAs(name && given[name])}`;
  throw new ConfigError(`${label(name ?? '')} must be ${issue?.message ?? 'valid'}${shown}.`);
};

/** The address that we listen on as a client on this machine writes it, always with the port, which `URL` may omit. */
export const addressOf = (host: string, port: number): string => {
  const isAnywhere = host === '0.0.0.0' || host === '::';
  const name = isAnywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${String(port)}`;
};
