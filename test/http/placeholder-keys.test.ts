import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';

const WARNING = 'x-wachat-emulator-warning';

const looks = [
  ['undefined', 'a value that was never set'],
  ['null', 'a value that was never set'],
  ['NaN', 'a value that was never set'],
  ['None', 'a value that was never set'],
  ['false', 'a value that was never set'],
  ['Bearer', 'the word Bearer alone'],
  ['YOUR_API_KEY', 'a placeholder'],
  ['your-api-key', 'a placeholder'],
  ['API_KEY', 'a placeholder'],
  ['xxx', 'a placeholder'],
  ['changeme', 'a placeholder'],
  ['<api-key>', 'a variable that nobody has replaced'],
  ['${WACHAT_API_KEY}', 'a variable that nobody has replaced'],
  ['$WACHAT_API_KEY', 'a variable that nobody has replaced'],
  ['{{apiKey}}', 'a variable that nobody has replaced'],
  ['process.env.WACHAT_API_KEY', 'code that reads a key'],
  ['"secret"', 'a key in quotes'],
] as const;

describe('A key that is none', () => {
  describe('shape', () => {
    test.each(looks)('%s is served with a warning that says what it looks like', async (key, look) => {
      const { origin, wachat } = await build();
      const sentence = `the API key looks like ${look}, which is a key of nobody in production`;
      const replies = [
        await client(wachat.url, key).create({ instanceName: 'shop' }),
        await client(wachat.url, key).get('/instance/qr?instanceName=x'),
        await client(`${origin}/_emulator`, key).get('/instances'),
      ];
      expect(replies.map(({ status }) => status)).toEqual([201, 404, 200]);
      for (const { headers } of replies) expect(headers.get(WARNING)).toBe(sentence);
    });

    test.each(looks)('with strict %s is a 401 that does not repeat it', async (key, look) => {
      const { wachat } = await build({ strict: true });
      const reply = await client(wachat.url, key).create({ instanceName: 'shop' });
      expect([reply.status, reply.body.error]).toEqual([401, `The API key looks like ${look} (--strict).`]);
      expect(wachat.accounts()).toEqual([]);
    });

    test('so is one in a URL, of an object for example', async () => {
      const { wachat } = await build();
      const { headers } = await client(wachat.url, undefined).get(
        '/instance/qr/image?instanceName=x&apiKey=[object%20Object]',
      );
      expect(headers.get(WARNING)).toContain('a value that was never set');
    });
  });

  describe('rules', () => {
    test.each([
      ['[object Object]', 'a value that was never set'],
      ['${{ secrets.WACHAT_API_KEY }}', 'a variable that nobody has replaced'],
      ['your api key', 'a placeholder'],
    ])('%s in the header, with a space in it, is a 401 that says what it looks like', async (key, look) => {
      const { wachat } = await build();
      const { status, body } = await client(wachat.url, key).get('/instance/list');
      expect([status, body.error]).toEqual([401, `The API key looks like ${look}.`]);
    });

    test.each([
      'any-key',
      'my-key',
      'key',
      'token',
      'test',
      'a',
      'key-1',
      'demo',
      'secret',
      'nullable',
      'trueblue',
      'xx',
    ])('the ordinary key %s is no such thing', async (key) => {
      for (const strict of [false, true]) {
        const { wachat } = await build({ strict });
        const { status, headers } = await client(wachat.url, key).create({ instanceName: 'shop' });
        expect([status, headers.get(WARNING)]).toEqual([201, null]);
      }
    });

    test('nor is one that the emulator was started with', async () => {
      const { wachat } = await build({ apiKeys: ['YOUR_API_KEY'], strict: true });
      expect((await client(wachat.url, 'YOUR_API_KEY').get('/instance/list')).headers.get(WARNING)).toBeNull();
      const other = await client(wachat.url, 'undefined').get('/instance/list');
      expect(other.body.error).toContain('not one of those that the emulator was started with');
    });
  });

  describe('behaviour', () => {
    test('it is told with all else that there is to warn of', async () => {
      const { wachat } = await build();
      const { headers } = await client(wachat.url, 'undefined').create({ instanceName: 'shop', rejectCall: true });
      expect(headers.get(WARNING)).toBe(
        'the API key looks like a value that was never set, which is a key of nobody in production; ignored: "rejectCall" is unknown; did you mean "rejectCalls"?',
      );
    });

    test.each([
      ['apikey', 'not in the header apikey.'],
      ['X-Api-Key', 'not in the header x-api-key.'],
    ])('a key in the header %s is a 401 that says where it goes', async (name, end) => {
      const { wachat } = await build();
      const { status, body } = await client(wachat.url, undefined).get('/instance/list', { [name]: 'k3y' });
      expect([status, body.error]).toEqual([401, `Send an API key in the header Authorization: Bearer <key>, ${end}`]);
    });

    test('the word Bearer twice is a 401 that says so', async () => {
      const { wachat } = await build();
      const { status, body } = await client(wachat.url, undefined).get('/instance/list', {
        Authorization: 'Bearer Bearer k3y',
      });
      expect([status, body.error]).toEqual([401, expect.stringContaining('has the word "Bearer" twice')]);
    });
  });
});
