import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { visit } from 'jsonc-parser';
import { ConfigError } from '../../config-error.js';
import { atOnce } from '../../domain/turns.js';
import { codeOf } from '../../error-code.js';
import { readJson, type Readout } from '../../http/json.js';

/** Values in all: those of the most instances that there can be, and of their account. */
const MOST_VALUES = 20_000_000;

/** Why a file cannot be read, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  ENXIO: 'it is a socket, not a file or a pipe',
};

/** Largest seed file, in bytes: as large as the largest snapshot. */
const MOST_BYTES = 64 * 1_048_576;

type Place = { readonly line: number; readonly column: number };

const endOf = (text: string): Place => {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
};

/** Where a text stops being JSON. The message of `JSON.parse` does not always say, and it repeats the text. */
const placeOfError = (text: string): Place => {
  let place: Place | undefined;
  try {
    visit(
      text,
      {
        onError(_code, _offset, _length, line, column) {
          place ??= { line: line + 1, column: column + 1 };
          // Millions may follow the first one.
          throw new Error('Found.');
        },
      },
      { disallowComments: true },
    );
  } catch {
    // Found, or nested too deeply for the visitor, which is recursive; nobody writes that by hand.
  }
  return place ?? endOf(text);
};

/** The bytes of a file or a pipe, such as `<(…)` of a shell. */
const bytesOf = async (path: string, fail: (reason: string) => never): Promise<Buffer> => {
  // Opening a pipe would wait for a writer, and a process that waits there cannot even be ended by a signal.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = fstatSync(fd);
  if (!stats.isFile() && !stats.isFIFO()) {
    closeSync(fd);
    return fail(stats.isDirectory() ? 'it is a directory' : 'it is neither a file nor a pipe');
  }
  const source: AsyncIterable<Buffer> = stats.isFIFO() ? new Socket({ fd }) : createReadStream(path, { fd });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return fail(`it is larger than ${String(MOST_BYTES / 1_048_576)} MiB`);
  }
  return Buffer.concat(chunks);
};

/**
 * Reads a seed file.
 * @throws {ConfigError} when it cannot be read or is not JSON; its text is not repeated, because it may hold a key
 */
export const readSeedFile = async (path: string): Promise<unknown> => {
  const name = JSON.stringify(path);
  const fail = (reason: string): never => {
    throw new ConfigError(`The seed file ${name} cannot be read: ${reason}.`);
  };
  let bytes: Buffer;
  try {
    bytes = await bytesOf(path, fail);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = codeOf(error) ?? 'unknown';
    return fail(reasons[code] ?? code);
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
