import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from '../support/repository.js';

test('the published types are those of the documents', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/shapes.mjs', '--print'], { cwd: root });
  expect(await readFile(`${root}/src/shapes.ts`, 'utf8'), 'run npm run openapi').toBe(stdout);
});
