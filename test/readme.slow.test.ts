import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { manualClock, startWachat } from '../src/index.js';
import { settings, type Setting } from '../src/command/settings.js';
import { client } from './support/client.js';
import { readQr } from './support/picture.js';
import { receive } from './support/receiver.js';
import { root } from './support/repository.js';

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

const pages = ['README.md', ...(await readdir('examples')).map((name) => `examples/${name}/README.md`)];
test.each(pages)('the commands in %s can be pasted into any shell: no comment is behind them', async (page) => {
  const blocks = [...(await readFile(page, 'utf8')).matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
  expect(blocks).not.toEqual([]);
  // To zsh, as people type into it, `#` begins no comment.
  for (const block of blocks) expect(block).not.toMatch(/(^|\s)#/);
  if (page === 'README.md') expect(blocks.slice(0, 2)).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
});

test('the curl lines work as they stand, against another port', async () => {
  const wachat = await startWachat({ seed: 'readme' });
  onTestFinished(wachat.close);
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { host } = new URL(wachat.url);
  const blocks = new Map(
    [...readme.matchAll(/```sh\n(curl[^`]*)```/g)].map(([, block = '']) => [
      /:9224(\/[^\s"]*)/.exec(block)?.[1] ?? '',
      block.replaceAll('localhost:9224', host),
    ]),
  );
  const sh = async (path: string, edit = (command: string) => command) => {
    const block = blocks.get(path);
    if (block === undefined) throw new Error(`No curl calls ${path}; there are ${[...blocks.keys()].join(', ')}.`);
    blocks.delete(path);
    return (await run('sh', ['-c', edit(block)], { cwd: folder })).stdout;
  };

  const created = JSON.parse(await sh('/api/v1/instance/create'));
  expect(created.qrcode.code).toMatch(/^2@/);
  await sh('/api/v1/instance/create?response=image');
  expect(readQr(await readFile(join(folder, 'qr.png')))).toMatch(/^2@/);
  const name = created.instance.apiInstanceName;
  const named = (text: string): string => text.replace('t1_mq9r2jov_jakarta_store', name);
  const scanned = JSON.parse(await sh('/_emulator/scan', named));
  expect(scanned.instance).toMatchObject({ apiInstanceName: name, state: 'open' });
  expect(JSON.parse(await sh('/api/v1/send/text', named))).toMatchObject({ success: true, status: 'PENDING' });
  expect(JSON.parse(await sh('/_emulator/messages?to=6281298765432&contains=1001&wait=5s'))).toMatchObject({
    satisfied: true,
    messages: [{ direction: 'sent', status: 'delivered', text: 'Order 1001 is on its way.' }],
  });
  const answer = await sh('/_emulator/instances/t1_mq9r2jov_jakarta_store/receive', named);
  expect(JSON.parse(answer).message).toMatchObject({ direction: 'received', pushName: 'Siti', text: 'Thank you!' });
  expect(JSON.parse(await sh('/_emulator/clock')).clock).toMatchObject({ stoppedShort: false, unsettled: [] });
  const journal = JSON.parse(await sh('/_emulator/requests?operation=createInstance&count=1&wait=5s'));
  expect(journal).toMatchObject({ satisfied: true, count: 2 });
  expect(JSON.parse(await sh('/_emulator/faults')).faults).toMatchObject([{ seen: 0, fired: 0 }]);
  expect([...blocks.keys()]).toEqual([]);
});

/** The code of those who read it, as far as the samples need it. */
const yourApp = ({ baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string }) => {
  const api = client(baseUrl, apiKey);
  return {
    async connect(instanceName: string) {
      const { status, body } = await api.create({ instanceName });
      if (status !== 201) throw new Error(`Wachat answered ${String(status)}.`);
      return { name: body.instance.apiInstanceName, qr: body.qrcode.code };
    },
    async placeOrder(number: string) {
      const { body } = await api.get('/instance/list');
      const { apiInstanceName: instanceName } = body.instances[0];
      const tell = (message: string) => api.post('/send/text', { instanceName, number, message });
      const { url } = await receive(async ({ body: { data } }, response) => {
        await tell(`Thank you, ${String(data.pushName)}!`);
        response.end();
      });
      await api.post('/webhooks', { url, events: ['messages.upsert'] });
      await tell('Is your order right? Answer YES.');
    },
    currentQr: async (name: string) => (await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.code,
  };
};

const [, needs = ''] = /\n## In your tests\n([^]*?)\n## /.exec(readme) ?? [];
const samples = [...needs.matchAll(/### ([^\n]+)\n(?:(?!###)[^])*?```ts\n([^]*?)```/g)].map(
  ([, title = '', code = '']) => ({ title, code }),
);

test('every need that is shown in TypeScript is among the samples', () => {
  expect(samples.map(({ title }) => title)).toEqual([
    'My test must wait for what my code does',
    'My shop notifies a customer, who answers',
    'My CI runs in parallel',
    'I want a 429 on the second call',
    'The QR expires while my user looks at it',
    'I want to start with existing instances',
  ]);
});

test.each(samples)('the sample works as it stands: $title', async ({ code }) => {
  const wachat = await startWachat();
  onTestFinished(wachat.close);
  const given = { wachat, startWachat, manualClock, expect, randomUUID, yourApp };
  // In a block of its own, so that a sample may have variables of the names that it is given.
  const body = `return (async () => { { ${code.replaceAll(/^import .*$/gm, '')} } })();`;
  expect.hasAssertions();
  await compileFunction(body, Object.keys(given)).call(undefined, ...Object.values(given));
  expect(wachat.accounts().length).toBeLessThanOrEqual(1);
});

test('the sample of a wait in vain is what it says', async () => {
  const wachat = await startWachat();
  onTestFinished(wachat.close);
  await yourApp({ baseUrl: wachat.url, apiKey: wachat.apiKey }).connect('Toko Jakrta');
  const query = { operation: 'createInstance', body: { instanceName: 'Toko Jakarta' } } as const;
  const error = await wachat.waitFor('requests', query, '20ms').catch((one: unknown) => one);
  const message = error instanceof Error ? error.message : '';
  expect(needs).toContain(`\`\`\`text\n${message.replace('20ms', '5s')}\n\`\`\``);
});

/** What the samples take from those who read them. */
const surroundings = `
  type App = { baseUrl: string; apiKey: string };
  declare const wachat: import('wachat-emulator').Wachat;
  declare const expect: typeof import('vitest').expect;
  declare const randomUUID: typeof import('node:crypto').randomUUID;
  declare const yourApp: (app: App) => {
    connect: (instanceName: string) => Promise<{ name: string; qr: string }>;
    currentQr: (name: string) => Promise<string>;
    placeOrder: (number: string) => Promise<void>;
  };
  declare const yourCode: {
    connectWhatsApp: (app: App) => Promise<{ picture: string; isConnected: () => Promise<boolean> }>;
  };
  declare const readQr: (picture: string) => string;
  declare const request: import('node:http').IncomingMessage;
  declare const webhook: { secret: string };
  declare const rawBody: Buffer;
`;

test('the samples in TypeScript are right for a compiler as strict as it can be', () => {
  const blocks = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => `${code}\nexport {};\n`);
  expect(blocks.length).toBeGreaterThan(samples.length);
  const files = new Map([
    [join(root, 'surroundings.d.ts'), surroundings],
    ...blocks.map((code, index) => [join(root, `sample-${String(index + 1)}.ts`), code] as const),
  ]);
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const ours = { ...options, noUnusedLocals: false };
  const disk = ts.createCompilerHost(ours);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile(path, ...rest) {
      const text = files.get(path);
      return text === undefined
        ? disk.getSourceFile(path, ...rest)
        : ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
    },
  };
  const program = ts.createProgram([...files.keys()], ours, host);
  const diagnostics = [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  const problems = diagnostics.map(({ messageText, file, start }) => {
    const line = file?.text.slice(start).split('\n')[0] ?? '';
    return `${ts.flattenDiagnosticMessageText(messageText, ' ')} At: ${line}`;
  });
  expect(problems).toEqual([]);
}, 60_000);
