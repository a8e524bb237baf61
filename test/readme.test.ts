import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startWachat } from '../src/index.js';
import { settings, type Setting } from '../src/settings.js';
import { readQr } from './helper.js';

const readme = await readFile('README.md', 'utf8');
const run = promisify(execFile);

const rowOf = ({ flag, argument, repeatable, env, about, otherwise }: Setting): string => {
  const usage = argument === undefined ? `\`${flag}\`` : `\`${flag} <${argument}>\``;
  const variables = env.map((name) => `\`${name}\``).join(', ');
  return `| ${usage}${repeatable === true ? ', repeatable' : ''} | ${variables} | ${otherwise} | ${about} |`;
};

/** Tables as they mean: without the spaces that only line their columns up. */
const plain = (text: string): string => text.replaceAll(/ *\| */g, ' | ').replaceAll(/^ | $/gm, '');

test('the table of settings is the one in the code, in its order', () => {
  const rows = Object.values(settings).map(rowOf).map(plain).join('\n');
  expect(plain(readme)).toContain(rows);
});

test('the curl lines work as they stand, against another port', async () => {
  const wachat = await startWachat({ seed: 'readme' });
  onTestFinished(wachat.close);
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { host } = new URL(wachat.url);
  const blocks = [...readme.matchAll(/```sh\n(curl[^`]*)```/g)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(4);
  const [create = '', image = '', scan = '', advance = ''] = blocks.map((block) =>
    block.replaceAll('localhost:9224', host),
  );
  const sh = async (command: string) => (await run('sh', ['-c', command], { cwd: folder })).stdout;

  const created = JSON.parse(await sh(create));
  expect(created.qrcode.code).toMatch(/^2@/);
  await sh(image);
  expect(readQr(await readFile(join(folder, 'qr.png')))).toMatch(/^2@/);
  const name = created.instance.apiInstanceName;
  const scanned = JSON.parse(await sh(scan.replace('t1_mq9r2jov_jakarta_store', name)));
  expect(scanned.instance).toMatchObject({ apiInstanceName: name, state: 'open' });
  expect(JSON.parse(await sh(advance)).clock).toMatchObject({ stoppedShort: false, unsettled: [] });
});
