import type { ServerResponse } from 'node:http';
import { freshSeed } from '../../domain/ids.js';
import { systemTime, type TimeSource } from '../../domain/time-source.js';
import type { Emulator } from '../../emulator.js';
import { HttpError } from '../../http/errors.js';
import { BETWEEN_HEARTBEATS, HEARTBEAT } from '../../http/event-stream.js';
import { version } from '../../version.js';
import { readClock } from '../clock.js';
import { createFeed, type Feed, type Place } from './feed.js';
import { hear } from './hearing.js';

/** Maximum number of streams of one account, and of all. */
const MOST_STREAMS = 20;
const MOST_STREAMS_IN_ALL = 100;
/** How long notes are kept once nobody reads them any more, in milliseconds, and of how many accounts at most. */
const KEPT_FOR = 60_000;
const MOST_UNREAD = 20;

/** The feeds of an emulator, by key: those that are read, and those that were lately. */
export const createFeeds = (emulator: Emulator, time: Pick<TimeSource, 'now' | 'after'> = systemTime) => {
  type Kept = { readonly feed: Feed; readonly stop: () => void; count: number; forget: (() => void) | undefined };
  const feeds = new Map<string, Kept>();
  /** Tells epochs from those of another process, also with a seed, with which all else repeats. */
  const run = freshSeed().slice(0, 16);
  let epochs = 0;
  let count = 0;
  let stopBeating: (() => void) | undefined;

  const keepBeating = (): void => {
    stopBeating ??= time.after(BETWEEN_HEARTBEATS, () => {
      stopBeating = undefined;
      keepBeating();
      for (const { feed } of feeds.values()) feed.beat(HEARTBEAT).catch(() => undefined);
    });
  };
  const drop = (key: string, { feed, stop, forget }: Kept): void => {
    forget?.();
    feeds.delete(key);
    stop();
    feed.close();
  };
  const begin = (key: string): Kept => {
    const feed = createFeed(() => `${run}.${String(++epochs)}`, time);
    const stop = hear(emulator, key, feed, () => {
      drop(key, kept);
    });
    const kept: Kept = { feed, stop, count: 0, forget: undefined };
    feeds.set(key, kept);
    return kept;
  };
  const leave = (key: string, kept: Kept, stream: ServerResponse): void => {
    kept.feed.remove(stream);
    if (--count === 0) {
      stopBeating?.();
      stopBeating = undefined;
    }
    if (--kept.count > 0 || feeds.get(key) !== kept) return;
    kept.forget = time.after(KEPT_FOR, () => {
      drop(key, kept);
    });
    // The one that was left last comes last.
    feeds.delete(key);
    feeds.set(key, kept);
    const unread = [...feeds].filter(([, one]) => one.count === 0);
    for (const [oldest, one] of unread.slice(0, -MOST_UNREAD)) drop(oldest, one);
  };

  return {
    /** @throws {HttpError} 503 if there are as many streams as there may be */
    checkRoom(key: string): void {
      if ((feeds.get(key)?.count ?? 0) >= MOST_STREAMS)
        throw new HttpError(503, `This account has ${String(MOST_STREAMS)} streams open, which is the limit.`);
      if (count >= MOST_STREAMS_IN_ALL)
        throw new HttpError(503, `The emulator has ${String(MOST_STREAMS_IN_ALL)} streams open, which is the limit.`);
    },
    /** Writes all notes of a key to a stream from now on, or from a place. */
    open(key: string, stream: ServerResponse, place: Place | undefined, wait: number | undefined): void {
      const kept = feeds.get(key) ?? begin(key);
      kept.forget?.();
      kept.forget = undefined;
      kept.count++;
      count++;
      kept.feed.add(stream, { version, clock: readClock(emulator.accounts.clockOf(key)) }, place);
      const end = (): void => {
        kept.feed.end(stream);
      };
      const cancel = wait === undefined || wait === 0 ? undefined : time.after(wait, end);
      keepBeating();
      stream.once('close', () => {
        cancel?.();
        leave(key, kept, stream);
      });
      if (wait === 0) end();
    },
  };
};
