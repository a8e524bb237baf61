import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../config-error.js';
import { codeOf } from '../error-code.js';

const PORT = /^\d{1,5}\n?$/;

/** What a file holds; `undefined` if there is none. */
const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** The port in a file; `undefined` while there is none. */
export const readPortFile = (path: string): number | undefined => {
  const content = contentOf(path);
  return content !== undefined && PORT.test(content) ? Number(content) : undefined;
};

/**
 * A file that tells others on which port an emulator listens.
 * @param path the file
 * @param mark tells its unfinished version from those of other processes
 * @throws {ConfigError} when it cannot be written, or holds something else
 */
export const createPortFile = (path: string, mark: string) => {
  const name = `The port file ${JSON.stringify(path)}`;
  let written: string | undefined;
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
      let content: string | undefined;
      attempt(() => {
        content = contentOf(path);
      });
      if (content !== undefined && content !== '' && !PORT.test(content))
        throw new ConfigError(`${name} holds something else than a port; name a file that may be replaced.`);
      attempt(() => {
        rmSync(path, { force: true });
      });
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
    /** Removes it, unless it is another emulator's by now. Never throws. */
    remove(): void {
      try {
        if (written !== undefined && contentOf(path) === written) rmSync(path);
      } catch {
        // It is in nobody's way.
      }
    },
  };
};
