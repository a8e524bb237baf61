#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { addressOf, readDuration, settingNames, type Config } from './config.js';
import { ConfigError } from './config-error.js';
import type { Emulator } from './emulator.js';
import { readSettings, withoutProxy } from './command/environment.js';
import { withSettings, type BySetting } from './command/flags.js';
import type { SettingName } from './command/settings.js';
import { isUnderNohup } from './command/nohup.js';
import type { Running } from './server.js';
import {
  banner,
  listenProblem,
  prettyLine,
  requestLines,
  runHelp,
  scenarioTable,
  secureVariables,
  spawnProblem,
} from './command/words.js';
import { nextTurn, systemTime } from './domain/time-source.js';
import { codeOf } from './error-code.js';
import { EXIT_WITH_STDIN, helpLayout, PORT_FILE, withoutHelpCommand } from './command/help.js';
import { version } from './version.js';
import { waitUntilReady } from './command/wait.js';

const warn = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

/** Exits with one sentence for the person at the terminal. */
const fail = (sentence: string): never => {
  warn(sentence);
  process.exit(1);
};

// A reader that closes our output is no reason to fail; a full disk is.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') fail(`The output could not be written (${codeOf(error) ?? 'unknown'}).`);
});
process.stderr.on('error', () => undefined);

const settingsOf = (
  flags: Readonly<Record<string, unknown>>,
  defaults?: BySetting,
  names?: readonly SettingName[],
): Config => readSettings(flags, process.env, warn, defaults, names);

const listen = async (config: Config, logTo?: { readonly write: (line: string) => void }): Promise<Running> => {
  const { serve } = await import('./server.js');
  // Evaluating that is one long turn. A signal that came meanwhile counts before it listens.
  await nextTurn();
  const running = await serve(config, { logTo }).catch((error: unknown) =>
    error instanceof ConfigError
      ? fail(error.message)
      : fail(listenProblem(codeOf(error) ?? 'unknown', config.host, config.port)),
  );
  // Also for a rejection that nobody handles. It is a bug, but ending would lose what everybody's tests have built up.
  process.on('uncaughtException', running.logFailure);
  return running;
};

const start = async (flags: Readonly<Record<string, unknown>>): Promise<void> => {
  let close = (): Promise<void> => Promise.resolve();
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    const exit = (): never => process.exit(0);
    close().then(exit, exit);
  };
  // First of all: as process 1 of a container, a signal without a handler would be lost.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) process.on(signal, stop);
  // The terminal was closed. Without a handler even an emulator under nohup would end.
  process.on('SIGHUP', isUnderNohup(process.env) ? () => undefined : stop);

  if (flags.exitWithStdin === true) {
    // Whoever started this holds the other end, and the system closes that, however they end.
    const ended = (): void => {
      if (!stopping) warn('Standard input has ended, and so does the emulator (--exit-with-stdin).');
      stop();
    };
    process.stdin.on('end', ended).on('close', ended).on('error', ended).resume();
  }

  const config = settingsOf(flags);
  const portFile = await portFileOf(flags);
  portFile?.clear();
  const isTerminal = process.stdout.isTTY;
  const pretty = { write: (line: string) => process.stderr.write(prettyLine(line)) };
  const running = await listen(config, isTerminal ? pretty : undefined);
  const { origin, tls } = running;
  ({ close } = running);
  portFile?.write(running.port);
  const origins = tls === undefined ? [origin] : [origin, tls.origin];
  process.stdout.write(origins.map((one) => `wachat-emulator listening on ${one}\n`).join(''));
  if (isTerminal) process.stdout.write(banner(running, version, config));
};

/** The file that is to name the port; it goes when the process does. */
const portFileOf = async ({ portFile }: { readonly portFile?: unknown }) => {
  if (typeof portFile !== 'string') return undefined;
  const { createPortFile } = await import('./command/port-file.js');
  const made = createPortFile(portFile, String(process.pid));
  process.on('exit', () => {
    made.remove();
  });
  return made;
};

