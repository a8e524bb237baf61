import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { startWachat, type Options } from '../../src/index.js';
import { identityOf } from '../../src/tls/identity.js';
import { root } from '../support/repository.js';
import { buildSecure, emptyFolder } from '../support/secure.js';
import { rawRequest } from '../support/socket.js';

const DAY = 86_400_000;
const PAIR = join(root, 'test/fixtures/self-signed.pem');

const certificateFor = async (options: Options = {}, now = Date.now()): Promise<X509Certificate> => {
  const config = readConfig({ tls: true, tlsDir: await emptyFolder(), ...options }, (name) => name);
  const identity = await identityOf(config, now);
  return new X509Certificate(identity?.cert ?? '');
};

describe('A certificate of its own', () => {
  describe('shape', () => {
    test('is for localhost, both loopbacks and the host of the original', async () => {
      const { subjectAltName } = await certificateFor();
      expect(subjectAltName).toBe(
        'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:app.wachat.net',
      );
    });

    test('is for each further name and address too, and for the host that it listens on', async () => {
      const names = await certificateFor({ tlsNames: ['mocks.corp.example', '10.1.2.3', 'fd00::7'], host: 'wachat' });
      for (const name of ['mocks.corp.example', 'app.wachat.net', 'wachat', 'localhost'])
        expect(names.checkHost(name)).toBe(name);
      for (const address of ['10.1.2.3', 'fd00::7', '127.0.0.1', '::1']) expect(names.checkIP(address)).toBe(address);
      expect(names.checkHost('wachat.net')).toBeUndefined();
      expect((await certificateFor({ host: '0.0.0.0' })).checkIP('0.0.0.0')).toBeUndefined();
    });

    test('is valid at once, also for a clock that is late, and for no longer than clients accept', async () => {
      const now = Date.parse('2030-06-01T12:00:00Z');
      const { validFrom, validTo } = await certificateFor({}, now);
      expect(Date.parse(validFrom)).toBeLessThanOrEqual(now - DAY);
      expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(398 * DAY);
      expect(Date.parse(validTo)).toBeGreaterThan(now + 300 * DAY);
    });

    test('is no CA, is for servers, and no other has its number', async () => {
      const [one, other] = await Promise.all([certificateFor(), certificateFor()]);
      expect(one.ca).toBe(false);
      expect(one.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
      expect(one.serialNumber).not.toBe(other.serialNumber);
    });
  });

  describe('behaviour', () => {
    test('the handle has the URL, and the CA as a text and as a file', async () => {
      const { wachat } = await buildSecure();
      const { port } = new URL(wachat.url);
      const { url, ca = '', caFile = '' } = wachat.tls ?? expect.fail();
      expect(url).toBe(`https://localhost:${port}/api/v1`);
      expect(await readFile(caFile, 'utf8')).toBe(ca);
      expect(new X509Certificate(ca).ca).toBe(true);
    });
  });
});

describe('A certificate that is given', () => {
  const files = async () => {
    const folder = await emptyFolder();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const text = {
      'no.pem': 'nothing of the kind',
      'other.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }),
      'locked.pem': createPrivateKey(await readFile(PAIR)).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'secret',
      }),
    };
    for (const [name, content] of Object.entries(text)) await writeFile(join(folder, name), content);
    await mkdir(join(folder, 'folder'));
    return (name: string) => (name === 'good' ? PAIR : join(folder, name));
  };

  test('is shown to clients', async () => {
    const { send, wachat } = await buildSecure({ tls: false, tlsDir: undefined, tlsCert: PAIR, tlsKey: PAIR });
    expect(wachat.tls).toMatchObject({ ca: undefined, caFile: undefined });
    const request = rawRequest('GET /_emulator/health HTTP/1.1', { Host: 'localhost' });
    const how = { ca: await readFile(PAIR), checkServerIdentity: () => undefined };
    expect(await send(request, how)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([
    ['missing.pem', 'good', /^The certificate ".*missing\.pem" cannot be read: no such file\.$/],
    ['good', 'missing.pem', /^The key ".*missing\.pem" cannot be read: no such file\.$/],
    ['folder', 'good', /^The certificate ".*folder" cannot be read: it is a directory\.$/],
    ['no.pem', 'good', /^The file ".*no\.pem" has no certificate in PEM\.$/],
    ['good', 'no.pem', /^The file ".*no\.pem" has no private key in PEM that needs no passphrase\.$/],
    ['good', 'locked.pem', /^The file ".*locked\.pem" has no private key in PEM that needs no passphrase\.$/],
    ['good', 'other.pem', /^The key in ".*other\.pem" is not that of the certificate in ".*self-signed\.pem"\.$/],
  ])('%s with the key %s is refused', async (cert, key, sentence) => {
    const path = await files();
    const started = startWachat({ tlsCert: path(cert), tlsKey: path(key) });
    await expect(started).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(sentence) });
  });
});

describe('Settings for TLS', () => {
  test.each<readonly [Options, string]>([
    [{ tlsCert: 'a' }, 'tlsCert needs tlsKey: give both or neither.'],
    [{ tlsKey: 'a' }, 'tlsKey needs tlsCert: give both or neither.'],
    [
      { tls: true, tlsCert: 'a', tlsKey: 'b' },
      'Give either tls, which makes a certificate, or tlsCert and tlsKey, not all of them.',
    ],
    [{ tlsNames: ['a'] }, 'tlsNames needs tls: it names what that certificate is for.'],
    [{ tls: true, tlsNames: ['a:443'] }, 'tlsNames must be host names without a port, or IP addresses, not "a:443".'],
    [{ tls: true, tlsNames: ['https://a'] }, 'tlsNames must be host names without a port, or IP addresses'],
  ])('%j are refused', async (options, sentence) => {
    await expect(startWachat(options)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(sentence),
    });
  });
});
