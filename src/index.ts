import { createCalls, fromCaller, fromCallerAtOnce } from './embed/calls.js';
import { createAccountHandle } from './embed/handle.js';
import { readConfig, settingNames } from './config.js';
import { ConfigError, named } from './config-error.js';
import { createControls } from './control/controls.js';
import { lastRequests } from './control/watching/requests.js';
import { recipientList, scenarioList } from './control/scenarios.js';
import type { Wachat } from './embed/wachat.js';
import type { Options } from './embed/options.js';
import { CONTROL_PATH } from './http/paths.js';
import { meantBy } from './schema/nearest.js';
import { hintAt } from './schema/strict.js';
import { serve } from './server.js';

export { ConfigError };
export type { TimeSource } from './domain/time-source.js';
export { manualClock, type ManualClock } from './embed/manual-clock.js';
export { Refusal } from './domain/refusals.js';
export { sign, verify, type Verdict } from './delivery/sign.js';
export type { Account, Ending, PastRequest, Patience, Phone, Qr, Wachat, Watched } from './embed/wachat.js';
export type {
  AccountSummary,
  Call,
  Chat,
  ChatQuery,
  Clock,
  Delivery,
  DeliveryFault,
  DeliveryQuery,
  Event,
  EventQuery,
  Fault,
  Instance,
  InstanceQuery,
  ListedDeliveryFault,
  ListedFault,
  Message,
  MessageContent,
  MessageQuery,
  MovedClock,
  Receive,
  Recipient,
  Request,
  RequestQuery,
  Scenario,
  SeedAccount,
  SeedInstance,
  Snapshot,
  StatusUpdate,
  Tick,
} from './shapes.js';
export type { Duration, Options } from './embed/options.js';
export { version } from './version.js';

/** Whether it is an object with these methods. */
const hasMethods = (value: unknown, ...methods: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && methods.every((one) => typeof Reflect.get(value, one) === 'function');

/** The options that are not settings. */
const ownOptions = ['accounts', 'logTo', 'unref'] as const;

/** Validates options that are not settings: plain JavaScript may pass anything. */
const checkOptions = (options: unknown): void => {
  if (typeof options !== 'object' || options === null)
    throw new ConfigError(`startWachat takes an options object, not ${named(options)}.`);
  const known = [...settingNames, ...ownOptions];
  const unknown = Object.keys(options).find((name) => !known.some((one) => one === name));
  if (unknown !== undefined)
    throw new ConfigError(
      `There is no setting "${unknown}"${hintAt(meantBy(unknown, known))}; the settings are ${known.join(', ')}.`,
    );
  const clock: unknown = Reflect.get(options, 'clock');
  const logTo: unknown = Reflect.get(options, 'logTo');
  const unref: unknown = Reflect.get(options, 'unref');
  if (clock !== undefined && typeof clock !== 'string' && !hasMethods(clock, 'now', 'after'))
    throw new ConfigError(`clock must be "system", "manual" or what manualClock() returns, not ${named(clock)}.`);
  if (unref !== undefined && typeof unref !== 'boolean')
    throw new ConfigError(`unref must be true or false, not ${named(unref)}.`);
  if (logTo !== undefined && !hasMethods(logTo, 'write'))
    throw new ConfigError(`logTo must be an object with a write method, not ${named(logTo)}.`);
};

/** @throws {RangeError} if no request can come with this key */
const checkKey = (key: unknown, admitted: ReadonlySet<string> | undefined): void => {
  if (typeof key !== 'string' || !/^\S+$/.test(key))
    throw new RangeError('account takes an API key: a non-empty string without spaces.');
  if (admitted?.has(key) === false)
    throw new RangeError('account takes one of the API keys that the emulator was started with (apiKeys).');
};

/**
 * Starts an emulator in this process; any number of them can run side by side.
 * Resolves when it is listening. Reads no environment variables and touches no global state of the process.
 * @param options see `Options`; by default it listens on a free port of the loopback and logs nothing
 * @throws {ConfigError} if an option is invalid
 * @throws {Error} if it cannot listen, with the system's code (`EADDRINUSE`, `EACCES`, …)
 * @example
 * const wachat = await startWachat({ qrTtl: '2s' });
 * const client = new YourClient({ baseUrl: wachat.url, apiKey: wachat.apiKey });
 * await wachat.close();
 */
export const startWachat = fromCaller(async (options: Options = {}): Promise<Wachat> => {
  checkOptions(options);
  const { clock, logTo, accounts, unref = false, ...rest } = options;
  const isKind = clock === undefined || typeof clock === 'string';
  const given = isKind ? { ...rest, clock } : rest;
  const config = readConfig({ ...given, port: given.port ?? 0, logLevel: given.logLevel ?? 'silent' }, (name) => name);
  const { emulator, origin, url, tls, apiKey, hold, close } = await serve(config, {
    time: isKind ? undefined : clock,
    accounts,
    logTo,
    keepsAlive: !unref,
  });
  const controlsOf = (key: string) => createControls(emulator, key);
  const calls = createCalls(hold);
  return {
    ...createAccountHandle(controlsOf(apiKey), apiKey, calls.of(apiKey)),
    url,
    controlUrl: origin + CONTROL_PATH,
    tls: tls && { url: tls.url, ca: tls.ca?.certificate, caFile: tls.ca?.file },
    account: fromCallerAtOnce((key) => {
      checkKey(key, emulator.accounts.admitted);
      const controls = controlsOf(key);
      return {
        ...createAccountHandle(controls, key, calls.of(key)),
        reset: calls.of(key).ending('reset', controls.reset),
        delete: calls.of(key).ending('delete', controls.delete),
      };
    }),
    accounts: controlsOf(apiKey).accounts,
    lastRequests: fromCallerAtOnce((limit) => lastRequests(emulator, limit)),
    scenarios: scenarioList,
    recipients: recipientList,
    reset: calls.endingAll('reset', emulator.resetAll),
    close,
    [Symbol.asyncDispose]: close,
  };
});

/**
 * Reads the QR on a picture, as a phone does: for `scan({ code })`. The decoder is loaded with the first call.
 * @param image a PNG: its bytes, such as those of a screenshot or of `GET /instance/qr/image`, or its data URI, such as
 * `qrcode.base64`; the QR may be anywhere on it
 * @returns what the QR says
 * @throws {RangeError} if that is no PNG, or if no QR can be read on it
 * @example
 * wachat.scan({ code: await readQr(await page.screenshot()) });
 */
export const readQr = fromCaller(async (image: string | ArrayBuffer | Uint8Array): Promise<string> => {
  const { textOn } = await import('./qr/reader.js');
  return textOn(image);
});
