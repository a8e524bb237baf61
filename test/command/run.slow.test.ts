import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { requestLines, spawnProblem, type SeenRequest } from '../../src/command/words.js';
import { freePort, occupyPort } from '../support/port.js';
import { run, runCli } from '../support/process.js';
import { root } from '../support/repository.js';

const KEY = 'k3y-stays-secret';

/** A command that runs this script; `call`, `control` and `show` are there for it. */
const node = (script: string): readonly string[] => [
  process.execPath,
  '-e',
  `const { WACHAT_URL, WACHAT_API_KEY, WACHAT_CONTROL_URL } = process.env;
   // Nothing passes it on when a test that fails kills what runs this.
   const parent = process.ppid;
   setInterval(() => process.ppid === parent || process.exit(console.log('left alone')), 500).unref();
   const show = (value) => console.log(JSON.stringify(value));
   const send = async (url, body, key = WACHAT_API_KEY) => {
     const headers = { Authorization: 'Bearer ' + key, 'Content-Type': 'application/json' };
     const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
     return { status: reply.status, body: await reply.json() };
   };
   const call = (path, body, key) => send(WACHAT_URL + path, body, key);
   const control = (path, body) => send(WACHAT_CONTROL_URL + path, body);
   (async () => { ${script} })();`,
];

const PATIENCE = { timeout: 30_000 } as const;

/** Keeps a command running until a signal that it listens for ends it. */
const STAY = 'setInterval(() => undefined, 1000);';

const isRefused = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const end = (refused: boolean): void => {
      socket.destroy();
      resolve(refused);
    };
    socket.on('connect', () => {
      end(false);
    });
    socket.on('error', () => {
      end(true);
    });
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Runs a command, and waits for the JSON that it shows first. */
const startRun = async (command: readonly string[], flags: readonly string[] = []) => {
  const started = runCli(['run', ...flags, '--', ...command]);
  await expect.poll(() => started.stdout().includes('\n') || started.child.exitCode !== null, PATIENCE).toBe(true);
  return { ...started, first: JSON.parse(started.stdout().split('\n')[0] ?? '') };
};

