import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../src/config.js';
import { version } from '../../src/index.js';
import { settings } from '../../src/command/settings.js';
import { waitUntilReady } from '../../src/command/wait.js';
import { client } from '../support/client.js';
import { openNotes } from '../support/notes.js';
import { freePort, occupyPort } from '../support/port.js';
import { run, runCli, startCli, startInShell } from '../support/process.js';
import { root } from '../support/repository.js';
import { openStream, rawRequest, sendRaw } from '../support/socket.js';

const KEY = 'k3y-stays-secret';

describe('wachat-emulator', () => {
  describe('shape', () => {
    test('in a pipe it says one line on stdout, and logs JSON on stderr', async () => {
      const { child, exited, origin } = await startCli();
      expect((await client(`${origin}/api/v1`, KEY).create({ instanceName: 'shop' })).status).toBe(201);
      child.kill('SIGTERM');
      const { code, signal, stdout, stderr } = await exited;
      expect([code, signal]).toEqual([0, null]);
      expect(stdout).toBe(`wachat-emulator listening on ${origin}\n`);
      expect(origin).toMatch(/^http:\/\/localhost:[1-9]\d*$/);
      const lines = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toContainEqual(
        expect.objectContaining({ msg: 'answered', method: 'POST', path: '/api/v1/instance/create', status: 201 }),
      );
      expect(stderr).not.toContain(KEY);
    });

    test('on a terminal it shows a banner with a curl that works, and stops at Ctrl+C', async ({ skip }) => {
      skip(spawnSync('script', ['--version']).error !== undefined, 'script, of util-linux, is not installed');
      // With exec, because a shell that stays in between answers Ctrl+C with 130 itself.
      const line = `exec '${process.execPath}' '${join(root, 'dist/cli.js')}' --port 0`;
      const terminal = run('script', ['-qec', line, '/dev/null']);
      await expect.poll(terminal.stdout, { timeout: 20_000 }).toContain('Ctrl+C stops it');
      const text = terminal.stdout().replaceAll('\r\n', '\n');
      const origin = /^wachat-emulator listening on (\S+)$/m.exec(text)?.[1] ?? '';
      expect(text).toContain(`Base URL   ${origin}/api/v1\n`);
      expect(text).toContain(`${origin}/\n`);
      const curl = /curl [^]*?'\{.*\}'/.exec(text)?.[0] ?? '';
      const made = spawnSync('sh', ['-c', curl], { encoding: 'utf8' });
      if (made.error === undefined && made.status !== 127)
        expect(JSON.parse(made.stdout)).toMatchObject({ success: true });
      await expect.poll(terminal.stdout).toMatch(/\d\d:\d\d:\d\d 201 POST \/api\/v1\/instance\/create \d+ ms/);
      terminal.child.stdin?.write('\u0003');
      expect((await terminal.exited).code).toBe(0);
    });

    test.each([['--help'], ['-h'], ['help']])(
      '%s fits a screen of 80 by 24 with its prompt, one line an option',
      async (arg) => {
        const { code, stdout, stderr } = await runCli([arg]).exited;
        expect([code, stderr]).toEqual([0, '']);
        const lines = stdout.trimEnd().split('\n');
        expect(lines.length).toBeLessThan(24);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
        expect(lines.filter((line) => /^ {6}/.test(line))).toEqual([]);
        for (const word of [
          '--port <',
          '--strict ',
          '--api-key <key>',
          '; repeatable ',
          'run ',
          'wait ',
          'openapi ',
          '--all',
        ])
          expect(stdout).toContain(word);
      },
    );

    test('--help --all has every setting, in either order, in 80 columns', async () => {
      for (const args of [
        ['--help', '--all'],
        ['--all', '-h'],
        ['help', '--all'],
        ['run', '--help', '--all'],
      ]) {
        const { code, stdout, stderr } = await runCli(args).exited;
        expect([code, stderr]).toEqual([0, '']);
        for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
        for (const { flag } of Object.values(settings)) expect(stdout).toContain(` ${flag} `);
      }
    });

    test.each([[['wait', '--help']], [['help', 'wait']]])('%j describes the port as the emulator’s', async (args) => {
      const { code, stdout } = await runCli(args).exited;
      expect(code).toBe(0);
      expect(stdout).toMatch(/--port <number> +port that the emulator listens on \(9224\)\n/);
    });

    test.each(['run', 'wait', 'openapi', 'scenarios'])(
      'the options of %s are under a heading of their own',
      async (name) => {
        const { code, stdout } = await runCli([name, '--help']).exited;
        expect(code).toBe(0);
        expect(stdout.match(/^Options.*$/gm)).toEqual(['Options:']);
        expect(stdout).toMatch(/^ {2}-h, --help/m);
      },
    );

    test('--version says the version', async () => {
      expect(await runCli(['--version']).exited).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
      expect(version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
    });

    test.each([
      [[], 'wachat'],
      [['wachat'], 'wachat'],
      [['emulator'], 'emulator'],
    ])('openapi %j prints a document as it is in openapi/', async (args, name) => {
      const { code, stdout, stderr } = await runCli(['openapi', ...args]).exited;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe(readFileSync(join(root, `openapi/${name}.json`), 'utf8'));
    });
  });

  describe('rules', () => {
    const api = (origin: string, key = 'key') => client(`${origin}/api/v1`, key);
    const qrOf = async (origin: string) => (await api(origin).create({ instanceName: 'shop' })).body.qrcode;

    /** Each setting as a flag and as a variable, what to look at, and what it is then. */
    const given: readonly (readonly [
      args: readonly string[],
      env: Readonly<Record<string, string>>,
      look: (origin: string) => Promise<unknown>,
      expected: unknown,
    ])[] = [
      [
        ['--host', '127.0.0.1'],
        { WACHAT_HOST: '127.0.0.1' },
        (origin) => Promise.resolve(new URL(origin).hostname),
        '127.0.0.1',
      ],
      [
        ['--public-url', 'https://wachat.example.com/x/'],
        { WACHAT_PUBLIC_URL: 'https://wachat.example.com/x/' },
        async (origin) => String((await qrOf(origin)).imageUrl).split('/instance')[0],
        'https://wachat.example.com/x/api/v1',
      ],
      [
        ['--api-key', 'one', '--api-key', 'two'],
        { WACHAT_API_KEYS: 'one,two' },
        async (origin) => {
          const replies = ['two', 'three'].map((key) => api(origin, key).create({ instanceName: 'shop' }));
          return (await Promise.all(replies)).map(({ status, body }) => [
            status,
            body.instance?.apiInstanceName.slice(0, 3),
          ]);
        },
        [
          [201, 't2_'],
          [401, undefined],
        ],
      ],
      [
        ['--qr-ttl', '2m'],
        { WACHAT_QR_TTL: '2m' },
        async (origin) => {
          const reply = await fetch((await qrOf(origin)).liveUrl, { headers: { Accept: 'application/json' } });
          const { lifetime } = Object(await reply.json());
          return lifetime;
        },
        120_000,
      ],
      [
        ['--clock', 'manual', '--seed', 'any'],
        { WACHAT_CLOCK: 'manual', WACHAT_SEED: 'any' },
        async (origin) => (await client(`${origin}/_emulator`, 'key').get('/clock')).body.clock,
        { now: '2026-01-01T00:00:00.000Z', frozen: true },
      ],
      [
        ['--webhook-http', 'all'],
        { WACHAT_WEBHOOK_HTTP: 'all' },
        async (origin) => (await api(origin).post('/webhooks', { url: 'http://example.com/', enabled: false })).status,
        201,
      ],
      [
        ['--qr-limit', '1'],
        { WACHAT_QR_LIMIT: '1' },
        async (origin) => {
          const { body } = await api(origin).create({ instanceName: 'shop' });
          const name = String(body.instance.apiInstanceName);
          const expired = await client(`${origin}/_emulator`, 'key').post(`/instances/${name}/expire-qr`);
          return expired.body.instance.state;
        },
        'close',
      ],
      [
        ['--auto-scan', '100ms'],
        { WACHAT_AUTO_SCAN: '100ms' },
        async (origin) => {
          await qrOf(origin);
          const state = async () =>
            (await client(`${origin}/_emulator`, 'key').get('/instances')).body.instances[0].state;
          await expect.poll(state, { timeout: 20_000 }).toBe('open');
          return state();
        },
        'open',
      ],
      [
        ['--link-time', '1h'],
        { WACHAT_LINK_TIME: '1h' },
        async (origin) => {
          await qrOf(origin);
          const { body } = await client(`${origin}/_emulator`, 'key').post('/scan', { displayName: 'shop' });
          return [body.instance.phase, typeof body.instance.opensAt];
        },
        ['linking', 'string'],
      ],
      [
        ['--strict'],
        { WACHAT_STRICT: 'Yes' },
        async (origin) => (await api(origin).create({ instanceName: 'shop', foo: 1 })).status,
        400,
      ],
      [
        ['--cors'],
        { WACHAT_CORS: 'ON' },
        async (origin) => (await api(origin).get('/instance/qr')).headers.get('access-control-allow-origin'),
        '*',
      ],
      [
        ['--allow-host', 'a.example.com', '--allow-host', 'b.example.com'],
        { WACHAT_ALLOWED_HOSTS: 'a.example.com,b.example.com' },
        async (origin) => {
          const headers = { Host: 'b.example.com', Authorization: 'Bearer key' };
          return (await sendRaw(origin, rawRequest('GET /_emulator/instances HTTP/1.1', headers))).slice(9, 12);
        },
        '200',
      ],
      [
        ['--no-inspector'],
        { WACHAT_NO_INSPECTOR: '1' },
        async (origin) => [(await fetch(`${origin}/`)).status, (await fetch(`${origin}/_emulator/health`)).status],
        [404, 200],
      ],
      [
        ['--max-instances', '1'],
        { WACHAT_MAX_INSTANCES: '1' },
        async (origin) => [
          (await api(origin).create({ instanceName: 'shop' })).status,
          (await api(origin).create({ instanceName: 'shop' })).status,
        ],
        [201, 429],
      ],
    ];

    test.each(given)('%j is a flag, and %j its variable', async (args, env, look, expected) => {
      for (const started of await Promise.all([startCli(args), startCli([], env)])) {
        expect(await look(started.origin)).toEqual(expected);
      }
    });

    test('--port and WACHAT_PORT, else PORT, say where it listens', async () => {
      const [flag, own, general] = [await freePort(), await freePort(), await freePort()];
      for (const [args, env, port] of [
        [['--port', String(flag)], { WACHAT_PORT: '1', PORT: '1' }, flag],
        [[], { WACHAT_PORT: String(own), PORT: '1' }, own],
        [[], { PORT: String(general) }, general],
      ] as const) {
        const { origin, child, exited } = await startCli(args, env);
        expect(new URL(origin).port).toBe(String(port));
        child.kill('SIGTERM');
        await exited;
      }
    });

    test('--seed and WACHAT_SEED make the texts of QRs repeat', async () => {
      const started = await Promise.all([
        startCli(['--seed', 'x y']),
        startCli([], { WACHAT_SEED: 'x y' }),
        startCli(),
      ]);
      const [one, same, other] = await Promise.all(started.map(async ({ origin }) => (await qrOf(origin)).code));
      expect(same).toBe(one);
      expect(other).not.toBe(one);
    });

    test('--log-level and WACHAT_LOG_LEVEL say how much is logged', async () => {
      for (const started of [
        await startCli(['--log-level', 'silent']),
        await startCli([], { WACHAT_LOG_LEVEL: 'fatal' }),
      ]) {
        await qrOf(started.origin);
        started.child.kill('SIGTERM');
        expect((await started.exited).stderr).toBe('');
      }
    });

    test('a flag wins over its variable, and an empty variable counts as none', async () => {
      const { origin } = await startCli(['--api-key', 'flag'], {
        WACHAT_API_KEYS: 'variable',
        WACHAT_QR_TTL: '',
        WACHAT_STRICT: '',
      });
      expect((await api(origin, 'flag').create({ instanceName: 'shop' })).status).toBe(201);
      expect((await api(origin, 'variable').create({ instanceName: 'shop' })).status).toBe(401);
    });

    test('what is off by default can be turned off, over a variable too', async () => {
      const off = {
        WACHAT_STRICT: 'OFF',
        WACHAT_CORS: 'no',
        WACHAT_NO_INSPECTOR: 'false',
        WACHAT_AUTO_SCAN: '0ms',
        WACHAT_ACCOUNT_TTL: 'Off',
      };
      const { origin } = await startCli(['--auto-scan', 'off'], off);
      const { status, headers, body } = await api(origin).create({ instanceName: 'shop', foo: 1 });
      expect([status, headers.get('access-control-allow-origin'), body.instance.state]).toEqual([
        201,
        null,
        'connecting',
      ]);
      expect((await fetch(`${origin}/`)).status).toBe(200);
    });

    test.each([
      [['--port', '65536'], {}, '--port must be a port number from 0 to 65535, not "65536".'],
      [['--port', '-1'], {}, '--port must be'],
      [['--port', 'http'], {}, '--port must be'],
      [[], { PORT: 'x' }, 'PORT must be a port number'],
      [[], { WACHAT_PORT: '1e3', PORT: '1' }, 'WACHAT_PORT must be'],
      [['--host', 'a b'], {}, '--host must be a host name or an IP address, not "a b".'],
      [['--public-url', 'wachat'], {}, '--public-url must be'],
      [['--public-url', 'ftp://x'], {}, '--public-url must be'],
      [[], { WACHAT_PUBLIC_URL: 'http://x?y' }, 'WACHAT_PUBLIC_URL must be'],
      [['--qr-ttl', '45'], {}, '--qr-ttl must be a duration from 100ms to 1d, such as 45s, not "45".'],
      [['--qr-ttl', '1ms'], {}, '--qr-ttl must be'],
      [[], { WACHAT_QR_TTL: '2 m' }, 'WACHAT_QR_TTL must be'],
      [['--qr-limit', '0'], {}, '--qr-limit must be a whole number from 1 to 1000'],
      [['--auto-scan', 'soon'], {}, '--auto-scan must be a duration'],
      [['--link-time', 'off'], {}, '--link-time must be a duration from 0ms to 1d, such as 3s, not "off".'],
      [['--clock', 'slow'], {}, '--clock must be system or manual, not "slow".'],
      [[], { WACHAT_CLOCK: 'MANUAL' }, 'WACHAT_CLOCK must be system or manual, not "MANUAL".'],
      [['--webhook-http', 'yes'], {}, '--webhook-http must be local, all or none, not "yes".'],
      [['--seed', ''], {}, '--seed must be'],
      [[], { WACHAT_STRICT: 'maybe' }, 'WACHAT_STRICT must be true or false, not "maybe".'],
      [[], { WACHAT_CORS: 'on off' }, 'WACHAT_CORS must be true or false'],
      [[], { WACHAT_NO_INSPECTOR: 'never' }, 'WACHAT_NO_INSPECTOR must be true or false, not "never".'],
      [['--no-inspector=yes'], {}, '--no-inspector takes no value.'],
      [
        ['--inspector'],
        {},
        'There is no option "--inspector" (did you mean --no-inspector?); --help lists what there is.',
      ],
      [['--no-strict'], {}, 'There is no option "--no-strict"'],
      [['--allow-host', 'a b'], {}, '--allow-host must be host names without a port, not "a b".'],
      [
        ['--allow-host', 'a', '--allow-host', 'http://x/'],
        {},
        'must be host names without a port, not "a", "http://x/".',
      ],
      [['--max-instances', '0'], {}, '--max-instances must be'],
      [
        ['--log-level', 'loud'],
        {},
        '--log-level must be one of silent, fatal, error, warn, info, debug, trace, not "loud".',
      ],
      [['--api-key', `${KEY} x`], {}, '--api-key must be keys of printable ASCII'],
      [['--api-key', ''], {}, '--api-key must be'],
      [[], { WACHAT_API_KEYS: `${KEY},,` }, 'WACHAT_API_KEYS must be'],
      [['--qr-tll', '5s'], {}, 'There is no option "--qr-tll" (did you mean --qr-ttl?); --help lists what there is.'],
      [
        [`--api-kye=${KEY}`],
        {},
        'There is no option "--api-kye" (did you mean --api-key?); --help lists what there is.',
      ],
      [[`-k${KEY}`], {}, 'There is no option "-k"; --help lists what there is.'],
      [[`--${KEY}`], {}, 'There is no such option; --help lists what there is.'],
      [['--Api-Key', KEY], {}, 'There is no such option (did you mean --api-key?); --help lists what there is.'],
      [['wait', '--prot', '1'], {}, 'There is no option "--prot" (did you mean --port?); --help lists what there is.'],
      [['run', `--api-kye=${KEY}`, 'x'], {}, 'There is no option "--api-kye" (did you mean --api-key?); --help'],
      [['--api-key', 'a', KEY], {}, 'There is no such command; --help lists what there is.'],
      [['foo'], {}, 'There is no command "foo"; --help lists what there is.'],
      [['help', 'foo'], {}, 'There is no command "foo"; --help lists what there is.'],
      [['strat', 'it'], {}, 'There is no command "strat"; --help lists what there is.'],
      [['a'.repeat(21)], {}, 'There is no such command; --help lists what there is.'],
      [['openapi', 'wachat', 'emulator'], {}, 'openapi takes at most 1 argument; --help lists what there is.'],
      [['wait', KEY], {}, 'wait takes no argument; --help lists what there is.'],
      [['--strict=yes'], {}, '--strict takes no value.'],
      [[`--cors=${KEY}`], {}, '--cors takes no value.'],
      [['run', `--journal-on-failure=${KEY}`], {}, '--journal-on-failure takes no value.'],
      [[`--help=${KEY}`], {}, '--help takes no value.'],
      [['--all'], {}, 'There is no option "--all"; --help lists what there is.'],
      [['--api-key'], {}, '--api-key needs its <key>; --help lists what there is.'],
      [['wait', '--timeout'], {}, '--timeout needs its <duration>; --help lists what there is.'],
      [['wait', '--timeout', 'long'], {}, '--timeout must be a duration such as 30s, not "long".'],
      [['openapi', 'other'], {}, 'The document must be one of wachat, emulator, seed-file, not "other".'],
      [['--host', '203.0.113.1', '--port', '0'], {}, '203.0.113.1 is not an address of this machine'],
    ] as const)('%j with %j stops the start with one sentence', async (args, env, sentence) => {
      const { code, stdout, stderr } = await runCli(args, env).exited;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(sentence);
      expect(stderr).toMatch(/^[^\n]+\.\n$/);
      expect(stderr).not.toContain(KEY);
    });

    test('a port that is taken stops the start with one sentence that says what to do', async () => {
      const { port } = await occupyPort();
      const { code, stdout, stderr } = await runCli(['--port', String(port)]).exited;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `Another program listens on port ${String(port)} of localhost; choose another port with --port, or 0 for any free one.\n`,
      );
    });
  });

  describe('behaviour', () => {
    test.each(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const)(
      '%s ends it with code 0, with streams open, of live pages and of notes, and a second one does no harm',
      async (signal) => {
        // The tests themselves may run under nohup.
        const { child, exited, origin } = await startCli([], { _: '' });
        const { body } = await client(`${origin}/api/v1`, KEY).create({ instanceName: 'shop' });
        const streams = await Promise.all(Array.from({ length: 5 }, () => openStream(body.qrcode.liveUrl)));
        for (const stream of streams) await stream.next();
        const notes = await Promise.all([KEY, 'another-key'].map((key) => openNotes(origin, key)));
        for (const stream of notes) await stream.next();
        child.kill(signal);
        child.kill(signal);
        for (const stream of streams) expect(await stream.next().catch(() => undefined)).toBeUndefined();
        for (const stream of notes) expect(await stream.rest()).toEqual([]);
        child.kill(signal);
        const { code, signal: killedBy, stderr } = await exited;
        expect([code, killedBy]).toEqual([0, null]);
        expect(stderr).not.toContain('"level":50');
      },
    );

    test.each([
      ['under nohup, SIGHUP', 'SIGHUP', 'nohup "$0" "$1" --port 0'],
      ['SIGPIPE', 'SIGPIPE', 'exec "$0" "$1" --port 0'],
    ] as const)('%s does nothing', async (_what, signal, line) => {
      const { child, exited, origin } = await startInShell(line);
      for (let turn = 0; turn < 5; turn++) {
        child.kill(signal);
        expect((await client(`${origin}/api/v1`, KEY).create({ instanceName: 'shop' })).status).toBe(201);
      }
      child.kill('SIGTERM');
      expect(await exited).toMatchObject({ code: 0, signal: null });
    });

    test('SIGTERM in the middle of work ends it with code 0', async () => {
      const { child, exited, origin } = await startCli();
      const api = client(`${origin}/api/v1`, KEY);
      const work = Array.from({ length: 200 }, () => api.create({ instanceName: 'shop' }).catch(() => undefined));
      const stuck = sendRaw(
        origin,
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { Host: 'x', 'Content-Length': '9' }, '{'),
      );
      await Promise.race(work);
      child.kill('SIGTERM');
      await Promise.all([...work, stuck]);
      const { code, stderr } = await exited;
      expect(code).toBe(0);
      expect(stderr).not.toContain('"level":50');
    });

    test('who reads its output may leave', async () => {
      const { child, exited, origin } = await startCli();
      child.stdout?.destroy();
      child.stderr?.destroy();
      for (let turn = 0; turn < 5; turn++) {
        expect((await client(`${origin}/api/v1`, KEY).create({ instanceName: 'shop' })).status).toBe(201);
      }
      child.kill('SIGTERM');
      expect((await exited).code).toBe(0);
    });

    test('a key that is given is in no output, whatever the level', async () => {
      const { child, exited, origin } = await startCli(['--api-key', KEY, '--log-level', 'trace']);
      const { body } = await client(`${origin}/api/v1`, KEY).create({ instanceName: 'shop' });
      await fetch(body.qrcode.liveUrl);
      await fetch(`${origin}/api/v1/instance/qr&apiKey=${KEY}`);
      child.kill('SIGTERM');
      const { stdout, stderr } = await exited;
      expect(stdout + stderr).not.toContain(KEY);
      expect(stderr).toContain('answered');
    });

    test('wait ends with 0 as soon as an emulator is ready, also when it starts later', async () => {
      const port = String(await freePort());
      const early = runCli(['wait'], { PORT: port });
      const { origin } = await startCli(['--port', port]);
      expect(await early.exited).toMatchObject({ code: 0, stdout: '', stderr: '' });
      const late = runCli(['wait', '--port', new URL(origin).port, '--host', '127.0.0.1']);
      expect(await late.exited).toMatchObject({ code: 0, stdout: '', stderr: '' });
    });

    test('wait ends with 1 and one sentence when nobody answers in time', async () => {
      const port = String(await freePort());
      const { code, stdout, stderr } = await runCli(['wait', '--port', port, '--timeout', '200ms']).exited;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(`No emulator answered at http://localhost:${port}/_emulator/health within 200ms.\n`);
    });

    test('wait gives one attempt no more than the time that is left, and at most 2 s', async () => {
      let now = 5_000;
      const attempts: number[] = [];
      const isReady = await waitUntilReady({
        patience: 4_300,
        now: () => now,
        // Somebody takes the connection, and says nothing.
        isReady(within) {
          attempts.push(within);
          now += within;
          return Promise.resolve(false);
        },
        pause(milliseconds) {
          now += milliseconds;
          return Promise.resolve();
        },
      });
      expect([isReady, attempts, now]).toEqual([false, [2_000, 2_000, 100], 9_300]);
    });

    test.skipIf(!existsSync('/dev/full')).each([['openapi'], ['scenarios'], ['--help'], ['--version']])(
      'what cannot be written is told of: %s',
      async (arg) => {
        const cli = [process.execPath, join(root, 'dist/cli.js'), arg].map((word) => `'${word}'`).join(' ');
        const { code, stderr } = await run('sh', ['-c', `exec ${cli} >/dev/full`]).exited;
        expect([code, stderr]).toEqual([1, 'The output could not be written (ENOSPC).\n']);
      },
    );

    test('the address has its port, also the one that URLs leave out', () => {
      expect(addressOf('localhost', 80)).toBe('http://localhost:80');
      expect(addressOf('0.0.0.0', 80)).toBe('http://localhost:80');
      expect(addressOf('::1', 80)).toBe('http://[::1]:80');
    });

    test('wait does not take another program for an emulator', async () => {
      const server = createServer((_request, response) => response.end('{"status": "ok"}')).listen(0, '127.0.0.1');
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      await expect.poll(() => server.listening).toBe(true);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { code } = await runCli(['wait', '--host', '127.0.0.1', '--port', String(port), '--timeout', '300ms'])
        .exited;
      expect(code).toBe(1);
    });
  });
});
