import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { client } from '../support/client.js';
import { listening, run } from '../support/process.js';
import { root } from '../support/repository.js';
import { rawRequest } from '../support/socket.js';

/** A copy of what is published, as a build of its own would leave it. */
const copy = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wachat-copy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
};

test('with all its files gone, a running server answers every call that it has not answered before', async () => {
  const folder = await copy();
  const cli = join(folder, 'dist/cli.js');
  const { origin, child, exited } = await listening(run(process.execPath, [cli, '--port', '0', '--cors']));
  await rm(folder, { recursive: true });

  const api = client(`${origin}/api/v1`, 'key');
  const control = client(`${origin}/_emulator`, 'key');
  expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
  expect((await control.get('/clock')).status).toBe(200);
  const paths = new Set<string>();
  for (const [name, server] of Object.entries({ wachat: api, emulator: control })) {
    const { body: document } = await control.get(`/openapi/${name}.json`);
    for (const [path, methods] of Object.entries<object>(document.paths)) {
      if (!('get' in methods)) continue;
      // Else that one would have no end.
      const query = path === '/stream' ? '?wait=0ms' : '';
      expect((await server.get(path + query)).status, path).toBeLessThan(500);
      paths.add(path);
    }
  }
  expect([...paths]).toEqual(expect.arrayContaining(['/instance/list', '/openapi/wachat.json', '/snapshot']));
  const { body } = await control.get('/snapshot');
  expect((await control.call('PUT', '/snapshot', { body: JSON.stringify(body) })).status).toBe(200);
  expect((await fetch(`${origin}/`)).status).toBe(200);

  child.kill('SIGTERM');
  expect(await exited).toMatchObject({ code: 0 });
});

test('the journal of a command that failed is printed even if the command took our files away', async () => {
  const folder = await copy();
  const command = 'rm -r "$0"; exit 3';
  const args = [join(folder, 'dist/cli.js'), 'run', '--journal-on-failure', '--', 'sh', '-c', command, folder];
  const { code, stderr } = await run(process.execPath, args).exited;
  expect([code, stderr]).toEqual([3, 'The command failed. It made no request to the emulator.\n']);
});

test('an embedded emulator needs no files either, and closes', async () => {
  const folder = await copy();
  const program = `
    import { rm } from 'node:fs/promises';
    import { startWachat } from './dist/index.mjs';
    await rm('./dist', { recursive: true });
    const wachat = await startWachat({ cors: true, accounts: [{ key: 'a', instances: [{ instanceName: 'shop' }] }] });
    const { status } = await fetch(new URL('/_emulator/clock', wachat.url), { headers: { Authorization: 'Bearer a' } });
    console.log(status, (await wachat.instances()).length);
    await wachat.close();`;
  await writeFile(join(folder, 'program.js'), program);
  const { code, stdout, stderr } = await run('sh', ['-c', 'cd "$0" && exec "$1" program.js', folder, process.execPath])
    .exited;
  expect([code, stderr, stdout]).toEqual([0, '', '200 1\n']);
});

test('without a file descriptor left, those who are connected are answered, and all are once there are some again', async () => {
  const line = 'ulimit -n 40; exec "$0" "$1" --port 0';
  const { origin, child, exited } = await listening(
    run('sh', ['-c', line, process.execPath, join(root, 'dist/cli.js')]),
  );
  const { port } = new URL(origin);
  const sockets = Array.from({ length: 60 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
  // More than there are descriptors for: some are closed again.
  await new Promise((resolve) => {
    for (const socket of sockets) socket.on('close', resolve);
  });
  const ask = rawRequest('GET /_emulator/clock HTTP/1.1', { Host: 'localhost', Authorization: 'Bearer key' });
  const answer = await Promise.any(
    sockets.map(async (socket) => {
      socket.write(ask);
      const [data]: unknown[] = await once(socket, 'data');
      return String(data);
    }),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);

  for (const socket of sockets) socket.destroy();
  const control = client(`${origin.replace('localhost', '127.0.0.1')}/_emulator`, 'key');
  for (const path of ['/instances', '/openapi/emulator.json']) expect((await control.get(path)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toMatchObject({ code: 0 });
});

test('what nobody handles is logged, one line each, and the server goes on', async () => {
  const preload = `process.on('SIGUSR2', () => { Promise.reject(new Error('rejected')); throw new Error('thrown'); });`;
  const cli = join(root, 'dist/cli.js');
  const started = run(process.execPath, ['--import', `data:text/javascript,${preload}`, cli, '--port', '0']);
  const { origin, child, exited } = await listening(started);
  const api = client(`${origin}/api/v1`, 'key');
  expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
  child.kill('SIGUSR2');
  const failures = () => started.stderr().match(/^\{"level":50.*something failed.*$/gm) ?? [];
  await expect.poll(failures).toHaveLength(2);
  for (const word of ['thrown', 'rejected'])
    expect(failures().map((line) => JSON.parse(line).err.stack)).toContainEqual(expect.stringContaining(word));
  expect((await api.get('/instance/list')).body.count).toBe(1);
  child.kill('SIGTERM');
  expect(await exited).toMatchObject({ code: 0 });
});
