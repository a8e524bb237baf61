import { describe, expect, test } from 'vitest';
import { eventNames } from '../../../src/domain/events.js';
import { client, type Json } from '../../support/client.js';
import { receive, status } from '../../support/receiver.js';
import { business } from '../../support/shop.js';
import { buildWebhooks, HOOK } from '../../support/webhooks.js';

describe('POST /webhooks', () => {
  describe('shape', () => {
    test('creates with a URL alone: all events, all instances, enabled, a secret of its own', async () => {
      const { set } = await buildWebhooks();
      const reply = await set({ url: HOOK });
      expect(reply.status).toBe(201);
      expect(reply.body).toEqual({
        success: true,
        webhook: {
          id: 1,
          name: null,
          url: HOOK,
          events: ['*'],
          enabled: true,
          secret: expect.stringMatching(/^whsec_[\w-]{32}$/),
          instance: null,
          createdAt: '2026-01-01T00:00:00.000Z',
          updatedAt: '2026-01-01T00:00:00.000Z',
        },
      });
    });

    test('creates with all that may be said', async () => {
      const { set, name } = await buildWebhooks();
      const events = ['qrcode.updated', 'connection.update'];
      const secret = 'whsec_my-own-secret';
      const reply = await set({ url: HOOK, name: ' Orders ', events, instanceName: name, enabled: false, secret });
      expect(reply.status).toBe(201);
      expect(reply.body.webhook).toMatchObject({
        name: 'Orders',
        url: HOOK,
        events,
        enabled: false,
        secret,
        instance: {
          instanceName: 'Jakarta Store',
          displayName: 'Jakarta Store',
          apiInstanceName: name,
          internalName: name,
        },
      });
    });

    test('each has an id and a secret of its own; with a seed the secrets repeat', async () => {
      const secrets = async () => {
        const { set } = await buildWebhooks({ seed: 'any', apiKeys: ['key'] });
        const hooks = [await set({ url: HOOK }), await set({ url: HOOK })].map(({ body }) => body.webhook);
        expect(hooks.map(({ id }) => id)).toEqual([1, 2]);
        return hooks.map(({ secret }) => String(secret));
      };
      const first = await secrets();
      expect(new Set(first).size).toBe(2);
      expect(await secrets()).toEqual(first);
    });

    test('every event name that is documented is good', async () => {
      const { set } = await buildWebhooks();
      const names = 'messages.upsert messages.update contacts.update chats.update qrcode.updated connection.update *';
      const events = names.split(' ');
      expect((await set({ url: HOOK, events })).body.webhook.events).toEqual(events);
      for (const event of events) expect((await set({ url: HOOK, events: [event] })).status).toBe(201);
    });
  });

  describe('rules', () => {
    const fields = { url: HOOK };
    test.each([
      ['no URL', {}, 'url'],
      ['no body', undefined, undefined],
      ['a list', [], undefined],
      ['a URL that is none', { url: 'example.com/hook' }, 'url'],
      ['an empty URL', { url: '' }, 'url'],
      ['a number for a URL', { url: 5 }, 'url'],
      ['a URL as long as a book', { url: `${HOOK}?${'x'.repeat(2_048)}` }, 'url'],
      ['a URL without a host', { url: 'https://' }, 'url'],
      ['a port that is none', { url: 'https://example.com:99999/' }, 'url'],
      ['a file', { url: 'file:///etc/passwd' }, 'url'],
      ['another protocol', { url: 'ftp://example.com/' }, 'url'],
      ['script', { url: 'javascript:alert(1)' }, 'url'],
      ['data', { url: 'data:text/plain,x' }, 'url'],
      ['a URL without slashes', { url: 'https:example.com' }, 'url'],
      ['a URL with one slash', { url: 'https:/example.com' }, 'url'],
      ['a URL with three slashes', { url: 'https:///example.com' }, 'url'],
      ['a user name in the URL', { url: 'https://user@example.com/' }, 'url'],
      ['a password in the URL', { url: 'https://user:pass@example.com/' }, 'url'],
      ['a password alone', { url: 'https://:pass@example.com/' }, 'url'],
      ['no events', { ...fields, events: [] }, 'events'],
      ['events as text', { ...fields, events: '*' }, 'events'],
      ['an unknown event', { ...fields, events: ['message.upsert'] }, 'events.0'],
      ['an unknown event among good ones', { ...fields, events: ['*', 'MESSAGES_UPSERT'] }, 'events.1'],
      ['too many events', { ...fields, events: Array.from({ length: 21 }, () => '*') }, 'events'],
      ['a name that is empty', { ...fields, name: ' ' }, 'name'],
      ['a name that is too long', { ...fields, name: 'x'.repeat(101) }, 'name'],
      ['a name that is no text', { ...fields, name: 5 }, 'name'],
      ['enabled as text', { ...fields, enabled: 'true' }, 'enabled'],
      ['a secret that is too short', { ...fields, secret: 'short' }, 'secret'],
      ['a secret that is no ASCII', { ...fields, secret: 'whsec_münchen' }, 'secret'],
      ['a secret with a line break', { ...fields, secret: 'whsec_a\nb' }, 'secret'],
      ['an id that is text', { ...fields, id: '1' }, 'id'],
      ['an id of 0', { ...fields, id: 0 }, 'id'],
      ['half an id', { ...fields, id: 1.5 }, 'id'],
      ['an instance that is no text', { ...fields, instanceName: 5 }, 'instanceName'],
      ['null for an instance', { ...fields, instanceName: null }, 'instanceName'],
    ])('%s is a 400 that names the field, and makes nothing', async (_what, body, field) => {
      const { set, list } = await buildWebhooks();
      const reply = await set(body);
      expect(reply.status).toBe(400);
      expect(reply.body.success).toBe(false);
      if (field !== undefined) {
        expect(reply.body.details.map(({ path }: { readonly path: string }) => path)).toEqual([field]);
        expect(reply.body.error).toContain(`"${field}"`);
      }
      expect((await list()).count).toBe(0);
    });

    test.each([
      ...[' https://example.com/', 'https://example.com/ ', 'https://example.com/a b', 'https://example.com/?a b#c d'],
      ...['\nhttps://example.com/', 'https://exa\nmple.com/', 'https://example.com/\r\nX: 1', 'ht\ttps://example.com/'],
      ...['https://example.com/\u0000', '\u0001https://example.com/', 'https://example.com/\u007f'],
      ...['https://example.com/\u00a0', 'https://example.com/\u2028', '\uFEFFhttps://example.com/'],
      ...['https:\\\\example.com/', 'https://example.com\\@localhost/', 'https://example.com/a\\b'],
      ...['https://münchen.example/', 'https://example.com/ü', 'https://example.com/\u202e', 'https://example。com/'],
    ])('%j is a 400: it is not where a parser would send to', async (url) => {
      const { set, list } = await buildWebhooks();
      const reply = await set({ url });
      expect([reply.status, reply.body.error]).toEqual([
        400,
        '"url" must be a URL of printable ASCII without spaces and backslashes; all else must be percent-encoded.',
      ]);
      expect((await set({ url: HOOK })).status).toBe(201);
      expect((await set({ id: 1, url })).status).toBe(400);
      expect((await list()).webhooks.map((webhook: Json) => webhook.url)).toEqual([HOOK]);
    });

    test.each([
      'https://xn--mnchen-3ya.example/',
      'https://example.com/%C3%BC%20%5C',
      "https://example.com/~a;b=c/!$&'()*+,?[]@|{}",
    ])('%s is good, and kept as it is', async (url) => {
      const { set } = await buildWebhooks();
      const reply = await set({ url });
      expect([reply.status, reply.body.webhook.url]).toEqual([201, url]);
    });

    test.each(['https://user:pa55word@example.com/', 'ftp://user:pa55word@example.com/?key=pa55word'])(
      'what is in %s is not repeated',
      async (url) => {
        const { set } = await buildWebhooks();
        expect((await set({ url })).bytes.toString()).not.toContain('pa55word');
      },
    );

    const local = [
      ...[
        'http://localhost/',
        'http://localhost:3000/hook',
        'http://127.0.0.1/',
        'http://127.9.9.9:1/',
        'http://[::1]/',
      ],
      ...[
        'http://10.1.2.3/',
        'http://172.16.0.1/',
        'http://172.31.255.255/',
        'http://192.168.1.1/',
        'http://169.254.0.1/',
      ],
      ...['http://[fd00::1]/', 'http://[fe80::1]/', 'http://receiver/', 'http://receiver:8080/', 'HTTP://RECEIVER/'],
      ...[
        'http://shop.localhost/',
        'http://host.docker.internal:3000/',
        'http://printer.local/',
        'http://myapp.test/',
        'http://2130706433/',
      ],
    ];
    const abroad = [
      ...[
        'http://example.com/',
        'http://8.8.8.8/',
        'http://172.15.0.1/',
        'http://172.32.0.1/',
        'http://[2001:db8::1]/',
      ],
      ...[
        'http://localhost.example.com/',
        'http://127.0.0.1.example.com/',
        'http://10.example.com/',
        'http://134744072/',
      ],
    ];

    test.each(local)('%s is good, unless --webhook-http is none', async (url) => {
      for (const webhookHttp of ['local', 'all', undefined] as const) {
        const { set } = await buildWebhooks({ webhookHttp });
        expect((await set({ url })).status).toBe(201);
      }
      const { set } = await buildWebhooks({ webhookHttp: 'none' });
      const reply = await set({ url });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toBe('"url" must begin with https:// and a host.');
    });

    test.each(abroad)('%s is a 400, unless --webhook-http is all', async (url) => {
      const { set } = await buildWebhooks();
      const reply = await set({ url });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toMatch(/^"url" must begin with https:\/\/; .*--webhook-http is all\.$/);
      expect((await (await buildWebhooks({ webhookHttp: 'none' })).set({ url })).status).toBe(400);
      expect((await (await buildWebhooks({ webhookHttp: 'all' })).set({ url })).status).toBe(201);
    });

    test.each(['https://example.com/', 'https://localhost:8443/', 'https://8.8.8.8/', 'HTTPS://EXAMPLE.COM/'])(
      '%s is always good',
      async (url) => {
        for (const webhookHttp of ['local', 'all', 'none'] as const)
          expect((await (await buildWebhooks({ webhookHttp })).set({ url })).status).toBe(201);
      },
    );

    test('needs a key, in the header', async () => {
      const { wachat } = await buildWebhooks();
      const nobody = client(wachat.url, undefined);
      for (const query of ['', '?apiKey=any']) {
        expect((await nobody.post(`/webhooks${query}`, { url: HOOK })).status).toBe(401);
        expect((await nobody.get(`/webhooks${query}`)).status).toBe(401);
        expect((await nobody.call('DELETE', `/webhooks${query}${query === '' ? '?' : '&'}id=1`)).status).toBe(401);
      }
    });

    test('an instance that this account does not have is a 404, and its display name says which is meant', async () => {
      const { set, list, wachat, name } = await buildWebhooks();
      const others = await client(wachat.url, 'another').create({ instanceName: 'x' });
      const foreign = String(others.body.instance.apiInstanceName);
      for (const instanceName of [foreign, 'unknown', '']) {
        expect((await set({ url: HOOK, instanceName })).status).toBe(404);
        expect((await client(wachat.url, 'another').get(`/webhooks?instanceName=${name}`)).status).toBe(404);
      }
      const reply = await set({ url: HOOK, instanceName: 'Jakarta Store' });
      expect(reply.status).toBe(404);
      expect(reply.body.error).toContain(name);
      expect((await list()).count).toBe(0);
    });

    test('the 101st is refused, saying the limit; one deleted makes room, and changing is always possible', async () => {
      const { set, list, api, wachat } = await buildWebhooks();
      for (let count = 0; count < 100; count++) expect((await set({ url: HOOK })).status).toBe(201);
      const reply = await set({ url: HOOK });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toBe(
        'This account has reached its limit of 100 webhooks; delete one with DELETE /webhooks?id= first.',
      );
      expect((await list()).count).toBe(100);
      expect((await set({ id: 100, enabled: false })).status).toBe(200);
      expect((await client(wachat.url, 'another').post('/webhooks', { url: HOOK })).status).toBe(201);
      await api.call('DELETE', '/webhooks?id=50');
      expect((await set({ url: HOOK })).body.webhook.id).toBe(101);
      expect((await set({ url: HOOK })).status).toBe(400);
    });

    test('one that cannot be made brings no account into being', async () => {
      const { wachat } = await buildWebhooks();
      const stranger = client(wachat.url, 'stranger');
      expect((await stranger.post('/webhooks', { url: 'http://example.com/' })).status).toBe(400);
      expect((await stranger.post('/webhooks', { url: HOOK, instanceName: 'x' })).status).toBe(404);
      expect((await stranger.post('/webhooks', { url: HOOK, id: 1 })).status).toBe(404);
      expect((await stranger.get('/webhooks')).body).toEqual({ success: true, count: 0, webhooks: [] });
      expect((await stranger.call('DELETE', '/webhooks?id=1')).status).toBe(404);
      const next = await client(wachat.url, 'next').create({ instanceName: 'x' });
      expect(next.body.instance.apiInstanceName).toMatch(/^t2_/);
    });
  });

  describe('behaviour', () => {
    test('with an id it changes what is sent, and what is not sent stays', async () => {
      const { set, list, clock, name } = await buildWebhooks();
      const made = (await set({ url: HOOK, name: 'Orders', events: ['qrcode.updated'], instanceName: name })).body
        .webhook;
      clock.advance(1_000);
      const changes: readonly Json[] = [
        { url: 'https://example.com/other' },
        { name: 'Payments' },
        { events: ['*'] },
        { enabled: false },
        { secret: 'whsec_another-secret' },
        {},
      ];
      let expected = made;
      for (const change of changes) {
        expected = { ...expected, ...change, updatedAt: '2026-01-01T00:00:01.000Z' };
        const reply = await set({ id: made.id, ...change });
        expect(reply.status).toBe(200);
        expect(reply.body.webhook).toEqual(expected);
      }
      expect(await list()).toMatchObject({ count: 1, webhooks: [{ ...expected, secret: 'whsec_••••secret' }] });
    });

    test('a change follows the same rules, and one that breaks them changes nothing', async () => {
      const { set, list } = await buildWebhooks();
      const { id } = (await set({ url: HOOK })).body.webhook;
      const before = await list();
      const bad = [
        { url: 'http://example.com/' },
        { url: 'https://user@example.com/' },
        { events: ['x'] },
        { secret: 'short' },
        { enabled: 1, name: 'New' },
      ];
      for (const change of bad) expect((await set({ id, ...change })).status).toBe(400);
      expect((await set({ id, instanceName: 'unknown', name: 'New' })).status).toBe(404);
      expect(await list()).toEqual(before);
    });

    test("another account's webhook does not exist for this one", async () => {
      const { set, list, wachat } = await buildWebhooks();
      const { id } = (await set({ url: HOOK })).body.webhook;
      const other = client(wachat.url, 'another');
      await other.create({ instanceName: 'x' });
      const change = await other.post('/webhooks', { id, enabled: false });
      const deletion = await other.call('DELETE', `/webhooks?id=${String(id)}`);
      expect([change.status, deletion.status]).toEqual([404, 404]);
      expect(change.body.error).toBe('This account has no webhook with the id 1.');
      expect((await list()).webhooks[0].enabled).toBe(true);
    });

    test('an event that never comes is a warning, at create and at each change', async () => {
      const { api, set, name } = await buildWebhooks();
      const cloud: string = (await api.create({ instanceName: 'cloud', ...business })).body.instance.apiInstanceName;
      const warned = async (body: object): Promise<unknown> => {
        const { status: answered, headers } = await set(body);
        expect(answered).toBeLessThan(300);
        return headers.get('X-Wachat-Emulator-Warning');
      };
      const sentence = `qrcode.updated never comes to this webhook: ${cloud} is a WHATSAPP-BUSINESS instance, which never shows a QR`;
      const events = ['connection.update', 'qrcode.updated'];
      expect(await warned({ url: HOOK, instanceName: cloud, events })).toBe(sentence);
      expect(await warned({ id: 1, enabled: false })).toBe(sentence);
      expect(await warned({ id: 1, instanceName: cloud, unknown: 1 })).toMatch(
        /^ignored: .*; qrcode\.updated never comes/,
      );
      expect(await warned({ id: 1, events: ['messages.upsert'] })).toBeNull();
      expect(await warned({ id: 1, events: ['*'] })).toBeNull();
      expect(await warned({ id: 1, events })).toBe(sentence);
      expect(await warned({ id: 1, instanceName: name })).toBeNull();
      expect(await warned({ url: HOOK, events })).toBeNull();
    });

    test.each([
      ['WHATSAPP-BAILEYS', {}, []],
      ['WHATSAPP-BUSINESS', business, ['qrcode.updated']],
    ])('whatever nothing warns of does come, for %s', async (_integration, fields, never) => {
      const { api, set, wachat } = await buildWebhooks();
      const name: string = (await api.create({ instanceName: 'one', ...fields })).body.instance.apiInstanceName;
      if (never.length === 0) wachat.scan({ instanceName: name });
      expect(
        (await api.post('/send/text', { instanceName: name, number: '6281298765432', message: 'Hi' })).status,
      ).toBe(200);
      wachat.receive(name, { from: '6281298765433', type: 'text', text: 'Hello' });
      await api.call('DELETE', `/instance/logout?instanceName=${name}`);
      await api.get(`/instance/qr?instanceName=${name}`);
      const came = new Set<string>(wachat.events({ instanceName: name }).map(({ event }) => event));
      expect(eventNames.filter((event) => !came.has(event))).toEqual(never);
      for (const event of eventNames) {
        const { headers } = await set({ url: HOOK, instanceName: name, events: [event] });
        expect([event, headers.has('X-Wachat-Emulator-Warning')]).toEqual([event, never.some((one) => one === event)]);
      }
    });

    test('a seed that waits for such an event is a warning in the log, once', async () => {
      const lines: string[] = [];
      const { wachat } = await buildWebhooks({
        logLevel: 'warn',
        logTo: { write: (line) => lines.push(line) },
        accounts: [
          {
            key: 'seeded',
            instances: [{ instanceName: 'cloud', integration: 'WHATSAPP-BUSINESS' }],
            webhooks: [
              { url: HOOK, instance: 'cloud', events: ['qrcode.updated'] },
              { url: HOOK, events: ['qrcode.updated'] },
            ],
          },
        ],
      });
      wachat.reset();
      expect(lines.map((line): Json => JSON.parse(line).msg)).toEqual([
        expect.stringMatching(/^webhook 1 of account 1, from the seed: qrcode\.updated never comes to this webhook: /),
      ]);
    });

    test('an id is not used again', async () => {
      const { set, api } = await buildWebhooks();
      await set({ url: HOOK });
      await api.call('DELETE', '/webhooks?id=1');
      expect((await set({ url: HOOK })).body.webhook.id).toBe(2);
      expect((await set({ id: 1, enabled: true })).status).toBe(404);
    });

    test('neither keys nor secrets are in a log, whatever is sent and whatever fails', async () => {
      const lines: string[] = [];
      const KEY = 'k3y-that-must-stay-secret';
      const { api, set, wachat, name } = await buildWebhooks({
        apiKeys: [KEY],
        logLevel: 'trace',
        logTo: { write: (line) => lines.push(line) },
      });
      const receiver = await receive(status(500));
      const secret = 'whsec_must-stay-secret-too';
      const made = (await set({ url: receiver.url })).body.webhook;
      await set({ url: `${receiver.url}?token=must-stay-secret`, secret });
      await set({ url: 'https://user:must-stay-secret@example.com/' });
      await set({ url: HOOK, secret: { must: 'must-stay-secret' } });
      await set({ url: HOOK, secret, [`secret=${secret}`]: 1 });
      await set(`{"secret": "${secret}", `);
      await api.get(`/webhooks?apiKey=${KEY}`);
      wachat.scan({ instanceName: name });
      await wachat.clock.advance('1h', { settle: true });
      await api.call('DELETE', `/webhooks?id=1&secret=${secret}`);
      await expect.poll(() => lines.filter((line) => line.includes('"DELETE"')).length).toBe(1);
      const log = lines.join('');
      expect(log).not.toMatch(/must-stay-secret/);
      expect(log).not.toContain(made.secret);
    });
  });
});
