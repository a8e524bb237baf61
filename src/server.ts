import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { getHeapStatistics } from 'node:v8';
import { BASE_PATH } from './http/paths.js';
import { waitingInVain } from './api/webhook.js';
import { buildApp } from './app.js';
import { addressOf, type Config } from './config.js';
import { ConfigError } from './config-error.js';
import type { Trouble } from './delivery/troubles.js';
import { createRandomness, freshSeed, streamOf } from './domain/ids.js';
import type { SeedAccount } from './domain/seed.js';
import { nextTurn, systemTime, type TimeSource } from './domain/time-source.js';
import { createEmulator, keptBytes, type Emulator } from './emulator.js';
import { identityOf, type Identity } from './tls/identity.js';
import { listenOnLoopbacks } from './http/listen.js';
import { speakTlsToo } from './http/secure.js';

/** What a server needs from outside. */
export type Outside = {
  /** Defaults to the system's time. */
  readonly time?: TimeSource | undefined;
  /** Seeded accounts, not validated yet. */
  readonly accounts?: readonly unknown[] | undefined;
  /** Where log lines go instead of stderr. */
  readonly logTo?: { readonly write: (line: string) => void } | undefined;
  /** Whether the process goes on as long as this listens. Defaults to true. */
  readonly keepsAlive?: boolean;
};

/** What V8 keeps for young objects, which are not what stays. */
const YOUNG_BYTES = 48 * 1_048_576;
/** What one stored instance takes of the heap, and what the program itself takes, in bytes. */
const INSTANCE_BYTES = 600;
const PROGRAM_BYTES = 24 * 1_048_576;
/** How much of the heap may be filled: V8 needs some to work in. */
const SHARE = 0.85;

/** How many bytes the heap of this process has for what stays. */
const heapBytes = (): number => getHeapStatistics().heap_size_limit - YOUNG_BYTES;

/** How many instances fit into a heap, beside all else that is kept. */
export const instancesThatFit = (heap: number): number => {
  const left = heap * SHARE - PROGRAM_BYTES - keptBytes(heap);
  return Math.max(1_000, Math.floor(left / INSTANCE_BYTES / 1_000) * 1_000);
};

/** Where an emulator listens over TLS, and the CA to trust, unless its certificate was given. */
type Secured = { readonly origin: string; readonly url: string } & Pick<Identity, 'ca'>;

/** An emulator that is listening. */
export type Running = {
  readonly emulator: Emulator;
  /** Where it listens, always with the port, which `URL` omits if it is 80. */
  readonly origin: string;
  readonly port: number;
  /** The base URL for clients. */
  readonly url: string;
  /** The same over TLS, if it speaks that too. */
  readonly tls: Secured | undefined;
  /** The first key that was given, otherwise the first one of the seed, otherwise a fresh one. */
  readonly apiKey: string;
  /** Logs what went wrong outside of any request. */
  readonly logFailure: (error: unknown) => void;
  /** Keeps the process alive, whatever was asked for, until the returned function is called. */
  readonly hold: () => () => void;
  /** Stops listening and closes all connections. Safe to call twice. */
  readonly close: () => Promise<void>;
};

/** Standard error, without touching the stream of the process. */
const stderr = {
  write(line: string): void {
    try {
      writeSync(2, line);
    } catch {
      // A closed reader of the log must not stop the emulator.
    }
  },
};

/** The seeded accounts, validated. */
const seedsOf = async (
  accounts: Outside['accounts'],
  config: Config,
  warn: (sentence: string) => void,
): Promise<readonly SeedAccount[]> => {
  const { seedFile } = config;
  if (accounts === undefined && seedFile === undefined) return [];
  if (accounts !== undefined && seedFile !== undefined)
    throw new ConfigError('Give either accounts or seedFile, not both.');
  // Most runs have no seed and need not load the code for it.
  const [{ readSeeds }, { readSeedFile }] = await Promise.all([
    import('./control/seed/reading.js'),
    import('./control/seed/file.js'),
  ]);
  return seedFile === undefined
    ? readSeeds({ accounts }, 'The option accounts', config, warn)
    : readSeeds(await readSeedFile(seedFile), `The seed file ${JSON.stringify(seedFile)}`, config, warn);
};

/**
 * Starts an emulator; resolves when it is listening.
 * @throws {ConfigError} if a seeded account is invalid, or a certificate cannot be used
 * @throws {Error} if it cannot listen, with the system's code
 */
