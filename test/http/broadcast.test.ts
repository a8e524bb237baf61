import { describe, expect, test } from 'vitest';
import { manualClock } from '../../src/domain/time-source.js';
import type { Watcher } from '../../src/domain/watchers.js';
import { createBroadcast } from '../../src/http/broadcast.js';
import { createSink } from '../support/streams.js';

const createTopic = () => {
  let watcher: Watcher | undefined;
  let version = 0;
  let made = 0;
  return {
    text: () => {
      made++;
      return `v${String(version)}`;
    },
    made: () => made,
    watch: (one: Watcher) => {
      watcher = one;
      return () => (watcher = undefined);
    },
    isWatched: () => watcher !== undefined,
    change(): void {
      version++;
      watcher?.changed('name');
    },
    end: () => watcher?.ended(),
  };
};

const until = (isTrue: () => boolean) => expect.poll(isTrue).toBe(true);

describe('A broadcast', () => {
  test('makes the text of a change once for a thousand streams', async () => {
    const broadcast = createBroadcast();
    const topic = createTopic();
    const streams = Array.from({ length: 1_000 }, createSink);
    for (const { stream } of streams) broadcast.add('a', stream, topic.text, topic.watch);
    const before = topic.made();
    topic.change();
    await until(() => streams.every(({ written }) => written.at(-1) === 'v1'));
    expect(topic.made() - before).toBe(1);
    expect(streams.every(({ written }) => written.join() === 'v0,v1')).toBe(true);
  });

  test('sends a slow reader the newest text once it has caught up', async () => {
    const broadcast = createBroadcast();
    const topic = createTopic();
    const [slow, quick] = [createSink(), createSink()];
    for (const { stream } of [slow, quick]) broadcast.add('a', stream, topic.text, topic.watch);
    slow.state.needsDrain = true;
    for (const version of ['v1', 'v2', 'v3']) {
      topic.change();
      await until(() => quick.written.at(-1) === version);
    }
    expect(slow.written).toEqual(['v0']);
    slow.state.needsDrain = false;
    slow.stream.emit('drain');
    await until(() => slow.written.at(-1) === 'v3');
    expect(slow.written).toEqual(['v0', 'v3']);
    slow.stream.emit('drain');
    await new Promise(setImmediate);
    expect(slow.written).toEqual(['v0', 'v3']);
  });

  test('stops watching with the last stream, and ends all streams with what they show', async () => {
    const broadcast = createBroadcast();
    const topic = createTopic();
    const [one, other] = [createSink(), createSink()];
    for (const { stream } of [one, other]) broadcast.add('a', stream, topic.text, topic.watch);
    one.stream.emit('close');
    expect(topic.isWatched()).toBe(true);
    other.stream.emit('close');
    expect(topic.isWatched()).toBe(false);
    const again = createSink();
    broadcast.add('a', again.stream, topic.text, topic.watch);
    topic.end();
    await until(() => again.stream.writableEnded);
  });

  test('sends a comment every 15 seconds of the machine to all who read, and has no timer without them', async () => {
    const clock = manualClock();
    let timers = 0;
    const broadcast = createBroadcast((delay, action) => {
      timers++;
      const cancel = clock.after(delay, () => {
        timers--;
        action();
      });
      return () => {
        timers--;
        cancel();
      };
    });
    const topic = createTopic();
    const [reader, other, stuck] = [createSink(), createSink(), createSink()];
    broadcast.add('a', reader.stream, topic.text, topic.watch);
    clock.advance(14_000);
    broadcast.add('a', stuck.stream, topic.text, topic.watch);
    broadcast.add('b', other.stream, topic.text, createTopic().watch);
    stuck.state.needsDrain = true;
    const beats = ({ written }: { readonly written: readonly string[] }) =>
      written.filter((text) => text === ':\n\n').length;
    expect(beats(reader)).toBe(0);
    for (const count of [1, 2, 3]) {
      clock.advance(count === 1 ? 1_000 : 15_000);
      await until(() => beats(reader) === count && beats(other) === count);
    }
    expect(beats(stuck)).toBe(0);
    expect(timers).toBe(1);
    for (const { stream } of [reader, other, stuck]) stream.emit('close');
    expect(timers).toBe(0);
    broadcast.add('a', other.stream, topic.text, topic.watch);
    clock.advance(15_000);
    await until(() => beats(other) === 4);
  });
});
