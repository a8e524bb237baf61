import type { Config } from '../config.js';
import type { Recipient } from '../domain/recipients.js';
import type { Scenario } from '../domain/scenario.js';

/** Where an emulator listens. */
type Listening = {
  readonly origin: string;
  readonly url: string;
  readonly tls: { readonly url: string; readonly ca: { readonly file: string } | undefined } | undefined;
};

/** What a person at a terminal sees once the emulator is listening. */
export const banner = (
  { origin, url, tls }: Listening,
  version: string,
  { apiKeys, noInspector }: Pick<Config, 'apiKeys' | 'noInspector'>,
): string => `
  wachat-emulator ${version}

  Base URL   ${url}
${tls === undefined ? '' : `  and        ${tls.url}${tls.ca === undefined ? '' : `, for clients that trust the CA in\n             ${tls.ca.file}`}\n`}\
${noInspector ? '' : `  In a browser, the instances: ${origin}/\n`}\
  API key    ${apiKeys.length === 0 ? 'any; each key has an account of its own' : 'one of those given'}

  curl -X POST ${url}/instance/create \\
    -H "Authorization: Bearer ${apiKeys.length === 0 ? 'any-key' : 'YOUR_API_KEY'}" -H "Content-Type: application/json" \\
    -d '{"instanceName": "jakarta_store", "number": "628123456789"}'

  Ctrl+C stops it.

`;

/** The scenarios as columns: number, name, what happens, and below that where real integrators met it. Then the recipients. */
export const scenarioTable = (scenarios: readonly Scenario[], recipients: readonly Recipient[]): string => {
  const width = Math.max(...[...scenarios, ...recipients].map(({ name }) => name.length));
  const lines = scenarios.flatMap(({ number, name, about, threads }) => [
    `${number}  ${name.padEnd(width)}  ${about}`,
    ...threads.map((thread) => ' '.repeat(number.length + 2 + width + 2) + thread),
  ]);
  const others = recipients.map(({ number, name, about }) => `${number}  ${name.padEnd(width)}  ${about}`);
  return `Create an instance with one of these numbers, and this happens automatically:\n\n${lines.join('\n')}\n\nSend to one of these numbers, and it does this:\n\n${others.join('\n')}\n`;
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/** A log line for people: the time, then request and answer, or what happened. */
export const prettyLine = (json: string): string => {
  const entry: unknown = JSON.parse(json);
  const field = (name: string): string => {
    const value = memberOf(entry, name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const time = new Date(Number(field('time'))).toTimeString().slice(0, 8);
  const stack = memberOf(memberOf(entry, 'err'), 'stack');
  return field('method') === ''
    ? `${time} ${field('msg')}\n${typeof stack === 'string' ? `${stack}\n` : ''}`
    : `${time} ${field('status')} ${field('method')} ${field('path')} ${field('milliseconds')} ms\n`;
};

/** Why the emulator cannot listen, in one sentence. */
export const listenProblem = (code: string, host: string, port: number): string => {
  const where = `port ${String(port)} of ${host}`;
  switch (code) {
    case 'EADDRINUSE':
      return `Another program listens on ${where}; choose another port with --port, or 0 for any free one.`;
    case 'EACCES':
      return `This user may not listen on ${where}; choose a port above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine; choose another with --host.`;
    default:
      return `It cannot listen on ${where} (${code}).`;
  }
};

/** Why a command cannot be started, in one sentence. */
export const spawnProblem = (file: string, code: string, platform: string): string => {
  const name = JSON.stringify(file);
  switch (code) {
    case 'ENOENT':
    case 'ERR_INVALID_ARG_VALUE':
      return `There is no command ${name}${platform === 'win32' ? '; put cmd /c before the name of a script' : ''}.`;
    case 'EACCES':
      return `The command ${name} may not be executed.`;
    default:
      return `The command ${name} cannot be started (${code}).`;
  }
};

/**
 * What a command beside an emulator needs for https. Node adds the CA to those that it trusts anyway; variables of other
 * programs would replace theirs, and keep them from reaching anybody else.
 */
export const secureVariables = (
  { url, ca }: NonNullable<Listening['tls']>,
  { NODE_EXTRA_CA_CERTS: known = '' }: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => ({
  WACHAT_HTTPS_URL: url,
  ...(ca && { WACHAT_CA_FILE: ca.file, NODE_EXTRA_CA_CERTS: known === '' ? ca.file : known }),
});

/** The text below the options in `run --help`. */
export const runHelp = `
The emulator listens on a free port, whatever PORT and WACHAT_PORT say. The
command finds in its environment:
  WACHAT_URL          the base URL for a client, with /api/v1
  WACHAT_API_KEY      the first key of those given or seeded, or a fresh one
  WACHAT_CONTROL_URL  the control API, with /_emulator
With --tls also:
  WACHAT_HTTPS_URL    the base URL for a client over https
  WACHAT_CA_FILE      the certificate of the CA to trust, in PEM; Node trusts it
                      by NODE_EXTRA_CA_CERTS, which is set unless it was

The command gets its arguments as they are, without a shell, and what follows
its name is its own; -- may be left out. Nothing of the emulator is on stdout.
SIGINT, SIGQUIT, SIGTERM and SIGHUP are passed on; 5 s after the last two the
command is killed. The exit code is the command's, 128 + n when signal n ended
it, 127 when there is no such command, 126 when it cannot be started.`;

/** A request from the journal. */
export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  /** None if the client disconnected before the answer. */
  readonly status: number | null;
  readonly reply: { readonly content: unknown } | null;
  readonly fault: string | null;
};

/** The error in an answer, and the fault that was injected. */
const troubleOf = ({ reply, fault }: SeenRequest): string => {
  const content = reply?.content;
  const said = typeof content === 'object' && content !== null && 'error' in content ? content.error : '';
  // A fault may answer with anything: neither line breaks nor control characters may reach the terminal.
  const error = (typeof said === 'string' ? said : JSON.stringify(said)).replaceAll(/\p{Cc}+/gu, ' ');
  return `${error === '' ? '' : `\n      ${error}`}${fault === null ? '' : `\n      fault: ${fault}`}`;
};

/** A request among the last ones, and the ending of its account since, which came after the request of this order. */
type PastRequest = {
  readonly request: SeenRequest;
  readonly order: number;
  readonly mark: { readonly by: string; readonly after: number } | undefined;
};

/** The last requests before a command failed, one per line, oldest first, and where resets lay. */
export const requestLines = (requests: readonly PastRequest[]): string => {
  if (requests.length === 0) return 'The command failed. It made no request to the emulator.\n';
  const marks = new Set(requests.flatMap(({ mark }) => mark ?? []));
  /** The lines of the endings before a request, each once. */
  const marksBefore = (order: number): string =>
    [...marks]
      .filter((mark) => mark.after < order && marks.delete(mark))
      .map(({ by }) => `  — ${by} —\n`)
      .join('');
  const lines = requests.map(
    ({ request, order }) =>
      `${marksBefore(order)}  ${String(request.status ?? '---')} ${request.method} ${request.path}${troubleOf(request)}\n`,
  );
  lines.push(marksBefore(Infinity));
  return `The command failed. Its last requests to the emulator, newest last:\n${lines.join('')}`;
};
