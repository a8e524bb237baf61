import { describe, expect, test } from 'vitest';
import { operationNames } from '../../../src/api/routes.js';
import { buildDocument } from '../../../src/openapi/build.js';
import { operationsOf } from '../../../src/openapi/document.js';
import { client } from '../../support/client.js';
import { build } from '../../support/emulator.js';

const busy = { operation: 'createInstance', nth: 2, status: 429 } as const;

describe('PUT /_emulator/faults', () => {
  describe('shape', () => {
    test('answers each fault as it was given, with its counters; GET lists the same', async () => {
      const { api, control, wachat } = await build();
      const faults = [
        { ...busy, name: 'busy', retryAfter: '30s', body: { error: ['x', null, 1] }, contentType: 'application/json' },
        {
          operation: ['getQr', 'getState'],
          path: '/instance/*',
          method: 'GET',
          instanceName: 't1_0_x',
          share: 0.5,
          cut: 'middle',
        },
        { delay: { from: '1ms', to: '2ms' } },
        { truncate: true, method: 'PATCH' },
        { status: 503, body: null, headers: { 'X-A': 'b', 'Set-Cookie': 'c=d' }, first: 1, path: '/nowhere' },
        { status: 302, headers: { Location: '/login' }, carryOut: true, path: '/nowhere' },
        { cut: 'before', carryOut: false, path: '/nowhere' },
        { operation: 'getQrImage', staleImage: true, delay: 5, carryOut: true },
      ];
      const reply = await control.call('PUT', '/faults', { body: { faults } });
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        success: true,
        faults: faults.map((fault, index) => ({ id: index + 1, ...fault, seen: 0, fired: 0 })),
      });
      await api.create({ instanceName: 'shop' });
      const { body } = await control.get('/faults');
      expect(body.faults.map(({ seen, fired }: { seen: number; fired: number }) => [seen, fired])).toEqual([
        [1, 0],
        [0, 0],
        [1, 1],
        ...Array.from({ length: 5 }, () => [0, 0]),
      ]);
      expect(wachat.faults()).toEqual(body.faults);
    });

    test('knows every operation of the imitated API', async () => {
      const documented = operationsOf(await buildDocument('wachat')).map(({ operationId }) => operationId);
      expect([...operationNames].sort()).toEqual([...documented].sort());
    });
  });

  describe('rules', () => {
    test.each([
      [{}, '"faults.0" does nothing; it must have delay or one of status, cut, truncate, hang, staleImage.'],
      [null, '"faults.0" must be an object that says which requests it hits and what happens, not null.'],
      ['x', '"faults.0" must be an object that says which requests it hits and what happens, not a string.'],
      [{ status: 199 }, '"faults.0.status" must be a whole number from 200 to 599.'],
      [{ status: 600 }, '"faults.0.status" must be a whole number from 200 to 599.'],
      [{ status: '500' }, '"faults.0.status" must be a whole number from 200 to 599, not a string.'],
      [{ status: 500.5 }, '"faults.0.status" must be a whole number from 200 to 599'],
      [{ status: 101 }, '"faults.0.status" must be a whole number from 200 to 599.'],
      [{ status: 204, body: '' }, '"faults.0.body" is not allowed: an answer with status 204 has none.'],
      [{ status: 205, body: null }, '"faults.0.body" is not allowed: an answer with status 205 has none.'],
      [{ status: 304, body: { a: 1 } }, '"faults.0.body" is not allowed: an answer with status 304 has none.'],
      [{ status: 204, contentType: 'text/html' }, '"faults.0.contentType" is allowed only with "body".'],
      [{ carryOut: true }, '"faults.0" does nothing; it must have delay or one of status, '],
      [{ status: 500, carryOut: 'yes' }, '"faults.0.carryOut" must be true or false, not a string.'],
      [{ status: 500, carryOut: null }, '"faults.0.carryOut" must be true or false, not null.'],
      [
        { cut: 'middle', carryOut: false },
        '"faults.0.carryOut" cannot be false with "cut", which is done to the answer of a request that is carried out.',
      ],
      [{ cut: 'after', carryOut: false }, '"faults.0.carryOut" cannot be false with "cut"'],
      [{ truncate: true, carryOut: false }, '"faults.0.carryOut" cannot be false with "truncate"'],
      [
        { delay: '1s', carryOut: false },
        '"faults.0.carryOut" cannot be false with "delay" alone: what is late is carried out.',
      ],
      [
        { operation: 'getQrImage', staleImage: true, carryOut: false },
        '"faults.0.carryOut" cannot be false with "staleImage"',
      ],
      [{ staleImage: true }, '"faults.0.staleImage" is allowed only with "operation": "getQrImage".'],
      [
        { staleImage: true, operation: 'getQr' },
        '"faults.0.staleImage" is allowed only with "operation": "getQrImage".',
      ],
      [
        { staleImage: true, operation: ['getQrImage', 'getQr'] },
        '"faults.0.staleImage" is allowed only with "operation": "getQrImage".',
      ],
      [{ staleImage: true, path: '/instance/qr/image' }, '"faults.0.staleImage" is allowed only with "operation"'],
      [{ staleImage: false, operation: 'getQrImage' }, '"faults.0.staleImage" must be true or absent.'],
      [
        { staleImage: true, operation: 'getQrImage', status: 200 },
        '"faults.0.staleImage" cannot be combined with "status": at most one of status, ',
      ],
      [{ status: 500, cut: 'after' }, '"faults.0.cut" cannot be combined with "status": at most one of status, '],
      [{ hang: true, truncate: true }, '"faults.0.hang" cannot be combined with "truncate"'],
      [{ hang: false }, '"faults.0.hang" must be true or absent.'],
      [{ cut: 'late' }, '"faults.0.cut" must be one of before, middle, after.'],
      [{ status: 500, first: 1, nth: 2 }, '"faults.0.nth" cannot be combined with "first"'],
      [{ status: 500, first: 0 }, '"faults.0.first" must be a whole number from 1 to 1000000.'],
      [{ status: 500, every: -1 }, '"faults.0.every" must be a whole number from 1 to 1000000.'],
      [{ status: 500, share: 1.1 }, '"faults.0.share" must be a number from 0 to 1.'],
      [{ status: 500, share: '10%' }, '"faults.0.share" must be a number from 0 to 1, not a string.'],
      [{ delay: '2m' }, '"faults.0.delay" must be a duration from 0ms to 1m, such as 500ms'],
      [{ delay: 'soon' }, '"faults.0.delay" must be a duration from 0ms to 1m, such as 500ms'],
      [{ delay: -500 }, '"faults.0.delay" must be a duration from 0ms to 1m, such as 500ms'],
      [
        { delay: { from: '1s', to: '2s', nonsense: 1 } },
        '"faults.0.delay" has an unknown field; the fields are from, to.',
      ],
      [{ delay: { from: '2s', to: '1s' } }, '"faults.0.delay" must be a duration'],
      [{ delay: { from: '1s' } }, '"faults.0.delay" must be a duration'],
      [{ delay: { from: '1s', to: '2h' } }, '"faults.0.delay.to" must be a duration from 0ms to 1m'],
      [
        { status: 500, operation: 'createInstanc' },
        '"faults.0.operation" must be an operation of the imitated API; "createInstanc" is not one (did you mean "createInstance"?).',
      ],
      [{ status: 500, operation: 'health' }, '"faults.0.operation" must be one of createInstance, '],
      [{ status: 500, operation: ['getQr', 'getQrImag'] }, '"getQrImag" is not one (did you mean "getQrImage"?).'],
      [{ status: 500, operation: [] }, '"faults.0.operation" must be one of createInstance, '],
      [{ status: 500, operation: 7 }, '"faults.0.operation" must be one of createInstance, '],
      [{ status: 500, path: 'instance' }, '"faults.0.path" must be a path below the base path'],
      [
        { status: 500, path: '/api/v1/instance/*' },
        '"faults.0.path" must be a path of the imitated API below its base path',
      ],
      [{ status: 500, path: '/_emulator/*' }, 'and never /_emulator.'],
      [{ status: 500, path: '/instance/qr?instanceName=x' }, '"faults.0.path" must be a path without a query'],
      [{ status: 500, path: `/${'x'.repeat(200)}` }, '"faults.0.path" must be a path below the base path'],
      [{ status: 500, method: 'get' }, '"faults.0.method" must be one of GET, HEAD, '],
      [{ status: 500, instanceName: '' }, '"faults.0.instanceName" must be a technical name.'],
      [{ status: 500, instance: 'x' }, '"faults.0" has an unknown field "instance" (did you mean "instanceName"?).'],
      [
        { status: 500, name: '' },
        '"faults.0.name" must be a string of 1 to 100 characters without control characters.',
      ],
      [{ status: 500, name: 'a\r\nSet-Cookie: b=c' }, '"faults.0.name" must be a string of 1 to 100'],
      [{ status: 500, name: '\ud800' }, '"faults.0.name" must be a string of 1 to 100'],
      [{ delay: '1s', body: 'x' }, '"faults.0.body" is allowed only with "status".'],
      [{ hang: true, retryAfter: 1 }, '"faults.0.retryAfter" is allowed only with "status".'],
      [{ status: 500, contentType: 'text/html' }, '"faults.0.contentType" is allowed only with "body".'],
      [{ status: 500, body: 'x', contentType: 'html' }, '"faults.0.contentType" must be a media type'],
      [{ status: 500, body: 'x', contentType: 'text/html\r\nX: y' }, '"faults.0.contentType" must be a media type'],
      [{ status: 429, retryAfter: -1 }, '"faults.0.retryAfter" must be a whole number of seconds from 0 to 86400'],
      [{ status: 429, retryAfter: '1500ms' }, '"faults.0.retryAfter" must be a whole number of seconds'],
      [{ status: 429, retryAfter: 'later' }, '"faults.0.retryAfter" must be a whole number of seconds'],
      [
        { status: 429, retryAfter: 1, headers: { 'retry-after': '2' } },
        '"faults.0.retryAfter" cannot be combined with a header',
      ],
    ])('%j is a 400 that says where and why, and changes nothing', async (fault, sentence) => {
      const { control, wachat } = await build();
      wachat.setFaults([busy]);
      const reply = await control.call('PUT', '/faults', { body: { faults: [fault] } });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain(sentence);
      expect(reply.body.details[0].path).toMatch(/^faults\.0(\.|$)/);
      expect(wachat.faults()).toEqual([{ id: 1, ...busy, seen: 0, fired: 0 }]);
    });

    test.each([
      ['a line break in a value', { 'X-A': 'b\r\nSet-Cookie: c=d' }, 'must have values without control characters'],
      ['a NUL', { 'X-A': '\0' }, 'must have values without control characters'],
      ['a letter that no header can hold', { 'X-A': '😀' }, 'or letters beyond Latin-1'],
      ['a line break in a name', { 'X-A\r\nX-B': 'c' }, 'must have valid header names'],
      ['what every object inherits', { constructor: 'c', 'Content-Length': '1' }, 'must not have "Content-Length"'],
      ['an empty name', { '': 'c' }, 'must have valid header names; that of header 1 is not one'],
      ['a colon in a name', { 'X:A': 'c' }, 'must have valid header names'],
      ['the length', { 'Content-Length': '5' }, 'must not have "Content-Length": it says how the reply is sent'],
      ['chunks', { 'transfer-encoding': 'chunked' }, 'must not have "transfer-encoding"'],
      ['the connection', { CONNECTION: 'close' }, 'must not have "CONNECTION"'],
      ['an upgrade', { Upgrade: 'h2c' }, 'must not have "Upgrade"'],
      ['the type', { 'Content-Type': 'text/html' }, 'that is the field "contentType"'],
      ['our own', { 'X-Wachat-Emulator-Fault': '' }, "it is the emulator's own"],
      ['our warning', { 'x-wachat-emulator-Warning': 'none' }, "it is the emulator's own"],
      ['one twice', { 'x-a': '1', 'X-A': '2' }, 'must have each header once, and has "x-a" twice'],
      ['a number', { 'X-A': 1 }, 'must be a string, not a number'],
      ['no object', 'X-A: 1', 'must be an object of strings, not a string'],
      [
        'too many',
        Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x-${String(index)}`, ''])),
        'at most 50',
      ],
      ['too long', { 'X-A': 'x'.repeat(4_096) }, 'must be at most 50 headers of 4,096 characters in all'],
    ])('headers with %s are a 400', async (_what, headers, sentence) => {
      const { control, wachat } = await build();
      const reply = await control.call('PUT', '/faults', { body: { faults: [{ status: 500, headers }] } });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toMatch(/^"faults\.0\.headers/);
      expect(reply.body.error).toContain(sentence);
      expect(wachat.faults()).toEqual([]);
    });

    test('names the place in the list', async () => {
      const { control } = await build();
      const reply = await control.call('PUT', '/faults', { body: { faults: [busy, busy, { ...busy, nth: 0 }] } });
      expect(reply.body.details).toEqual([
        { path: 'faults.2.nth', message: 'must be a whole number from 1 to 1000000' },
      ]);
    });

    test.each([
      [{}, '"faults" is required: a list of at most 100 faults.'],
      [{ faults: {} }, '"faults" must be a list of at most 100 faults, not an object.'],
      [{ faults: Array(101).fill(busy) }, '"faults" must be a list of at most 100 faults.'],
      [[], 'The body must be a JSON object with "faults", not an array.'],
    ])('%j is a 400', async (body, sentence) => {
      const { control } = await build();
      const reply = await control.call('PUT', '/faults', { body });
      expect([reply.status, reply.body.error]).toEqual([400, sentence]);
    });

    test.each([{}, 7, { status: 1 }])('%j many thousand times is refused in one sentence', async (fault) => {
      const { control } = await build();
      const faults: unknown = Array(fault === 7 ? 100_000 : 50_000).fill(fault);
      const reply = await control.call('PUT', '/faults', { body: { faults } });
      expect([reply.status, reply.body.error]).toEqual([400, '"faults" must be a list of at most 100 faults.']);
    });

    test('a body that is nested without end is refused, also in a circle on the handle', async () => {
      const { control, wachat } = await build();
      const deep = `{"faults":[{"status":500,"body":${'['.repeat(40_000)}${']'.repeat(40_000)}}]}`;
      const reply = await control.call('PUT', '/faults', { body: deep });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toBe(
        '"faults.0.body" must be a string, or a JSON value nested at most 100 levels deep, with at most 100,000 values in it.',
      );
      const circle: { self?: unknown } = {};
      circle.self = circle;
      // Few objects, but without end for whoever looks at each where it occurs.
      let pairs: unknown[] = [];
      for (let level = 0; level < 60; level++) pairs = [pairs, pairs];
      for (const body of [circle, pairs, () => 1, 1n, Symbol('x'), NaN]) {
        expect(() => wachat.setFaults([{ status: 500, body }])).toThrow(RangeError);
      }
    });

    test('an unknown field beside the list is refused, and so is one where all are dropped', async () => {
      const { control, wachat } = await build();
      wachat.setFaults([busy]);
      const reply = await control.call('PUT', '/faults', { body: { faults: [], fault: 1 } });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain('"fault" is unknown; did you mean "faults"?');
      expect((await control.call('DELETE', '/faults', { body: { name: 'busy' } })).status).toBe(400);
      expect(wachat.faults()).toHaveLength(1);
    });

    test.each(['GET', 'PUT', 'DELETE'])('%s needs a key', async (method) => {
      const { origin } = await build();
      const body = method === 'PUT' ? { faults: [] } : undefined;
      expect((await client(`${origin}/_emulator`, undefined).call(method, '/faults', { body })).status).toBe(401);
    });
  });

  describe('behaviour', () => {
    test('replaces all, an empty list and DELETE drop all; counting starts again', async () => {
      const { api, control, wachat } = await build();
      const set = (faults: unknown) => control.call('PUT', '/faults', { body: { faults } });
      await set([busy, { delay: '0ms' }]);
      await api.create({ instanceName: 'shop' });
      expect((await set([busy])).body.faults).toEqual([{ id: 3, ...busy, seen: 0, fired: 0 }]);
      expect((await set([])).body.faults).toEqual([]);
      await set([busy]);
      expect((await control.call('DELETE', '/faults')).body).toEqual({ success: true, faults: [] });
      expect(wachat.faults()).toEqual([]);
    });

    test('is a write, which gives the account its number; to list and to drop is none', async () => {
      const { wachat } = await build();
      wachat.account('reader').faults();
      wachat.account('reader').clearFaults();
      wachat.account('first').setFaults([]);
      for (const [key, start] of Object.entries({ reader: 't2_', first: 't1_' })) {
        const { body } = await client(wachat.url, key).create({ instanceName: 'shop' });
        expect(body.instance.apiInstanceName.startsWith(start)).toBe(true);
      }
    });

    test('a reset drops them', async () => {
      const { control, wachat } = await build();
      wachat.setFaults([busy]);
      await control.post('/reset');
      expect(wachat.faults()).toEqual([]);
    });

    test('a hundred are fine', async () => {
      const { api, wachat } = await build();
      expect(
        wachat.setFaults(Array.from({ length: 100 }, () => ({ delay: '0ms', name: '😀'.repeat(50) }))),
      ).toHaveLength(100);
      expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
    });
  });
});

describe('wachat.setFaults()', () => {
  test('throws one sentence for what the control API refuses, and changes nothing', async () => {
    const { wachat } = await build();
    wachat.setFaults([busy]);
    expect(() => wachat.setFaults([busy, { status: 42 }])).toThrow(
      new RangeError('setFaults cannot take this: "faults.1.status" must be a whole number from 200 to 599.'),
    );
    expect(wachat.faults()).toHaveLength(1);
  });

  test('neither keeps nor hands out what the caller can change afterwards', async () => {
    const { wachat } = await build();
    const body = { error: 'x' };
    wachat.setFaults([{ status: 500, body }]);
    body.error = 'changed';
    const [listed] = wachat.faults();
    if (typeof listed?.body === 'object') Object.assign(listed.body ?? {}, { error: 'changed too' });
    expect(wachat.faults()[0]?.body).toEqual({ error: 'x' });
  });
});
