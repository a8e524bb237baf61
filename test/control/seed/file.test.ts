import { existsSync, writeFileSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSeedFile } from '../../../src/control/seed/file.js';
import { seedFileSchema } from '../../../src/control/seed/schema.js';
import { states } from '../../../src/domain/lifecycle.js';
import { ConfigError, startWachat, type Options } from '../../../src/index.js';
import { manualClock } from '../../../src/domain/time-source.js';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { receive } from '../../support/receiver.js';
import { everyState, fileOf, KEY } from '../../support/seed-file.js';

/** Reads texts as seed files, and says where each is not JSON. */
const placesOfMistakes = async (): Promise<
  (text: string) => Promise<{ readonly line: number; readonly column: number }>
> => {
  const path = await fileOf('');
  return async (text) => {
    writeFileSync(path, text);
    try {
      await readSeedFile(path);
    } catch (error) {
      const [, line, column] = /is not valid JSON: line (\d+), column (\d+)\./.exec(String(error)) ?? [];
      return { line: Number(line), column: Number(column) };
    }
    throw new Error('It is JSON.');
  };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const schema: Json = JSON.parse(await readFile('openapi/seed-file.schema.json', 'utf8'));
const isValid = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

describe('the schema of a seed file', () => {
  test('is exported as it is built', () => {
    expect(schema, 'run npm run openapi').toEqual(JSON.parse(JSON.stringify(seedFileSchema())));
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  });

  test('lets a good file pass and no other', () => {
    expect(isValid({ $schema: './seed-file.schema.json', accounts: [everyState] })).toBe(true);
    for (const wrong of [
      {},
      { accounts: {} },
      { accounts: [{}] },
      { accounts: [{ key: 'a b' }] },
      { accounts: [{ ...everyState, instance: [] }] },
    ])
      expect(isValid(wrong)).toBe(false);
  });
});

describe('--seed-file', () => {
  describe('shape', () => {
    test('settings, the phone, a number, a business instance and a technical name are as they were given', async () => {
      const { wachat, api } = await build({
        accounts: [
          {
            key: KEY,
            instances: [
              {
                instanceName: 'Toko',
                apiInstanceName: 't1_mq9r2jov_toko',
                state: 'open',
                number: '628123456789',
                rejectCalls: true,
                readStatus: true,
                phone: { number: '6281298765432', profileName: 'Budi' },
              },
              { instanceName: 'Awan', integration: 'WHATSAPP-BUSINESS' },
              { instanceName: 'Warung', state: 'dead', number: '628123456780' },
            ],
          },
        ],
      });
      const [shop, cloud, toko] = wachat.instances();
      expect(toko).toMatchObject({
        apiInstanceName: 't1_mq9r2jov_toko',
        rejectCalls: true,
        ignoreGroups: false,
        readStatus: true,
        number: '6281298765432',
        phone: { number: '6281298765432', profileName: 'Budi' },
      });
      expect(cloud).toMatchObject({ state: 'open', integration: 'WHATSAPP-BUSINESS', phone: null });
      expect(shop).toMatchObject({ phone: { number: '628123456780', profileName: 'Warung' } });
      expect((await api.post('/instance/logout?instanceName=t1_mq9r2jov_toko')).status).toBe(200);
    });
  });

  describe('rules', () => {
    const one = (account: Json): string => JSON.stringify({ accounts: [{ key: KEY, ...account }] });
    const instance = (given: Json): string =>
      one({ instances: [{ instanceName: 'a' }, { instanceName: 'b', ...given }] });
    const wrong: readonly (readonly [string, string])[] = [
      ['{"accounts": [\n  {"key": "k3y-stays-secret",}\n]}', 'is not valid JSON: line 2, column 30.'],
      ['', 'is not valid JSON: line 1, column 1.'],
      ['[]', 'cannot be used: it must be a JSON object with accounts, not an array.'],
      ['{}', 'cannot be used: "accounts" is required: an array of at most 10000 accounts.'],
      [
        JSON.stringify({ accounts: { [KEY]: {} } }),
        'cannot be used: "accounts" must be an array of at most 10000 accounts, not an object.',
      ],
      [
        JSON.stringify({ accounts: [{ [KEY]: {} }] }),
        'cannot be used: "accounts.0.key" is required: a key of printable ASCII without spaces or commas, at most 256 characters.',
      ],
      [
        one({ key: `${KEY} ` }),
        'cannot be used: "accounts.0.key" must be a key of printable ASCII without spaces or commas, at most 256 characters.',
      ],
      [JSON.stringify({ accounts: [{ key: KEY }, { key: KEY }] }), 'cannot be used: "accounts.1.key" must be unique.'],
      [
        one({ [KEY]: 1 }),
        'cannot be used: "accounts.0" has an unknown field; the fields are key, clock, instances, webhooks, faults, deliveryFaults.',
      ],
      [
        instance({ contacts: [{ number: '081298765432', pushName: 'Siti' }] }),
        'cannot be used: "accounts.0.instances.1.contacts.0.number" must be a string of 8 to 15 digits, country code first, or the address of a group such as 120363025246125486@g.us.',
      ],
      [
        instance({
          contacts: [
            { number: '6281298765432', pushName: 'Siti' },
            { number: '6281298765432', pushName: 'Ayu' },
          ],
        }),
        'cannot be used: "accounts.0.instances.1.contacts.1.number" must be unique.',
      ],
      [
        instance({ state: 'open', messages: [{ text: 'Hello' }] }),
        'cannot be used: "accounts.0.instances.1.messages.0" must have either "to", if the instance sent it, or "from", if it received it.',
      ],
      [
        instance({ messages: [{ from: '6281298765432', text: 'Hello' }] }),
        'cannot be used: "accounts.0.instances.1.messages" need a state in which a phone is or was linked: linking, open, dead, lost, replaced, closed.',
      ],
      [
        one({ instance: [] }),
        'cannot be used: "accounts.0" has an unknown field "instance" (did you mean "instances"?).',
      ],
      [
        one({ clock: { now: 'noon' } }),
        'cannot be used: "accounts.0.clock.now" must be an ISO 8601 time with a time zone, from 1970 to 2999, such as 2026-07-01T00:00:00Z.',
      ],
      [
        instance({ state: 'close' }),
        `cannot be used: "accounts.0.instances.1.state" must be one of ${states.join(', ')} (did you mean "closed"?).`,
      ],
      [
        instance({ instanceName: '' }),
        'cannot be used: "accounts.0.instances.1.instanceName" must be a string of 1 to 100 characters, none of them a control character.',
      ],
      [
        instance({ apiInstanceName: 'b' }),
        'cannot be used: "accounts.0.instances.1.apiInstanceName" must be a technical name such as t1_mq9r2jov_jakarta_store.',
      ],
      [
        one({ instances: [1, 2].map(() => ({ instanceName: 'a', apiInstanceName: 't1_1_a' })) }),
        'cannot be used: "accounts.0.instances.1.apiInstanceName" must be unique.',
      ],
      [
        instance({ number: 628123456789 }),
        'cannot be used: "accounts.0.instances.1.number" must be a string of 8 to 15 digits and nothing else, country code first, not a number.',
      ],
      [
        instance({ integration: 'WHATSAPP-BUSINESS', state: 'lost' }),
        'cannot be used: "accounts.0.instances.1.state" must be open for WHATSAPP-BUSINESS.',
      ],
      [
        instance({ phone: {} }),
        'cannot be used: "accounts.0.instances.1.phone" needs a state in which a phone is linked: linking, open, dead, lost, replaced.',
      ],
      [
        one({ webhooks: [{ url: 'http://example.com/' }] }),
        'cannot be used: "accounts.0.webhooks.0.url" must begin with https://; http:// is allowed only for loopback, private addresses and bare host names, unless --webhook-http is all.',
      ],
      [
        one({ webhooks: [{ url: 'https://exam\tple.com/ ' }] }),
        'cannot be used: "accounts.0.webhooks.0.url" must be a URL of printable ASCII without spaces and backslashes; all else must be percent-encoded.',
      ],
      [
        one({ webhooks: [{ url: 'https://example.com/', instance: 'c' }] }),
        'cannot be used: "accounts.0.webhooks.0.instance" must be the instanceName or the apiInstanceName of one of the instances.',
      ],
      [
        one({
          instances: [{ instanceName: 'a' }, { instanceName: 'a' }],
          webhooks: [{ url: 'https://example.com/', instance: 'a' }],
        }),
        'cannot be used: "accounts.0.webhooks.0.instance" is the instanceName of more than one instance; give each an apiInstanceName.',
      ],
      [
        one({ instances: [{ instanceName: 'a' }], faults: [{ instanceName: 'a', status: 500 }] }),
        'cannot be used: "accounts.0.faults.0.instanceName" must be a technical name; give the instance an apiInstanceName, and say that.',
      ],
      [
        one({ faults: [{ status: 199 }] }),
        'cannot be used: "accounts.0.faults.0.status" must be a whole number from 200 to 599.',
      ],
    ];

    test.each(wrong)('%s stops the start with one sentence', async (text, sentence) => {
      const path = await fileOf(text);
      await expect(startWachat({ seedFile: path })).rejects.toThrow(
        new ConfigError(`The seed file ${JSON.stringify(path)} ${sentence}`),
      );
    });

    test('with keys that are let in, those of the file must be among them, and the numbers follow the former', async () => {
      const accounts = [{ key: 'b', instances: [{ instanceName: 'x' }] }];
      await expect(startWachat({ apiKeys: ['a'], accounts })).rejects.toThrow(
        'The option accounts cannot be used: "accounts.0.key" must be one of the allowed keys (--api-key).',
      );
      const { wachat } = await build({ apiKeys: ['a', 'b'], accounts });
      expect([wachat.apiKey, wachat.account('b').instances()[0]?.apiInstanceName.slice(0, 3)]).toEqual(['a', 't2_']);
    });

    test('more instances than there is room for, and both a file and accounts', async () => {
      await expect(startWachat({ accounts: [everyState], maxInstances: 8 })).rejects.toThrow(
        'The option accounts cannot be used: "accounts" have 9 instances, more than the limit of 8 (--max-instances).',
      );
      await expect(startWachat({ accounts: [], seedFile: 'x' })).rejects.toThrow(ConfigError);
    });

    test('the place of a mistake in JSON is where the text could not go on', async () => {
      const placeIn = await placesOfMistakes();
      const good = fc.json({ maxDepth: 4 }).filter((text) => text.length > 1);
      await fc.assert(
        fc.asyncProperty(good, async (text) => {
          // What is whole stops being JSON where more follows.
          expect(await placeIn(`${text} ?`)).toEqual({ line: 1, column: text.length + 2 });
        }),
      );
    });

    test.each([
      ['{"a": 1 "b": 2}', 1, 9],
      ['[1,\r\n 2,\n]', 3, 1],
      ['{"a": tru}', 1, 7],
      ['"a', 1, 1],
      ["{'a': 1}", 1, 2],
      ['{"a": 01}', 1, 8],
      ['["a\\x"]', 1, 2],
      ['// no comments\n{}', 1, 1],
      ['{} /* at all */', 1, 4],
      ['{"a": 1}}', 1, 9],
      ['{"a":\n', 2, 1],
      ['\u00a0{}', 1, 1],
    ])('in %j the mistake is at line %i, column %i', async (text, line, column) => {
      expect(await (await placesOfMistakes())(text)).toEqual({ line, column });
    });

    test('of a text with a million mistakes the first one is found', async () => {
      expect(await (await placesOfMistakes())(`[1,\n?${' ?'.repeat(1_000_000)}`)).toEqual({ line: 2, column: 1 });
    });

    test.skipIf(!existsSync('/dev/zero')).each([
      ['/dev/zero', 'it is neither a file nor a pipe'],
      ['/dev/null', 'it is neither a file nor a pipe'],
      ['/dev', 'it is a directory'],
    ])('%s is refused without being read', async (seedFile, reason) => {
      await expect(startWachat({ seedFile })).rejects.toThrow(
        new ConfigError(`The seed file ${JSON.stringify(seedFile)} cannot be read: ${reason}.`),
      );
    });

    test('at most 64 MiB are read', async () => {
      const path = await fileOf('{"accounts": []}');
      await truncate(path, 2 ** 40);
      await expect(startWachat({ seedFile: path })).rejects.toThrow(/cannot be read: it is larger than 64 MiB\.$/);
    });

    test('whatever is not JSON has its mistake in the text or at its end, however deep it is nested', async () => {
      const placeIn = await placesOfMistakes();
      const pieces = fc.constantFrom(...Array.from('{}[],:"\\ tu01.-e+/*\n\r\u00a0'), 'true', 'null', '"a"');
      const broken = fc
        .oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
          fc.tuple(fc.json(), fc.nat(), pieces).map(([json, where, piece]) => {
            const at = where % json.length;
            return json.slice(0, at) + piece + json.slice(at + 1);
          }),
          fc.constantFrom('[', '{"a":', '[{"a":[').map((open) => open.repeat(100_000)),
        )
        .filter((text) => !isJson(text));
      await fc.assert(
        fc.asyncProperty(broken, async (text) => {
          const { line, column } = await placeIn(text);
          const lines = text.split(/\r\n|\n|\r/);
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }),
      );
    });
  });

  describe('behaviour', () => {
    /** An account with one of everything that goes on by itself. */
    const lively = (hook: string): Options => ({
      seed: 'seeded',
      autoScan: '20s',
      accounts: [
        {
          key: KEY,
          clock: { now: '2026-06-01T00:00:00Z', frozen: true },
          instances: [
            { instanceName: 'plain' },
            { instanceName: 'slow', number: '999000000001' },
            { instanceName: 'at once', number: '999000000000' },
            { instanceName: 'late', number: '999000000003' },
            { instanceName: 'still', state: 'pairing' },
          ],
          webhooks: [{ url: hook }],
        },
      ],
    });

    test('without a state, an instance goes on as one that was just created; with one, it stays', async () => {
      const receiver = await receive();
      const { wachat } = await build(lively(receiver.url));
      const phases = () =>
        wachat
          .instances()
          .map(({ phase }) => phase)
          .reverse();
      expect(phases()).toEqual(['pairing', 'pairing', 'open', 'starting', 'pairing']);
      expect(wachat.deliveries()).toEqual([]);
      await wachat.clock.advance('20s', { settle: true });
      expect(phases()).toEqual(['open', 'open', 'open', 'open', 'pairing']);
      const [first] = receiver.received;
      expect(first?.body).toMatchObject({
        event: 'qrcode.updated',
        date_time: '2026-06-01T00:00:05.000Z',
        server_url: wachat.url,
      });
      await wachat.clock.advance('25s', { settle: true });
      expect(receiver.received.at(-1)?.body.event).toBe('qrcode.updated');
    });

    test('a reset brings the account back to its seed, at once, the same each time', async () => {
      const receiver = await receive();
      const { wachat, api, control } = await build(lively(receiver.url));
      const before = await wachat.snapshot();
      const names = wachat.instances().map(({ apiInstanceName }) => apiInstanceName);
      const resets = [
        () => control.post('/reset'),
        () => control.post('/reset?all=true'),
        async () => {
          await Promise.resolve();
          wachat.reset();
        },
        async () => {
          await Promise.resolve();
          wachat.account(KEY).reset();
        },
      ];
      for (const reset of resets) {
        await api.create({ instanceName: 'more' });
        await wachat.clock.advance('1m', { settle: true });
        await reset();
        expect(wachat.instances().map(({ apiInstanceName }) => apiInstanceName)).toEqual(names);
        expect(await wachat.snapshot()).toEqual(before);
        expect(wachat.deliveries()).toEqual([]);
      }
    });

    test('deleted, it is there again at once, as its seed says and under a new number', async () => {
      const { control, wachat } = await build({ accounts: [{ key: KEY, instances: [{ instanceName: 'shop' }] }] });
      expect(wachat.instances()).toMatchObject([{ apiInstanceName: expect.stringMatching(/^t1_/) }]);
      expect((await control.call('DELETE', '/account')).body.deleted).toBe(true);
      expect(wachat.instances()).toMatchObject([{ apiInstanceName: expect.stringMatching(/^t2_/) }]);
    });

    test('messages are there from the start and again after a reset, and nobody was told of them', async () => {
      const seeded = {
        instanceName: 'toko',
        apiInstanceName: 't1_mq9r2jov_toko',
        state: 'open' as const,
        contacts: [{ number: '6281298765432', pushName: 'Siti' }],
        messages: [
          { from: '6281298765432', text: 'Is it still there? 📦' },
          { to: '6281298765432', text: 'It is.' },
          { from: '6281298765432', group: '120363025246125486@g.us', text: 'Hello everybody' },
        ],
      };
      const { api, wachat } = await build({ accounts: [{ key: 'seeded', instances: [seeded] }] });
      for (let round = 0; round < 2; round++) {
        const messages = wachat.messages();
        expect(
          messages.map(({ direction, chat, pushName, text, status }) => [direction, chat, pushName, text, status]),
        ).toEqual([
          ['received', '6281298765432@s.whatsapp.net', 'Siti', 'Is it still there? 📦', 'delivered'],
          ['sent', '6281298765432@s.whatsapp.net', null, 'It is.', 'delivered'],
          ['received', '120363025246125486@g.us', 'Siti', 'Hello everybody', 'delivered'],
        ]);
        expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
        expect(wachat.events()).toEqual([]);
        expect(wachat.instances()[0]?.messages).toMatchObject({ sent: 1, received: 2 });
        const { contacts } = (await api.get('/contacts?instanceName=t1_mq9r2jov_toko')).body;
        expect(
          contacts.map(({ remoteJid, chat }: Json) => [remoteJid, chat.lastMessageText, chat.unreadCount]).sort(),
        ).toEqual([
          ['120363025246125486@g.us', 'Hello everybody', 1],
          ['6281298765432@s.whatsapp.net', 'It is.', 1],
        ]);
        const [first] = messages;
        wachat.receive('t1_mq9r2jov_toko', {
          from: '6281298765432',
          type: 'reaction',
          emoji: '👍',
          messageId: messages[1]?.id ?? '',
        });
        expect(first?.text).toBe(wachat.messages()[0]?.text);
        wachat.account(wachat.apiKey).reset();
      }
    });

    test('contacts are there from the start, keep their name until they go by another, and are there again after a reset', async () => {
      const group = '120363025246125486@g.us';
      const { api, control } = await build({
        accounts: [
          {
            key: KEY,
            instances: [
              {
                instanceName: 'toko',
                apiInstanceName: 't1_mq9r2jov_toko',
                state: 'open',
                contacts: [
                  { number: group, pushName: 'Keluarga' },
                  { number: '6281298765432', pushName: 'Siti' },
                ],
              },
            ],
          },
        ],
        apiKeys: [KEY],
      });
      const contacts = async (): Promise<Json> =>
        (await api.get('/contacts?instanceName=t1_mq9r2jov_toko')).body.contacts.map(
          ({ remoteJid, name, isGroup, chat }: Json) => [remoteJid, name, isGroup, chat.lastMessageText],
        );
      const seeded = [
        ['6281298765432@s.whatsapp.net', 'Siti', false, null],
        [group, 'Keluarga', true, null],
      ];
      const receive = async (given: Json): Promise<Json> =>
        (
          await control.post('/instances/t1_mq9r2jov_toko/receive', {
            from: '6281298765432',
            type: 'text',
            text: 'Hi',
            ...given,
          })
        ).body.message.pushName;
      for (let round = 0; round < 2; round++) {
        expect(await contacts()).toEqual(seeded);
        expect(await receive({})).toBe('Siti');
        expect(await receive({ group, pushName: 'Siti S.' })).toBe('Siti S.');
        expect(await receive({ pushName: 'Siti S.' })).toBe('Siti S.');
        expect(await contacts()).toEqual([
          ['6281298765432@s.whatsapp.net', 'Siti S.', false, 'Hi'],
          [group, 'Keluarga', true, 'Hi'],
        ]);
        await control.post('/reset');
      }
    });

    test('faults are there from the start, and count anew after a reset', async () => {
      const faults = [{ operation: 'getInstances', first: 1, status: 429, retryAfter: '2s' }] as const;
      const { api, control } = await build({ accounts: [{ key: KEY, faults }], apiKeys: [KEY] });
      for (let round = 0; round < 2; round++) {
        const broken = await api.get('/instance/list');
        expect([broken.status, broken.headers.get('retry-after')]).toEqual([429, '2']);
        expect((await api.get('/instance/list')).status).toBe(200);
        await control.post('/reset');
      }
      expect((await control.get('/faults')).body.faults).toEqual([{ id: 1, ...faults[0], seen: 0, fired: 0 }]);
    });

    test('what another account has stays out of it, and a key without an entry has nothing after a reset', async () => {
      const { wachat } = await build({ accounts: [everyState] });
      await client(wachat.url, 'another').create({ instanceName: 'x' });
      wachat.account(KEY).reset();
      expect(wachat.account('another').instances()).toHaveLength(1);
      wachat.reset();
      expect([wachat.account('another').instances().length, wachat.instances().length]).toEqual([0, 9]);
    });

    test('a clock that was given runs from there unless it is to stand, and --clock is for the rest', async () => {
      const clock = manualClock();
      const at = (key: string) => wachat.account(key).clock.read().now;
      const { wachat } = await build({
        clock,
        accounts: [
          { key: 'runs', clock: { now: '2030-01-01T00:00:00Z' } },
          { key: 'stands', clock: { frozen: true } },
          { key: 'plain' },
        ],
      });
      clock.advance(1_000);
      expect(['runs', 'stands', 'plain'].map(at)).toEqual([
        '2030-01-01T00:00:01.000Z',
        '2026-01-01T00:00:00.000Z',
        '2026-01-01T00:00:01.000Z',
      ]);
      wachat.reset();
      expect(at('runs')).toBe('2030-01-01T00:00:00.000Z');
    });

    test('a technical name that create would make at that moment is passed over', async () => {
      const { api } = await build({
        accounts: [
          {
            key: KEY,
            instances: [
              { instanceName: 'shop', apiInstanceName: `t1_${Date.parse('2026-01-01T00:00:00Z').toString(36)}_shop` },
            ],
          },
        ],
      });
      expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
      expect((await api.get('/instance/list')).body.instances).toHaveLength(2);
    });

    test('an expired one has had all its QRs, a closed one has new keys', async () => {
      const { api, wachat } = await build({ accounts: [everyState] });
      const find = (phase: string) => wachat.instances().find((one) => one.phase === phase)?.apiInstanceName ?? '';
      for (const phase of ['expired', 'closed']) {
        const name = find(phase);
        expect((await api.get(`/instance/qr?instanceName=${name}`)).body.qrcode).toMatchObject({ count: 1 });
        expect(wachat.scan({ instanceName: name }).phase).toBe('open');
      }
    });
  });
});
