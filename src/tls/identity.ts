import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../config.js';
import { ConfigError } from '../config-error.js';
import { codeOf } from '../error-code.js';
import { authorityIn } from './authority.js';

/** What a server shows its clients, in PEM. */
export type Identity = {
  readonly cert: string;
  readonly key: string;
  /** The CA that issued it, if that is the emulator's own. */
  readonly ca: { readonly certificate: string; readonly file: string } | undefined;
};

/** The host of the original, which some clients have as a constant. */
const ORIGINAL_HOST = 'app.wachat.net';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

const contentOf = (what: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    throw new ConfigError(`The ${what} ${JSON.stringify(path)} cannot be read: ${reasons[code] ?? code}.`);
  }
};

/** @throws {ConfigError} unless the files are a certificate and its key */
const givenIdentity = async (certPath: string, keyPath: string): Promise<Identity> => {
  const [certName, keyName] = [JSON.stringify(certPath), JSON.stringify(keyPath)];
  const cert = contentOf('certificate', certPath);
  const key = contentOf('key', keyPath);
  const read = <T>(make: () => T, problem: string): T => {
    try {
      return make();
    } catch {
      throw new ConfigError(problem);
    }
  };
  const certificate = read(() => new X509Certificate(cert), `The file ${certName} has no certificate in PEM.`);
  const privateKey = read(
    () => createPrivateKey(key),
    `The file ${keyName} has no private key in PEM that needs no passphrase.`,
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigError(`The key in ${keyName} is not that of the certificate in ${certName}.`);
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The certificate ${certName} cannot be used for TLS: ${reason}.`);
  }
  return { cert, key, ca: undefined };
};

/** The host names that the emulator is called by because its certificate says so: nobody else's page has them. */
export const chosenNames = ({ tls, tlsNames }: Config): readonly string[] => (tls ? [ORIGINAL_HOST, ...tlsNames] : []);

/** All names that its certificate is for. */
const namesFor = (config: Config): readonly string[] => {
  const { host } = config;
  const isAnywhere = host === '0.0.0.0' || host === '::';
  return [...new Set(['localhost', '127.0.0.1', '::1', ...(isAnywhere ? [] : [host]), ...chosenNames(config)])];
};

const ownIdentity = async (config: Config, now: number): Promise<Identity> => {
  const authority = await authorityIn(config.tlsDir, now);
  const { issueLeaf } = await import('./certificate.js');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    cert: issueLeaf(namesFor(config), privateKey, authority, now),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ca: { certificate: authority.certificate.toString(), file: authority.file },
  };
};

/**
 * The certificate for https, as the settings want it; `undefined` if they want none.
 * @param now in milliseconds
 * @throws {ConfigError} if a file cannot be read, written or used
 */
export const identityOf = async (config: Config, now: number): Promise<Identity | undefined> => {
  const { tls, tlsCert, tlsKey } = config;
  if (tls) return ownIdentity(config, now);
  return tlsCert === undefined || tlsKey === undefined ? undefined : givenIdentity(tlsCert, tlsKey);
};
