import { readFileSync } from 'node:fs';
import { visit } from 'jsonc-parser';
import { ConfigError } from '../../config-error.js';
import { codeOf } from '../../error-code.js';

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
  let text: string;
  try {
    // Some editors begin a file with a byte order mark.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    throw new ConfigError(`The seed file ${name} cannot be read: ${reasons[code] ?? code}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    const { line, column } = placeOfError(text);
    throw new ConfigError(`The seed file ${name} is not valid JSON: line ${String(line)}, column ${String(column)}.`);
  }
};
