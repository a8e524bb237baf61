import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../src/config.js';
import { noSettings } from '../src/domain/new-instance.js';
import { atOnce } from '../src/domain/turns.js';
import { createEmulator } from '../src/emulator.js';
import { manualClock } from '../src/domain/time-source.js';

const CUSTOMER = '6281298765432@s.whatsapp.net';
/** So much heap that half a megabyte of messages may wait to leave, half of it those of one account. */
const HEAP = 8_000_000;
const DAY = 86_400_000;

/** An emulator with little room for messages, under a clock that stands still. */
const build = (given: Readonly<Record<string, string>> = {}) => {
  const clock = manualClock();
  const emulator = createEmulator(
    readConfig(given, (setting) => setting),
    { time: clock, heap: HEAP },
  );
  onTestFinished(() => {
    emulator.close();
  });
  return {
    clock,
    emulator,
    /** An open instance of an account. */
    open: (key: string): string => {
      const integration = 'WHATSAPP-BUSINESS' as const;
      return emulator.instances.create(key, { displayName: 'shop', integration, number: null, settings: noSettings })
        .technicalName;
    },
    send: (key: string, name: string, text: string, delay = 0) =>
      emulator.messages.send(key, name, { jid: CUSTOMER, content: { type: 'text', text }, delay }),
    textsOf: (key: string) =>
      [...(emulator.accounts.of(key)?.mailIfAny?.messages.values() ?? [])].map(({ content }) => content),
  };
};

describe('The room for messages', () => {
  test('refuses to restore an account with more that waits to leave than fits, and changes nothing', () => {
    const { emulator, clock, open, send, textsOf } = build();
    const [first, second] = [open('first'), open('second')];
    for (let index = 0; index < 50; index++) send('first', first, String(index).padEnd(1_000), DAY);
    const account = emulator.accounts.of('first');
    if (account === undefined) throw new Error('The account is gone.');
    const record = atOnce(emulator.recordOf(account));
    for (let index = 0; index < 30; index++) send('second', second, String(index).padEnd(1_000), DAY);

    const third = open('third');
    send('third', third, 'mine');
    const restore = (): void => {
      atOnce(emulator.restore('third', record));
    };
    expect(restore).toThrow(
      'The emulator has no room for all messages of this account; reset others, or raise its heap.',
    );
    expect(textsOf('third')).toEqual([{ type: 'text', text: 'mine' }]);
    // The one that it was is replaced by itself: that takes no more room.
    atOnce(emulator.restore('first', record));
    emulator.reset('second');
    restore();
    expect(textsOf('third')).toHaveLength(50);
    clock.advance(DAY);
    expect(
      [...(emulator.accounts.of('third')?.mailIfAny?.messages.values() ?? [])].map(({ status }) => status),
    ).toEqual(Array.from({ length: 50 }, () => 'delivered'));
  });

  test('refuses one more that would wait, and takes it once some have left', () => {
    const { clock, open, send } = build();
    const name = open('key');
    const fill = (): number => {
      for (let sent = 0; ; sent++) {
        try {
          send('key', name, 'x'.repeat(1_000), 1_000);
        } catch (error) {
          expect(error).toMatchObject({ code: 'tooManyMessages' });
          return sent;
        }
      }
    };
    const fitting = fill();
    expect(fitting).toBeGreaterThan(20);
    expect(fill()).toBe(0);
    // Who does not wait needs none of that room.
    send('other', open('other'), 'at once');
    clock.advance(1_000);
    expect(fill()).toBeGreaterThanOrEqual(fitting - 1);
  });
});

test('An account that expires while its messages wait takes them along', () => {
  const { emulator, clock, open, send } = build({ accountTtl: '1m' });
  const name = open('key');
  send('key', name, 'later', 3_600_000);
  clock.advance(60_000);
  expect(emulator.accounts.of('key')).toBeUndefined();
  open('key');
  clock.advance(3_600_000);
  expect(emulator.accounts.of('key')?.mailIfAny?.messages.size ?? 0).toBe(0);
});

test('A seeded clock that is frozen stands still at its time, however long the start takes', () => {
  let now = 0;
  const time = { now: () => now++, after: () => () => undefined };
  const seed = { key: 'key', now: DAY, frozen: true, instances: [], faults: [], deliveryFaults: [], webhooks: [] };
  const { accounts, close } = createEmulator(
    readConfig({}, (setting) => setting),
    { time, seeds: [seed] },
  );
  expect(accounts.claim('key').clock.position()).toEqual({ now: DAY, frozen: true });
  close();
});
