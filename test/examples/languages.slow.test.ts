import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '../support/emulator.js';
import { readQr } from '../support/picture.js';
import { freePort } from '../support/port.js';
import { startCli } from '../support/process.js';
import { root } from '../support/repository.js';
import { receive } from '../support/receiver.js';
import { BUILD, copyOf, describeWith } from '../support/example.js';

/** What each example is run with, what it says when all is well, and a wrong expectation that it must notice. */
const languages = [
  {
    example: 'curl',
    program: 'curl',
    command: 'sh connect.sh',
    says: /^created: (t\d+_\w+_jakarta_store)\nstate: connecting\nthe QR is in qr\.png\nstate: open\nstate: close\nlogged out and deleted$/m,
    wrong: {
      file: 'connect.sh',
      from: 'expect_state open',
      to: 'expect_state close',
      says: 'should be close and is open',
    },
    refused: 'API key',
  },
  {
    example: 'python',
    program: 'python3',
    command: 'python3 -m unittest -v',
    says: /^Ran 2 tests in .*\n\nOK$/m,
    wrong: { file: 'test_wachat.py', from: '"open"', to: '"close"', says: "'open' != 'close'" },
    refused: 'wachat.WachatError: Wachat answered 401',
  },
  {
    example: 'php',
    program: 'php',
    command: 'php test.php',
    says: /^(ok: .*\n){7}$/m,
    wrong: {
      file: 'test.php',
      from: "connects it', 'open'",
      to: "connects it', 'close'",
      says: '"open" instead of "close"',
    },
    refused: 'Uncaught WachatError: ',
  },
  {
    example: 'order-python',
    program: 'python3',
    command: 'python3 -m unittest -v',
    says: /^Ran 3 tests in .*\n\nOK$/m,
    wrong: {
      file: 'shop.py',
      from: '!= "yes"',
      to: '!= "no"',
      says: "'expected': 'Thank you', 'seen': 'Your order 1001",
    },
    refused: 'shop.WachatError: Wachat answered 401',
  },
  {
    example: 'order-php',
    program: 'php',
    command: 'php test.php',
    says: /^(ok: .*\n){5}$/m,
    wrong: {
      file: 'webhook.php',
      from: "!== 'yes'",
      to: "!== 'no'",
      says: 'the customer is thanked by name: null instead of "Thank you, Siti! We are packing order 1001."',
    },
    refused: 'API key',
  },
];

for (const { example, program, command, says, wrong, refused } of languages) {
  describeWith(program, `The example in ${example}`, () => {
    test('passes as its README says, against an emulator that runs already', async () => {
      const { origin } = await startCli();
      const { commands, run } = await copyOf(example);
      const line = `WACHAT_URL=http://localhost:9224/api/v1 WACHAT_API_KEY=any-key ${command}`;
      expect(await commands()).toEqual([BUILD, `node ../../dist/cli.js run -- ${command}`, line]);
      const { code, output } = await run(line.replace('http://localhost:9224', origin));
      expect(output).toMatch(says);
      expect(code).toBe(0);
    });

    test('passes as its README says, with an emulator of its own', async () => {
      const { commands, install, read, run } = await copyOf(example);
      await install();
      const [, own = ''] = await commands();
      const installed = `npx wachat-emulator run -- ${command}`;
      expect(await read('README.md')).toContain(`\`${installed}\``);
      // The copy is not in a clone.
      for (const line of [own.replace('../..', root), installed]) {
        const { code, output } = await run(line);
        expect(output).toMatch(says);
        expect(code).toBe(0);
      }
    });

    test('fails when it expects what does not happen', async () => {
      const { origin } = await startCli();
      const { edit, run } = await copyOf(example);
      await edit(wrong.file, wrong.from, wrong.to);
      const { code, output } = await run(command, { WACHAT_URL: `${origin}/api/v1`, WACHAT_API_KEY: 'key' });
      expect(output).toContain(wrong.says);
      expect(code).not.toBe(0);
    });

    test('fails when nobody answers, and when its key is refused, saying so', async () => {
      const { origin } = await startCli(['--api-key', 'the-only-one']);
      const { run } = await copyOf(example);
      const nowhere = `http://localhost:${String(await freePort())}/api/v1`;
      const alone = await run(command, { WACHAT_URL: nowhere, WACHAT_API_KEY: 'key' });
      expect(alone.output).toMatch(/connect|refused/i);
      expect(alone.code).not.toBe(0);
      const outside = await run(command, { WACHAT_URL: `${origin}/api/v1`, WACHAT_API_KEY: 'key' });
      expect(outside.output).toContain(refused);
      expect(outside.code).not.toBe(0);
    });

    test('fails when it is not told where to call, saying what is not set', async () => {
      const { run } = await copyOf(example);
      const { code, output } = await run(command);
      expect(output).toContain('WACHAT_URL');
      expect(code).not.toBe(0);
    });
  });
}

