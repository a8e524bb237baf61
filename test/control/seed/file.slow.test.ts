import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { states } from '../../../src/domain/lifecycle.js';
import { startWachat } from '../../../src/index.js';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { run, runCli, startCli, startInShell } from '../../support/process.js';
import { everyState, fileOf, KEY } from '../../support/seed-file.js';

describe('the schema of a seed file', () => {
  test('is printed by the command', async () => {
    const { code, stdout } = await runCli(['openapi', 'seed-file']).exited;
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      JSON.parse(await readFile('openapi/seed-file.schema.json', 'utf8')),
    ]);
  });
});

describe('--seed-file', () => {
  describe('shape', () => {
    test('accounts are there from the start, with instances in every state and their webhooks', async () => {
      const path = await fileOf(
        `\uFEFF${JSON.stringify({
          $schema: 'https://example.com/seed-file.schema.json',
          accounts: [
            { key: 'first' },
            {
              ...everyState,
              webhooks: [
                {
                  url: 'https://example.com/hook',
                  events: ['connection.update'],
                  enabled: false,
                  secret: 'whsec_of-my-own',
                  instance: 'Toko open',
                },
              ],
            },
          ],
        })}`,
      );
      const { origin } = await startCli(['--seed-file', path]);
      const [api, control] = [client(`${origin}/api/v1`, KEY), client(`${origin}/_emulator`, KEY)];
      const { body } = await control.get('/instances');
      expect(body.instances.map(({ phase }: Json) => phase).reverse()).toEqual(states);
      for (const { apiInstanceName, instanceName } of body.instances)
        expect(apiInstanceName).toMatch(new RegExp(`^t2_[0-9a-z]{8}_${String(instanceName).replace(' ', '-')}$`));
      expect((await control.get('/clock')).body.clock).toEqual({ now: '2026-06-01T01:00:00.000Z', frozen: true });
      const [webhook] = (await api.get('/webhooks')).body.webhooks;
      expect(webhook).toMatchObject({
        id: 1,
        events: ['connection.update'],
        enabled: false,
        instance: { instanceName: 'Toko open' },
      });
      expect((await api.create({ instanceName: 'next' })).status).toBe(201);
      const elsewhere = await client(`${origin}/api/v1`, 'another').create({ instanceName: 'x' });
      expect(elsewhere.body.instance.apiInstanceName).toMatch(/^t3_/);
    });

    test('WACHAT_SEED_FILE says the same, and so does the option', async () => {
      const path = await fileOf(JSON.stringify({ accounts: [everyState] }));
      const { origin } = await startCli([], { WACHAT_SEED_FILE: path });
      expect((await client(`${origin}/_emulator`, KEY).get('/instances')).body.count).toBe(9);
      const { wachat } = await build({ seedFile: path });
      expect([wachat.apiKey, wachat.instances().length]).toEqual([KEY, 9]);
    });
  });

  describe('rules', () => {
    test.each([
      '{"accounts": [\n  {"key": "k3y-stays-secret",}\n]}',
      JSON.stringify({ accounts: [{ key: KEY, [KEY]: 1 }] }),
      JSON.stringify({
        accounts: [{ key: KEY, instances: [{ instanceName: 'a' }, { instanceName: 'b', state: 'close' }] }],
      }),
    ])('what stops startWachat stops the command with the same sentence, code 1 and no key: %s', async (text) => {
      const path = await fileOf(text);
      const { code, stdout, stderr } = await runCli(['--port', '0', '--seed-file', path]).exited;
      expect([code, stdout]).toEqual([1, '']);
      await expect(startWachat({ seedFile: path })).rejects.toThrow(stderr.trimEnd());
      expect(stderr).toMatch(/^The seed file [^\n]+\.\n$/);
      expect(stderr).not.toContain(KEY);
    });

    test('it may be a pipe, such as what a shell makes of a command', async () => {
      const path = await fileOf(JSON.stringify({ accounts: [everyState] }));
      for (const line of [
        'exec "$0" "$1" --port 0 --seed-file <(cat "$2")',
        'exec "$0" "$1" --port 0 --seed-file /dev/stdin < <(cat "$2")',
      ]) {
        const { origin } = await startInShell(line, path);
        expect((await client(`${origin}/_emulator`, KEY).get('/instances')).body.count).toBe(states.length);
      }
    });

    test('a pipe that never ends is read up to the limit', async () => {
      const line = 'exec "$0" dist/cli.js --port 0 --seed-file <(exec cat /dev/zero)';
      const { code, stdout, stderr } = await run('bash', ['-c', line, process.execPath]).exited;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^The seed file "\/dev\/fd\/\d+" cannot be read: it is larger than 64 MiB\.\n$/);
    });

    test('a pipe that nobody writes to keeps no signal waiting', async () => {
      const path = `${await fileOf('')}.pipe`;
      await run('mkfifo', [path]).exited;
      const { child, exited } = runCli(['--port', '0', '--seed-file', path]);
      // This waits until somebody reads it.
      const writer = await open(path, 'w');
      child.kill('SIGTERM');
      const { code, signal, stdout, stderr } = await exited;
      expect([code, signal, stdout, stderr]).toEqual([0, null, '', '']);
      await writer.close();
    });

    test('a file that is not there or cannot be read', async () => {
      const { code, stderr } = await runCli(['--port', '0', '--seed-file', '/nowhere/seed.json']).exited;
      expect([code, stderr]).toEqual([1, 'The seed file "/nowhere/seed.json" cannot be read: no such file.\n']);
      await expect(startWachat({ seedFile: tmpdir() })).rejects.toThrow('cannot be read: it is a directory.');
    });
  });
});
