import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { readDuration } from '../../config.js';
import { freshSeed } from '../../domain/ids.js';
import { systemTime, type TimeSource } from '../../domain/time-source.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { writeHead } from '../../http/cuts.js';
import { HttpError } from '../../http/errors.js';
import { BETWEEN_HEARTBEATS, HEARTBEAT, STREAM_HEAD } from '../../http/event-stream.js';
import { operation, sent } from '../../http/operation.js';
import { registry } from '../../schema/registry.js';
import { strict } from '../../schema/strict.js';
import { mustBe } from '../../schema/wording.js';
import { version } from '../../version.js';
import { readClock } from '../clock.js';
import { createFeed, MOST_NOTES, placeIn, type Feed, type Place } from './feed.js';
import { hear } from './hearing.js';
import { SAMPLE_ID, StreamNote } from './notes.js';

/** Maximum number of streams of one account, and of all. */
export const MOST_STREAMS = 20;
const MOST_STREAMS_IN_ALL = 200;
/** How long notes are kept once nobody reads them any more, in milliseconds, and of how many accounts at most. */
const KEPT_FOR = 60_000;
const MOST_UNREAD = 20;

const ID = `the id of a note, such as ${SAMPLE_ID}`;
const WAIT = 'a duration from 0ms to 1h, such as 10s';

const StreamQuery = strict(
  {
    lastEventId: z
      .string(mustBe(`${ID}, given once`))
      .refine((id) => placeIn(id) !== undefined, mustBe(ID))
      .optional()
      .register(registry, {
        description:
          'Goes on after this note. For who cannot send the header Last-Event-ID, which says the same and is newer if both are sent.',
        example: SAMPLE_ID,
      }),
    wait: z
      .string(mustBe(WAIT))
      .refine((value) => (readDuration(value) ?? Infinity) <= 3_600_000, mustBe(WAIT))
      .optional()
      .register(registry, {
        description: 'Ends the stream after this time; without it, it goes on until either side closes it.',
        example: '10s',
      }),
  },
  'a query',
);

/** The feeds of an emulator, by key: those that are read, and those that were lately. */
const createFeeds = (emulator: Emulator, time: Pick<TimeSource, 'now' | 'after'> = systemTime) => {
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
    const kept = { feed, stop: hear(emulator, key, feed), count: 0, forget: undefined };
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
    if (emulator.isClosed()) {
      drop(key, kept);
      return;
    }
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

const feedsOfEmulators = new WeakMap<Emulator, ReturnType<typeof createFeeds>>();
const feedsOf = (emulator: Emulator): ReturnType<typeof createFeeds> => {
  const feeds = feedsOfEmulators.get(emulator) ?? createFeeds(emulator);
  feedsOfEmulators.set(emulator, feeds);
  return feeds;
};

/**
 * Where a reader wants to go on.
 * @throws {HttpError} 400 for a header that is no id
 */
const placeFor = (header: string | readonly string[] | undefined, query: string | undefined): Place | undefined => {
  // A client that has read no id sends none, or an empty one.
  if (header === undefined || header === '') return query === undefined ? undefined : placeIn(query);
  const place = typeof header === 'string' ? placeIn(header) : undefined;
  if (place === undefined) throw new HttpError(400, `The header Last-Event-ID must be ${ID}.`);
  return place;
};

export const getStream = operation({
  id: 'getStream',
  summary: 'Follow what happens',
  description: `Server-sent events: what happens in the account from now on, as short notes. A note says what changed, and the lists say how it is now. Notes are written at most four times a second; of what changes several times in between, one note says how it is then. The first is always hello. Opening it creates no account; it stays open when the account is reset, restored or deleted, says so by a gap, and follows what comes after. With the id of the last note in the header Last-Event-ID, or in lastEventId, it goes on after that, if not too much has happened since: the last ${MOST_NOTES.toLocaleString('en')} notes are kept, and for a minute after the last stream of the account was closed; otherwise it begins with a gap. Who reads too slowly gets a gap, too. A comment comes every 15 seconds.`,
  input: { querystring: StreamQuery },
  replies: {
    200: {
      description: 'The notes; the schema is that of one, with its data parsed.',
      content: { 'text/event-stream': { schema: StreamNote } },
    },
  },
  errors: { 503: 'There are as many streams as there may be, of this account or in all.' },
  // An open page comes back whenever it was cut; it would flood the log.
  options: { logLevel: 'warn' },
  handle(request, reply, emulator) {
    const { lastEventId, wait } = request.query;
    const place = placeFor(request.headers['last-event-id'], lastEventId);
    if (request.method === 'HEAD') return reply.headers(STREAM_HEAD).send('');
    const [key, { raw }] = [keyFrom(request), reply];
    const feeds = feedsOf(emulator);
    feeds.checkRoom(key);
    writeHead(reply, STREAM_HEAD);
    if (emulator.isClosed()) raw.end();
    else if (!raw.destroyed) feeds.open(key, raw, place, readDuration(wait));
    return sent;
  },
  examples: () => [
    { name: 'hello', summary: 'What comes at once', query: 'wait=0ms' },
    { name: 'badId', summary: 'A parameter is wrong', query: 'lastEventId=latest' },
  ],
});
