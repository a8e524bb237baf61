import type { ServerResponse } from 'node:http';
import { systemTime } from '../domain/time-source.js';
import { inTurns } from '../domain/turns.js';
import type { Watcher } from '../domain/watchers.js';
import { BETWEEN_HEARTBEATS, HEARTBEAT } from './event-stream.js';

/** What one or more streams show. */
type Topic = {
  readonly streams: Set<ServerResponse>;
  readonly text: () => string;
  readonly stop: () => void;
};

/**
 * Sends the same to all streams of a topic whenever it changes. However many there are, the text is made once, and
 * sending it gives way to requests. A slow reader gets the newest text once it has caught up, not all that it missed.
 * @param after the machine's own time, since what is between us and a reader knows of no other
 */
export const createBroadcast = (after = systemTime.after) => {
  const topics = new Map<string, Topic>();
  /** The streams that have not been sent the newest text, and those of them that have to catch up first. */
  const stale = new Map<ServerResponse, Topic>();
  const behind = new WeakSet<ServerResponse>();
  /** The newest texts, as long as they are being sent: what they say about time does not stay true. */
  const texts = new Map<Topic, string>();
  let isSending = false;

  const sendAll = async (): Promise<void> => {
    try {
      while (stale.size > 0) {
        await inTurns(stale, ([stream, topic]) => {
          stale.delete(stream);
          if (stream.writableNeedDrain) {
            behind.add(stream);
            return;
          }
          const text = texts.get(topic) ?? topic.text();
          texts.set(topic, text);
          // Written here and now: Node would collect the writes of all streams, and then make them in one go.
          stream.cork();
          stream.write(text);
          stream.uncork();
        });
      }
    } finally {
      texts.clear();
      isSending = false;
    }
  };
  const send = (): void => {
    if (isSending) return;
    isSending = true;
    sendAll().catch(() => undefined);
  };

  let stopBeating: (() => void) | undefined;
  const beat = async (): Promise<void> => {
    for (const { streams } of topics.values())
      await inTurns(streams, (stream) => {
        // Who does not read has enough to read.
        if (!stream.writableNeedDrain) stream.write(HEARTBEAT);
      });
  };
  /** Has one timer for all streams. */
  const keepBeating = (): void => {
    stopBeating ??= after(BETWEEN_HEARTBEATS, () => {
      stopBeating = undefined;
      keepBeating();
      beat().catch(() => undefined);
    });
  };
  const rest = (): void => {
    if (topics.size > 0) return;
    stopBeating?.();
    stopBeating = undefined;
  };

  const begin = (name: string, text: () => string, watch: (watcher: Watcher) => () => void): Topic => {
    const streams = new Set<ServerResponse>();
    const changed = (): void => {
      texts.delete(topic);
      for (const stream of streams) stale.set(stream, topic);
      send();
    };
    const ended = (): void => {
      topics.delete(name);
      rest();
      for (const stream of streams) stale.delete(stream);
      inTurns(streams, (stream) => {
        stream.end();
      }).catch(() => undefined);
    };
    const topic = { streams, text, stop: watch({ changed, moved: changed, ended }) };
    topics.set(name, topic);
    return topic;
  };

  return {
    /**
     * Sends a stream the text of a topic now and whenever it changes, until either side closes.
     * @param text the newest text
     * @param watch tells of changes until the returned function is called; the topic's first stream calls it
     */
    add(name: string, stream: ServerResponse, text: () => string, watch: (watcher: Watcher) => () => void): void {
      const topic = topics.get(name) ?? begin(name, text, watch);
      topic.streams.add(stream);
      stream.write(topic.text());
      keepBeating();
      stream.on('drain', () => {
        if (!behind.delete(stream) || topics.get(name) !== topic) return;
        stale.set(stream, topic);
        send();
      });
      stream.once('close', () => {
        topic.streams.delete(stream);
        stale.delete(stream);
        if (topic.streams.size > 0 || topics.get(name) !== topic) return;
        topics.delete(name);
        topic.stop();
        rest();
      });
    },
  };
};
