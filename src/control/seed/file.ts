import { readFileSync } from 'node:fs';
import { visit } from 'jsonc-parser';
import { ConfigError } from '../../config-error.js';
import { atOnce } from '../../domain/time-source.js';
import { codeOf } from '../../error-code.js';
import { readJson, type Readout } from '../../http/json.js';

/** Values in all: those of the most instances that there can be, and of their account. */
const MOST_VALUES = 20_000_000;

/** Why a file cannot be read, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

type Place = { readonly line: number; readonly column: number };

const endOf = (text: string): Place => {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
};

/** Where a text stops being JSON. The message of `JSON.parse` does not always say, and it repeats the text. */
const placeOfError = (text: string): Place => {
  const places: Place[] = [];
  try {
    visit(
      text,
      { onError: (_code, _offset, _length, line, column) => places.push({ line: line + 1, column: column + 1 }) },
      { disallowComments: true },
    );
  } catch {
    // Nested too deeply for the visitor, which is recursive; nobody writes that by hand.
  }
  return places[0] ?? endOf(text);
};

/**
 * Reads a seed file.
 * @throws {ConfigError} when it cannot be read or is not JSON; its text is not repeated, because it may hold a key
 */
export const readSeedFile = (path: string): unknown => {
  const name = JSON.stringify(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    throw new ConfigError(`The seed file ${name} cannot be read: ${reasons[code] ?? code}.`);
  }
  let read: Readout;
  try {
    // Before it listens, it keeps nobody waiting.
    read = atOnce(readJson(bytes, MOST_VALUES));
  } catch {
    // Some editors begin a file with a byte order mark.
    const { line, column } = placeOfError(bytes.toString().replace(/^\uFEFF/, ''));
    throw new ConfigError(`The seed file ${name} is not valid JSON: line ${String(line)}, column ${String(column)}.`);
  }
  if ('excess' in read) throw new ConfigError(`The seed file ${name} cannot be used: it ${read.excess}.`);
  return read.value;
};
