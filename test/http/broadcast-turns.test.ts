import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { nextTurn } from '../../src/domain/time-source.js';
import { isTurnOver } from '../../src/domain/turns.js';
import type { Watcher } from '../../src/domain/watchers.js';
import { createBroadcast } from '../../src/http/broadcast.js';

/** A topic that is watched, and a stream that shows it. */
const topicOf = (broadcast: ReturnType<typeof createBroadcast>, name: string) => {
  const watchers: Watcher[] = [];
  const stream = new ServerResponse(new IncomingMessage(new Socket()));
  const write = vi.spyOn(stream, 'write');
  let text: string | undefined = `${name} 1`;
  broadcast.add(
    name,
    stream,
    () => {
      if (text === undefined) throw new Error('It is gone.');
      return text;
    },
    (watcher) => {
      watchers.push(watcher);
      return () => undefined;
    },
  );
  return {
    shown: () => write.mock.calls.map(([chunk]: readonly unknown[]) => chunk),
    change(to: string): void {
      text = to;
      for (const watcher of watchers) watcher.changed();
    },
    end(): void {
      text = undefined;
      for (const watcher of watchers) watcher.ended();
    },
  };
};

describe('A broadcast that gives way', () => {
  test('goes on when what it was about to send is gone after a pause', async () => {
    const broadcast = createBroadcast();
    const [one, other] = [topicOf(broadcast, 'one'), topicOf(broadcast, 'other')];
    // Uses this turn up, so that the next work pauses at once.
    while (!isTurnOver()) continue;
    one.change('one 2');
    one.end();
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    other.change('other 2');
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(other.shown()).toEqual(['other 1', 'other 2']);
  });
});
