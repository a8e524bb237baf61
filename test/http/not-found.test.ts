import { describe, expect, test } from 'vitest';
import { otherPaths } from '../../src/http/other-gateways.js';
import { build } from '../support/emulator.js';
import { documented, operationsAt } from '../support/documented.js';
import { client } from '../support/client.js';

const NAME = '<technical name>';
const BEGIN = 'There is nothing at this path; ';
const methods = ['GET', 'POST', 'DELETE'];

/** The calls that a sentence leads to. */
const callsIn = (sentence: string): readonly (readonly [method: string, path: string])[] =>
  [
    ...sentence.matchAll(/((?:GET|POST|PUT|DELETE)(?: or (?:GET|POST|PUT|DELETE))*) (\/[^\s?]*?)[.?]?(?=\s|$|\?)/g),
  ].flatMap(([, all = '', path = '']) => all.split(' or ').map((method) => [method, path] as const));

/** What an emulator says of a path. */
const told = async (origin: string, method: string, path: string): Promise<string> => {
  const asked = await client(origin, 'key').call(method, path);
  expect([method, path, asked.status]).toEqual([method, path, 404]);
  return String(asked.body.error);
};

describe('A path at which there is nothing', () => {
  describe('shape', () => {
    test.each([
      // Evolution API
      [
        'GET',
        '/api/v1/instance/connect/toko',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      [
        'GET',
        '/instance/connect/t1_x_y',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      ['GET', '/api/v1/instance/connect?instanceName=x', 'did you mean GET /api/v1/instance/qr?'],
      [
        'GET',
        '/api/v1/instance/connectionState/toko',
        `the name goes into the query: GET /api/v1/instance/state?instanceName=${NAME}.`,
      ],
      [
        'POST',
        '/api/v1/instance/connectionState/toko',
        `the name goes into the query: GET /api/v1/instance/state?instanceName=${NAME}.`,
      ],
      ['GET', '/api/v1/instance/fetchInstances', 'did you mean GET /api/v1/instance/list?'],
      [
        'DELETE',
        '/api/v1/instance/logout/toko',
        `the name goes into the query: DELETE /api/v1/instance/logout?instanceName=${NAME}.`,
      ],
      [
        'DELETE',
        '/api/v1/instance/delete/toko',
        `the name goes into the query: DELETE /api/v1/instance/delete?instanceName=${NAME}.`,
      ],
      [
        'POST',
        '/api/v1/instance/restart/toko',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      [
        'POST',
        '/api/v1/message/sendText/toko',
        'the name goes into the body, as "instanceName": POST /api/v1/send/text.',
      ],
      [
        'POST',
        '/message/sendWhatsAppAudio/toko',
        'the name goes into the body, as "instanceName": POST /api/v1/send/media.',
      ],
      ['POST', '/api/v1/message/sendLocation', 'did you mean POST /api/v1/send-location?'],
      ['POST', '/api/v1/webhook/set/toko', 'the name goes into the body, as "instanceName": POST /api/v1/webhooks.'],
      ['GET', '/api/v1/webhook/find/toko', `the name goes into the query: GET /api/v1/webhooks?instanceName=${NAME}.`],
      [
        'POST',
        '/api/v1/chat/findContacts/toko',
        `the name goes into the query: GET /api/v1/contacts?instanceName=${NAME}.`,
      ],
      [
        'GET',
        '/api/v1/instance/qrcode/toko',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      // WAHA
      ['GET', '/api/sessions', 'did you mean GET /api/v1/instance/list?'],
      ['POST', '/api/sessions', 'did you mean POST /api/v1/instance/create?'],
      ['POST', '/api/sendText', 'did you mean POST /api/v1/send/text?'],
      // A name in the path
      [
        'GET',
        '/api/v1/instance/qr/t1_x_y',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      [
        'GET',
        '/api/v1/instance/qr/image/t1_x_y',
        `the name goes into the query: GET /api/v1/instance/qr/image?instanceName=${NAME}.`,
      ],
      ['GET', '/instance/state/toko', `the name goes into the query: GET /api/v1/instance/state?instanceName=${NAME}.`],
      ['POST', '/api/v1/send/text/toko', 'the name goes into the body, as "instanceName": POST /api/v1/send/text.'],
      [
        'POST',
        '/api/v1/instance/toko/qr',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      ['POST', '/toko/send/text', 'the name goes into the body, as "instanceName": POST /api/v1/send/text.'],
      [
        'DELETE',
        '/instance/toko/logout',
        `the name goes into the query: DELETE /api/v1/instance/logout?instanceName=${NAME}.`,
      ],
      ['POST', '/_emulator/toko/scan', 'the name goes into the body, as "instanceName": POST /_emulator/scan.'],
      // What people guess
      ['GET', '/api/v1/instances', 'did you mean GET /api/v1/instance/list?'],
      ['POST', '/instances', 'did you mean POST /api/v1/instance/create?'],
      ['POST', '/api/v1/send/image', 'did you mean POST /api/v1/send/media?'],
      // The base path
      ['POST', '/api/v1/api/v1/instance/create', 'the base path is /api/v1: POST /api/v1/instance/create.'],
      ['GET', '/v1/instance/list', 'the base path is /api/v1: GET /api/v1/instance/list.'],
      ['GET', '/api/instance/list', 'the base path is /api/v1: GET /api/v1/instance/list.'],
      ['GET', '/api/v2/instance/list', 'the base path is /api/v1: GET /api/v1/instance/list.'],
      ['GET', '/v1/instance/create', 'the base path is /api/v1.'],
      ['GET', '/api/v1/_emulator/health', 'the base path is /_emulator: GET /_emulator/health.'],
      [
        'GET',
        '/v1/instance/connect/toko',
        `the name goes into the query: GET /api/v1/instance/qr?instanceName=${NAME}.`,
      ],
      // What probes and people try
      ['GET', '/healthz', 'did you mean GET /_emulator/health?'],
      ['GET', '/api/v1/instance/qr/image.svg', 'did you mean GET /api/v1/instance/qr/image?'],
      ['GET', '/api/v1/instance/qr/imag', 'did you mean GET /api/v1/instance/qr/image?'],
    ])('%s %s: %s', async (method, path, hint) => {
      const { origin } = await build();
      expect(await told(origin, method, path)).toBe(BEGIN + hint);
    });
  });

  describe('rules', () => {
    test('whoever only asks is never led to what changes something, and no lead is a dead end', async () => {
      const { origin } = await build();
      const others = otherPaths.flatMap((path) => [path, `${path}/secret-key-0123`]);
      const misspelt = documented.map(({ path }) => `${path.replaceAll(/\{\w+\}/g, 'x')}s`);
      const paths = [...new Set([...others, ...misspelt])].flatMap((path) => [`/api/v1${path}`, `/_emulator${path}`]);
      const api = client(origin, 'key');
      const answers = await Promise.all(
        paths.flatMap((path) => methods.map(async (method) => ({ method, path, reply: await api.call(method, path) }))),
      );
      const leads = answers.flatMap(({ method, path, reply }) => {
        const error = reply.status === 404 ? String(reply.body.error) : '';
        expect(error).not.toContain('secret');
        return callsIn(error).map(([asked, target]) => ({ method, path, asked, target }));
      });
      const isOurs = (asked: string, target: string) => operationsAt(target).some((one) => one.method === asked);
      expect(leads.filter(({ asked, target }) => !isOurs(asked, target))).toEqual([]);
      expect(leads.filter(({ method, asked }) => method === 'GET' && asked !== 'GET')).toEqual([]);
      expect(leads.length).toBeGreaterThan(200);
    });
  });

  describe('behaviour', () => {
    test('the right call has the prefix of a proxy', async () => {
      const { api } = await build();
      const { body } = await api.get('/instance/connect/toko', { 'X-Forwarded-Prefix': '/mocks' });
      expect(body.error).toContain(`GET /mocks/api/v1/instance/qr?instanceName=${NAME}.`);
    });

    test('whoever only asks is not led to what changes something either when the name is in the middle', async () => {
      const { origin } = await build();
      for (const path of ['/instance/toko/logout', '/api/v1/toko/send/text', '/_emulator/toko/scan'])
        expect(callsIn(await told(origin, 'GET', path)).filter(([method]) => method !== 'GET')).toEqual([]);
    });

    test('a path of any length is answered', async () => {
      const { origin } = await build();
      expect(await told(origin, 'GET', `/api/v1/instance${'/qr'.repeat(2_000)}`)).toContain('has all calls of the API');
    });

    test('HEAD has the status of GET and no body', async () => {
      const { api } = await build();
      const reply = await api.call('HEAD', '/instance/connect/toko');
      expect([reply.status, reply.body]).toEqual([404, undefined]);
    });
  });
});
