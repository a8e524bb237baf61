import { BASE_PATH } from './api/base-path.js';
import type { Scenario } from './domain/scenario.js';

/** What a person at a terminal sees once the emulator listens. */
export const banner = (origin: string, version: string, anyKey: boolean): string => `
  wachat-emulator ${version}

  Base URL   ${origin}${BASE_PATH}
  In a browser, the instances: ${origin}/
  API key    ${anyKey ? 'any; each key has an account of its own' : 'one of those given'}

  curl -X POST ${origin}${BASE_PATH}/instance/create \\
    -H "Authorization: Bearer ${anyKey ? 'any-key' : 'YOUR_API_KEY'}" -H "Content-Type: application/json" \\
    -d '{"instanceName": "jakarta_store", "number": "628123456789"}'

  Ctrl+C stops it.

`;

/** The scenarios as columns: number, name, what happens, and below that where real integrators met it. */
export const scenarioTable = (scenarios: readonly Scenario[]): string => {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  const lines = scenarios.flatMap(({ number, name, about, threads }) => [
    `${number}  ${name.padEnd(width)}  ${about}`,
    ...threads.map((thread) => ' '.repeat(number.length + 2 + width + 2) + thread),
  ]);
  return `Create an instance with one of these numbers, and this happens by itself:\n\n${lines.join('\n')}\n`;
};

/** A line of the log for a person: the time, then what was asked and answered, or what happened. */
export const prettyLine = (json: string): string => {
  const entry: unknown = JSON.parse(json);
  const field = (name: string): string =>
    typeof entry === 'object' && entry !== null && name in entry ? String(Reflect.get(entry, name)) : '';
  const time = new Date(Number(field('time'))).toTimeString().slice(0, 8);
  return field('method') === ''
    ? `${time} ${field('msg')}\n`
    : `${time} ${field('status')} ${field('method')} ${field('path')} ${field('milliseconds')} ms\n`;
};

/** Why it cannot listen, in one sentence. */
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
