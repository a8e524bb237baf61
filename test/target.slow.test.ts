import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Json } from './support/client.js';
import { run, startCli } from './support/process.js';
import { root } from './support/repository.js';

test('tests of the imitated API ask another server where WACHAT_TEST_TARGET names one, and say which of them cannot', async () => {
  const KEY = 'key@of:that/server';
  const { origin } = await startCli(['--api-key', KEY]);
  const target = new URL(`${origin}/api/v1`);
  target.username = encodeURIComponent(KEY);
  const { code, stdout, stderr } = await run(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      root,
      '--project',
      'fast',
      '--reporter',
      'verbose',
      'test/api',
    ],
    {
      WACHAT_TEST_TARGET: target.href,
      NO_COLOR: '1',
      VITEST: '',
      VITEST_MODE: '',
      VITEST_POOL_ID: '',
      VITEST_WORKER_ID: '',
    },
  ).exited;
  expect(code, stdout + stderr).toBe(0);
  expect(Number(/(\d+) passed/.exec(stdout.slice(stdout.lastIndexOf('Tests ')))?.[1])).toBeGreaterThan(80);
  expect(stdout).toContain('[needs an emulator of its own: the control API, a clock, or an empty account]');
  // They were asked there, and nowhere else.
  const list = await fetch(`${target.origin}/api/v1/instance/list`, { headers: { Authorization: `Bearer ${KEY}` } });
  const { count }: Json = await list.json();
  expect(count).toBeGreaterThan(80);
});
