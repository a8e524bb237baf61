import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../config-error.js';
import { codeOf } from '../error-code.js';

/** A port from 1 to 65535. */
const portIn = (content: string): number | undefined => {
  const port = /^\d{1,5}\n?$/.test(content) ? Number(content) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
};

const nameOf = (path: string): string => `The port file ${JSON.stringify(path)}`;

/**
 * What a file holds; `undefined` if there is none.
 * @throws {ConfigError} if that is no file: reading a pipe would wait for ever
 */
const contentOf = (path: string): string | undefined => {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isFile() === false) throw new ConfigError(`${nameOf(path)} is there, and is no file.`);
    return found && readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error instanceof ConfigError
      ? error
      : new ConfigError(`${nameOf(path)} cannot be read (${codeOf(error) ?? 'unknown'}).`);
  }
};

/**
 * The port in a file; `undefined` while there is none.
 * @throws {ConfigError} if that cannot be read
 */
export const readPortFile = (path: string): number | undefined => {
  const content = contentOf(path);
  return content === undefined ? undefined : portIn(content);
};

/**
 * A file that tells others on which port an emulator listens.
 * @param path the file
 * @param mark tells its unfinished version from those of other processes
 * @throws {ConfigError} when it cannot be written, or holds something else
 */
export const createPortFile = (path: string, mark: string) => {
  const name = nameOf(path);
  let [cleared, written]: (string | undefined)[] = [];
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      throw new ConfigError(`${name} cannot be written (${codeOf(error) ?? 'unknown'}).`);
    }
  };
  return {
    /** Removes what an emulator has left that was killed, so that nobody reads its port. */
    clear(): void {
      if (!existsSync(dirname(path))) throw new ConfigError(`${name} cannot be written: there is no such folder.`);
      const content = contentOf(path);
      if (content !== undefined && content !== '' && portIn(content) === undefined)
        throw new ConfigError(`${name} holds something else than a port; name a file that may be replaced.`);
      attempt(() => {
        rmSync(path, { force: true });
      });
      cleared = content;
    },
    /** Writes it whole: who reads it finds the port, or nothing. */
    write(port: number): void {
      const unfinished = `${path}.${mark}`;
      attempt(() => {
        writeFileSync(unfinished, `${String(port)}\n`);
        renameSync(unfinished, path);
      });
      written = `${String(port)}\n`;
    },
    /**
     * Removes it, unless it is another emulator's by now; before it was written, puts back what was there, which may be
     * that of one that goes on. Never throws.
     */
    remove(): void {
      try {
        if (written === undefined && cleared !== undefined) writeFileSync(path, cleared, { flag: 'wx' });
        else if (written !== undefined && contentOf(path) === written) rmSync(path);
      } catch {
        // It is in nobody's way.
      }
    },
  };
};
