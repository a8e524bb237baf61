import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Json } from './client.js';
import { root } from './repository.js';

const command = join(root, 'dist/cli.js');
const helperAt = (name: string): string => join(root, 'test/support/processes', name);

/** The environment without any setting of ours in it. */
const bareEnv = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(WACHAT_|PORT$|NODE_OPTIONS$)/.test(name)));

const observe = (child: ChildProcess) => {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'close').then(([code, signal]: unknown[]) => ({ code, signal, stdout, stderr }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited, stdout: () => stdout, stderr: () => stderr };
};

/** Runs a program as a process that ends with the test at the latest. */
export const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  observe(spawn(file, args, { env: { ...bareEnv(), ...env }, stdio: ['pipe', 'pipe', 'pipe'] }));

const requireCommand = (): string => {
  if (!existsSync(command)) throw new Error('dist/cli.js is missing; build it first with: npm run build');
  return command;
};

/** Runs the command as it is built. */
export const runCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  run(process.execPath, [requireCommand(), ...args], env);

/** Waits until a program that runs the command listens. */
export const listening = async (started: ReturnType<typeof run>) => {
  await Promise.race([once(started.child.stdout ?? started.child, 'data'), started.exited]);
  const origin = /^wachat-emulator listening on (\S+)\n/.exec(started.stdout())?.[1];
  if (origin === undefined) throw new Error(`It did not start: ${started.stdout()}${started.stderr()}`);
  return { ...started, origin };
};

/**
 * Runs the command as a line of a shell does, and waits until it listens.
 * @param line the command is `exec "$0" "$1"`, what is given is `$2` and so on
 */
export const startInShell = (line: string, ...given: readonly string[]) =>
  listening(run('bash', ['-c', line, process.execPath, command, ...given]));

/** Runs the command on a port of the system's choice, and waits until it listens. */
export const startCli = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const isPortGiven = args.includes('--port') || 'PORT' in env || 'WACHAT_PORT' in env;
  return listening(runCli([...(isPortGiven ? [] : ['--port', '0']), ...args], env));
};

/** A process that answers messages, one at a time. */
const talk = (started: ReturnType<typeof observe>) => {
  /** Its next message. */
  const hear = async (): Promise<Json> => {
    const ended = started.exited.then(({ code, stderr }) => {
      throw new Error(`A process ended with ${String(code)} instead of an answer: ${stderr}`);
    });
    const [message]: Json[] = await Promise.race([once(started.child, 'message'), ended]);
    return message;
  };
  return {
    ...started,
    hear,
    ask: (message: Json): Promise<Json> => {
      const answer = hear();
      started.child.send(message);
      return answer;
    },
  };
};

/** Runs a script of `test/support/processes/`, and waits for its first message. */
export const startHelper = async (name: string, args: readonly string[] = []) => {
  const helper = talk(observe(fork(helperAt(name), args, { env: bareEnv(), silent: true })));
  return { ...helper, first: await helper.hear() };
};

/** What the command takes of memory, in bytes: `heap` after a collection, `peak` the most that was ever resident. */
export type Memory = { readonly heap: number; readonly rss: number; readonly peak: number };

/**
 * The same as `startCli`, with access to its memory. It says on stderr only what is wrong.
 * @param engine options of Node itself
 */
export const startProbedCli = async (args: readonly string[] = [], engine: readonly string[] = []) => {
  const started = talk(
    observe(
      fork(requireCommand(), ['--port', '0', '--log-level', 'warn', ...args], {
        env: bareEnv(),
        silent: true,
        execArgv: [...engine, '--expose-gc', '--import', helperAt('probe.mjs')],
      }),
    ),
  );
  const { origin } = await listening(started);
  return { ...started, origin, memory: (): Promise<Memory> => started.ask('memory') };
};