const run = async (command: readonly string[], flags: Readonly<Record<string, unknown>>): Promise<void> => {
  const [file, ...args] = command;
  if (file === undefined) return fail('run needs a command, such as: wachat-emulator run -- npm test.');
  // A flag before `run` counts too. A port from the environment does not, since several of these run in parallel.
  const given: { readonly port?: unknown } = { ...program.opts<Record<string, unknown>>(), ...flags };
  const config = settingsOf({ ...given, port: given.port ?? '0' }, { logLevel: 'warn' });
  const { runCommand } = await import('./command/run.js');
  let emulator: Emulator | undefined;
  const ended = await runCommand({
    file,
    args,
    host: process,
    after: (milliseconds, action) => setTimeout(action, milliseconds).unref(),
    say: warn,
    async start() {
      const running = await listen(config);
      ({ emulator } = running);
      const { origin, url, apiKey, tls } = running;
      return {
        ...withoutProxy(process.env, config.host),
        WACHAT_URL: url,
        WACHAT_API_KEY: apiKey,
        WACHAT_CONTROL_URL: `${origin}/_emulator`,
        ...(tls && secureVariables(tls, process.env)),
      };
    },
  });
  if (ended.problem !== undefined) warn(spawnProblem(file, ended.problem, process.platform));
  else if (ended.code !== 0 && flags.journalOnFailure === true && emulator !== undefined) {
    const { pastRequests } = await import('./control/watching/requests.js');
    process.stderr.write(requestLines(pastRequests(emulator)));
  }
  process.exit(ended.code);
};

/** The settings that `wait` takes, and those that `ca` takes. */
const ofWait = ['port', 'host'] as const;
const ofCa = ['tlsDir'] as const;

const isHealthy = async (url: string, within: number): Promise<boolean> => {
  const [{ request }, { ask }] = await Promise.all([import('node:http'), import('./delivery/sender.js')]);
  try {
    // Not fetch, which asks the proxy of the environment even for this machine.
    const reply = await ask(request, url, { agent: false, signal: AbortSignal.timeout(within) });
    reply.destroy();
    return reply.statusCode === 200 && reply.headers['x-wachat-emulator'] !== undefined;
  } catch {
    return false;
  }
};