describe('wachat-emulator run', () => {
  describe('shape', () => {
    test('the command finds an emulator by its environment, and is alone on stdout', async () => {
      const { code, stdout, stderr } = await runCli([
        'run',
        '--',
        ...node(`
          const created = await call('/instance/create', { instanceName: 'shop' });
          const scanned = await control('/scan', { code: created.body.qrcode.code });
          show({ WACHAT_URL, WACHAT_API_KEY, WACHAT_CONTROL_URL, created: created.status, state: scanned.body.instance.state });`),
      ]).exited;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.split('\n')).toHaveLength(2);
      const seen = JSON.parse(stdout);
      expect(seen).toMatchObject({ created: 201, state: 'open' });
      expect(seen.WACHAT_URL).toMatch(/^http:\/\/localhost:[1-9]\d*\/api\/v1$/);
      expect(seen.WACHAT_CONTROL_URL).toBe(seen.WACHAT_URL.replace('/api/v1', '/_emulator'));
      expect(seen.WACHAT_API_KEY).toMatch(/^[\w-]{24}$/);
    });

    test('standard input is the command’s', async () => {
      const { child, exited } = runCli(['run', '--', 'cat']);
      child.stdin?.end('a line\nand another');
      expect(await exited).toMatchObject({ code: 0, stdout: 'a line\nand another', stderr: '' });
    });

    test('--help says what the command gets and how it ends, in 80 columns', async () => {
      const { code, stdout, stderr } = await runCli(['run', '--help']).exited;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Usage: wachat-emulator run \[options\] -- <command> \[arguments...\]\n/);
      for (const word of ['WACHAT_URL ', 'WACHAT_API_KEY ', 'WACHAT_CONTROL_URL ', '128 + n', '--qr-ttl ', 'SIGTERM'])
        expect(stdout).toContain(word);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    });
  });

  describe('rules', () => {
    test.each([0, 1, 3, 255])('the exit code is that of the command: %i', async (code) => {
      expect(await runCli(['run', '--', 'sh', '-c', `exit ${String(code)}`]).exited).toEqual({
        code,
        signal: null,
        stdout: '',
        stderr: '',
      });
    });

    test.each([
      ['TERM', 143],
      ['KILL', 137],
      ['INT', 130],
      ['PIPE', 141],
    ])('a command that SIG%s ends gives %i', async (signal, code) => {
      expect(await runCli(['run', '--', 'sh', '-c', `kill -${signal} $$`]).exited).toMatchObject({ code, stderr: '' });
    });

    const odd = ['a b', '"q" \'r\'', '$HOME', '', '*', '\\', '--', '--port', 'x', '--help', '-q', 'ü\n'];
    const echo = [process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--'];
    test.each([[['--']], [[]], [['--strict', '--']], [['--strict']]])(
      'arguments go as they are, flags too, after %j',
      async (before) => {
        const { code, stdout, stderr } = await runCli(['run', ...before, ...echo, ...odd]).exited;
        expect([code, stderr]).toEqual([0, '']);
        expect(JSON.parse(stdout)).toEqual(odd);
      },
    );

    const limits = node(`
      const create = (body) => call('/instance/create', body).then(({ status }) => status);
      show([await create({ instanceName: 'a', foo: 1 }), await create({ instanceName: 'a' }), await create({ instanceName: 'a' })]);`);
    test.each([
      [['run', '--strict', '--max-instances', '1'], {}],
      [['--strict', '--max-instances', '1', 'run'], {}],
      [['--max-instances', '7', 'run', '--max-instances', '1'], { WACHAT_STRICT: '1' }],
    ])('%j with %j are settings of the emulator', async (args, env) => {
      const { stdout } = await runCli([...args, '--', ...limits], env).exited;
      expect(JSON.parse(stdout)).toEqual([400, 201, 429]);
    });

    const keys = node(`
      const create = (key) => call('/instance/create', { instanceName: 'a' }, key).then(({ status }) => status);
      show([WACHAT_API_KEY, await create(), await create('two'), await create('three')]);`);
    test('with keys given, the command has the first one, and only they are let in', async () => {
      for (const started of [
        runCli(['run', '--api-key', KEY, '--api-key', 'two', '--', ...keys]),
        runCli(['run', '--', ...keys], { WACHAT_API_KEYS: `${KEY},two` }),
      ]) {
        const { stdout, stderr } = await started.exited;
        expect(JSON.parse(stdout)).toEqual([KEY, 201, 201, 401]);
        expect(stderr).not.toContain(KEY);
      }
    });

    test('with none given, any key is accepted, and a seed makes the fresh one repeat', async () => {
      const runs = [['--seed', 'x'], ['--seed', 'x'], []].map((flags) => runCli(['run', ...flags, '--', ...keys]));
      const [one, same, other] = await Promise.all(runs.map(async (each) => JSON.parse((await each.exited).stdout)));
      expect(one.slice(1)).toEqual([201, 201, 201]);
      expect(same[0]).toBe(one[0]);
      expect(other[0]).not.toBe(one[0]);
    });

    test('--port says where it listens; a port in the environment stays the command’s own', async () => {
      const port = String(await freePort());
      const look = node('show([new URL(WACHAT_URL).port, process.env.PORT, process.env.WACHAT_PORT]);');
      const occupied = String((await occupyPort()).port);
      const env = { PORT: occupied, WACHAT_PORT: occupied };
      for (const args of [['run', '--port', port], ['--port', port, 'run'], ['run']]) {
        const { stdout } = await runCli([...args, '--', ...look], env).exited;
        expect(JSON.parse(stdout)).toEqual([
          args.includes(port) ? port : expect.not.stringMatching(occupied),
          occupied,
          occupied,
        ]);
      }
    });

    test('what the environment said of another Wachat, the command does not see', async () => {
      const env = { WACHAT_URL: 'https://wachat.net/api/v1', WACHAT_API_KEY: KEY, WACHAT_CONTROL_URL: 'x', OTHER: 'o' };
      const look = node('show([WACHAT_URL, WACHAT_CONTROL_URL, WACHAT_API_KEY, process.env.OTHER].join());');
      const { stdout } = await runCli(['run', '--', ...look], env).exited;
      expect(stdout).not.toContain(KEY);
      expect(stdout).toMatch(/^"http:\/\/localhost:\d+\/api\/v1,http:\/\/localhost:\d+\/_emulator,[\w-]{24},o"\n$/);
    });

    test.each([
      [['--'], 1, 'run needs a command, such as: wachat-emulator run -- npm test.'],
      [[], 1, 'run needs a command, such as: wachat-emulator run -- npm test.'],
      [['--', 'no-such-command', KEY], 127, 'There is no command "no-such-command".'],
      [['--', '--version'], 127, 'There is no command "--version".'],
      [['--', ''], 127, 'There is no command "".'],
      [['--', root], 126, `The command ${JSON.stringify(root)} may not be executed.`],
      [['--', join(root, 'LICENSE')], 126, 'may not be executed.'],
      [['--', join(root, 'LICENSE/x')], 126, 'cannot be started (ENOTDIR).'],
      [['--qr-ttl', 'long', '--', 'true'], 1, '--qr-ttl must be a duration'],
      [
        ['--strikt', '--', 'true'],
        1,
        'There is no option "--strikt" (did you mean --strict?); --help lists what there is.',
      ],
      [['--api-key', `${KEY} x`, '--', 'true'], 1, '--api-key must be keys of printable ASCII'],
    ])('%j ends with %i and one sentence', async (args, code, sentence) => {
      const ended = await runCli(['run', ...args]).exited;
      expect(ended).toMatchObject({ code, stdout: '' });
      expect(ended.stderr).toContain(sentence);
      expect(ended.stderr).toMatch(/^[^\n]+\.\n$/);
      expect(ended.stderr).not.toContain(KEY);
    });

    test('the command is not started when the emulator cannot listen', async () => {
      const { port } = await occupyPort();
      const { code, stdout, stderr } = await runCli(['run', '--port', String(port), '--', 'echo', 'started']).exited;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^Another program listens on port \d+ of localhost; [^\n]+\.\n$/);
    });

    test('on Windows, where npm is a script, the sentence says what to do', () => {
      expect(spawnProblem('npm', 'ENOENT', 'win32')).toBe(
        'There is no command "npm"; put cmd /c before the name of a script.',
      );
    });

    test('the last requests are listed one a line, the newest last', () => {
      const asked = (order: number, what: Omit<SeenRequest, 'reply' | 'fault'> & Partial<SeenRequest>) => ({
        request: { reply: null, fault: null, ...what },
        order,
        mark: undefined,
      });
      expect(
        requestLines([
          asked(1, { method: 'POST', path: '/api/v1/instance/create', status: 201 }),
          asked(2, { method: 'GET', path: '/api/v1/instance/qr', status: null, fault: 'faults.0: hang' }),
        ]),
      ).toBe(
        'The command failed. Its last requests to the emulator, newest last:\n' +
          '  201 POST /api/v1/instance/create\n' +
          '  --- GET /api/v1/instance/qr\n      fault: faults.0: hang\n',
      );
      const strange = (error: unknown) =>
        requestLines([asked(1, { method: 'GET', path: '/', status: 500, reply: { content: { error } } })]);
      expect(strange({ toString: 1 })).toContain('\n      {"toString":1}\n');
      expect(strange('a\u001b[2J\nb')).toContain('\n      a [2J b\n');
      expect(requestLines([])).toBe('The command failed. It made no request to the emulator.\n');
    });
  });

  describe('behaviour', () => {
    test('--journal-on-failure prints what was asked, by every key and by none, and hides the keys', async () => {
      const script = `
        await call('/instance/create', { instanceName: 'shop' });
        await call('/instance/create', { instanceName: '' }, 'another-key-of-a-suite');
        await fetch(WACHAT_URL + '/instance/list');
        process.exit(Number(process.argv[1]));`;
      const ended = await runCli(['run', '--journal-on-failure', '--', ...node(script), '3']).exited;
      expect(ended.code).toBe(3);
      expect(ended.stderr).toMatch(
        /^The command failed\. Its last requests to the emulator, newest last:\n {2}201 POST \/api\/v1\/instance\/create\n {2}400 POST \/api\/v1\/instance\/create\n {6}"instanceName" must be .*\n {2}401 GET \/api\/v1\/instance\/list\n {6}Send an API key .*\n$/,
      );
      expect(ended.stderr).not.toContain('another-key');
      expect((await runCli(['run', '--journal-on-failure', '--', ...node(script), '0']).exited).stderr).toBe('');
      expect((await runCli(['run', '--', ...node(script), '3']).exited).stderr).toBe('');
    });

    test('--journal-on-failure knows what was asked before a reset, a restore and a delete, and where these were', async () => {
      const script = `
        const own = (method, path, body) => fetch(WACHAT_CONTROL_URL + path, {
          method, body, headers: { Authorization: 'Bearer ' + WACHAT_API_KEY, 'Content-Type': 'application/json' },
        });
        const saved = await (await own('GET', '/snapshot')).text();
        await call('/instance/create', { instanceName: 'first' });
        await own('PUT', '/snapshot', saved);
        await call('/instance/create', { instanceName: '' });
        await own('DELETE', '/account');
        await call('/send/text', {});
        await own('POST', '/reset');
        process.exit(3);`;
      const { stderr } = await runCli(['run', '--journal-on-failure', '--', ...node(script)]).exited;
      expect(stderr.split('\n').filter((line) => !line.startsWith('      '))).toEqual([
        'The command failed. Its last requests to the emulator, newest last:',
        '  201 POST /api/v1/instance/create',
        '  — restore —',
        '  400 POST /api/v1/instance/create',
        '  — delete —',
        '  400 POST /api/v1/send/text',
        '  — reset —',
        '',
      ]);
    });

    test('five at once have ports, keys and instances of their own', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'run-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const go = join(folder, 'go');
      // Each waits, with its instance made, until all have theirs.
      const command = node(`
        const { body } = await call('/instance/create', { instanceName: 'shop' });
        show([WACHAT_URL, WACHAT_API_KEY]);
        while (!require('node:fs').existsSync(${JSON.stringify(go)})) await new Promise((next) => setTimeout(next, 20));
        const list = await fetch(WACHAT_URL + '/instance/list', { headers: { Authorization: 'Bearer ' + WACHAT_API_KEY } });
        const { instances } = await list.json();
        process.exit(instances.length === 1 && instances[0].apiInstanceName === body.instance.apiInstanceName ? 0 : 1);`);
      const started = await Promise.all(Array.from({ length: 5 }, () => startRun(command)));
      await writeFile(go, '');
      for (const { exited } of started) expect(await exited).toMatchObject({ code: 0, stderr: '' });
      expect(new Set(started.map(({ first }) => first[0])).size).toBe(5);
      expect(new Set(started.map(({ first }) => first[1])).size).toBe(5);
    });

    test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)(
      '%s reaches the command once, which may still ask the emulator and chooses the exit code',
      async (signal) => {
        const { child, exited, first } = await startRun(
          node(`
            let count = 0;
            process.on('${signal}', async () => {
              count++;
              const { status } = await call('/instance/create', { instanceName: 'late' });
              show({ count, status });
              process.exit(7);
            });
            show({ url: WACHAT_URL, pid: process.pid });
            ${STAY}`),
        );
        child.kill(signal);
        const { code, stdout, stderr } = await exited;
        expect([code, stderr]).toEqual([7, '']);
        expect(stdout.split('\n').slice(1)).toEqual(['{"count":1,"status":201}', '']);
        expect(isAlive(first.pid)).toBe(false);
        expect(await isRefused(first.url)).toBe(true);
      },
    );

    test('a command that does not listen for the signal ends by it: 128 + n', async () => {
      const { child, exited, first } = await startRun(node(`show(process.pid); ${STAY}`));
      child.kill('SIGTERM');
      expect(await exited).toMatchObject({ code: 143, signal: null, stderr: '' });
      expect(isAlive(first)).toBe(false);
    });

    test('a command that ignores SIGTERM is killed in the end, with all that it started', async () => {
      const { child, exited, first } = await startRun(
        node(`
          process.on('SIGTERM', () => show('no'));
          const ignore = 'process.on("SIGTERM", () => 0); setTimeout(() => process.exit(), 60_000)';
          require('node:child_process').spawn(process.execPath, ['-e', ignore], { stdio: 'inherit' });
          show({ url: WACHAT_URL, pid: process.pid });
          ${STAY}`),
      );
      child.kill('SIGTERM');
      // It resolves only when nobody holds the pipes any more, so the child of the command has ended too.
      const { code, stdout, stderr } = await exited;
      expect([code, stdout.split('\n')[1]]).toEqual([137, '"no"']);
      expect(stderr).toBe(`${process.execPath} did not end within 5 s of SIGTERM, and was killed.\n`);
      expect(isAlive(first.pid)).toBe(false);
      expect(await isRefused(first.url)).toBe(true);
    });

    test('what a shell leaves behind when a signal ends it is ended too', async () => {
      const [file, , script] = node(`show(process.pid); ${STAY}`);
      // Without the exit, the shell would make way for the program.
      const line = `'${String(file)}' -e "$SCRIPT"; exit 1`;
      const started = runCli(['run', '--', 'sh', '-c', line], { SCRIPT: String(script) });
      await expect.poll(started.stdout, PATIENCE).toContain('\n');
      started.child.kill('SIGTERM');
      const { code, stdout, stderr } = await started.exited;
      expect([code, stdout, stderr]).toEqual([143, expect.stringMatching(/^\d+\n$/), '']);
    });

    test('SIGINT reaches what a shell runs, once, and it has the time to tidy up', async () => {
      const [file, , script] = node(`
        const seen = [];
        const tidy = async (signal) => {
          seen.push(signal);
          if (seen.length > 1) return;
          for (let turn = 0; turn < 20; turn++) await call('/instance/create', { instanceName: 'late' });
          show(seen);
          process.exit(3);
        };
        process.on('SIGINT', tidy).on('SIGTERM', tidy);
        show(process.pid);
        ${STAY}`);
      const started = runCli(['run', '--', 'sh', '-c', `'${String(file)}' -e "$SCRIPT"; exit 1`], {
        SCRIPT: String(script).replace(/setInterval\(\(\) => process.ppid.*/, ''),
      });
      await expect.poll(started.stdout, PATIENCE).toContain('\n');
      started.child.kill('SIGINT');
      const { stdout, stderr } = await started.exited;
      expect([stdout.split('\n').slice(1), stderr]).toEqual([['["SIGINT"]', ''], '']);
    });

    test('when the command ends by itself, the emulator ends, and what the command left running is its own matter', async () => {
      const { exited, first } = await startRun(
        node(`
          const child = require('node:child_process').spawn(process.execPath, ['-e', '${STAY}'], { stdio: 'ignore' });
          child.unref();
          show({ url: WACHAT_URL, pid: child.pid });`),
      );
      onTestFinished(() => {
        process.kill(first.pid, 'SIGKILL');
      });
      expect(await exited).toMatchObject({ code: 0, stderr: '' });
      expect(await isRefused(first.url)).toBe(true);
      expect(isAlive(first.pid)).toBe(true);
    });

    test('open streams do not hold it up', async () => {
      const { code } = await runCli([
        'run',
        '--',
        ...node(`
          const { body } = await call('/instance/create', { instanceName: 'shop' });
          const stream = await fetch(body.qrcode.liveUrl, { headers: { Accept: 'text/event-stream' } });
          process.exit(stream.status === 200 ? 5 : 1);`),
      ]).exited;
      expect(code).toBe(5);
    });

    test('Ctrl+C on a terminal reaches the command once, and its own exit code counts', async ({ skip }) => {
      skip(spawnSync('script', ['--version']).error !== undefined, 'script, of util-linux, is not installed');
      const folder = await mkdtemp(join(tmpdir(), 'run-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const file = join(folder, 'command.cjs');
      // SIGTERM comes after whatever else was sent before it, so then the count is final.
      await writeFile(
        file,
        `let count = 0;
         process.on('SIGINT', () => console.log(\`interrupted \${++count}\`));
         process.on('SIGTERM', () => process.exit(40 + count));
         ${STAY}
         console.log(['parent', process.ppid, process.env.WACHAT_URL].join(' '));`,
      );
      const line = `exec '${process.execPath}' '${join(root, 'dist/cli.js')}' run '${process.execPath}' '${file}'`;
      const terminal = run('script', ['-qec', line, '/dev/null']);
      await expect.poll(terminal.stdout, PATIENCE).toMatch(/parent \d+ http\S+/);
      const [, parent, url = ''] = /parent (\d+) (\S+)/.exec(terminal.stdout()) ?? [];
      terminal.child.stdin?.write('\u0003');
      await expect.poll(terminal.stdout, PATIENCE).toContain('interrupted 1');
      // As if it came to us alone, which nobody can tell from Ctrl+C: two in a row would often be merged into one.
      process.kill(Number(parent), 'SIGINT');
      process.kill(Number(parent), 'SIGTERM');
      expect((await terminal.exited).code).toBe(41);
      expect(await isRefused(url)).toBe(true);
    });

    test('much output arrives whole, also from a program that does not expect a pipe that is full', async ({
      skip,
    }) => {
      skip(!existsSync('/dev/zero'), 'there is no /dev/zero');
      const { code, stdout, stderr } = await runCli([
        'run',
        '--',
        'sh',
        '-c',
        'head -c 20000000 /dev/zero; head -c 3000000 /dev/zero >&2',
      ]).exited;
      expect([code, stdout.length, stderr.length]).toEqual([0, 20_000_000, 3_000_000]);
    });

    test('who reads the output may leave', async () => {
      const { child, exited } = await startRun(
        node(`process.stdout.on('error', () => process.exit(9)); setInterval(() => show(1), 5);`),
      );
      child.stdout?.destroy();
      expect((await exited).code).toBe(9);
    });

    test('it logs nothing but warnings, on stderr, unless told otherwise', async () => {
      const command = node(`
        await call('/instance/create', { instanceName: 'shop', rejectCall: true });
        await call('/instance/create', {});`);
      const quiet = await runCli(['run', '--', ...command]).exited;
      expect(quiet).toMatchObject({ code: 0, stdout: '' });
      expect(quiet.stderr.trim().split('\n')).toEqual([expect.stringContaining('rejectCall')]);
      const silent = await runCli(['run', '--log-level', 'silent', '--', ...command]).exited;
      expect(silent).toMatchObject({ code: 0, stdout: '', stderr: '' });
      const chatty = await runCli(['run', '--', ...command], { WACHAT_LOG_LEVEL: 'info' }).exited;
      expect(chatty.stdout).toBe('');
      expect(chatty.stderr).toContain('"msg":"answered"');
    });
  });
});
