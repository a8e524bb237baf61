import { ConfigError } from '../../config.js';
import { readFileSync } from 'node:fs';
import { codeOf } from '../../http/error-code.js';
import { placeOfMistake } from './json-mistake.js';

/** Why a file cannot be read, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  EACCES: 'permission is denied',
  EISDIR: 'it is a folder',
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
