import { describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/config.js';
import { placeIn } from '../../../src/control/stream/feed.js';
import { createFeeds } from '../../../src/control/stream/feeds.js';
import { manualClock } from '../../../src/domain/time-source.js';
import { createEmulator } from '../../../src/emulator.js';
import { createSink } from '../../support/streams.js';

const createFeedsUnderTest = () => {
  const clock = manualClock();
  const emulator = createEmulator(readConfig({}, (name) => name));
  let timers = 0;
  const feeds = createFeeds(emulator, {
    now: clock.now,
    after(delay, action) {
      timers++;
      let isOver = false;
      const over = () => {
        if (!isOver) timers--;
        isOver = true;
      };
      const cancel = clock.after(delay, () => {
        over();
        action();
      });
      return () => {
        over();
        cancel();
      };
    },
  });
  const open = (key: string, { last = '', wait }: { readonly last?: string; readonly wait?: number } = {}) => {
    const sink = createSink();
    feeds.open(key, sink.stream, placeIn(last), wait);
    return {
      ...sink,
      leave: () => sink.stream.emit('close'),
      beats: () => sink.written.filter((text) => text === ':\n\n').length,
    };
  };
  return { clock, emulator, feeds, open, timers: () => timers };
};

describe('The feeds of an emulator', () => {
  test('send a comment every 15 seconds of the machine to all who read, with one timer, and have none without streams', async () => {
    const { clock, open, timers } = createFeedsUnderTest();
    const [one, other, stuck] = [open('a'), open('b'), open('a')];
    stuck.state.needsDrain = true;
    clock.advance(14_999);
    expect(one.beats()).toBe(0);
    for (const count of [1, 2, 3]) {
      clock.advance(count === 1 ? 1 : 15_000);
      await vi.waitFor(() => {
        expect([one.beats(), other.beats(), stuck.beats()]).toEqual([count, count, 0]);
      });
    }
    expect(timers()).toBe(1);
    for (const stream of [one, other, stuck]) stream.leave();
    // The two that keep what is there for a while.
    expect(timers()).toBe(2);
    clock.advance(60_000);
    expect(timers()).toBe(0);
  });

  test('keep what happens for a minute after the last stream of an account, and hear of nothing after that', async () => {
    const { clock, emulator, open } = createFeedsUnderTest();
    const account = emulator.accounts.claim('key');
    const first = open('key');
    const [{ id: last } = { id: '' }] = first.notes();
    first.leave();
    account.clock.freeze();
    clock.advance(59_999);
    const second = open('key', { last });
    expect(second.notes()[0]?.data.resumed).toBe(true);
    await vi.waitFor(() => {
      expect(second.notes().map(({ event }) => event)).toEqual(['hello', 'clock']);
    });
    second.leave();
    clock.advance(60_000);
    expect(account.isListenedTo()).toBe(false);
    expect(account.watchers.has()).toBe(false);
    expect(account.mail.listeners.size).toBe(0);
    const third = open('key', { last });
    expect(third.notes().map(({ event, data }) => [event, data.reason])).toEqual([
      ['hello', undefined],
      ['gap', 'behind'],
    ]);
  });

  test('of accounts that nobody reads any more, keep the last 20', () => {
    const { open } = createFeedsUnderTest();
    const keys = Array.from({ length: 21 }, (_, index) => `key-${String(index)}`);
    const ids = keys.map((key) => {
      const stream = open(key);
      stream.leave();
      return stream.notes()[0]?.id ?? '';
    });
    expect(keys.map((key, index) => open(key, { last: ids[index] ?? '' }).notes()[0]?.data.resumed)).toEqual([
      false,
      ...Array.from({ length: 20 }, () => true),
    ]);
  });

  test('take 20 streams of an account and 100 in all, and again as soon as one has left', () => {
    const { feeds, open } = createFeedsUnderTest();
    const streams = Array.from({ length: 20 }, () => open('busy'));
    expect(() => {
      feeds.checkRoom('busy');
    }).toThrow('This account has 20 streams open, which is the limit.');
    for (let index = 0; index < 80; index++) {
      const key = `key-${String(index)}`;
      feeds.checkRoom(key);
      open(key);
    }
    expect(() => {
      feeds.checkRoom('other');
    }).toThrow('The emulator has 100 streams open, which is the limit.');
    streams[0]?.leave();
    feeds.checkRoom('other');
    feeds.checkRoom('busy');
  });

  test('end a stream when its wait is over, and no other', () => {
    const { clock, open } = createFeedsUnderTest();
    const [short, long, none] = [open('a', { wait: 1_000 }), open('a'), open('a', { wait: 0 })];
    expect(none.stream.writableEnded).toBe(true);
    clock.advance(999);
    expect(short.stream.writableEnded).toBe(false);
    clock.advance(1);
    expect([short.stream.writableEnded, long.stream.writableEnded]).toEqual([true, false]);
  });

  test('end with the emulator, those of a key without an account as well, and leave no timer', () => {
    const { emulator, open, timers } = createFeedsUnderTest();
    emulator.accounts.claim('key');
    const [one, other, left] = [open('key'), open('nobody'), open('left')];
    left.leave();
    emulator.close();
    for (const { stream } of [one, other]) expect(stream.writableEnded).toBe(true);
    for (const stream of [one, other]) stream.leave();
    expect(timers()).toBe(0);
  });
});