const wait = async (flags: {
  readonly timeout?: string;
  readonly port?: string;
  readonly portFile?: string;
}): Promise<void> => {
  const { timeout = '30s', portFile } = flags;
  if (flags.port !== undefined && portFile !== undefined)
    return fail('Give wait either --port or --port-file, not both.');
  const { host, port: given } = settingsOf(portFile === undefined ? flags : { ...flags, port: '0' }, {}, ofWait);
  if (given === 0 && portFile === undefined)
    return fail(
      'wait needs the port that the emulator listens on, not 0: give it with --port, WACHAT_PORT or --port-file.',
    );
  const patience = readDuration(timeout);
  if (patience === undefined) return fail(`--timeout must be a duration such as 30s, not ${JSON.stringify(timeout)}.`);
  const { readPortFile } = await import('./command/port-file.js');
  let url: string | undefined;
  const isReady = await waitUntilReady({
    async isReady(within) {
      // Each time anew: the emulator may not have written it yet, or start again on another port.
      const port = portFile === undefined ? given : readPortFile(portFile);
      if (port === undefined) return false;
      url = `${addressOf(host, port)}/_emulator/health`;
      return isHealthy(url, within);
    },
    patience,
    now: () => Date.now(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  if (isReady) return;
  fail(
    url === undefined
      ? `The port file ${JSON.stringify(portFile)} named no port within ${timeout}.`
      : `No emulator answered at ${url} within ${timeout}.`,
  );
};

const printDocument = async (given: string): Promise<void> => {
  if (given === 'seed-file') {
    const { seedFileSchema } = await import('./control/seed/schema.js');
    process.stdout.write(`${JSON.stringify(seedFileSchema(), undefined, 2)}\n`);
    return;
  }
  const { bytesOf, documentNames } = await import('./control/documents.js');
  const name = documentNames.find((one) => one === given);
  if (name === undefined)
    return fail(`The document must be one of ${documentNames.join(', ')}, seed-file, not ${JSON.stringify(given)}.`);
  process.stdout.write(bytesOf(name));
};

const printScenarios = async (): Promise<void> => {
  const [{ scenarios }, { recipients }] = await Promise.all([
    import('./domain/scenarios.js'),
    import('./domain/recipients.js'),
  ]);
  process.stdout.write(scenarioTable(scenarios, recipients));
};

const printAuthority = async (flags: Readonly<Record<string, unknown>>): Promise<void> => {
  const { tlsDir } = settingsOf(flags, {}, ofCa);
  const { authorityIn } = await import('./tls/authority.js');
  const { certificate } = await authorityIn(tlsDir, systemTime.now());
  process.stdout.write(certificate.toString());
};

const isAll = process.argv.includes('--all');
const HELP_FLAGS = '-h, --help';
const HELP = 'print this; with --all, the options that are rare too';
const program = new Command('wachat-emulator')
  .optionsGroup('Options; each setting is a variable too, --qr-ttl is WACHAT_QR_TTL:')
  .description('Offline stand-in for the Wachat API: create an instance, scan its QR yourself.')
  .version(version, '--version', 'print the version')
  .helpOption(HELP_FLAGS, HELP)
  .helpCommand(false)
  .enablePositionalOptions()
  .configureHelp(helpLayout(isAll))
  .addHelpText('after', () =>
    isAll
      ? '\nLists as variables, with commas: WACHAT_API_KEYS, WACHAT_ALLOWED_HOSTS,\nWACHAT_UNKNOWN_NUMBERS and WACHAT_TLS_NAMES.'
      : '',
  );
/** A command with a heading of its own for its options: it would inherit that of the program. */
const subcommand = (nameAndArguments: string, help = 'print this'): Command =>
  program.command(nameAndArguments).optionsGroup('Options:').helpOption(HELP_FLAGS, help);
withSettings(program, settingNames)
  .addOption(new Option(`${PORT_FILE} <path>`, 'file to write the port to; removed at the end'))
  .addOption(new Option(EXIT_WITH_STDIN, 'end with standard input: with what started this'))
  .action(start);
withSettings(subcommand('run', HELP), settingNames, { port: 'any free one', logLevel: 'warn' })
  .usage('[options] -- <command> [arguments...]')
  .argument('[cmd...]')
  .passThroughOptions()
  .description('run a command beside an emulator of its own')
  .option('--journal-on-failure', 'print the last requests when the command fails')
  .addHelpText('after', runHelp)
  .action(run);
const ofEmulator = { port: 'port that the emulator listens on', host: 'address that it listens on' };
withSettings(subcommand('wait'), ofWait, {}, ofEmulator)
  .description('wait until an emulator is ready')
  .option(`${PORT_FILE} <path>`, 'file that the emulator writes its port to')
  .option('--timeout <duration>', 'how long to wait (30s)')
  .action(wait);
subcommand('openapi [document]')
  .description('print a document: wachat, emulator or seed-file')
  .action((name?: string) => printDocument(name ?? 'wachat'));
subcommand('scenarios').description('print the numbers of scenarios and recipients').action(printScenarios);
withSettings(subcommand('ca'), ofCa)
  .description('print the certificate of the CA for --tls, made if there is none')
  .action(printAuthority);

for (const command of [program, ...program.commands]) {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
}

const words = process.argv.slice(2);
const main = async (): Promise<void> => {
  try {
    const asked = withoutHelpCommand(words, program.commands);
    if (asked === undefined) fail((await import('./command/usage.js')).noSuchCommand(words[1]));
    else await program.parseAsync(asked, { from: 'user' });
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end up here too, with exit code 0.
    if (error.exitCode !== 0) {
      const { usageProblem } = await import('./command/usage.js');
      const command = program.commands.find((one) => one.name() === program.args[0]) ?? program;
      fail(usageProblem(error.code, command, words));
    }
  }
};
// Not awaited here, since CommonJS cannot; what it throws is a bug, and ends the process as if it were.
main().catch((error: unknown) => {
  throw error;
});
