import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../support/client.js';
import { freePort } from '../support/port.js';
import { startCli } from '../support/process.js';
import { root } from '../support/repository.js';
import { BUILD, copyOf } from '../support/example.js';

const file = join(root, 'examples/github-actions/.github/workflows/test.yml');
let jobs: Json;
beforeAll(async () => {
  ({ jobs } = parse(await readFile(file, 'utf8')));
});

/** The lines of a job that a shell runs, in order. */
const linesOf = (job: Json): string[] =>
  job.steps.flatMap((step: { readonly run?: string }) => (step.run === undefined ? [] : [step.run]));

/** Runs a job's lines as a runner does; the package is there in place of what `npm install` would fetch. */
const play = async (job: Json, origin: string, edits: readonly (readonly [string, string, string])[] = []) => {
  const { install, edit, run } = await copyOf('github-actions');
  await install();
  for (const [name, from, to] of edits) await edit(name, from, to);
  const [first, ...lines] = linesOf(job);
  expect(first).toBe('npm install');
  const { WACHAT_URL, ...env } = job.env ?? {};
  const url = WACHAT_URL === undefined ? {} : { WACHAT_URL: WACHAT_URL.replace('http://localhost:9224', origin) };
  return run(lines.join('\n'), { ...env, ...url });
};

describe('The example for GitHub Actions', () => {
  describe('with the emulator as a service', () => {
    test('passes when the service is there', async () => {
      const { origin } = await startCli();
      const { code, output } = await play(jobs.service, origin);
      expect(output).toMatch(/^(#|ℹ) pass 1$/m);
      expect(code).toBe(0);
    });

    test('fails when the service is not there', async () => {
      const { code, output } = await play(jobs.service, `http://localhost:${String(await freePort())}`);
      expect(output).toMatch(/^(#|ℹ) fail 1$/m);
      expect(code).toBe(1);
    });

    test('names the image by its version, and the port that it listens on', async () => {
      const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
      const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
      const { image, ports } = jobs.service.services.wachat;
      expect(image).toBe(`ghcr.io/your-name/wachat-emulator:${String(version)}`);
      const readme = await readFile(join(root, 'examples/github-actions/README.md'), 'utf8');
      expect(readme).toContain(`docker push ${String(image)}\n`);
      const [, exposed = ''] = /^EXPOSE (\d+)$/m.exec(dockerfile) ?? [];
      expect(ports).toEqual([`9224:${exposed}`]);
      expect(new URL(jobs.service.env.WACHAT_URL).port).toBe('9224');
    });

    test('leaves the check of its health to the image, which has one', async () => {
      expect(jobs.service.services.wachat.options).not.toContain('--health-cmd');
      expect(await readFile(join(root, 'Dockerfile'), 'utf8')).toMatch(/^HEALTHCHECK /m);
    });
  });

  describe('with the emulator as a command', () => {
    test('passes without a service', async () => {
      const { code, output } = await play(jobs.command, '');
      expect(output).toMatch(/^(#|ℹ) pass 1$/m);
      expect(code).toBe(0);
      expect([jobs.command.services, jobs.command.env]).toEqual([undefined, undefined]);
    });

    test('fails when the tests fail', async () => {
      const { code, output } = await play(jobs.command, '', [['shop.test.js', "'open'", "'close'"]]);
      expect(output).toContain("actual: 'open'");
      expect(code).toBe(1);
    });
  });

  test('is installed and run by hand as in the job', async () => {
    const { commands } = await copyOf('github-actions');
    expect((await commands()).slice(-3)).toEqual([BUILD, ...linesOf(jobs.command)]);
  });
});
