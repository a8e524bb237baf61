import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type * as Package from '../../src/index.js';
import { client } from '../support/client.js';
import { occupyPort } from '../support/port.js';
import { root } from '../support/repository.js';
import { openStream } from '../support/socket.js';

let built: typeof Package;

beforeAll(async () => {
  const entry = join(root, 'dist/index.mjs');
  if (!existsSync(entry)) throw new Error('dist/index.mjs is missing; build it first with: npm run build');
  built = await import(pathToFileURL(entry).href);
});

const start = async (options: Package.Options = {}): Promise<Package.Wachat> => {
  const wachat = await built.startWachat(options);
  onTestFinished(wachat.close);
  return wachat;
};

/** A reply as bytes, header by header in their order, but for the port and the date. */
const bytesOfReply = (base: string, method: string, path: string, key: string, body?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(base);
    const sent = request(base + path, {
      method,
      agent: false,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    });
    sent.on('error', reject);
    sent.on('response', (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        const headers = reply.rawHeaders.join('\n').replace(/\nDate\n[^\n]*/i, '');
        const all = `${String(reply.statusCode)}\n${headers}\n\n${Buffer.concat(chunks).toString('latin1')}`;
        resolve(all.replaceAll(port, 'PORT'));
      });
    });
    sent.end(body);
  });

