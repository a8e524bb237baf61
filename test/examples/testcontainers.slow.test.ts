import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.js';
import { root } from '../support/repository.js';
import { copyOf } from '../support/example.js';

/** The example with a stand-in for the module, which needs Docker: a process in place of the container. */
const standIn = async () => {
  const { folder, write, run, ...copy } = await copyOf('testcontainers');
  await write('node_modules/testcontainers/package.json', '{ "exports": "./index.mjs" }');
  const code = await readFile(join(import.meta.dirname, '../support/testcontainers.mjs'), 'utf8');
  await write('node_modules/testcontainers/index.mjs', code);
  return {
    ...copy,
    /** Runs the tests; gives what they asked Testcontainers for as well. */
    play: async () => {
      const ended = await run('npm test', {
        STAND_IN_CLI: join(root, 'dist/cli.js'),
        STAND_IN_LOG: join(folder, 'log'),
      });
      const log = (await copy.read('log')).trim().split('\n');
      return { ...ended, asked: log.map((line): Json => JSON.parse(line)) };
    },
  };
};

describe('The example for Testcontainers', () => {
  test('starts the image that its README builds, waits for its health at its port, and stops it', async () => {
    const { commands, play } = await standIn();
    const { code, output, asked } = await play();
    expect(output).toMatch(/^(#|ℹ) pass 1$/m);
    expect(code).toBe(0);
    expect(asked).toEqual([
      { image: 'wachat-emulator', ports: [9224], wait: { path: '/_emulator/health', port: 9224 } },
      'stopped',
    ]);
    expect(await commands()).toEqual(['docker build -t wachat-emulator ../..', 'npm install', 'npm test']);
    expect(await readFile(join(root, 'Dockerfile'), 'utf8')).toMatch(/^EXPOSE 9224$/m);
  });

  test('fails when it expects what does not happen, and stops the container all the same', async () => {
    const { edit, play } = await standIn();
    await edit('wachat.test.js', "'open'", "'close'");
    const { code, output, asked } = await play();
    expect(output).toMatch(/^(#|ℹ) fail 1$/m);
    expect(output).toContain("actual: 'open'");
    expect(code).toBe(1);
    expect(asked.at(-1)).toBe('stopped');
  });

  test('names a version that runs on the Node that this package runs on', async () => {
    const { read } = await standIn();
    const { devDependencies } = JSON.parse(await read('package.json'));
    expect(devDependencies).toEqual({ testcontainers: expect.stringMatching(/^11\./) });
  });
});
