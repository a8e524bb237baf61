import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createRoom, type Room } from '../../src/delivery/room.js';

/** A queue whose deliveries all have as many places, and which tells what it has dropped. */
const queueIn = (room: Room, places = 1) => {
  const kept: string[] = [];
  const dropped: string[] = [];
  const member = room.join(() => {
    const oldest = kept.shift();
    if (oldest === undefined) return;
    dropped.push(oldest);
    member.leave(places);
  });
  return {
    ...member,
    dropped,
    add: () => member.enter(places),
    finish(name: string): void {
      member.finished(places);
      kept.push(name);
    },
  };
};

describe('The room of all deliveries', () => {
  test('is full when it is full, until one leaves', () => {
    const room = createRoom(2);
    const [one, other] = [queueIn(room), queueIn(room)];
    expect([one.add(), other.add(), one.add(), other.add()]).toEqual([true, true, false, false]);
    one.end();
    expect([queueIn(room).add(), other.add()]).toEqual([true, false]);
  });

  test('gives the places of finished ones to new ones, the oldest first', () => {
    const room = createRoom(4);
    const [one, other] = [queueIn(room), queueIn(room)];
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(one.add()).toBe(true);
      one.finish(name);
    }
    expect([other.add(), other.add()]).toEqual([true, true]);
    expect(one.dropped).toEqual(['a', 'b']);
  });

  test('gives one that is large as many places as it takes, and none to one that can never fit', () => {
    const room = createRoom(8);
    const [small, large, huge] = [queueIn(room), queueIn(room, 3), queueIn(room, 9)];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      expect(small.add()).toBe(true);
      small.finish(name);
    }
    expect(large.add()).toBe(true);
    large.finish('L');
    expect(huge.add()).toBe(false);
    expect(small.dropped).toEqual([]);
    expect(large.add()).toBe(true);
    expect([small.dropped, large.dropped]).toEqual([['a', 'b', 'c'], []]);
    expect([large.add(), queueIn(room, 6).add()]).toEqual([false, false]);
    expect(queueIn(room, 5).add()).toBe(true);
    expect([small.dropped, large.dropped]).toEqual([['a', 'b', 'c', 'd', 'e'], ['L']]);
  });

  test('has places left for others, however many wait in one queue', () => {
    const room = createRoom(1_000);
    const counts = Array.from({ length: 4 }, () => {
      const queue = queueIn(room, 5);
      let count = 0;
      while (queue.add()) count++;
      return count;
    });
    expect(counts).toEqual([100, 50, 25, 13]);
  });

  test('asks no finished one that is gone already to leave again', () => {
    const room = createRoom(2);
    const [one, other] = [queueIn(room), queueIn(room)];
    one.add();
    one.finish('a');
    one.end();
    expect([other.add(), other.add()]).toEqual([true, false]);
    expect(one.dropped).toEqual([]);
  });

  test('holds on to nothing of a queue that has ended', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const room = createRoom();
    const begun = () => {
      const queue = { large: Array(1_000).fill(0) };
      const member = room.join(() => {
        queue.large.pop();
      });
      member.finished(0);
      return { member, queue: new WeakRef(queue) };
    };
    const { member, queue } = begun();
    member.end();
    // A reference that was made in this turn holds until the next one.
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof collect === 'function') collect();
    expect(queue.deref()).toBeUndefined();
    expect(queueIn(room).add()).toBe(true);
  });

  test('a restored queue is taken in, and then nothing new fits', () => {
    const room = createRoom(2);
    const [restored, other] = [queueIn(room), queueIn(room)];
    restored.enterAnyway(5);
    expect(other.add()).toBe(false);
    restored.end();
    expect(other.add()).toBe(true);
  });
});
