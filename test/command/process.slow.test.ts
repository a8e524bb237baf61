import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/port.js';
import { listening, run, runCli, startCli } from '../support/process.js';
import { root } from '../support/repository.js';

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wachat-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
};

const isHealthy = (origin: string): Promise<boolean> =>
  fetch(`${origin}/_emulator/health`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('A port file', () => {
  test('names the port while the emulator runs, and wait reads it', async () => {
    const file = join(temporary(), 'port');
    const waiting = runCli(['wait', '--port-file', file]);
    const { child, exited, origin } = await startCli(['--port-file', file]);
    expect(readFileSync(file, 'utf8')).toBe(`${new URL(origin).port}\n`);
    expect(await waiting.exited).toMatchObject({ code: 0, stdout: '', stderr: '' });
    child.kill('SIGTERM');
    expect((await exited).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  test('of an emulator that was killed is replaced', async () => {
    const file = join(temporary(), 'port');
    const { child, exited } = await startCli(['--port-file', file]);
    child.kill('SIGKILL');
    await exited;
    expect(existsSync(file)).toBe(true);
    const { origin } = await startCli(['--port-file', file]);
    expect(readFileSync(file, 'utf8')).toBe(`${new URL(origin).port}\n`);
  });

  test('of a running emulator outlives a second start that fails', async () => {
    const file = join(temporary(), 'port');
    const { origin } = await startCli(['--port-file', file]);
    const { port } = new URL(origin);
    const second = await runCli(['--port', port, '--port-file', file]).exited;
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('Another program listens on')]);
    expect(readFileSync(file, 'utf8')).toBe(`${port}\n`);
  });

  test('of another emulator by now is left', async () => {
    const file = join(temporary(), 'port');
    const first = await startCli(['--port-file', file]);
    const second = await startCli(['--port-file', file]);
    first.child.kill('SIGTERM');
    await first.exited;
    expect(readFileSync(file, 'utf8')).toBe(`${new URL(second.origin).port}\n`);
  });

  test('never replaces what holds something else', async () => {
    const file = join(temporary(), 'package.json');
    writeFileSync(file, '{}');
    const { code, stdout, stderr } = await runCli(['--port', '0', '--port-file', file]).exited;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `The port file ${JSON.stringify(file)} holds something else than a port; name a file that may be replaced.\n`,
    );
    expect(readFileSync(file, 'utf8')).toBe('{}');
  });

  test.each([
    ['in no folder', 'missing/port', 'cannot be written: there is no such folder'],
    ['that is a folder', '.', 'is there, and is no file'],
  ])('%s is refused with one sentence', async (_what, path, problem) => {
    const file = join(temporary(), path);
    const { code, stderr } = await runCli(['--port', '0', '--log-level', 'silent', '--port-file', file]).exited;
    expect(code).toBe(1);
    expect(stderr).toBe(`The port file ${JSON.stringify(file)} ${problem}.\n`);
    if (path !== '.') return;
    const waiting = await runCli(['wait', '--port-file', file, '--timeout', '200ms']).exited;
    expect(waiting).toMatchObject({ code: 1, stderr: `The port file ${JSON.stringify(file)} ${problem}.\n` });
  });

  test('that names no port in time is what wait says', async () => {
    const file = join(temporary(), 'port');
    const { code, stderr } = await runCli(['wait', '--port-file', file, '--timeout', '200ms']).exited;
    expect([code, stderr]).toEqual([1, `The port file ${JSON.stringify(file)} named no port within 200ms.\n`]);
  });

  test('and a port at once are too much for wait', async () => {
    const { code, stderr } = await runCli(['wait', '--port-file', 'x', '--port', '4000']).exited;
    expect([code, stderr]).toEqual([1, 'Give wait either --port or --port-file, not both.\n']);
  });
});

describe('With --exit-with-stdin', () => {
  test('an emulator ends when its parent is killed', async () => {
    const parent = run(process.execPath, [
      '-e',
      `const { spawn } = require('node:child_process');
       const stdio = ['pipe', 'inherit', 'inherit'];
       const args = [${JSON.stringify(join(root, 'dist/cli.js'))}, '--port', '0', '--exit-with-stdin'];
       spawn(process.execPath, args, { stdio });`,
    ]);
    const { origin, child } = await listening(parent);
    expect(await isHealthy(origin)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => isHealthy(origin), { timeout: 20_000 }).toBe(false);
  });

  test('it ends with code 0 and one sentence, whatever was written to it before', async () => {
    const { child, exited } = await startCli(['--exit-with-stdin', '--log-level', 'silent']);
    child.stdin?.write('anything\n');
    child.stdin?.end();
    expect(await exited).toMatchObject({
      code: 0,
      stderr: 'Standard input has ended, and so does the emulator (--exit-with-stdin).\n',
    });
  });

  test('without it, the end of standard input means nothing', async () => {
    const { child, origin } = await startCli();
    child.stdin?.end();
    expect(await isHealthy(origin)).toBe(true);
  });
});

describe('A proxy in the environment', () => {
  /** A proxy that refuses whatever it is asked, and counts. */
  const startProxy = async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.writeHead(502).end();
    }).listen(0, '127.0.0.1');
    server.on('connect', (_request, socket) => {
      asked++;
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    onTestFinished(() => {
      server.close();
    });
    await expect.poll(() => server.listening).toBe(true);
    const address = server.address();
    const url = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
    return {
      env: { HTTP_PROXY: url, http_proxy: url, HTTPS_PROXY: url, https_proxy: url, NODE_USE_ENV_PROXY: '1' },
      asked: () => asked,
    };
  };

  test('is not asked by a command under run: Node, curl and Python', async () => {
    const { env, asked } = await startProxy();
    const script = `
      const { execFileSync } = require('node:child_process');
      const url = process.env.WACHAT_CONTROL_URL + '/health';
      const call = (file, ...args) => {
        try { return String(execFileSync(file, args)); } catch (error) { return error.code === 'ENOENT' ? '{"status":"ok"}' : String(error); }
      };
      console.log(call('curl', '-sS', url));
      console.log(call('python3', '-c', 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())', url));
      fetch(url).then((reply) => reply.text()).then(console.log);`;
    const { stdout, stderr } = await runCli(['run', '--', process.execPath, '-e', script], env).exited;
    expect(stderr).toBe('');
    expect(stdout.match(/"status":"ok"/g)).toHaveLength(3);
    expect(asked()).toBe(0);
  });

  test('is not asked by wait', async () => {
    const { env, asked } = await startProxy();
    const { origin } = await startCli([], env);
    expect(await runCli(['wait', '--port', new URL(origin).port], env).exited).toMatchObject({ code: 0, stderr: '' });
    expect(asked()).toBe(0);
  });
});

