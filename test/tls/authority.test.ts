import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { authorityIn } from '../../src/tls/authority.js';
import { emptyFolder } from '../support/secure.js';

const DAY = 86_400_000;
const now = Date.now();
const pemOf = (certificate: X509Certificate): string => certificate.toString();

describe('The CA', () => {
  test('is made in a folder that need not be there, its key for nobody else to read, and kept', async () => {
    const folder = join(await emptyFolder(), 'some', 'where');
    const made = await authorityIn(folder, now);
    expect((await readdir(folder)).sort()).toEqual(['ca-key.pem', 'ca.pem']);
    expect((await stat(join(folder, 'ca-key.pem'))).mode & 0o777).toBe(0o600);
    expect(made.file).toBe(join(folder, 'ca.pem'));
    expect(await readFile(made.file, 'utf8')).toBe(pemOf(made.certificate));
    expect(pemOf((await authorityIn(folder, now + DAY)).certificate)).toBe(pemOf(made.certificate));
  });

  test('may issue for servers and for no further CA, for years, and has a name of its own', async () => {
    const [one, other] = await Promise.all([
      authorityIn(await emptyFolder(), now),
      authorityIn(await emptyFolder(), now),
    ]);
    expect(one.certificate.ca).toBe(true);
    expect(one.certificate.verify(one.certificate.publicKey)).toBe(true);
    expect(Date.parse(one.certificate.validTo)).toBeGreaterThan(now + 3_000 * DAY);
    expect(one.certificate.subject).toMatch(/^CN=wachat-emulator CA [0-9a-f]{8}$/);
    expect(one.certificate.subject).not.toBe(other.certificate.subject);
  });

  test('is the same for all that start at once', async () => {
    const folder = await emptyFolder();
    const all = await Promise.all(Array.from({ length: 8 }, () => authorityIn(folder, now)));
    expect(new Set(all.map(({ certificate }) => pemOf(certificate))).size).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  });

  test('has a new certificate for its old key, if that alone was removed', async () => {
    const folder = await emptyFolder();
    const before = await authorityIn(folder, now);
    await rm(before.file);
    const after = await authorityIn(folder, now);
    expect(after.certificate.checkPrivateKey(before.key)).toBe(true);
  });

  const otherKey = (curve: string): string =>
    generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test.each<readonly [string, (folder: string) => Promise<void>, string]>([
    [
      'a certificate that is none',
      (folder) => writeFile(join(folder, 'ca.pem'), 'x'),
      'ca.pem is no certificate in PEM; remove ca.pem for a new one.',
    ],
    [
      'an empty key',
      (folder) => writeFile(join(folder, 'ca-key.pem'), ''),
      'ca-key.pem is no private key in PEM; remove ca.pem and ca-key.pem for a new one.',
    ],
    [
      'another key',
      (folder) => writeFile(join(folder, 'ca-key.pem'), otherKey('prime256v1')),
      'ca-key.pem does not fit ca.pem; remove ca.pem and ca-key.pem for a new one.',
    ],
    [
      'a key of another kind',
      (folder) => writeFile(join(folder, 'ca-key.pem'), otherKey('secp384r1')),
      'ca-key.pem is not one for P-256; remove ca.pem and ca-key.pem for a new one.',
    ],
    ['no key', (folder) => rm(join(folder, 'ca-key.pem')), 'ca-key.pem is missing; remove ca.pem for a new one.'],
  ])('%s is refused, saying what to remove, and nothing is changed', async (_what, spoil, sentence) => {
    const folder = await emptyFolder();
    await authorityIn(folder, now);
    await spoil(folder);
    const files = await readdir(folder);
    await expect(authorityIn(folder, now)).rejects.toMatchObject({
      name: 'ConfigError',
      message: `The CA in ${JSON.stringify(folder)} cannot be used: ${sentence}`,
    });
    expect(await readdir(folder)).toEqual(files);
  });

  test('that has expired is refused, saying what to remove', async () => {
    const folder = await emptyFolder();
    const { file } = await authorityIn(folder, now - 4_000 * DAY);
    await expect(authorityIn(folder, now)).rejects.toThrow(/: it expired on .* GMT; remove ca\.pem for a new one\.$/);
    await rm(file);
    expect(Date.parse((await authorityIn(folder, now)).certificate.validTo)).toBeGreaterThan(now);
  });

  test('a certificate that is not that of a CA is refused', async () => {
    const folder = await emptyFolder();
    const authority = await authorityIn(folder, now);
    const { issueLeaf } = await import('../../src/tls/certificate.js');
    await writeFile(authority.file, issueLeaf(['localhost'], authority.key, authority, now));
    await expect(authorityIn(folder, now)).rejects.toThrow('the certificate in ca.pem is not that of a CA');
  });

  test('a folder that is a file is refused, saying how to name another', async () => {
    const folder = join(await emptyFolder(), 'file');
    await writeFile(folder, '');
    await expect(authorityIn(folder, now)).rejects.toMatchObject({
      name: 'ConfigError',
      message: `The folder of the CA, ${JSON.stringify(folder)}, cannot be used: it is not a folder; name another with --tls-dir.`,
    });
  });

  test('a folder that may not be written to is refused', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write to any folder');
    const folder = join(await emptyFolder(), 'closed');
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(authorityIn(folder, now)).rejects.toThrow('permission denied; name another with --tls-dir.');
  });

  test('is in the home directory, if nobody says where', async () => {
    const home = await emptyFolder();
    vi.stubEnv('HOME', home).stubEnv('USERPROFILE', home);
    try {
      expect(homedir()).toBe(home);
      expect((await authorityIn(undefined, now)).file).toBe(join(home, '.wachat-emulator', 'ca.pem'));
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
