import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createRoom } from '../../src/delivery/room.js';

describe('The room of all deliveries', () => {
  test('is full when it is full, until one leaves', () => {
    const room = createRoom(2);
    expect([room.enter(), room.enter(), room.enter()]).toEqual([true, true, false]);
    room.leave(1);
    expect([room.enter(), room.enter()]).toEqual([true, false]);
  });

  test('gives the places of finished ones to new ones, the oldest first', () => {
    const room = createRoom(3);
    const dropped: string[] = [];
    const finish = (name: string): void => {
      const { finished } = room.join(() => {
        dropped.push(name);
        room.leave(1);
      });
      finished();
    };
    for (const name of ['a', 'b', 'c']) {
      expect(room.enter()).toBe(true);
      finish(name);
    }
    expect(room.enter()).toBe(true);
    expect(room.enter()).toBe(true);
    expect(dropped).toEqual(['a', 'b']);
  });

  test('asks no finished one that is gone already to leave again', () => {
    const room = createRoom(1);
    room.enter();
    room.join(() => undefined).finished();
    expect(room.enter()).toBe(false);
    room.leave(1);
    expect(room.enter()).toBe(true);
  });

  test('holds on to nothing of a queue that has ended', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const room = createRoom();
    const begun = () => {
      const queue = { large: Array(1_000).fill(0) };
      const { finished, end } = room.join(() => {
        queue.large.pop();
      });
      finished();
      return { end, queue: new WeakRef(queue) };
    };
    const { end, queue } = begun();
    end();
    // A reference that was made in this turn holds until the next one.
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof collect === 'function') collect();
    expect(queue.deref()).toBeUndefined();
    expect(room.enter()).toBe(true);
  });

  test('a restored queue is taken in, and then nothing new fits', () => {
    const room = createRoom(2);
    room.enterAnyway(5);
    expect(room.enter()).toBe(false);
    room.leave(4);
    expect(room.enter()).toBe(true);
  });
});