describe('The package', () => {
  describe('shape', () => {
    test('its types refer to nothing but one another, and have their prose', () => {
      const folder = join(root, 'dist/types');
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'));
      expect(files).toContain('index.d.ts');
      for (const file of files) {
        const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, file), 'utf8'), true, true);
        for (const { fileName } of importedFiles) expect(fileName, file).toMatch(/^\.{1,2}\//);
      }
      expect(readFileSync(join(folder, 'shapes.d.ts'), 'utf8')).toContain(
        '/** An instance as it is now, with its current QR. */',
      );
    });

    test('exports a handful of names', () => {
      expect(Object.keys(built).sort()).toEqual([
        'ConfigError',
        'Refusal',
        'manualClock',
        'readQr',
        'sign',
        'startWachat',
        'verify',
        'version',
      ]);
    });

    test('the handle has what is documented', async () => {
      const wachat = await start();
      expect(wachat.url).toMatch(/^http:\/\/localhost:[1-9]\d*\/api\/v1$/);
      expect(wachat.apiKey).toMatch(/^[\w-]{24}$/);
      const { status, body } = await client(wachat.url, wachat.apiKey).create({ instanceName: 'shop' });
      expect(status).toBe(201);
      const [instance] = wachat.instances();
      expect(instance).toMatchObject({ apiInstanceName: body.instance.apiInstanceName, state: 'connecting' });
      expect(wachat.scan({ instanceName: body.instance.apiInstanceName }).state).toBe('open');
    });

    test('a suite sends, waits for it, and is the customer, by the types of the package', async () => {
      const wachat = await start({ ticks: 'sent', unknownNumbers: ['628111111111'] });
      const api = client(wachat.url, wachat.apiKey);
      const name = String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
      wachat.scan({ instanceName: name });
      const wait = wachat.waitFor('messages', { to: '6281298765432', contains: 'on its way', status: 'sent' });
      const body = { instanceName: name, number: '6281298765432', message: 'Your order is on its way.' };
      expect((await api.post('/send/text', body)).status).toBe(200);
      expect((await api.post('/send/text', { ...body, number: '628111111111' })).status).toBe(400);
      const [order]: readonly [Package.Message, ...Package.Message[]] = await wait;
      expect(order).toMatchObject({ direction: 'sent', type: 'text', status: 'sent' });
      expect(wachat.tick(order.id, 'read')).toMatchObject({ id: order.id, status: 'read' });

      const reply: Package.Receive = { from: '6281298765432', type: 'text', text: 'Thank you!', quoted: order.id };
      expect(wachat.receive(name, reply)).toMatchObject({ direction: 'received', quotes: order.id });
      const update: Package.StatusUpdate = { from: '6281298765432', type: 'text', text: 'Open until nine' };
      expect(wachat.postStatus(name, update)).toMatchObject({ status: 'ignored' });
      const caller: Package.Call = { from: '6281298765432', video: true };
      expect(wachat.call(name, caller)).toMatchObject({ type: 'call', content: { video: true, rejected: false } });
      const query: Package.MessageQuery = { direction: 'received', status: 'delivered' };
      expect(wachat.messages(query).map(({ type }) => type)).toEqual(['text', 'call']);
      expect(wachat.instances()[0]?.messages).toMatchObject({ sent: 1, received: 2, last: { type: 'call' } });
      const echo: Package.Recipient | undefined = wachat.recipients().find((one) => one.name === 'echoes');
      expect(echo?.number).toBe('999000000103');
      await expect(wachat.waitFor('messages', { contains: 'nothing' }, 1)).rejects.toThrow(
        /^Waited 1 ms for messages: 1 wanted, 0 found\.\n {2}closest: call from 6281298765432, delivered\n/,
      );
    });

    test('a refusal is an error of one sentence with a code', async () => {
      const wachat = await start();
      expect(() => wachat.scan({ instanceName: 'nobody' })).toThrow(built.Refusal);
      expect(() => wachat.scan({ instanceName: 'nobody' })).toThrow(
        expect.objectContaining({ code: 'instanceNotFound' }),
      );
      expect(() => wachat.scan({ code: 'nonsense' })).toThrow(expect.objectContaining({ code: 'qrUnreadable' }));
    });

    test.each([
      ['127.0.0.1', /^http:\/\/127\.0\.0\.1:/],
      ['0.0.0.0', /^http:\/\/localhost:/],
      ['localhost', /^http:\/\/localhost:/],
    ])('under the host %s its URL works', async (host, pattern) => {
      const wachat = await start({ host });
      expect(wachat.url).toMatch(pattern);
      expect((await client(wachat.url, 'key').create({ instanceName: 'shop' })).status).toBe(201);
    });
  });

  describe('rules', () => {
    test.each([
      [{ port: 70_000 }, 'port must be a port number from 0 to 65535, not 70000.'],
      [{ port: '0' }, undefined],
      [{ port: 1.5 }, 'port must be a port number from 0 to 65535, not 1.5.'],
      [{ port: NaN }, 'port must be a port number from 0 to 65535, not NaN.'],
      [{ port: 1n }, 'port must be a port number from 0 to 65535, not 1n.'],
      [{ port: null }, undefined],
      [{ host: '' }, 'host must be a host name or an IP address, not "".'],
      [{ qrTtl: 'soon' }, 'qrTtl must be a duration from 100ms to 1d, such as 45s, not "soon".'],
      [{ qrTtl: -1 }, 'qrTtl must be'],
      [{ qrLimit: 0 }, 'qrLimit must be a whole number from 1 to 1000, not 0.'],
      [{ autoScan: {} }, 'autoScan must be a duration'],
      [{ apiKeys: ['good', 'b d'] }, 'apiKeys must be keys of printable ASCII without spaces or commas.'],
      [{ apiKeys: 5 }, 'apiKeys must be'],
      [{ seed: 5 }, 'seed must be a string of 1 to 1000 characters, not 5.'],
      [{ seed: () => 1 }, 'seed must be a string of 1 to 1000 characters, not '],
      [{ strict: 'maybe' }, 'strict must be true or false, not "maybe".'],
      [{ logLevel: 'loud' }, 'logLevel must be one of silent, fatal, error, warn, info, debug, trace, not "loud".'],
      [{ noInspector: 1 }, 'noInspector must be true or false, not 1.'],
      [{ noInspector: true }, undefined],
      [{ inspector: false }, 'There is no setting "inspector" (did you mean "noInspector"?); the settings are port,'],
      [{ publicUrl: 'wachat:9224' }, 'publicUrl must be an http or https URL'],
      [{ qrTTL: '45s' }, 'There is no setting "qrTTL" (did you mean "qrTtl"?); the settings are port, host, publicUrl'],
      [{ ['__proto__x']: 1 }, 'There is no setting "__proto__x"'],
      [{ logto: 1 }, 'accounts, logTo, unref.'],
      [{ allowHosts: ['a', 'b c'] }, 'allowHosts must be host names without a port, not "a", "b c".'],
      [{ accounts: {} }, 'The option accounts cannot be used: "accounts" must be an array'],
      [{ accountTtl: 'off', autoScan: 'OFF', strict: 'on', cors: 'No' }, undefined],
      [null, 'startWachat takes an options object, not null.'],
      ['9224', 'startWachat takes an options object, not "9224".'],
      [{ logTo: {} }, 'logTo must be an object with a write method, not {}.'],
      [{ logTo: null }, 'logTo must be'],
      [{ clock: {} }, 'clock must be "system", "manual" or what manualClock() returns, not {}.'],
      [{ clock: { now: () => 0 } }, 'clock must be'],
      [{ clock: 'slow' }, 'clock must be system or manual, not "slow".'],
    ])('rejects or takes %o, and says why in one sentence', async (options, sentence) => {
      // A caller in JavaScript has no types to keep them from it.
      const attempt = Reflect.apply(built.startWachat, undefined, [options]);
      if (sentence === undefined) {
        await (await attempt).close();
        return;
      }
      const error: unknown = await attempt.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(built.ConfigError);
      expect(String(Object(error).message)).toContain(sentence);
      expect(String(Object(error).message)).toMatch(/^[^\n]+\.$/);
    });

    const text = { from: '6281298765432', type: 'text', text: 'Hello' };
    test.each([
      ['receive', [], 'receive takes the technical name of an instance, not undefined.'],
      ['receive', [5, text], 'receive takes the technical name of an instance, not 5.'],
      ['receive', ['shop'], 'receive cannot take this: it is required: '],
      ['receive', ['shop', null], 'receive cannot take this: it must be '],
      [
        'receive',
        ['shop', { ...text, type: 'sticker' }],
        'receive cannot take this: "type" must be one of text, image',
      ],
      [
        'receive',
        ['shop', { ...text, from: 62 }],
        'receive cannot take this: "from" must be a string of 8 to 15 digits',
      ],
      [
        'receive',
        ['shop', { ...text, caption: 'Hello' }],
        'receive does not take "caption"; it takes from, pushName, group, quoted, type, text.',
      ],
      [
        'receive',
        ['shop', { ...text, type: 'contact', text: undefined, contact: { name: 'Budi', number: '628111111111' } }],
        'receive does not take "text"; it takes from, pushName, group, quoted, type, contact.',
      ],
      [
        'receive',
        ['shop', { from: text.from, type: 'contact', contact: { name: 'Budi', phone: '628111111111' } }],
        'receive does not take "phone" in "contact"; that takes name, number.',
      ],
      ['postStatus', ['shop', { ...text, type: 'image' }], 'postStatus cannot take this: "type" must be text.'],
      ['postStatus', ['shop', { ...text, group: 1 }], 'postStatus does not take "group"; it takes from, pushName,'],
      ['call', ['shop'], 'call cannot take this: it is required: a JSON object with from.'],
      ['call', ['shop', { from: text.from, sound: 1 }], 'call does not take "sound"; it takes from, pushName, video.'],
      ['tick', [], 'tick takes the id of a message, not undefined.'],
      ['tick', [Symbol('id'), 'read'], 'tick takes the id of a message, not Symbol(id).'],
      ['receive', [Symbol('shop'), text], 'receive takes the technical name of an instance, not Symbol(shop).'],
      ['tick', ['3EB0', 'seen'], 'tick takes one of sent, delivered, read, played, failed, not "seen".'],
      [
        'messages',
        [{ number: '62' }],
        'The query of messages has no "number"; it has direction, instanceName, displayName, chat, to,',
      ],
      ['messages', [{ count: 0 }], '"count" must be a whole number from 1 to 1000.'],
    ] as const)('%s(%j) throws a sentence', async (method, given, sentence) => {
      const wachat = await start();
      const attempt = () => {
        Reflect.apply(wachat[method], wachat, given);
      };
      expect(attempt).toThrow(RangeError);
      expect(attempt).toThrow(sentence);
      expect(attempt).toThrow(/^[^\n]+\.$/);
    });

    test('what is not possible is refused with the code of the reason', async () => {
      const wachat = await start();
      const api = client(wachat.url, wachat.apiKey);
      const name = String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
      const message: Package.Receive = { from: '6281298765432', type: 'text', text: 'Hello' };
      const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });
      expect(() => wachat.receive('nobody', message)).toThrow(refused('instanceNotFound'));
      expect(() => wachat.receive(name, message)).toThrow(refused('notLinked'));
      expect(() => wachat.call(name, { from: message.from })).toThrow(refused('notLinked'));
      expect(() => wachat.tick('3EB0', 'read')).toThrow(refused('messageNotFound'));
      wachat.scan({ instanceName: name });
      expect(() => wachat.receive(name, { ...message, quoted: '3EB0' })).toThrow(refused('messageNotFound'));
      expect(() => wachat.tick(wachat.receive(name, message).id, 'read')).toThrow(refused('tickNotPossible'));
    });

    test.each([[], [''], [null], [5]])('account(%o) throws a sentence', async (...keys) => {
      const wachat = await start();
      expect(() => Reflect.apply(wachat.account, wachat, keys)).toThrow(
        new RangeError('account takes an API key: a non-empty string without spaces.'),
      );
    });

    test('rejects with the code of the system when it cannot listen', async () => {
      const { port } = await occupyPort();
      await expect(built.startWachat({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await expect(built.startWachat({ host: '203.0.113.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    });

    test('reads no environment, and leaves no listener on the process', async () => {
      const names = ['WACHAT_STRICT', 'WACHAT_API_KEYS', 'WACHAT_QR_TTL', 'WACHAT_SEED'];
      onTestFinished(() => {
        for (const name of names) Reflect.deleteProperty(process.env, name);
      });
      for (const name of names) process.env[name] = 'nonsense!';
      const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
      const wachat = await start();
      expect((await client(wachat.url, 'any').create({ instanceName: 'shop', foo: 1 })).status).toBe(201);
      expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
    });
  });

  describe('behaviour', () => {
    test('any number of them run side by side, and know nothing of each other', async () => {
      const several = await Promise.all(Array.from({ length: 8 }, (_, index) => start({ qrTtl: 1_000 * (index + 1) })));
      expect(new Set(several.map(({ url }) => url)).size).toBe(8);
      expect(new Set(several.map(({ apiKey }) => apiKey)).size).toBe(8);
      await Promise.all(
        several.map(({ url }) => client(url, 'same key'.replace(' ', '-')).create({ instanceName: 'shop' })),
      );
      const [first, ...rest] = several;
      first?.reset();
      expect(first?.account('same-key').instances()).toEqual([]);
      for (const wachat of rest) expect(wachat.account('same-key').instances()).toHaveLength(1);
      await first?.close();
      for (const { url } of rest) expect((await client(url, 'key').create({ instanceName: 'shop' })).status).toBe(201);
    });

    test('close may be called again, also at the same time, and also by await using', async () => {
      const wachat = await built.startWachat();
      await Promise.all([wachat.close(), wachat.close()]);
      await wachat.close();
      await wachat[Symbol.asyncDispose]();
      await expect(fetch(wachat.url)).rejects.toThrow();
      const { url } = await (async () => {
        await using disposed = await built.startWachat();
        return disposed;
      })();
      await expect(fetch(url)).rejects.toThrow();
    });

    test('close ends what waits, and who waits afterwards is told at once', async () => {
      const wachat = await start();
      await client(wachat.url, wachat.apiKey).create({ instanceName: 'shop' });
      const kinds = ['requests', 'events', 'deliveries', 'messages', 'instances'] as const;
      const messageOf = (wait: Promise<unknown>) =>
        wait.then(
          () => 'It was there.',
          (error: unknown) => (error instanceof Error ? error.message : ''),
        );
      const all = (account: Package.Account) =>
        kinds.map((kind) => messageOf(account.waitFor(kind, { count: 9 }, '1m')));
      const waits = [...all(wachat), ...all(wachat.account('not-yet'))];
      await wachat.close();
      for (const message of await Promise.all(waits))
        expect(message).toMatch(/^Stopped waiting, because the emulator was closed, for \w+: 9 wanted, 0 found\.$/);
      expect(await Promise.all(all(wachat))).toEqual(
        kinds.map((kind) => `The emulator was closed: there are no more ${kind} to wait for.`),
      );
    });

    test('close ends streams and lets go of timers', async () => {
      const clock = built.manualClock();
      let armed = 0;
      const counting = {
        now: clock.now,
        after(delay: number, action: () => void) {
          armed++;
          const callOff = clock.after(delay, () => {
            armed--;
            action();
          });
          return () => {
            armed--;
            callOff();
          };
        },
      };
      const wachat = await start({ clock: counting, autoScan: '10s' });
      const { body } = await client(wachat.url, 'key').create({ instanceName: 'shop' });
      const stream = await openStream(body.qrcode.liveUrl);
      await stream.next();
      expect(armed).toBe(1);
      await wachat.close();
      expect(await stream.next().catch(() => undefined)).toBeUndefined();
      expect(armed).toBe(0);
    });

    test('account(key) is the same account that a client with that key has', async () => {
      const wachat = await start();
      const { body } = await client(wachat.url, 'mine').create({ instanceName: 'shop' });
      const mine = wachat.account('mine');
      expect(mine.apiKey).toBe('mine');
      expect(mine.scan({ code: body.qrcode.code }).state).toBe('open');
      expect(wachat.instances()).toEqual([]);
      mine.reset();
      expect(mine.instances()).toEqual([]);
    });

    test('apiKey is the first of the keys given, else one from the seed, else a new one', async () => {
      expect((await start({ apiKeys: ['one', 'two'] })).apiKey).toBe('one');
      const [a, b] = [await start({ seed: 'x' }), await start({ seed: 'x' })];
      expect(a.apiKey).toBe(b.apiKey);
      expect((await start({ seed: 'y' })).apiKey).not.toBe(a.apiKey);
      expect((await start()).apiKey).not.toBe((await start()).apiKey);
    });

    test('runs beside another server in one process', async () => {
      const server = createServer((_request, response) => response.end('mine')).listen(0, 'localhost');
      await once(server, 'listening');
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      const wachat = await start();
      await wachat.close();
      expect(server.listening).toBe(true);
    });
  });
});

describe('Determinism', () => {
  const KEYS = ['alpha', 'beta', 'gamma'];

  /** What one account's client does, in order; each reply as bytes. */
  const script = async (wachat: Package.Wachat, key: string): Promise<string[]> => {
    const replies: string[] = [];
    const call = async (method: string, path: string, body?: unknown) => {
      const reply = await bytesOfReply(
        wachat.url,
        method,
        path,
        key,
        body === undefined ? undefined : JSON.stringify(body),
      );
      replies.push(reply);
      return reply;
    };
    const nameIn = (reply: string): string => /"apiInstanceName":"([^"]+)"/.exec(reply)?.[1] ?? '';
    const first = nameIn(
      await call('POST', '/instance/create', { instanceName: `shop of ${key}`, number: '628123456789' }),
    );
    const second = nameIn(await call('POST', '/instance/create', { instanceName: 'Toko ☕' }));
    await call('POST', '/instance/create?response=image', { instanceName: 'picture' });
    await call('POST', '/instance/create', { instanceName: '', foo: 1 });
    await call('GET', `/instance/qr?instanceName=${first}`);
    await call('GET', `/instance/qr/image?instanceName=${second}`);
    wachat.account(key).expireQr(first);
    await call('GET', `/instance/qr?instanceName=${first}`);
    wachat.account(key).scan({ instanceName: first });
    await call('GET', `/instance/qr?instanceName=${first}`);
    await call('GET', `/instance/qr/live?instanceName=${second}`);
    await call('GET', '/instance/list');
    await call('GET', '/nothing');
    return replies;
  };

  const runAll = async (seed: string | undefined, order: readonly string[], inParallel: boolean) => {
    const clock = built.manualClock('2026-01-01T00:00:00Z');
    const wachat = await start({ seed, clock, apiKeys: KEYS });
    const replies = new Map<string, string[]>();
    const one = async (key: string): Promise<void> => {
      replies.set(key, await script(wachat, key));
    };
    if (inParallel) await Promise.all(order.map(one));
    else for (const key of order) await one(key);
    await clock.advance(60_000);
    const { origin } = new URL(wachat.url);
    const later = await Promise.all(
      ['/instances', '/requests', '/events'].flatMap((path) =>
        KEYS.map((key) => bytesOfReply(origin, 'GET', `/_emulator${path}`, key)),
      ),
    );
    return { replies: KEYS.map((key) => replies.get(key) ?? []), later };
  };

  test('with a seed and a manual clock two runs answer byte for byte the same', async () => {
    const first = await runAll('any text', KEYS, false);
    expect(first.replies.flat()).toHaveLength(33);
    expect(await runAll('any text', KEYS, false)).toEqual(first);
  });

  test('also when accounts run in parallel or in another order', async () => {
    const first = await runAll('any text', KEYS, false);
    expect(await runAll('any text', [...KEYS].reverse(), false)).toEqual(first);
    for (let turn = 0; turn < 3; turn++) expect(await runAll('any text', KEYS, true)).toEqual(first);
  });

  const secretsIn = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => text.match(/2@[A-Za-z0-9+/=,]{235}|"pairingCode":"[^"]+"/g) ?? []);

  test('another seed, and none at all, repeat nothing', async () => {
    const runs = [
      await runAll('any text', KEYS, false),
      await runAll('any other text', KEYS, false),
      await runAll(undefined, KEYS, false),
      await runAll(undefined, KEYS, false),
    ];
    const found = runs.map(({ replies }) => new Set(secretsIn(replies.flat())));
    expect(found.every((set) => set.size > 5)).toBe(true);
    const all = found.flatMap((set) => [...set]);
    expect(new Set(all).size).toBe(all.length);
  });

  test('within a run no two QR texts and no two names are the same', async () => {
    const clock = built.manualClock('2026-01-01T00:00:00Z');
    const wachat = await start({ seed: 'any text', clock, qrLimit: 3, qrTtl: '1s' });
    const [codes, names, pictures]: Set<string>[] = [new Set(), new Set(), new Set()];
    let shown = 0;
    for (const key of ['a', 'b']) {
      for (let index = 0; index < 10; index++) await client(wachat.url, key).create({ instanceName: 'shop' });
    }
    for (let turn = 0; turn < 8; turn++) {
      for (const key of ['a', 'b']) {
        for (const { apiInstanceName } of wachat.account(key).instances()) {
          const { body } = await client(wachat.url, key).get(`/instance/qr?instanceName=${apiInstanceName}`);
          names?.add(apiInstanceName);
          codes?.add(body.qrcode.code);
          pictures?.add(body.qrcode.base64);
          shown++;
        }
      }
      await clock.advance(1_000);
    }
    expect([names?.size, codes?.size, pictures?.size, shown]).toEqual([20, 160, 160, 160]);
  });
});
