import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { manualClock, readQr, startWachat, verify } from '../src/index.js';
import { settings, type Setting } from '../src/command/settings.js';
import { client } from './support/client.js';
import { receive } from './support/receiver.js';
import { root } from './support/repository.js';

const [readme, recipes, reference] = await Promise.all(
  ['README.md', 'docs/recipes.md', 'docs/reference.md'].map((page) => readFile(page, 'utf8')),
);
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
  expect(plain(reference ?? '')).toContain(rows);
});

const pages = [
  'README.md',
  'docs/recipes.md',
  ...(await readdir('examples')).map((name) => `examples/${name}/README.md`),
];
test.each(pages)('the commands in %s can be pasted into any shell: no comment is behind them', async (page) => {
  const blocks = [...(await readFile(page, 'utf8')).matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
  expect(blocks).not.toEqual([]);
  // To zsh, as people type into it, `#` begins no comment.
  for (const block of blocks) expect(block).not.toMatch(/(^|\s)#/);
});

const blocksIn = (page = ''): readonly string[] =>
  [...page.matchAll(/```sh\n([^`]*)```/g)].map(([, block = '']) => block);

test('both set-up commands are on the first screen, in a form that nobody pastes one after the other', () => {
  const screen = readme?.split('\n').slice(0, 24).join('\n') ?? '';
  for (const command of ['npm ci && npm start', 'npm ci && npm test']) {
    expect(screen).toMatch(new RegExp(`^\\| \`${command}\` +\\|`, 'm'));
    expect(blocksIn(readme).join('')).not.toContain(command);
  }
});

/** Pastes the blocks of a page into one shell, from top to bottom; returns what each printed. */
const paste = async (blocks: readonly string[], host: string, folder = '.'): Promise<readonly string[]> => {
  const mark = randomUUID();
  const script = blocks
    .map((block) => `${block}\necho '${mark}'\n`)
    .join('')
    .replaceAll('localhost:9224', host);
  const { stdout, stderr } = await run('sh', ['-c', script], { cwd: folder });
  expect(stderr).toBe('');
  return stdout.split(`${mark}\n`).slice(0, -1);
};

test('pasted from top to bottom the page works as it stands, against another port', async () => {
  const wachat = await startWachat({ seed: 'readme' });
  onTestFinished(wachat.close);
  const outputs = await paste(blocksIn(readme), new URL(wachat.url).host);
  const [name = '', ...rest] = outputs;
  expect(name).toMatch(/^t1_[0-9a-z]+_jakarta_store\n$/);
  const replies = rest.map((text) => JSON.parse(text));
  expect(replies).toMatchObject([
    { instance: { apiInstanceName: name.trim(), state: 'open' } },
    { success: true, status: 'PENDING' },
    { satisfied: true, messages: [{ direction: 'sent', status: 'delivered', text: 'Order 1001 is on its way.' }] },
    { message: { direction: 'received', pushName: 'Siti', text: 'Thank you!' } },
  ]);
});

test('pasted from top to bottom the calls of the recipes work, and leave nothing armed', async () => {
  const wachat = await startWachat({ seed: 'readme' });
  onTestFinished(wachat.close);
  const account = wachat.account('any-key');
  await client(wachat.url, 'any-key').create({ instanceName: 'shop' });
  const calls = blocksIn(recipes).filter((block) => block.startsWith('curl'));
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [picture, ...replies] = await paste(calls, new URL(wachat.url).host, folder);
  expect(picture).toBe('');
  expect(await readQr(await readFile(join(folder, 'qr.png')))).toMatch(/^2@/);
  expect(replies.map((text) => JSON.parse(text))).toMatchObject([
    { satisfied: true, count: 2 },
    { faults: [{ seen: 0, fired: 0 }] },
    { success: true },
  ]);
  expect(account.faults()).toEqual([]);
});

/** The code of those who read it, as far as the samples need it. */
const yourApp = ({ baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string }) => {
  const api = client(baseUrl, apiKey);
  const verdicts: string[] = [];
  return {
    async connect(instanceName: string, number?: string) {
      const { status, body } = await api.create({ instanceName, number });
      if (status !== 201) throw new Error(`Wachat answered ${String(status)}.`);
      return { name: body.instance.apiInstanceName, qr: body.qrcode.code };
    },
    verdicts: () => verdicts,
    async reportTo(check: (request: IncomingMessage, body: Buffer) => string): Promise<string> {
      const { url } = await receive(({ raw }, response, request) => {
        verdicts.push(check(request, raw));
        response.end();
      });
      return (await api.post('/webhooks', { url, events: ['connection.update'] })).body.webhook.secret;
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
    currentPairingCode: async (name: string) =>
      (await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode.pairingCode,
    state: async (name: string) => (await api.get(`/instance/state?instanceName=${name}`)).body.instance.state,
  };
};

const samples = [
  { title: 'Test with it', code: /```ts\n([^]*?)```/.exec(readme ?? '')?.[1] ?? '' },
  ...[...(recipes ?? '').matchAll(/### ([^\n]+)\n((?:(?!###)[^])*)/g)].flatMap(([, title = '', text = '']) =>
    [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => ({ title, code })),
  ),
];

test('every need that is shown in TypeScript is among the samples', () => {
  expect(samples.map(({ title }) => title)).toEqual([
    'Test with it',
    'My test must wait for what my code does',
    'My shop notifies a customer, who answers',
    'My CI runs in parallel',
    'I want a 429 on the second call',
    'The reply is lost, but the work is done',
    'The QR expires while my user looks at it',
    'My user types a pairing code',
    'My user has scanned, and it is not open yet',
    'My receiver checks signatures',
    'Deliveries come twice, late, or not at all',
    'I want to start with existing instances',
  ]);
});

test.each(samples)('the sample works as it stands: $title', async ({ code }) => {
  const wachat = await startWachat();
  onTestFinished(wachat.close);
  const inline = (_title: string, act: () => Promise<void>) => act();
  const given = { wachat, startWachat, manualClock, readQr, verify, expect, randomUUID, yourApp, test: inline };
  // In a block of its own, so that a sample may have variables of the names that it is given.
  const body = `return (async () => { { ${code.replaceAll(/^import .*$/gm, '').replaceAll(/^test\(/gm, 'await test(')} } })();`;
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
  expect(recipes).toContain(`\`\`\`text\n${message.replace('20ms', '4s')}\n\`\`\``);
});

/** What the samples take from those who read them. */
const surroundings = `
  type App = { baseUrl: string; apiKey: string };
  declare const wachat: import('wachat-emulator').Wachat;
  declare const expect: typeof import('vitest').expect;
  declare const randomUUID: typeof import('node:crypto').randomUUID;
  declare const yourApp: (app: App) => {
    connect: (instanceName: string, number?: string) => Promise<{ name: string; qr: string }>;
    currentQr: (name: string) => Promise<string>;
    currentPairingCode: (name: string) => Promise<string>;
    state: (name: string) => Promise<string>;
    placeOrder: (number: string) => Promise<void>;
    reportTo: (check: (request: import('node:http').IncomingMessage, body: Buffer) => string) => Promise<string>;
    verdicts: () => readonly string[];
  };
`;

test('the samples in TypeScript are right for a compiler as strict as it can be', () => {
  const blocks = samples.map(({ code }) => `${code}\nexport {};\n`);
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
