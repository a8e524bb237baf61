import { describe, expect, test } from 'vitest';
import type { Wachat } from '../../src/index.js';
import type { Json } from '../support/client.js';
import { build } from '../support/emulator.js';

type Ask = readonly [method: string, path: string, body?: Json];

type Method =
  'scan' | 'tick' | 'receive' | 'call' | 'setFaults' | 'addFault' | 'addDeliveryFault' | 'messages' | 'account';

/** Plain JavaScript may pass anything. */
const pass = (wachat: Wachat, method: Method, ...given: readonly Json[]): unknown => {
  const call: (...all: readonly Json[]) => unknown = wachat[method];
  return call(...given);
};

describe('What HTTP refuses, the handle refuses', () => {
  test.each<[string, Ask, (wachat: Wachat) => unknown]>([
    ['a scan of nothing', ['POST', '/scan', {}], (wachat) => pass(wachat, 'scan', {})],
    ['a scan of no name', ['POST', '/scan', { instanceName: '' }], (wachat) => wachat.scan({ instanceName: '' })],
    ['a scan of an empty name', ['POST', '/scan', { displayName: '' }], (wachat) => wachat.scan({ displayName: '' })],
    ['a name that is not there', ['POST', '/instances//refuse'], (wachat) => wachat.refuse('')],
    ['a message without an id', ['POST', '/messages//tick', { status: 'read' }], (wachat) => wachat.tick('', 'read')],
    ['a tick that there is not', ['POST', '/messages/3EB0/tick', {}], (wachat) => pass(wachat, 'tick', '3EB0')],
    [
      'a writer without a number',
      ['POST', '/instances/t1_0_x/receive', { type: 'text', text: 'x' }],
      (wachat) => pass(wachat, 'receive', 't1_0_x', { type: 'text', text: 'x' }),
    ],
    [
      'a call that is neither with video nor without',
      ['POST', '/instances/t1_0_x/call', { from: '6281298765432', video: 1 }],
      (wachat) => pass(wachat, 'call', 't1_0_x', { from: '6281298765432', video: 1 }),
    ],
    ['faults that are no list', ['PUT', '/faults', { faults: {} }], (wachat) => pass(wachat, 'setFaults', {})],
    [
      'a fault of a share above 1',
      ['PUT', '/faults', { faults: [{ share: 2, hang: true }] }],
      (wachat) => wachat.setFaults([{ share: 2, hang: true }]),
    ],
    ['a fault that does nothing', ['POST', '/faults', {}], (wachat) => pass(wachat, 'addFault', {})],
    [
      'a fault of deliveries with a misspelt field',
      ['POST', '/delivery-faults', { dorp: true }],
      (wachat) => pass(wachat, 'addDeliveryFault', { dorp: true }),
    ],
    ['a fault that is not there', ['DELETE', '/faults/1'], (wachat) => wachat.removeFault(1)],
    ['a time without a zone', ['POST', '/clock', { set: '2026-07-01' }], (wachat) => wachat.clock.set('2026-07-01')],
    [
      'a settle that is no yes or no',
      ['POST', '/clock', { advance: '1s', settle: 'yes' }],
      (wachat) => Reflect.apply(wachat.clock.advance, undefined, ['1s', { settle: 'yes' }]),
    ],
    [
      'two changes of the clock at once',
      ['POST', '/clock', { advance: '1s', set: '2026-07-01T00:00:00Z' }],
      (wachat) => Reflect.apply(wachat.clock.advance, undefined, ['1s', { set: 5 }]),
    ],
    ['a snapshot that is none', ['PUT', '/snapshot', {}], (wachat) => Reflect.apply(wachat.restore, undefined, [{}])],
    [
      'an unknown condition',
      ['GET', '/messages?too=6281298765432'],
      (wachat) => pass(wachat, 'messages', { too: '6281298765432' }),
    ],
    ['a limit of none', ['GET', '/requests?limit=0'], (wachat) => wachat.requests({ limit: 0 })],
  ])('%s', async (_what, [method, path, body], call) => {
    const { control, wachat } = await build();
    const { status } = await control.call(method, path, body === undefined ? {} : { body });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    await expect(Promise.resolve().then(() => call(wachat))).rejects.toThrow(/^[^\n]+\.$/);
  });

  test.each(['', ' ', 'two words', 'line\nbreak', 5, undefined])(
    'an account of %j, which no request can name',
    async (key) => {
      const { wachat } = await build();
      expect(() => pass(wachat, 'account', key)).toThrow(
        'account takes an API key: a non-empty string without spaces.',
      );
    },
  );

  test('an account of a key that is not let in, which it does not repeat', async () => {
    const { wachat } = await build({ apiKeys: ['one', 'two'] });
    expect(wachat.account('two').instances()).toEqual([]);
    expect(() => wachat.account('k3y-stays-secret')).toThrow(
      /^account takes one of the API keys that the emulator was started with \(apiKeys\)\.$/,
    );
  });

  test.each([new Date(0), new Map([['a', 1]]), { at: new Date(0) }, [new Set()]])(
    'a fault that answers with what JSON would make something else of: %o',
    async (body) => {
      const { wachat } = await build();
      expect(() => pass(wachat, 'setFaults', [{ status: 500, body }])).toThrow('"faults.0.body" ');
      expect(wachat.faults()).toEqual([]);
    },
  );
});

test('a path that restores is told apart from one that resets', async () => {
  const { control } = await build();
  for (const method of ['POST', 'PUT'] as const) {
    const { status, body } = await control.call(method, '/restore', { body: {} });
    expect([status, body.error]).toEqual([404, 'There is nothing at this path; did you mean PUT /_emulator/snapshot?']);
  }
});
