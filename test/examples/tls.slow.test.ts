import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../support/client.js';
import { BUILD, copyOf, describeWith } from '../support/example.js';
import { freePort } from '../support/port.js';
import { startCli } from '../support/process.js';
import { tunnelTo } from '../support/proxy.js';
import { root } from '../support/repository.js';
import { emptyFolder } from '../support/secure.js';

const HOST = 'app.wachat.net:443';
const PASSED = /^(ok: .*\n){3}$/m;
const COMMAND = 'node ../../dist/cli.js run --tls --port 443 -- php -d curl.cainfo=ca.pem test.php';
const HOSTS_LINE = '127.0.0.1 app.wachat.net';

/** The lines of a README from a root whose `dist` is that of this repository. */
const here = (line: string): string => line.replaceAll('../../dist', join(root, 'dist'));

const tests = (): void => {
  describe('with a hosts file', () => {
    test('is told as it is played here', async () => {
      const { commands } = await copyOf('tls');
      expect(await commands()).toEqual([
        'docker compose run --build --rm tests',
        'docker compose --profile tests down --volumes',
        BUILD,
        'node ../../dist/cli.js ca > ca.pem',
        `echo "${HOSTS_LINE}" | sudo tee -a /etc/hosts`,
        'sudo sysctl net.ipv4.ip_unprivileged_port_start=443',
        COMMAND,
      ]);
    });

    // Its own network and its own hosts file, so that it needs no root and changes nothing.
    const own = spawnSync('unshare', ['-Urnm', 'sh', '-c', 'ip link set lo up && mount --bind /etc/hosts /etc/hosts']);
    test.skipIf(own.status !== 0)('passes as its README says, in a network of its own', async () => {
      const { run, write } = await copyOf('tls');
      const home = await emptyFolder();
      await write('hosts', `127.0.0.1 localhost\n${HOSTS_LINE}\n`);
      const enter = 'ip link set lo up && mount --bind hosts /etc/hosts';
      const line = `${here('node ../../dist/cli.js ca > ca.pem')} && ${here(COMMAND)}`;
      const { code, output } = await run(`unshare -Urnm sh -e -c '${enter} && ${line}'`, { HOME: home });
      expect(output).toMatch(PASSED);
      expect(code).toBe(0);
    });

    test('passes at another port, to which a proxy leads', async () => {
      const { run } = await copyOf('tls');
      const port = String(await freePort());
      const proxy = await tunnelTo({ [HOST]: `https://localhost:${port}` });
      const env = { HOME: await emptyFolder(), https_proxy: proxy.origin };
      await run(here('node ../../dist/cli.js ca > ca.pem'), env);
      const { code, output } = await run(here(COMMAND).replace('443', port), env);
      expect(output).toMatch(PASSED);
      expect(code).toBe(0);
      expect(new Set(proxy.asked)).toEqual(new Set([HOST]));
    });

    test('fails with a CA that is not the emulator’s, saying so', async () => {
      const { run } = await copyOf('tls');
      const { origin } = await startCli(['--tls', '--tls-dir', await emptyFolder()]);
      const env = { HOME: await emptyFolder(), https_proxy: (await tunnelTo({ [HOST]: origin })).origin };
      await run(here('node ../../dist/cli.js ca > ca.pem'), env);
      const { code, output } = await run('php -d curl.cainfo=ca.pem test.php', { ...env, WACHAT_API_KEY: 'key' });
      expect(output).toContain('SSL certificate problem');
      expect(code).not.toBe(0);
    });

    test('fails with a wrong expectation, and without a key', async () => {
      const { run, edit } = await copyOf('tls');
      const folder = await emptyFolder();
      const { origin } = await startCli(['--tls', '--tls-dir', folder]);
      const env = { https_proxy: (await tunnelTo({ [HOST]: origin })).origin };
      const line = `php -d curl.cainfo=${folder}/ca.pem test.php`;
      const without = await run(line, env);
      expect(without.output).toContain('WACHAT_API_KEY is not set');
      expect(without.code).not.toBe(0);
      await edit('test.php', "'the customer is told', 'Your order 1001", "'the customer is told', 'Your order 1003");
      const { code, output } = await run(line, { ...env, WACHAT_API_KEY: 'key' });
      expect(output).toContain('the customer is told: "Your order 1001');
      expect(code).not.toBe(0);
    });
  });

  test('its client calls as the plugin does, with the host as a constant', async () => {
    const { run } = await copyOf('tls');
    const folder = await emptyFolder();
    const { origin } = await startCli(['--tls', '--tls-dir', folder]);
    const send = `php -d curl.cainfo=${folder}/ca.pem -r 'require "Wachat.php"; (new Wachat("the-key", "t1_shop"))->sendText("+62 812-9876-5432", "Hello");'`;
    const { output } = await run(send, { https_proxy: (await tunnelTo({ [HOST]: origin })).origin });
    expect(output).toContain('has no instance with that technical name');
    const reply = await fetch(`${origin}/_emulator/requests?operation=sendText`, {
      headers: { Authorization: 'Bearer the-key' },
    });
    const { requests }: Json = await reply.json();
    expect(requests).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/send/text',
        body: { content: { instanceName: 't1_shop', number: '6281298765432', message: 'Hello' } },
        headers: { accept: 'application/json', 'content-type': 'application/json', host: 'app.wachat.net' },
      },
    ]);
  });

  describe('in compose', () => {
    let services: Json;
    let volumes: Json;
    beforeAll(async () => {
      ({ services, volumes } = parse(await readFile(join(root, 'examples/tls/compose.yaml'), 'utf8')));
    });

    test('passes with what its services run and are given', async () => {
      const { folder, run } = await copyOf('tls');
      const ca = await emptyFolder();
      const { WACHAT_PORT, ...env } = services.wachat.environment;
      expect(WACHAT_PORT).toBe('443');
      // As the image has it.
      expect(await readFile(join(root, 'Dockerfile'), 'utf8')).toMatch(/^ENV .*\bWACHAT_TLS_DIR=\/ca$/m);
      const { origin } = await startCli([], { ...env, WACHAT_TLS_DIR: ca, WACHAT_HOST: '0.0.0.0' });
      const places = { '/app': folder, '/ca': ca };
      const line = services.tests.command
        .map((part: string) => part.replace(/(?<=^|=)\/(?:app|ca)(?=\/)/, (place) => Reflect.get(places, place)))
        .join(' ');
      const { output, code } = await run(line, {
        ...services.tests.environment,
        https_proxy: (await tunnelTo({ [HOST]: origin })).origin,
      });
      expect(output).toMatch(PASSED);
      expect(code).toBe(0);
    });

    test('gives the emulator the name, both the same CA, and the tests its health to wait for', () => {
      expect(join(root, 'examples/tls', services.wachat.build)).toBe(root);
      expect(services.wachat.networks).toEqual({ default: { aliases: ['app.wachat.net'] } });
      expect(services.wachat.volumes).toEqual(['ca:/ca']);
      expect(services.tests.volumes).toEqual(['./:/app:ro', 'ca:/ca:ro']);
      expect(Object.keys(volumes)).toEqual(['ca']);
      expect(services.tests.depends_on).toEqual({ wachat: { condition: 'service_healthy' } });
    });
  });
};

describeWith('php', 'The example in tls', tests, ['-r', 'exit(extension_loaded("curl") ? 0 : 1);']);
