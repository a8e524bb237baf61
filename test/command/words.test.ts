import { describe, expect, test } from 'vitest';
import { banner, prettyLine, requestLines } from '../../src/command/words.js';
import { build } from '../support/emulator.js';

describe('The last requests before a failure', () => {
  test('have a line for each reset, where it was, however many accounts it ended', () => {
    const reset = { by: 'reset', after: 2 };
    const later = { by: 'reset', after: 4 };
    const steps = [reset, reset, undefined, later].map((mark, index) => ({
      request: { method: 'GET', path: `/${String(index + 1)}`, status: 200, reply: null, fault: null },
      order: index + 1,
      mark,
    }));
    const lines = (count: number) => requestLines(steps.slice(0, count)).trimEnd().split('\n  ').slice(1);
    expect(lines(4)).toEqual(['200 GET /1', '200 GET /2', '— reset —', '200 GET /3', '200 GET /4', '— reset —']);
    expect(lines(1)).toEqual(['200 GET /1', '— reset —']);
  });
});

describe('A line of the log on a terminal', () => {
  test('says which field was unknown, and which was meant', async () => {
    const lines: string[] = [];
    const { api } = await build({ logLevel: 'info', logTo: { write: (line) => lines.push(prettyLine(line)) } });
    await api.create({ instanceName: 'shop', rejectCall: true });
    expect(lines.join('')).toMatch(
      /^\d\d:\d\d:\d\d ignored: "rejectCall" is unknown; did you mean "rejectCalls"\?\n\d\d:\d\d:\d\d 201 POST /m,
    );
  });

  test('says which fault fired', async () => {
    const lines: string[] = [];
    const { api, wachat } = await build({ logLevel: 'info', logTo: { write: (line) => lines.push(prettyLine(line)) } });
    wachat.setFaults([{ name: 'busy', status: 429 }]);
    await api.create({ instanceName: 'shop' });
    expect(lines.join('')).toContain('a fault fired: busy\n');
  });

  test('shows where the emulator failed', () => {
    const line = prettyLine(
      JSON.stringify({
        time: 0,
        level: 50,
        msg: 'the emulator failed',
        err: { message: 'no', stack: 'Error: no\n    at x' },
      }),
    );
    expect(line).toMatch(/^\d\d:\d\d:\d\d the emulator failed\nError: no\n {4}at x\n$/);
  });

  test.each([['{}'], ['1'], ['null'], ['{"msg":{}}'], ['{"err":1}']])('is a line whatever is logged: %s', (json) => {
    expect(prettyLine(json).split('\n')).toHaveLength(2);
  });
});

describe('The banner', () => {
  const listening = { origin: 'http://localhost:1', url: 'http://localhost:1/api/v1' };
  const anyKey = { apiKeys: [], noInspector: false };

  test('says where to reach it over TLS, and whom to trust for that', () => {
    const url = 'https://localhost:1/api/v1';
    const own = banner({ ...listening, tls: { url, ca: { file: '/home/me/ca.pem' } } }, '1.0.0', anyKey);
    expect(own).toContain(`  Base URL   ${listening.url}\n  and        ${url}, for clients that trust the CA in\n`);
    expect(own).toContain('             /home/me/ca.pem\n  In a browser');
    const given = banner({ ...listening, tls: { url, ca: undefined } }, '1.0.0', anyKey);
    expect(given).toContain(`  and        ${url}\n  In a browser`);
  });

  test('says nothing of it otherwise', () => {
    const text = banner({ ...listening, tls: undefined }, '1.0.0', anyKey);
    expect(text).toContain(`  Base URL   ${listening.url}\n  In a browser`);
    expect(text).not.toContain('https');
  });

  test('leads to the page at / where there is one', () => {
    const shown = (settings: Parameters<typeof banner>[2]) =>
      banner({ ...listening, tls: undefined }, '1.0.0', settings);
    expect(shown(anyKey)).toContain('  In a browser, the instances: http://localhost:1/\n  API key    any;');
    expect(shown({ ...anyKey, noInspector: true })).toContain('/api/v1\n  API key    any;');
    expect(shown({ ...anyKey, apiKeys: ['one'] })).toContain('  API key    one of those given\n');
  });
});
