import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from '../config-error.js';
import { codeOf } from '../error-code.js';

/** The user's own CA: what it issues is trusted by whoever trusts its certificate. */
export type Authority = {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  /** The file of its certificate. */
  readonly file: string;
};

/** One CA for all projects of a user, so that it has to be trusted once; a cache may be emptied, this must not be. */
const defaultFolder = (): string => join(homedir(), '.wachat-emulator');

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is read-only',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
};

const found = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * Puts a file where none is, whole; whoever comes second takes the first one's.
 * @returns the text that the file has then
 */
const settle = (folder: string, name: string, text: string, mode: number): string => {
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, '.new-'));
  try {
    writeFileSync(join(draft, name), text, { mode });
    linkSync(join(draft, name), join(folder, name));
    return text;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return readFileSync(join(folder, name), 'utf8');
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const CERTIFICATE = 'ca.pem';
const KEY = 'ca-key.pem';

const newKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

const read = async (folder: string, now: number): Promise<Authority> => {
  const [file, keyFile] = [join(folder, CERTIFICATE), join(folder, KEY)];
  const fail = (problem: string, remedy: string): never => {
    throw new ConfigError(`The CA in ${JSON.stringify(folder)} cannot be used: ${problem}; ${remedy} for a new one.`);
  };
  const removeBoth = `remove ${CERTIFICATE} and ${KEY}`;
  const known = found(file);
  const knownKey = found(keyFile);
  // The key is there before its certificate, and a new key would not fit it.
  if (known !== undefined && knownKey === undefined) return fail(`${KEY} is missing`, `remove ${CERTIFICATE}`);
  let key: KeyObject;
  try {
    key = createPrivateKey(knownKey ?? settle(folder, KEY, newKey(), 0o600));
  } catch (error) {
    if (codeOf(error)?.startsWith('ERR_') !== true) throw error;
    return fail(`${KEY} is no private key in PEM`, removeBoth);
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return fail(`${KEY} is not one for P-256`, removeBoth);
  let text = known;
  if (text === undefined) {
    const { issueAuthority } = await import('./certificate.js');
    text = settle(folder, CERTIFICATE, issueAuthority(key, now), 0o644);
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(text);
  } catch {
    return fail(`${CERTIFICATE} is no certificate in PEM`, `remove ${CERTIFICATE}`);
  }
  if (!certificate.checkPrivateKey(key)) return fail(`${KEY} does not fit ${CERTIFICATE}`, removeBoth);
  if (!certificate.ca) return fail(`the certificate in ${CERTIFICATE} is not that of a CA`, `remove ${CERTIFICATE}`);
  if (Date.parse(certificate.validTo) <= now)
    return fail(`it expired on ${certificate.validTo}`, `remove ${CERTIFICATE}`);
  return { certificate, key, file };
};

/**
 * The CA of a folder, by default of one in the home directory; it is made if there is none.
 * @param now in milliseconds
 * @throws {ConfigError} if it cannot be read, written or used
 */
export const authorityIn = async (folder: string | undefined, now: number): Promise<Authority> => {
  const place = resolve(folder ?? defaultFolder());
  try {
    return await read(place, now);
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof ConfigError || code === undefined) throw error;
    throw new ConfigError(
      `The folder of the CA, ${JSON.stringify(place)}, cannot be used: ${reasons[code] ?? code}; name another with --tls-dir.`,
    );
  }
};
