import * as z from 'zod';
import { readDuration } from '../../config.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { writeHead } from '../../http/cuts.js';
import { HttpError } from '../../http/errors.js';
import { STREAM_HEAD } from '../../http/event-stream.js';
import { operation, sent } from '../../http/operation.js';
import { registry } from '../../schema/registry.js';
import { strict } from '../../schema/strict.js';
import { mustBe } from '../../schema/wording.js';
import { MOST_NOTES, placeIn, type Place } from './feed.js';
import { createFeeds } from './feeds.js';
import { SAMPLE_ID, StreamNote } from './notes.js';

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
