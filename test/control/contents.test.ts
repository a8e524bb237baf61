import { describe, expect, test } from 'vitest';
import { controlApi } from '../../src/control/routes.js';
import type { Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { rawRequest, sendRaw } from '../support/socket.js';
import { client } from '../support/client.js';

describe('GET /_emulator', () => {
  describe('shape', () => {
    test.each(['', '/', '?x'])(
      'at /_emulator%s it lists each operation of the control API, without a key',
      async (path) => {
        const { origin, wachat } = await build();
        const { status, body } = await client(`${origin}/_emulator`, undefined).get(path);
        expect(status).toBe(200);
        expect(body).toMatchObject({
          baseUrl: wachat.url,
          page: `${origin}/`,
          documents: {
            wachat: `${origin}/_emulator/openapi/wachat.json`,
            emulator: `${origin}/_emulator/openapi/emulator.json`,
          },
        });
        expect(body.operations).toEqual(
          controlApi.flatMap(({ routes }) =>
            routes.map(({ method, path: below, operation: { summary } }) => ({
              method,
              path: `/_emulator${below}`,
              summary,
            })),
          ),
        );
        for (const url of [body.page, ...Object.values<string>(body.documents)])
          expect((await fetch(url)).status).toBe(200);
      },
    );
  });

  describe('rules', () => {
    test('it is as closed to strangers as the rest', async () => {
      const { origin } = await build();
      for (const headers of [{ Host: 'evil.example.com' }, { Host: 'localhost', Origin: 'http://evil.example.com' }])
        for (const path of ['/_emulator', '/_emulator/'])
          expect(await sendRaw(origin, rawRequest(`GET ${path} HTTP/1.1`, headers))).toMatch(/^HTTP\/1\.1 403 /);
    });

    test('nothing else is taken there', async () => {
      const { control } = await build();
      expect((await control.post('')).status).toBe(405);
    });
  });

  describe('behaviour', () => {
    test('below the path of a proxy the paths are those that its reader calls', async () => {
      const { origin } = await build();
      const answer = await sendRaw(
        origin,
        rawRequest('GET /wachat/_emulator/ HTTP/1.1', { Host: 'mocks.test', 'X-Forwarded-Prefix': '/wachat' }),
      );
      const body: Json = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
      expect(body.baseUrl).toBe('http://mocks.test/wachat/api/v1');
      expect(body.operations.map(({ path }: Json) => path)).toContain('/wachat/_emulator/clock');
    });
  });
});
