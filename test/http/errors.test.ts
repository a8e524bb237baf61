import { describe, expect, test } from 'vitest';
import { client, type Client, type Reply } from '../support/client.js';
import { build } from '../support/emulator.js';
import { rawRequest, sendAndCut, sendRaw } from '../support/socket.js';

const NAME = 'a string of 1 to 100 characters, none of them a control character';
const NUMBER = 'a string of 8 to 15 digits and nothing else, country code first';

/** Every error has this shape and nothing else. */
const expectError = (reply: Reply, status: number): void => {
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(reply.body).toMatchObject({ success: false, error: expect.stringMatching(/^[A-Z"'].*\.$|\?$/) });
  expect(Object.keys(reply.body).filter((name) => !['success', 'error', 'details'].includes(name))).toEqual([]);
};

const pathsOf = (reply: Reply): unknown => reply.body.details.map(({ path }: { path: string }) => path);

const countOf = async (control: Client): Promise<number> => (await control.get('/instances')).body.count;

describe('Errors of the input', () => {
  describe('shape', () => {
    test('one sentence for a person, and a list of path and message for a program', async () => {
      const { api } = await build();
      const reply = await api.create({ instanceName: 'shop', number: 'abc' });
      expectError(reply, 400);
      expect(reply.body).toEqual({
        success: false,
        error: `"number" must be ${NUMBER}.`,
        details: [{ path: 'number', message: `must be ${NUMBER}` }],
      });
    });

    test('several at once are all named, in the order of the fields', async () => {
      const { api } = await build();
      const reply = await api.create({ rejectCalls: 'yes', number: 5, integration: 'SMS' });
      expectError(reply, 400);
      expect(reply.body.details).toEqual([
        { path: 'instanceName', message: `is required: ${NAME}` },
        { path: 'number', message: `must be ${NUMBER}, not a number` },
        { path: 'integration', message: 'must be WHATSAPP-BAILEYS or WHATSAPP-BUSINESS' },
        { path: 'rejectCalls', message: 'must be true or false, not a string' },
      ]);
      for (const { path } of reply.body.details) expect(reply.body.error).toContain(`"${String(path)}"`);
    });
  });

  describe('rules', () => {
    test.each([
      ['a missing name', {}, `is required: ${NAME}`],
      ['an empty name', { instanceName: '' }, `must be ${NAME}`],
      ['a blank name', { instanceName: ' \u3000 ' }, `must be ${NAME}`],
      ['a name of 101 characters', { instanceName: 'x'.repeat(101) }, `must be ${NAME}`],
      ['a name of 101 emoji', { instanceName: '☕'.repeat(101) }, `must be ${NAME}`],
      ['a number for a name', { instanceName: 5 }, `must be ${NAME}, not a number`],
      ['null for a name', { instanceName: null }, `must be ${NAME}, not null`],
      ['a list for a name', { instanceName: ['shop'] }, `must be ${NAME}, not an array`],
      ['an object for a name', { instanceName: { a: 1 } }, `must be ${NAME}, not an object`],
      ['a boolean for a name', { instanceName: true }, `must be ${NAME}, not a boolean`],
    ])('%s is a 400 that says what would be right, and creates nothing', async (_what, body, message) => {
      const { api, control } = await build();
      const reply = await api.create(body);
      expectError(reply, 400);
      expect(reply.body.details).toEqual([{ path: 'instanceName', message }]);
      expect(await countOf(control)).toBe(0);
    });

    test.each([
      '+628123456789',
      '62 812 345 6789',
      '1234567',
      '1234567890123456',
      '',
      ' ',
      '６２８１２３４５６',
      '6281234567\n',
    ])('the number %j is a 400', async (number) => {
      const { api } = await build();
      const reply = await api.create({ instanceName: 'shop', number });
      expectError(reply, 400);
      expect(pathsOf(reply)).toEqual(['number']);
    });

    test.each(['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'])(
      '%s takes true and false and nothing that looks like them',
      async (field) => {
        const { api } = await build();
        for (const value of ['true', 1, 0, null, [], {}, '']) {
          const reply = await api.create({ instanceName: 'shop', [field]: value });
          expectError(reply, 400);
          expect(pathsOf(reply)).toEqual([field]);
        }
      },
    );

    test.each(['whatsapp-baileys', 'WHATSAPP', '', null, 1])(
      'the integration %j is a 400 that lists the good ones',
      async (integration) => {
        const { api } = await build();
        const reply = await api.create({ instanceName: 'shop', integration });
        expectError(reply, 400);
        expect(reply.body.error).toContain('WHATSAPP-BAILEYS or WHATSAPP-BUSINESS');
      },
    );

    test.each(['pdf', '', 'IMAGE', 'json&response=image', 'json&response=json'])(
      '?response=%s is a 400 that says json or image',
      async (response) => {
        const { api, control } = await build();
        const reply = await api.create({ instanceName: 'shop' }, `?response=${response}`);
        expectError(reply, 400);
        expect(reply.body.details).toEqual([
          {
            path: 'response',
            message: expect.stringMatching(/^must be json or image; the JSON has the QR as base64, /),
          },
        ]);
        expect(await countOf(control)).toBe(0);
      },
    );

    test('a query value that is given twice is a 400', async () => {
      const { api } = await build();
      for (const path of ['/instance/qr', '/instance/qr/image']) {
        const reply = await api.get(`${path}?instanceName=a&instanceName=b`);
        expectError(reply, 400);
        expect(reply.body.error).toBe(
          '"instanceName" must be the technical name of an instance, given once, not an array.',
        );
      }
    });

    test.each(['/instance/qr', '/instance/qr/image'])(
      '%s without a name, or with an empty one, is a 400',
      async (path) => {
        const { api } = await build();
        for (const query of ['', '?', '?instanceName', '?instanceName=', '?name=x']) {
          const reply = await api.get(path + query);
          expectError(reply, 400);
          expect(pathsOf(reply)).toEqual(['instanceName']);
        }
      },
    );

    test('a business instance without its meta fields is a 400 that lists all that are missing', async () => {
      const { api, control } = await build();
      const reply = await api.create({ instanceName: 'shop', integration: 'WHATSAPP-BUSINESS' });
      expectError(reply, 400);
      expect(pathsOf(reply)).toEqual(['metaToken', 'metaBusinessId', 'metaPhoneNumberId']);
      expect(reply.body.error).toContain('"metaToken" is required for WHATSAPP-BUSINESS: a non-empty string');
      expect(await countOf(control)).toBe(0);
    });

    test('meta fields that are missing are listed together with all else that is wrong', async () => {
      const { api } = await build();
      const reply = await api.create({
        integration: 'WHATSAPP-BUSINESS',
        number: 5,
        metaToken: 7,
        metaBusinessId: '  ',
      });
      expectError(reply, 400);
      expect(pathsOf(reply)).toEqual(['instanceName', 'number', 'metaToken', 'metaBusinessId', 'metaPhoneNumberId']);
    });

    test('meta fields of a wrong kind are refused for WHATSAPP-BAILEYS too, missing ones are not', async () => {
      const { api } = await build();
      expectError(await api.create({ instanceName: 'shop', metaToken: 5 }), 400);
      expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
    });
  });

  describe('behaviour', () => {
    test.each([
      '{',
      '{"instanceName": "a",}',
      "{'instanceName': 'a'}",
      'instanceName=a',
      '['.repeat(100_000),
      '\u0000',
    ])('a body that is not JSON is a 400', async (body) => {
      const { api } = await build();
      const reply = await api.create(body);
      expectError(reply, 400);
      expect(reply.body.error).toBe('The body is not valid JSON.');
    });

    test('an empty body is a 400 that says so, with or without a content type', async () => {
      const { api } = await build();
      for (const reply of [await api.create(''), await api.post('/instance/create')]) {
        expectError(reply, 400);
        expect(reply.body.error).toBe('The body is empty; it must be a JSON object.');
      }
    });

    test.each([
      ['null', 'null'],
      ['[]', 'an array'],
      ['5', 'a number'],
      ['"a"', 'a string'],
      ['true', 'a boolean'],
    ])('the body %s is a 400 that says what came', async (body, kind) => {
      const { api } = await build();
      const reply = await api.create(body);
      expectError(reply, 400);
      expect(reply.body.error).toBe(`The body must be a JSON object, not ${kind}.`);
    });

    test.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/problem+json',
      ';;;',
      '',
    ])('a body sent as %j is a 415 that names the right content type', async (type) => {
      const { api } = await build();
      const reply = await api.post('/instance/create', '{"instanceName": "shop"}', { 'Content-Type': type });
      expectError(reply, 415);
      expect(reply.body.error).toContain('Content-Type: application/json');
    });

    test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;charset=UTF-8'])(
      'a body sent as %j is read',
      async (type) => {
        const { api } = await build();
        const reply = await api.post('/instance/create', '{"instanceName": "shop"}', { 'Content-Type': type });
        expect(reply.status).toBe(201);
      },
    );

    test('a body of 2 MB is a 413', async () => {
      const { origin, wachat } = await build();
      const body = JSON.stringify({ instanceName: 'x'.repeat(2_000_000) });
      const head = { Host: 'localhost', Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' };
      // Only the start of it is sent: the length alone decides, and a client that writes on would lose the answer.
      const declared = await sendRaw(
        origin,
        rawRequest('POST /api/v1/instance/create HTTP/1.1', { ...head, 'Content-Length': String(body.length) }, '{'),
      );
      expect(declared).toMatch(/^HTTP\/1\.1 413 /);
      expect(declared).toContain('"error":"The body is too large; the limit is 1 MiB."');
    });

    test('a chunked body that grows beyond 1 MiB is a 413', async () => {
      const { origin, wachat } = await build();
      const chunk = 'x'.repeat(0x80000);
      const answer = await sendRaw(
        origin,
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          {
            Host: 'localhost',
            Authorization: `Bearer ${wachat.apiKey}`,
            'Content-Type': 'application/json',
            'Transfer-Encoding': 'chunked',
          },
          `80000\r\n${chunk}\r\n80000\r\n${chunk}\r\n80000\r\n${chunk}\r\n0\r\n\r\n`,
        ),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    });

    test('a body that is nested a hundred thousand deep is an ordinary mistake', async () => {
      const { api } = await build();
      const deep = '['.repeat(100_000) + ']'.repeat(100_000);
      expectError(await api.create(`{"instanceName": ${deep}}`), 400);
      const ignored = await api.create(`{"instanceName": "shop", "more": ${deep}}`);
      expect(ignored.status).toBe(201);
    });

    test('of a field that is given twice the last one counts, as in every JSON parser', async () => {
      const { api } = await build();
      const reply = await api.create('{"instanceName": "one", "instanceName": "two"}');
      expect(reply.body.instance.displayName).toBe('two');
    });
  });
});

describe('Errors of the call', () => {
  describe('rules', () => {
    test.each([
      ['POST', '/instance/creat', 'POST /api/v1/instance/create'],
      ['POST', '/instances/create', 'POST /api/v1/instance/create'],
      ['POST', '/instance/create/', 'POST /api/v1/instance/create'],
      ['POST', '/Instance/Create', 'POST /api/v1/instance/create'],
      ['GET', '/instance/qrs', 'GET /api/v1/instance/qr'],
      ['GET', '/instance/qr/life', 'GET /api/v1/instance/qr/live'],
    ])('%s %s is a 404 that names the nearest route', async (method, path, meant) => {
      const { api } = await build();
      const reply = await api.call(method, path);
      expectError(reply, 404);
      expect(reply.body.error).toMatch(/^There is nothing at this path; did you mean /);
      expect(reply.body.error).toContain(meant);
    });

    test('a path that is like nothing we have is a 404 that says where the API is', async () => {
      const { api, origin } = await build();
      for (const path of ['/some/thing/else/entirely', `/${'x'.repeat(5_000)}`, '/__proto__/constructor/prototype']) {
        const reply = await api.get(path);
        expectError(reply, 404);
        expect(reply.body.error).toContain('GET /_emulator/openapi/wachat.json has all calls');
        const elsewhere = await client(origin, 'key').get(path);
        expectError(elsewhere, 404);
        expect(elsewhere.body.error).toContain('the API is under /api/v1');
      }
    });

    test('a double slash is a 404 that says what the base URL must not end in', async () => {
      const { api, origin } = await build();
      expectError(await api.post('//instance/create', { instanceName: 'a' }), 404);
      const reply = await fetch(`${origin}//instance/create`, { method: 'POST' });
      expect(reply.status).toBe(404);
      expect(await reply.text()).toContain('the base URL must not end in a slash');
    });

    test.each([
      ['GET', '/instance/create', 'POST'],
      ['PUT', '/instance/create', 'POST'],
      ['PATCH', '/instance/create', 'POST'],
      ['DELETE', '/instance/create', 'POST'],
      ['HEAD', '/instance/create', 'POST'],
      ['POST', '/instance/qr', 'GET, HEAD'],
      ['DELETE', '/instance/qr/image', 'GET, HEAD'],
      ['POST', '/instance/qr/live', 'GET, HEAD'],
      ['GET', '/instance/logout', 'DELETE, POST'],
      ['POST', '/instance/state', 'GET, HEAD'],
      ['POST', '/instance/list', 'GET, HEAD'],
      ['POST', '/instance/delete', 'DELETE'],
      ['POST', '/instance/profile-picture', 'GET, HEAD'],
      ['PUT', '/webhooks', 'POST, GET, DELETE, HEAD'],
    ])('%s %s is a 405 with Allow: %s', async (method, path, allow) => {
      const { api } = await build();
      const reply = await api.call(method, path);
      expect(reply.status).toBe(405);
      expect(reply.headers.get('allow')).toBe(allow);
    });

    test('a wrong path or verb is told before a wrong body', async () => {
      const { api, control } = await build();
      expectError(await api.call('PUT', '/instance/create', { body: '{' }), 405);
      expectError(await api.post('/instance/creat', '{'), 404);
      expectError(await api.post('/instance/creat', 'x', { 'Content-Type': 'text/plain' }), 404);
      expectError(await control.call('PUT', '/reset', { body: '{' }), 405);
      expectError(await control.post('/rest', '{'), 404);
      expectError(await control.post('/rest', 'x', { 'Content-Type': 'text/plain' }), 404);
    });
  });

  describe('behaviour', () => {
    test('an unknown instance is a 404 that says which name to use', async () => {
      const { api } = await build();
      const reply = await api.get('/instance/qr?instanceName=t1_mq9r2jov_nobody');
      expectError(reply, 404);
      expect(reply.body.error).toContain('apiInstanceName');
    });

    test('the display name in place of the technical one is a 404 that names the technical one', async () => {
      const { api } = await build();
      const { body } = await api.create({ instanceName: ' Toko Jakarta ☕ ' });
      for (const name of ['Toko Jakarta ☕', ' Toko Jakarta ☕ ']) {
        for (const path of ['/instance/qr', '/instance/qr/image']) {
          const reply = await api.get(`${path}?instanceName=${encodeURIComponent(name)}`);
          expectError(reply, 404);
          expect(reply.body.error).toContain(body.instance.apiInstanceName);
        }
      }
    });

    test('a display name that several instances have is a 404 that names them, at most three', async () => {
      const { api } = await build();
      const names: string[] = [];
      const ask = async () => (await api.get('/instance/qr?instanceName=Toko')).body.error;
      for (let count = 1; count <= 4; count++) {
        const { body } = await api.create({ instanceName: 'Toko' });
        names.push(body.instance.apiInstanceName);
        if (count === 2) expect(await ask()).toContain(`2 instances have this one: ${names.join(', ')}.`);
      }
      expect(await ask()).toContain(`4 instances have this one: ${names.slice(0, 3).join(', ')} and 1 more.`);
    });

    test('names that every object has are no instances', async () => {
      const { api, control } = await build();
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'size']) {
        expectError(await api.get(`/instance/qr?instanceName=${name}`), 404);
        expectError(await control.post(`/instances/${name}/scan`), 404);
        expectError(await control.post('/scan', { instanceName: name }), 404);
      }
    });

    test('a connection that is cut in the middle of a body changes nothing and is no failure of ours', async () => {
      const lines: string[] = [];
      const { api, control, origin, wachat } = await build({
        logLevel: 'trace',
        logTo: { write: (line) => lines.push(line) },
      });
      const head = {
        Host: 'localhost',
        Authorization: `Bearer ${wachat.apiKey}`,
        'Content-Type': 'application/json',
        'Content-Length': '50',
      };
      await sendAndCut(origin, rawRequest('POST /api/v1/instance/create HTTP/1.1', head, '{"instanceName": "half'));
      await sendAndCut(origin, 'POST /api/v1/instance/create HT');
      expect(await countOf(control)).toBe(0);
      expect((await api.create({ instanceName: 'whole' })).status).toBe(201);
      expect(lines.filter((line) => Number(JSON.parse(line).level) >= 50)).toEqual([]);
    });

    test('a hundred creates at once give a hundred instances, and 429 comes when the emulator is full', async () => {
      const { api, control } = await build({ maxInstances: 100 });
      const replies = await Promise.all(
        Array.from({ length: 101 }, (_, index) => api.create({ instanceName: `n${String(index)}` })),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([...Array<number>(100).fill(201), 429]);
      const names = replies.flatMap(({ body }) => (body.success === true ? [body.instance.apiInstanceName] : []));
      expect(new Set(names).size).toBe(100);
      expect(await countOf(control)).toBe(100);
      const full = await api.create({ instanceName: 'one more' });
      expectError(full, 429);
      expect(full.body.error).toContain('limit of 100 instances');
      await control.post('/reset');
      expect((await api.create({ instanceName: 'again' })).status).toBe(201);
    });
  });
});

describe('Unknown fields', () => {
  const WARNING = 'x-wachat-emulator-warning';

  describe('shape', () => {
    test('no warning where there is nothing to warn of', async () => {
      const { api } = await build();
      const reply = await api.create({ instanceName: 'shop' });
      expect(reply.headers.has(WARNING)).toBe(false);
    });

    test('a misspelt field is named with the one that was meant, and the call goes through', async () => {
      const { api } = await build();
      const reply = await api.create({ instanceName: 'shop', rejectCall: true });
      expect(reply.status).toBe(201);
      expect(reply.body.instance.rejectCalls).toBe(false);
      expect(reply.headers.get(WARNING)).toBe('ignored: "rejectCall" is unknown; did you mean "rejectCalls"?');
    });

    test('a name that is like none of ours is not repeated, for it may be a key; what there is, is said', async () => {
      const { api } = await build();
      const reply = await api.create(
        { instanceName: 'shop', webhook: 'https://app.test/', sk_live_1: 1 },
        '?sk_live_2=',
      );
      const warning = reply.headers.get(WARNING) ?? '';
      expect(warning).toMatch(
        /^ignored: the query has an unknown field \(it takes response\), the body has 2 unknown /,
      );
      expect(warning).toMatch(/ fields \(it takes instanceName, number, [\w, ]+\)$/);
      expect(warning).not.toContain('sk_live');
    });

    test('a name of two letters is like no other: it may be a short key', async () => {
      const { api } = await build();
      const reply = await api.call('DELETE', '/webhooks?id=1&k1');
      expect(reply.headers.get(WARNING)).toBe('ignored: the query has an unknown field (it takes id)');
    });

    test('a misspelt query field too, in image mode too', async () => {
      const { api } = await build();
      const reply = await api.create({ instanceName: 'shop', foo: 1 }, '?respons=image&response=image');
      expect(reply.status).toBe(201);
      expect(reply.headers.get('content-type')).toBe('image/png');
      expect(reply.headers.get(WARNING)).toMatch(
        /^ignored: "respons" is unknown; did you mean "response"\?, the body has an unknown field \(it takes /,
      );
    });
  });

  describe('rules', () => {
    test.each([
      [
        'a thousand of them',
        Object.fromEntries(Array.from({ length: 998 }, (_, index) => [`field${String(index)}`, 1])),
      ],
      [
        'names as long as books',
        Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${String(index)}${'x'.repeat(50_000)}`, 1])),
      ],
      [
        'long names of emoji',
        Object.fromEntries(Array.from({ length: 9 }, (_, index) => ['☕'.repeat(60 + index), 1])),
      ],
      ['a name with a line break', { 'a\r\nX-Evil: 1': 1 }],
      ['a lone surrogate', { '\ud800': 1 }],
      ['a surrogate pair on the edge of the cut', { [`${'x'.repeat(63)}😀`]: 1 }],
      ['NUL', { '\u0000': 1 }],
      ['an empty name', { '': 1 }],
    ])('%s never break the reply, nor make the header longer than 1 KB', async (_what, fields) => {
      const { api } = await build();
      const reply = await api.create({ instanceName: 'shop', ...fields });
      expect(reply.status).toBe(201);
      const warning = reply.headers.get(WARNING) ?? '';
      expect(warning).toMatch(/^ignored/);
      expect(warning.length).toBeLessThanOrEqual(1_024);
      expect(reply.headers.has('x-evil')).toBe(false);
    });

    test('when there is too much to say for a header, it has their number only', async () => {
      const { api } = await build();
      const alike = (name: string) =>
        Array.from({ length: 10 }, (_, index) => [`${name}_${String(index)}`, '1'] as const);
      const query = new URLSearchParams(Object.fromEntries(alike('response'))).toString();
      const reply = await api.create(
        { instanceName: 'shop', ...Object.fromEntries(alike('metaPhoneNumberId')) },
        `?${query}`,
      );
      expect(reply.headers.get(WARNING)).toBe('ignored: 20 unknown fields');
    });

    test('in the objects and lists of a body, they are warned of by their place', async () => {
      const { api } = await build();
      const row = { rowId: 'tea', title: 'Tea', descripton: 'Hot' };
      const list = (strict: object) => ({
        instanceName: 'shop',
        number: '6281298765432',
        type: 'interactive',
        interactive: {
          type: 'list',
          title: 'Menu',
          text: 'What would you like?',
          buttonText: 'Choose',
          sections: [{ title: 'Drinks', rows: [{ rowId: 'ice', title: 'Ice' }, row], sk_live_secret: 1 }],
          ...strict,
        },
      });
      const reply = await api.post('/send/list', list({ footer: 'Open until nine' }));
      // The warning is there though the call is refused: there is no such instance.
      expect(reply.status).toBe(404);
      expect(reply.headers.get(WARNING)).toBe(
        'ignored: "interactive" has an unknown field (it takes type, title, text, buttonText, sections, footerText), ' +
          '"interactive.sections.0" has an unknown field (it takes title, rows), ' +
          '"interactive.sections.0.rows.1.descripton" is unknown; did you mean "description"?',
      );
      const strict = await build({ strict: true });
      const refused = await strict.api.post('/send/list', list({}));
      expect(refused.status).toBe(400);
      expect(refused.body.details).toContainEqual({
        path: 'interactive.sections.0.rows.1.descripton',
        message: 'is unknown; did you mean "description"?',
      });
    });

    test('of a thousand names the last ones are not looked at', async () => {
      const { api } = await build();
      const many = Object.fromEntries(Array.from({ length: 998 }, (_, index) => [`field${String(index)}`, 1]));
      const reply = await api.create({ instanceName: 'shop', ...many, rejectCall: true });
      expect(reply.headers.get(WARNING)).toMatch(/^ignored: the body has 999 unknown fields \(it takes /);
    });

    test('names that every object has are fields like any others, and change nothing', async () => {
      const { api } = await build();
      const reply = await api.create(
        '{"instanceName": "shop", "__proto__": {"rejectCalls": true}, "constructor": {"prototype": {"polluted": 1}}, "toString": 1}',
      );
      expect(reply.status).toBe(201);
      expect(reply.headers.get(WARNING)).toMatch(/^ignored: the body has 3 unknown fields \(it takes /);
      expect(reply.body.instance.rejectCalls).toBe(false);
      expect('polluted' in {}).toBe(false);
    });
  });

  describe('behaviour', () => {
    test('with strict they are a 400 that names them, and nothing is created', async () => {
      const { api, control } = await build({ strict: true });
      const reply = await api.create({ instanceName: 'shop', rejectCall: true, '☕': 1 }, '?respons=image');
      expectError(reply, 400);
      expect(pathsOf(reply)).toEqual(['respons', 'rejectCall', '']);
      expect(reply.body.error).toContain('did you mean "rejectCalls"?');
      expect(await countOf(control)).toBe(0);
      expectError(await control.post('/scan', { instanceNam: 'x' }), 400);
      expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
    });

    test('they are refused on the control API, also where the body may be missing', async () => {
      const { api, control } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      const reply = await control.post(`/instances/${String(body.instance.apiInstanceName)}/scan`, { foo: 1 });
      expectError(reply, 400);
      expect(reply.body.error).toMatch(/^Unknown fields are refused: the body has an unknown field \(it takes /);
      expect(reply.headers.has(WARNING)).toBe(false);
    });
  });
});
