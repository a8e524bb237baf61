import { writeSync } from 'node:fs';
import { BASE_PATH } from './http/paths.js';
import { buildApp } from './app.js';
import { ConfigError, addressOf, type Config } from './config.js';
import { createRandomness, freshSeed, streamOf } from './domain/ids.js';
import type { SeedAccount } from './domain/seed.js';
import { nextTurn, systemTime, type TimeSource } from './domain/time-source.js';
import { createEmulator, type Emulator } from './emulator.js';
import { listenOnLoopbacks } from './http/listen.js';

/** What a server takes from outside itself. */
export type Outside = {
  /** By default the system's time. */
  readonly time?: TimeSource | undefined;
  /** What accounts begin with, as yet unchecked. */
  readonly accounts?: readonly unknown[] | undefined;
  /** Where log lines go in place of stderr. */
  readonly logTo?: { readonly write: (line: string) => void } | undefined;
};

/** An emulator that listens. */
export type Running = {
  readonly emulator: Emulator;
  /** Where it listens, always with the port, which `URL` leaves out when it is 80. */
  readonly origin: string;
  /** What a client takes as its base URL. */
  readonly url: string;
  /** The first key that was given, else the first of the seed, else a fresh one. */
  readonly apiKey: string;
  /** Stops listening and ends all connections. May be called again. */
  readonly close: () => Promise<void>;
};

/** Standard error, without touching the process's own stream. */
const stderr = {
  write(line: string): void {
    try {
      writeSync(2, line);
    } catch {
      // Whoever read the log has gone; that must not stop the emulator.
    }
  },
};

/** What accounts begin with, checked. */
const seedsOf = async (accounts: Outside['accounts'], config: Config): Promise<readonly SeedAccount[]> => {
  const { seedFile } = config;
  if (accounts === undefined && seedFile === undefined) return [];
  if (accounts !== undefined && seedFile !== undefined)
    throw new ConfigError('Either accounts or seedFile can be given, not both.');
  // Most runs have no seed, and need not read the code for it.
  const [{ readSeeds }, { readSeedFile }] = await Promise.all([
    import('./control/seed/reading.js'),
    import('./control/seed/file.js'),
  ]);
  return seedFile === undefined
    ? readSeeds({ accounts }, 'The option accounts', config)
    : readSeeds(readSeedFile(seedFile), `The seed file ${JSON.stringify(seedFile)}`, config);
};

/**
 * Starts an emulator; resolves when it listens.
 * @throws {ConfigError} when what accounts begin with cannot be used
 * @throws {Error} when it cannot listen, with the system's code
 */
export const serve = async (config: Config, { time = systemTime, accounts, logTo }: Outside): Promise<Running> => {
  const seeds = await seedsOf(accounts, config);
  let { port } = config;
  const emulator = createEmulator(config, {
    time,
    seeds,
    ownUrl: () => (config.publicUrl ?? addressOf(config.host, port)) + BASE_PATH,
  });
  // What has a port of the system's choice nobody can call before this resolves.
  if (port > 0) emulator.plantSeeds();
  const app = await buildApp(
    emulator,
    config.logLevel !== 'silent' && { level: config.logLevel, stream: logTo ?? stderr },
  );
  let stopListening = (): void => undefined;
  const close = async (): Promise<void> => {
    stopListening();
    await app.close();
    // A client in this process notices that its connections have ended, before another emulator may take the port.
    await nextTurn();
  };
  try {
    if (config.host === 'localhost') stopListening = await listenOnLoopbacks(app, port);
    else await app.listen({ host: config.host, port });
  } catch (error) {
    await close();
    throw error;
  }
  const address = app.server.address();
  if (typeof address === 'object' && address !== null) ({ port } = address);
  emulator.plantSeeds();
  const apiKey =
    config.apiKeys[0] ??
    seeds[0]?.key ??
    createRandomness(streamOf(config.seed ?? freshSeed(), ' key of the handle')).id(24);
  const origin = addressOf(config.host, port);
  return { emulator, origin, url: origin + BASE_PATH, apiKey, close };
};
