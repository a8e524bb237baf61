import { describe, expect, test } from 'vitest';
import { version } from '../../src/index.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { rawRequest, sendRaw } from '../support/socket.js';

describe('GET /_emulator/health', () => {
  test('answers ok and the version, without a key', async () => {
    const { origin } = await build({ apiKeys: ['one'] });
    for (const key of [undefined, 'one', 'not-admitted']) {
      const { status, body } = await client(`${origin}/_emulator`, key).get('/health');
      expect(status).toBe(200);
      expect(body).toEqual({ status: 'ok', version });
    }
  });

  test('answers HEAD', async () => {
    const { control } = await build();
    expect((await control.call('HEAD', '/health')).status).toBe(200);
  });

  test.each(['localhost', 'wachat', 'evil.example.com', '10.0.0.1:80', '[::1]', 'a b', ''])(
    'answers under the Host %j, since who checks health may use any',
    async (Host) => {
      const { origin } = await build();
      expect(await sendRaw(origin, rawRequest('GET /_emulator/health HTTP/1.1', { Host }))).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test('is no reason to give anybody a number', async () => {
    const { api, control } = await build();
    await control.get('/health');
    expect((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName).toMatch(/^t1_/);
  });
});