/** A copy of what `npm start` runs, in which the build is one line, so that it takes nothing from the tests beside this. */
const startedByNpm = (build: string, args: readonly string[]) => {
  const folder = temporary();
  mkdirSync(join(folder, 'scripts'));
  for (const file of ['package.json', 'scripts/start.mjs']) copyFileSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  writeFileSync(join(folder, 'scripts/build.mjs'), build);
  const started = spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => {
    try {
      if (started.pid !== undefined) process.kill(-started.pid, 'SIGKILL');
    } catch {
      // All of them have ended, as they should.
    }
  });
  // Its output is closed only when all who have it have ended.
  return { started, ended: once(started, 'close') };
};

describe('npm start that is sent SIGTERM by its process id', () => {
  test('leaves no server behind', async () => {
    const port = String(await freePort());
    const { started, ended } = startedByNpm('', ['--port', port]);
    await expect.poll(() => isHealthy(`http://localhost:${port}`), { timeout: 30_000 }).toBe(true);
    started.kill('SIGTERM');
    await ended;
    expect(await isHealthy(`http://localhost:${port}`)).toBe(false);
  });

  test('leaves no build behind', async () => {
    const { started, ended } = startedByNpm('console.log("building"); setInterval(() => undefined, 1_000);', []);
    let output = '';
    started.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await expect.poll(() => output, { timeout: 30_000 }).toContain('building');
    started.kill('SIGTERM');
    await ended;
  });
});
