import { readFileSync } from 'node:fs';
import { visit } from 'jsonc-parser';
import { ConfigError } from '../../config.js';
import { codeOf } from '../../http/error-code.js';

/** Why a file cannot be read, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  EACCES: 'permission is denied',
  EISDIR: 'it is a folder',
};

type Place = { readonly line: number; readonly column: number };

const endOf = (text: string): Place => {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
};

/** Where a text that is not JSON stops being it. The message of `JSON.parse` does not always say so, and repeats the text. */
const placeOfMistake = (text: string): Place => {
  const places: Place[] = [];
  try {
    visit(
      text,
      { onError: (_code, _offset, _length, line, column) => places.push({ line: line + 1, column: column + 1 }) },
      { disallowComments: true },
    );
  } catch {
    // Nested too deep for the visitor, which is recursive; nobody writes that by hand.
  }
  return places[0] ?? endOf(text);
};

/**
 * Reads a seed file.
 * @throws {ConfigError} when there is none or it is not JSON; what stands in it is not repeated, for that may be a key
 */
export const readSeedFile = (path: string): unknown => {
  const name = JSON.stringify(path);
  let text: string;
  try {
    // Some editors begin a file with a mark of its encoding.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    throw new ConfigError(`The seed file ${name} cannot be read: ${reasons[code] ?? code}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    const { line, column } = placeOfMistake(text);
    throw new ConfigError(
      `The seed file ${name} is not JSON: line ${String(line)}, column ${String(column)} is where it stops being that.`,
    );
  }
};
