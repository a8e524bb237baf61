import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../support/example.js';
import { run, runCli, startCli } from '../support/process.js';
import { root } from '../support/repository.js';
import { emptyFolder, placeOf } from '../support/secure.js';

const CLI = join(root, 'dist/cli.js');
const PAIR = join(root, 'test/fixtures/self-signed.pem');

/** A machine without CAs of its own for Node. */
const NONE = { NODE_EXTRA_CA_CERTS: '' };

/** The certificate that a server shows. */
const shownBy = async (origin: string): Promise<X509Certificate> => {
  const socket = connect({ ...placeOf(origin), rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerX509Certificate() ?? expect.fail();
  } finally {
    // The server may break a connection that is still there when it ends.
    socket.destroy();
  }
};

describe('wachat-emulator ca', () => {
  test('prints the certificate of the CA and nothing else, which is made if there is none', async () => {
    const folder = join(await emptyFolder(), 'ca');
    const first = await runCli(['ca', '--tls-dir', folder]).exited;
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
    expect(new X509Certificate(first.stdout).ca).toBe(true);
    expect(await runCli(['ca'], { WACHAT_TLS_DIR: folder }).exited).toEqual(first);
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(first.stdout);
  });

  test('prints that of the home directory, if nothing says where', async () => {
    const HOME = await emptyFolder();
    const { stdout } = await runCli(['ca'], { HOME, USERPROFILE: HOME }).exited;
    expect(await readFile(join(HOME, '.wachat-emulator/ca.pem'), 'utf8')).toBe(stdout);
  });

  test('prints the same one, however many are started at once', async () => {
    const folder = await emptyFolder();
    const all = await Promise.all(Array.from({ length: 4 }, () => runCli(['ca', '--tls-dir', folder]).exited));
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect((await readdir(folder)).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  });

  test('says in one sentence what is wrong with it', async () => {
    const folder = await emptyFolder();
    await runCli(['ca', '--tls-dir', folder]).exited;
    await writeFile(join(folder, 'ca.pem'), '');
    const sentence = `The CA in ${JSON.stringify(folder)} cannot be used: ca.pem is no certificate in PEM; remove ca.pem for a new one.\n`;
    const broken = { code: 1, stdout: '', stderr: sentence };
    expect(await runCli(['ca', '--tls-dir', folder]).exited).toMatchObject(broken);
    expect(await runCli(['--tls', '--tls-dir', folder, '--port', '0']).exited).toMatchObject(broken);
  });

  test('takes no other setting, and no variable of another counts', async () => {
    const folder = await emptyFolder();
    const { code } = await runCli(['ca', '--tls-dir', folder], { WACHAT_TLS_NAMES: 'a', WACHAT_QR_TTL: 'x' }).exited;
    expect(code).toBe(0);
    expect((await runCli(['ca', '--port', '0']).exited).stderr).toContain('There is no option "--port"');
  });
});

describe('An emulator with --tls', () => {
  test('says in a pipe where it listens, twice, and listens on one port', async () => {
    const { child, exited, origin } = await startCli(['--tls', '--tls-dir', await emptyFolder()]);
    expect((await shownBy(origin)).checkHost('app.wachat.net')).toBe('app.wachat.net');
    child.kill('SIGTERM');
    const secure = origin.replace('http:', 'https:');
    expect((await exited).stdout).toBe(
      `wachat-emulator listening on ${origin}\nwachat-emulator listening on ${secure}\n`,
    );
  });

  test.each<readonly [readonly string[], Readonly<Record<string, string>>, string]>([
    [
      ['--tls', '--tls-name', 'a.example.com', '--tls-name', '10.0.0.9'],
      { WACHAT_TLS: 'on', WACHAT_TLS_NAMES: 'a.example.com,10.0.0.9' },
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:app.wachat.net, DNS:a.example.com, IP Address:10.0.0.9',
    ],
    [
      ['--tls-cert', PAIR, '--tls-key', PAIR],
      { WACHAT_TLS_CERT: PAIR, WACHAT_TLS_KEY: PAIR },
      new X509Certificate(readFileSync(PAIR)).subjectAltName ?? '',
    ],
  ])('%j are flags, and %j their variables', async (args, env, names) => {
    const folder = await emptyFolder();
    for (const started of await Promise.all([
      startCli([...args, ...(args[0] === '--tls' ? ['--tls-dir', folder] : [])]),
      startCli([], { ...env, WACHAT_TLS_DIR: folder }),
    ]))
      expect((await shownBy(started.origin)).subjectAltName ?? '').toBe(names);
  });

  test.each<readonly [readonly string[], Readonly<Record<string, string>>, string]>([
    [['--tls-cert', 'x'], {}, '--tls-cert needs --tls-key: give both or neither.\n'],
    [[], { WACHAT_TLS_KEY: 'x' }, 'WACHAT_TLS_KEY needs --tls-cert: give both or neither.\n'],
    [['--tls-name', 'a'], {}, '--tls-name needs --tls: it names what that certificate is for.\n'],
    [
      ['--tls'],
      { WACHAT_TLS_CERT: 'x', WACHAT_TLS_KEY: 'y' },
      'Give either --tls, which makes a certificate, or WACHAT_TLS_CERT and WACHAT_TLS_KEY, not all of them.\n',
    ],
    [['--tls-cert', 'x', '--tls-key', 'y'], {}, 'The certificate "x" cannot be read: no such file.\n'],
    [[], { WACHAT_TLS: 'maybe' }, 'WACHAT_TLS must be true or false, not "maybe".\n'],
    [['--tls', '--tls-name', 'a:1'], {}, '--tls-name must be host names without a port, or IP addresses, not "a:1".\n'],
  ])('%j with %j is refused in one sentence', async (args, env, stderr) => {
    expect(await runCli([...args, '--port', '0'], env).exited).toMatchObject({ code: 1, stdout: '', stderr });
  });

  test('is found by wait, whatever its other variables say', async () => {
    const env = { WACHAT_TLS_DIR: await emptyFolder(), WACHAT_TLS_NAMES: 'a.example.com' };
    const { origin } = await startCli(['--tls'], env);
    const { port } = new URL(origin);
    expect((await runCli(['wait', '--port', port], env).exited).code).toBe(0);
  });

  test('in run, gives the command what https needs, and Node trusts it', async () => {
    const folder = await emptyFolder();
    const script = `(async () => {
      const { WACHAT_URL, WACHAT_HTTPS_URL, WACHAT_CA_FILE, WACHAT_API_KEY, NODE_EXTRA_CA_CERTS } = process.env;
      const reply = await fetch(WACHAT_HTTPS_URL + '/instance/list', { headers: { Authorization: 'Bearer ' + WACHAT_API_KEY } });
      console.log(JSON.stringify({ WACHAT_URL, WACHAT_HTTPS_URL, WACHAT_CA_FILE, NODE_EXTRA_CA_CERTS, status: reply.status }));
    })();`;
    const args = ['run', '--tls', '--tls-dir', folder, '--', process.execPath, '-e', script];
    const { code, stdout } = await runCli(args, NONE).exited;
    const seen = JSON.parse(stdout);
    const file = join(folder, 'ca.pem');
    expect(seen).toMatchObject({ WACHAT_CA_FILE: file, NODE_EXTRA_CA_CERTS: file, status: 200 });
    expect(seen.WACHAT_URL).toMatch(/^http:\/\/localhost:\d+\/api\/v1$/);
    expect(seen.WACHAT_HTTPS_URL).toBe(seen.WACHAT_URL.replace('http:', 'https:'));
    expect(code).toBe(0);
  });

  test('in run, leaves the CAs that the command has been given, and says nothing of TLS without it', async () => {
    const show =
      'console.log(process.env.NODE_EXTRA_CA_CERTS, process.env.WACHAT_CA_FILE, process.env.WACHAT_HTTPS_URL)';
    const line = ['--', process.execPath, '-e', show];
    const folder = await emptyFolder();
    const given = await runCli(['run', '--tls', '--tls-dir', folder, ...line], { NODE_EXTRA_CA_CERTS: PAIR }).exited;
    expect(given.stdout).toMatch(`${PAIR} ${join(folder, 'ca.pem')} https://localhost:`);
    expect((await runCli(['run', ...line], NONE).exited).stdout).toBe(' undefined undefined\n');
    const own = await runCli(['run', '--tls-cert', PAIR, '--tls-key', PAIR, ...line], NONE).exited;
    expect(own.stdout).toMatch(/^ undefined https:/);
  });
});

/** A line of a shell with the command as `$0 $1`, and the port and the folder of the CA as `$2` and `$3`. */
const inShell = async (line: string) => {
  const folder = await emptyFolder();
  const { origin } = await startCli(['--tls', '--tls-dir', folder]);
  return run('bash', ['-c', line, process.execPath, CLI, new URL(origin).port, folder]).exited;
};

describeWith('curl', 'curl', () => {
  test.each([
    ['https://localhost:$2', ''],
    ['https://app.wachat.net:$2', '--resolve app.wachat.net:$2:127.0.0.1'],
    ['http://localhost:$2', ''],
  ])('reaches %s with the CA that is printed %s', async (url, options) => {
    const line = `curl -sS --noproxy '*' --cacert <("$0" "$1" ca --tls-dir "$3") ${options} ${url}/_emulator/health`;
    const { stdout, stderr, code } = await inShell(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok' });
  });

  test('refuses it without that', async () => {
    const { code, stderr } = await inShell(`curl -sS --noproxy '*' https://localhost:$2/`);
    expect(stderr).toContain('certificate');
    expect(code).toBe(60);
  });
});

describeWith('python3', 'Python', () => {
  test('accepts its certificates, as strict as it can be', async () => {
    const script = [
      'import socket, ssl, sys',
      'context = ssl.create_default_context(cafile=sys.argv[2] + "/ca.pem")',
      'context.verify_flags |= ssl.VERIFY_X509_STRICT',
      'for name in ("localhost", "app.wachat.net", "127.0.0.1", "::1"):',
      '    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:',
      '        context.wrap_socket(plain, server_hostname=name).close()',
      'print("ok")',
    ].join('\n');
    expect(await inShell(`python3 -c '${script}' $2 "$3"`)).toMatchObject({ code: 0, stdout: 'ok\n' });
  });
});