export const serve = async (
  given: Config,
  { time = systemTime, accounts, logTo, keepsAlive = true }: Outside,
): Promise<Running> => {
  const heap = heapBytes();
  const fit = instancesThatFit(heap);
  const config = fit < given.maxInstances ? { ...given, maxInstances: fit } : given;
  const doubts: string[] = [];
  const seeds = await seedsOf(accounts, config, (sentence) => doubts.push(sentence));
  if (seeds.length > config.maxAccounts)
    throw new ConfigError(
      `The seed has ${String(seeds.length)} accounts; the limit is ${String(config.maxAccounts)} (--max-accounts).`,
    );
  const identity = await identityOf(config, systemTime.now());
  let evicted = (): void => undefined;
  let troubled: (trouble: Trouble) => void = () => undefined;
  let doubted: (sentence: string) => void = () => undefined;
  let { port } = config;
  const emulator = createEmulator(config, {
    time,
    seeds,
    heap,
    onEvicted: () => {
      evicted();
    },
    onTrouble: (trouble) => {
      troubled(trouble);
    },
    onDoubt: (sentence) => {
      doubted(sentence);
    },
    ownUrl: () => (config.publicUrl ?? addressOf(config.host, port)) + BASE_PATH,
  });
  // With a port that the system picks, nobody can call it before this resolves.
  if (port > 0) emulator.plantSeeds();
  const app = await buildApp(
    emulator,
    config.logLevel !== 'silent' && { level: config.logLevel, stream: logTo ?? stderr },
  );
  evicted = () => {
    app.log.info(`the limit of ${String(config.maxAccounts)} accounts is reached: an empty account lost its place`);
  };
  troubled = ({ level, facts, sentence }) => {
    app.log[level](facts, sentence);
  };
  doubted = (sentence) => {
    app.log.warn(sentence);
  };
  for (const doubt of doubts) doubted(doubt);
  if (config !== given) {
    app.log.warn(
      `the heap has room for about ${String(fit)} instances, not for ${String(given.maxInstances)}: more are refused; raise NODE_OPTIONS=--max-old-space-size or lower --max-instances`,
    );
  }
  const endSecure =
    identity &&
    (await speakTlsToo(app.server, identity, (reason) => {
      app.log.debug({ reason }, 'a TLS handshake failed');
    }));
  let stopListening = (): void => undefined;
  const close = async (): Promise<void> => {
    stopListening();
    endSecure?.();
    await app.close();
    // Lets clients in this process notice the closed connections before another emulator can take the port.
    await nextTurn();
  };
  try {
    if (config.host === 'localhost') stopListening = await listenOnLoopbacks(app, port, keepsAlive);
    else await app.listen({ host: config.host, port });
  } catch (error) {
    await close();
    throw error;
  }
  let holders = 0;
  const hold = (): (() => void) => {
    if (!keepsAlive && holders++ === 0) app.server.ref();
    return () => {
      if (!keepsAlive && --holders === 0) app.server.unref();
    };
  };
  if (!keepsAlive) {
    app.server.unref();
    // What a client keeps open does not count either.
    app.server.on('connection', (socket: Socket) => socket.unref());
  }
  const logFailure = (error: unknown): void => {
    app.log.error({ err: error }, 'something failed that nobody handles; the emulator goes on');
  };
  // A connection that could not be accepted: without a listener, that would end the process.
  app.server.on('error', logFailure);
  const address = app.server.address();
  if (typeof address === 'object' && address !== null) ({ port } = address);
  emulator.plantSeeds();
  for (const account of seeds.flatMap(({ key }) => emulator.accounts.of(key) ?? [])) {
    for (const webhook of account.hasWebhooks() ? account.webhooks.all() : []) {
      const vain = waitingInVain(account, webhook);
      if (vain !== undefined)
        app.log.warn(
          { account: account.number, webhook: webhook.id },
          `webhook ${String(webhook.id)} of account ${String(account.number)}, from the seed: ${vain}`,
        );
    }
  }
  const apiKey =
    config.apiKeys[0] ??
    seeds[0]?.key ??
    createRandomness(streamOf(config.seed ?? freshSeed(), ' key of the handle')).id(24);
  const origin = addressOf(config.host, port);
  const secureOrigin = origin.replace('http', 'https');
  const tls = identity && { origin: secureOrigin, url: secureOrigin + BASE_PATH, ca: identity.ca };
  return { emulator, origin, port, url: origin + BASE_PATH, tls, apiKey, logFailure, hold, close };
};
