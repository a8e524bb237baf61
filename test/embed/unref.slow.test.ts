import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../support/process.js';
import { root } from '../support/repository.js';

const module = pathToFileURL(join(root, 'dist/index.js')).href;

/** What a script prints that starts an emulator, unref'd, and never closes it. */
const outcome = async (script: string) => {
  const code = `
    import { startWachat } from ${JSON.stringify(module)};
    const wachat = await startWachat({ unref: true });
    const create = async () => {
      const headers = { Authorization: 'Bearer ' + wachat.apiKey, 'Content-Type': 'application/json' };
      const reply = await fetch(wachat.url + '/instance/create', { method: 'POST', headers, body: '{"instanceName": "shop"}' });
      return (await reply.json()).success;
    };
    ${script}`;
  const {
    code: status,
    signal,
    stdout,
    stderr,
  } = await run(process.execPath, ['--input-type=module', '-e', code]).exited;
  return { status, signal, stdout, stderr };
};

test.each([
  ['nothing else', '', ''],
  ['requests, over connections that are kept', 'console.log(await create(), await create());', 'true true\n'],
])('A script that forgets to close ends all the same: %s', async (_what, script, stdout) => {
  expect(await outcome(script)).toEqual({ status: 0, signal: null, stdout, stderr: '' });
});

test('A wait keeps the process alive until it is over', async () => {
  const { status, stdout } = await outcome(`
    await wachat.waitFor('requests', {}, '300ms').catch((error) => console.log(error.message));
    setTimeout(create, 100);
    console.log((await wachat.waitFor('requests', { operation: 'createInstance' })).length);
    console.log((await wachat.clock.advance('1s')).stoppedShort);`);
  expect([status, stdout]).toEqual([0, 'Waited 300ms for requests: 1 wanted, 0 found.\n1\nfalse\n']);
});
