import { createAccountHandle } from './account-handle.js';
import { readConfig } from './config.js';
import { createControls } from './control/controls.js';
import { lastRequests } from './control/requests.js';
import { scenarioList } from './control/scenarios.js';
import type { Wachat } from './handle.js';
import type { Options } from './options.js';
import { serve } from './server.js';

export { ConfigError } from './config-error.js';
export { manualClock, type ManualClock, type TimeSource } from './domain/time-source.js';
export { Refusal } from './domain/refusals.js';
export { sign, verify, type Verdict } from './delivery/sign.js';
export type { Account, Clock, MovedClock, Phone, Scenario, Wachat } from './handle.js';
export type { AccountSummary, Ending } from './handle-accounts.js';
export type { Fault, ListedFault } from './handle-faults.js';
export type { SeedAccount, SeedInstance } from './handle-seed.js';
export type { Snapshot } from './handle-snapshot.js';
export type {
  Delivery,
  DeliveryQuery,
  Event,
  EventQuery,
  Instance,
  InstanceQuery,
  Qr,
  Request,
  RequestQuery,
  Watched,
} from './handle-watching.js';
export type { Duration, Options } from './options.js';
export { version } from './version.js';

/**
 * Starts an emulator in this process; any number of them may run side by side.
 * Resolves when it listens. Reads no environment and touches nothing of the process.
 * @param options see `Options`; by default it listens on a free port of the loopback and logs nothing
 * @throws {ConfigError} when an option cannot be used
 * @throws {Error} when it cannot listen, with the system's code (`EADDRINUSE`, `EACCES`, …)
 * @example
 * const wachat = await startWachat({ qrTtl: '2s' });
 * const client = new YourClient({ baseUrl: wachat.url, apiKey: wachat.apiKey });
 * await wachat.close();
 */
export const startWachat = async (options: Options = {}): Promise<Wachat> => {
  const { clock, logTo, accounts, ...rest } = options;
  const isKind = clock === undefined || typeof clock === 'string';
  const given = isKind ? { ...rest, clock } : rest;
  const config = readConfig({ ...given, port: given.port ?? 0, logLevel: given.logLevel ?? 'silent' }, (name) => name);
  const { emulator, url, apiKey, close } = await serve(config, {
    time: isKind ? undefined : clock,
    accounts,
    logTo,
  });
  const controlsOf = (key: string) => createControls(emulator, key);
  return {
    ...createAccountHandle(controlsOf(apiKey), apiKey),
    url,
    account(key) {
      const controls = controlsOf(key);
      return {
        ...createAccountHandle(controls, key),
        reset: controls.reset,
        delete: controls.delete,
      };
    },
    accounts: controlsOf(apiKey).accounts,
    lastRequests: (limit) => lastRequests(emulator, limit),
    scenarios: scenarioList,
    reset: emulator.resetAll,
    close,
    [Symbol.asyncDispose]: close,
  };
};