describeWith('curl', 'The example in curl', () => {
  test('saves a QR that a decoder reads', async () => {
    const { wachat } = await build();
    const { folder, run } = await copyOf('curl');
    await run('sh connect.sh', { WACHAT_URL: wachat.url, WACHAT_API_KEY: wachat.apiKey });
    expect(readQr(await readFile(join(folder, 'qr.png')))).toMatch(/^2@/);
  });
});

describeWith('php', 'The example in php', () => {
  test('tells a real delivery from a forged one', async () => {
    const { api } = await build();
    const receiver = await receive();
    const { body } = await api.post('/webhooks', { url: receiver.url });
    await api.create({ instanceName: 'store' });
    await receiver.until(1);
    const [delivery] = receiver.received;
    const { run } = await copyOf('php');
    const check = (raw: string) =>
      run(
        `php -r 'require "Wachat.php"; echo json_encode(Wachat::isSigned(...array_slice($argv, 1)));' "$SECRET" "$TIME" "$RAW" "$SIGNATURE"`,
        {
          SECRET: body.webhook.secret,
          TIME: delivery?.headers['x-wachat-timestamp'] ?? '',
          SIGNATURE: delivery?.headers['x-wachat-signature'] ?? '',
          RAW: raw,
        },
      );
    const raw = delivery?.raw.toString() ?? '';
    expect(await check(raw)).toEqual({ code: 0, output: 'true' });
    expect(await check(`${raw} `)).toEqual({ code: 0, output: 'false' });
  });
});

describeWith('php', 'The example in order-php', () => {
  const send = `php -r 'require "Wachat.php"; (new Wachat($argv[1], "the-key", "t1_shop"))->sendText("+62 812-9876-5432", "Hello");' "$URL"`;

  test('sends what the plugin sends', async () => {
    const receiver = await receive();
    const { run } = await copyOf('order-php');
    const { origin } = new URL(receiver.url);
    expect(await run(send, { URL: `${origin}/api/v1` })).toEqual({ code: 0, output: '' });
    const [{ headers, body } = expect.fail()] = receiver.received;
    expect(body).toEqual({ instanceName: 't1_shop', number: '6281298765432', message: 'Hello' });
    expect(headers).toMatchObject({ accept: 'application/json', authorization: 'Bearer the-key' });
  });

  test.each([
    ['the error', '{"error": "no such thing", "details": "deep inside"}', 'WachatError: no such thing in '],
    ['else the details', '{"details": "deep inside"}', 'WachatError: deep inside in '],
    ['else all of the reply', '<h1>Bad gateway</h1>', 'WachatError: <h1>Bad gateway</h1> in '],
  ])('shows what the plugin shows of a refusal: %s', async (_what, text, shown) => {
    const receiver = await receive((_received, response) => response.writeHead(502).end(text));
    const { run } = await copyOf('order-php');
    const { code, output } = await run(send, { URL: new URL(receiver.url).origin });
    expect(output).toContain(shown);
    expect(code).not.toBe(0);
  });
});
