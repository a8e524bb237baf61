import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { codeOf } from '../error-code.js';
import { isUnderNohup } from './nohup.js';

/** How long the command may take to exit after SIGTERM or SIGHUP, in milliseconds. */
const GRACE = 5_000;
/** How often to check whether its process group is empty, in milliseconds. */
const LOOK = 50;

const SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** What a command needs to run; `host` is the process that runs it. */
export type Run = {
  readonly file: string;
  readonly args: readonly string[];
  /** Starts the emulator; resolves to the environment of the command. */
  readonly start: () => Promise<Readonly<Record<string, string>>>;
  readonly host: Pick<NodeJS.Process, 'env' | 'exit' | 'kill' | 'on' | 'platform'>;
  /** Calls `action` after a number of real milliseconds, without keeping the process alive. */
  readonly after: (milliseconds: number, action: () => void) => void;
  /** Tells the person at the terminal. */
  readonly say: (sentence: string) => void;
};

export type Ended = {
  /** The command's exit code: 128 + n if signal n ended it; 126 or 127, as in a shell, if it could not be started. */
  readonly code: number;
  /** The system's error code if it could not be started. */
  readonly problem?: string;
};

/** Whether a terminal sends this signal when keys are pressed. */
const isKey = (signal: Signal): boolean => signal === 'SIGINT' || signal === 'SIGQUIT';

const codeAfter = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** Runs a command beside an emulator, forwards signals to it, and resolves once it has exited. */
export const runCommand = async ({ file, args, start, host, after, say }: Run): Promise<Ended> => {
  // By descriptor: opening standard input as a stream would change it for the command as well.
  const isTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  // On a terminal the command stays in our process group; otherwise Ctrl+C and Ctrl+Z would not reach it.
  const hasGroup = !isTerminal && host.platform !== 'win32';
  let child: ChildProcess | undefined;
  /** The last signal that was forwarded. */
  let told: Signal | undefined;
  let grace: 'none' | 'running' | 'over' = 'none';

  const send = (pid: number, signal: Signal | 'SIGKILL' | 0): boolean => {
    try {
      return host.kill(pid, signal);
    } catch {
      return false; // The whole group has exited.
    }
  };
  const isRunning = (): boolean => child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

  const startGrace = (pid: number, signal: Signal): void => {
    if (grace !== 'none') return;
    grace = 'running';
    after(GRACE, () => {
      grace = 'over';
      if (isRunning()) say(`${file} did not end within ${String(GRACE / 1_000)} s of ${signal}, and was killed.`);
      send(hasGroup ? -pid : pid, 'SIGKILL');
    });
  };
  const pass = (signal: Signal): void => {
    if (child?.pid === undefined) return host.exit(codeAfter(signal));
    // On a terminal it has reached the command already, and many commands take a second one for "at once".
    if (isKey(signal) && isTerminal) return;
    told = signal;
    // npm forwards SIGTERM itself, but expects SIGINT to reach the whole group, as it does from a terminal.
    send(isKey(signal) && hasGroup ? -child.pid : child.pid, signal);
    if (!isKey(signal)) startGrace(child.pid, signal);
  };
  /** The command may have exited without forwarding the signal, as a shell does. */
  const endRest = async (): Promise<void> => {
    if (child?.pid === undefined || told === undefined || !hasGroup) return;
    // Processes that have got the signal already are only waited for.
    if (!send(-child.pid, isKey(told) ? 0 : told)) return;
    startGrace(child.pid, told);
    // A zombie counts as alive until its parent has reaped it, so this needs a time limit.
    while (grace !== 'over' && send(-child.pid, 0)) {
      await new Promise<void>((resolve) => {
        after(LOOK, resolve);
      });
    }
  };
  for (const signal of SIGNALS) {
    const isIgnored = signal === 'SIGHUP' && isUnderNohup(host.env);
    host.on(signal, () => {
      if (!isIgnored) pass(signal);
    });
  }
  // If we fail, the command must not be left running.
  host.on('exit', () => {
    if (child?.pid !== undefined && isRunning()) send(child.pid, 'SIGTERM');
  });

  const env = { ...host.env, ...(await start()) };
  const ended = await new Promise<Ended>((resolve) => {
    const notStarted = (error: unknown): void => {
      const problem = codeOf(error) ?? String(error);
      // The second code is for an empty name.
      resolve({ code: ['ENOENT', 'ERR_INVALID_ARG_VALUE'].includes(problem) ? 127 : 126, problem });
    };
    try {
      child = spawn(file, args, { env, stdio: 'inherit', detached: hasGroup });
      child.on('error', notStarted);
      child.on('exit', (code, signal) => {
        resolve({ code: code ?? codeAfter(signal ?? 'SIGKILL') });
      });
    } catch (error) {
      notStarted(error);
    }
  });

  await endRest();
  return ended;
};
