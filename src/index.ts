import { writeSync } from 'node:fs';
import { createAccountHandle } from './account-handle.js';
import { BASE_PATH } from './api/base-path.js';
import { buildApp } from './app.js';
import { ConfigError } from './config-error.js';
import { readConfig, type Config } from './config.js';
import { createControls } from './control/controls.js';
import { requestView } from './control/requests.js';
import { scenarioList } from './control/scenarios.js';
import type { SeedAccount } from './domain/seed.js';
import { systemTime } from './domain/time-source.js';
import { createRandomness, freshSeed, streamOf } from './domain/ids.js';
import { createEmulator } from './emulator.js';
import type { Wachat } from './handle.js';
import type { Options } from './options.js';

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

/** Standard error, without touching the process's own stream. */
const createStderr = () => ({
  write(line: string): void {
    try {
      writeSync(2, line);
    } catch {
      // Whoever read the log has gone; that must not stop the emulator.
    }
  },
});

/** How a client on this machine writes the address that we listen on. */
const originOf = (host: string, port: number): string => {
  const isAnywhere = host === '0.0.0.0' || host === '::';
  const name = isAnywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${String(port)}`;
};

/** What accounts begin with, checked. */
const seedsOf = async (accounts: Options['accounts'], config: Config): Promise<readonly SeedAccount[]> => {
  const { seedFile } = config;
  if (accounts === undefined && seedFile === undefined) return [];
  if (accounts !== undefined && seedFile !== undefined)
    throw new ConfigError('Either accounts or seedFile can be given, not both.');
  // Most runs have no seed, and need not read the code for it.
  const [{ readSeeds }, { readSeedFile }] = await Promise.all([
    import('./control/seeds.js'),
    import('./control/seed-file.js'),
  ]);
  return seedFile === undefined
    ? readSeeds({ accounts }, 'The option accounts', config)
    : readSeeds(readSeedFile(seedFile), `The seed file ${JSON.stringify(seedFile)}`, config);
};

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
  const seeds = await seedsOf(accounts, config);
  let { port } = config;
  const emulator = createEmulator(config, {
    time: isKind ? systemTime : clock,
    seeds,
    ownUrl: () => (config.publicUrl ?? originOf(config.host, port)) + BASE_PATH,
  });
  // What has a port of the system's choice nobody can call before this resolves.
  if (port > 0) emulator.plantSeeds();
  const app = await buildApp(
    emulator,
    config.logLevel !== 'silent' && { level: config.logLevel, stream: logTo ?? createStderr() },
  );
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const controlsOf = (key: string) => createControls(emulator, key);
  const apiKey =
    config.apiKeys[0] ??
    seeds[0]?.key ??
    createRandomness(streamOf(config.seed ?? freshSeed(), ' key of the handle')).id(24);
  const address = app.server.address();
  port = typeof address === 'object' && address !== null ? address.port : config.port;
  emulator.plantSeeds();
  const close = async (): Promise<void> => {
    await app.close();
  };
  return {
    ...createAccountHandle(controlsOf(apiKey), apiKey),
    url: originOf(config.host, port) + BASE_PATH,
    account(key) {
      const controls = controlsOf(key);
      return {
        ...createAccountHandle(controls, key),
        reset: controls.reset,
        delete: controls.delete,
      };
    },
    accounts: controlsOf(apiKey).accounts,
    lastRequests: (limit = 20) => emulator.journal.last(limit).map(([key, entry]) => requestView(entry, key)),
    scenarios: scenarioList,
    reset: emulator.resetAll,
    close,
    [Symbol.asyncDispose]: close,
  };
};
