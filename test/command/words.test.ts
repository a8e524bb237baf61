import { describe, expect, test } from 'vitest';
import { prettyLine } from '../../src/command/words.js';
import { build } from '../support/emulator.js';

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
