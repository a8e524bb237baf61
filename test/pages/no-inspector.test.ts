import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { createShop } from '../support/shop.js';

describe('Without the inspector', () => {
  test('there is nothing at / for any method, and what is there says the same as of any other path', async () => {
    const { origin } = await build({ noInspector: true });
    const { call } = client(origin, 'key');
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const unknown = await call(method, '/nothing');
      for (const path of ['/', '', '/?x', '//']) {
        const { status, body, headers } = await call(method, path);
        expect([status, body.success, headers.get('content-security-policy')], method + path).toEqual([
          404,
          false,
          null,
        ]);
        if (path !== '//') expect(body, method + path).toEqual(unknown.body);
      }
    }
    expect((await call('HEAD', '/')).status).toBe(404);
  });

  test('all else is there', async () => {
    const { api, control, wachat } = await build({ noInspector: true });
    const { name, liveUrl } = await createShop(api);
    expect((await fetch(liveUrl)).status).toBe(200);
    expect((await control.get('/health')).status).toBe(200);
    expect((await control.post('/scan', { instanceName: name })).status).toBe(200);
    expect(wachat.instances()[0]?.state).toBe('open');
  });
});

describe('What the live page says of the inspector', () => {
  const footer = async (url: string): Promise<string> => {
    const text = await (await fetch(url, { headers: { Accept: 'text/html' } })).text();
    return /<small>(.*)<\/small>/.exec(text)?.[1] ?? '';
  };

  test.each(['', '/api/v1'])('below the base path "%s" it is where it is, seen from there', async (base) => {
    const { origin, wachat } = await build();
    const api = client(origin + base, wachat.apiKey);
    const { liveUrl } = await createShop(api, '', { instanceName: 'Toko & "Sons"' });
    const name = String(wachat.instances()[0]?.apiInstanceName);
    const [, to = ''] =
      /^<a data-to="([^"]*)">wachat-emulator<\/a>: no real phone can link$/.exec(await footer(liveUrl)) ?? [];
    expect(new URL(to, liveUrl).href).toBe(`${origin}/#/instances/${encodeURIComponent(name)}`);
    expect(to).not.toContain(wachat.apiKey);
  });

  test('nothing, where there is none, or no instance', async () => {
    const { api } = await build({ noInspector: true });
    const words = 'wachat-emulator: no real phone can link';
    expect(await footer((await createShop(api)).liveUrl)).toBe(words);
    const other = await build();
    expect(await footer(`${other.wachat.url}/instance/qr/live?instanceName=nobody&apiKey=key`)).toBe(words);
  });
});
