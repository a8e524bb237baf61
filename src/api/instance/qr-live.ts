import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { rulesOf } from '../../domain/instance.js';
import { states, type State } from '../../domain/lifecycle.js';
import type { QrRules } from '../../domain/pairing.js';
import type { InstanceNow } from '../../domain/transitions.js';
import type { Emulator } from '../../emulator.js';
import { acceptedBy } from '../../http/accepted.js';
import { createBroadcast } from '../../http/broadcast.js';
import { keyFrom } from '../../http/caller.js';
import { breakStream, writeHead } from '../../http/cuts.js';
import { answerTo, handleError, HttpError } from '../../http/errors.js';
import { STREAM_HEAD } from '../../http/event-stream.js';
import { breakageOf, withholdStream } from '../../http/fault-injection.js';
import { PAGE_HEADER } from '../../http/headers.js';
import { json, notFound, operation, sent } from '../../http/operation.js';
import { recordStream } from '../../http/recording.js';
import { ErrorReply } from '../../http/replies.js';
import { LIVE_PAGE_POLICY, livePage, type LiveAddress } from '../../pages/live/page.js';
import type { LiveProblem } from '../../pages/live/view.js';
import { qrUri } from '../../qr/png.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { InstanceAndKeyQuery } from '../fields.js';
import { create, query } from '../samples.js';
import { displayName, ShownState } from '../views.js';

const LiveQuery = InstanceAndKeyQuery.extend({
  renew: z.literal('true', mustBe('true')).optional().register(registry, {
    description: 'Starts pairing again if it had given up, as the button on the page does.',
    example: 'true',
  }),
  dev: z.literal(['', 'true'], mustBe('empty or true')).optional().register(registry, {
    description: 'Shows the link to the inspector in a frame too; a page that is in none has it anyway.',
    example: 'true',
  }),
});

/** What is dead looks open: nobody is told. */
type Scene = Exclude<State, 'dead'>;
const scenes = states.filter((state): state is Scene => state !== 'dead');

/** What the live page shows, for those who poll. */
const LiveView = z
  .strictObject({
    displayName: displayName('Display name.'),
    state: ShownState,
    phase: z
      .enum(scenes)
      .register(registry, { description: 'The state in finer steps: which scene the page shows.', example: 'pairing' }),
    image: z.string().nullable().register(registry, { description: 'The current QR as a data URI; null without one.' }),
    count: z
      .int()
      .nullable()
      .register(registry, { description: 'Which QR of this pairing it is, from 1.', example: 1 }),
    remaining: z.int().nullable().register(registry, {
      description: 'Milliseconds until the QR is replaced; null without one, and while the clock stands still.',
      example: 45_000,
    }),
    lifetime: z.int().register(registry, { description: 'How long a QR lives, in milliseconds.', example: 45_000 }),
    last: z.boolean().register(registry, { description: 'Whether pairing gives up when the QR ends.', example: false }),
    refused: z.boolean().register(registry, {
      description: 'Whether the QR before this one was scanned, but could not be linked.',
      example: false,
    }),
  })
  .register(registry, { id: 'LiveView', description: 'What the live page shows.' });

type LiveView = z.infer<typeof LiveView>;

/** A browser has six connections to a host; the rest stay free for pages that poll. */
const STREAMS_PER_BROWSER = 4;

const formatFor = (request: FastifyRequest): 'html' | 'json' | 'stream' => {
  const accepted = acceptedBy(request);
  if (accepted.includes('text/event-stream')) return 'stream';
  return accepted.includes('application/json') && !accepted.includes('text/html') ? 'json' : 'html';
};

const viewOf = (instance: InstanceNow, rules: QrRules): LiveView => {
  const qr = instance.qr();
  const own = rulesOf(instance, rules);
  const { fineState } = instance;
  return {
    displayName: instance.displayName,
    state: instance.shownState,
    phase: fineState === 'dead' ? 'open' : fineState,
    image: qr === undefined ? null : qrUri(qr.code),
    count: qr?.count ?? null,
    remaining: qr === undefined || instance.isFrozen ? null : qr.endsAt - instance.now,
    lifetime: own.qrTtl,
    last: qr?.count === own.qrLimit,
    refused: qr !== undefined && instance.pairing.refused === qr.count - 1,
  };
};

const sendPage = (
  reply: FastifyReply,
  status: number,
  view: LiveView | LiveProblem,
  address: LiveAddress,
  root?: string,
): void => {
  void reply
    .code(status)
    .headers({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': LIVE_PAGE_POLICY,
      'Referrer-Policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(livePage(view, address, root));
};

/** From the live page to the root, whatever a proxy puts before both. */
const wayToRoot = ({ routeOptions: { url = '' } }: FastifyRequest): string => '../'.repeat(url.split('/').length - 2);

const problems: Readonly<Record<number, LiveProblem>> = { 400: 'invalid', 401: 'denied', 404: 'unknown' };

/** The part of its address that an error page may repeat: never the key. */
const addressOf = ({ url }: FastifyRequest): LiveAddress => ({
  renew: new URL(url, 'http://localhost').searchParams.get('renew') ?? undefined,
});

/** The streams of an emulator, over both base paths, and how many of them each browser holds. */
type Streams = { readonly broadcast: ReturnType<typeof createBroadcast>; readonly held: Map<string, number> };
const streamsOfEmulators = new WeakMap<Emulator, Streams>();
const streamsOf = (emulator: Emulator): Streams => {
  const streams = streamsOfEmulators.get(emulator) ?? { broadcast: createBroadcast(), held: new Map() };
  streamsOfEmulators.set(emulator, streams);
  return streams;
};

/** Sends the view at once and at each change, until either side closes. */
const stream = (request: FastifyRequest, reply: FastifyReply, emulator: Emulator, name: string): void => {
  const { instances, config } = emulator;
  const { broadcast, held } = streamsOf(emulator);
  const key = keyFrom(request);
  const { raw } = reply;
  const event = (): string => `data: ${JSON.stringify(viewOf(instances.get(key, name), config))}\n\n`;
  const breakage = breakageOf(request);
  if (breakage !== undefined) {
    withholdStream(request, reply, emulator, event, (stale = event()) => {
      recordStream(emulator, request, reply);
      breakStream(request, reply, breakage, STREAM_HEAD, stale);
    });
    return;
  }
  const browser =
    request.headers[PAGE_HEADER] === undefined ? undefined : `${request.ip} ${request.headers['user-agent'] ?? ''}`;
  if (browser !== undefined) {
    const count = held.get(browser) ?? 0;
    if (count >= STREAMS_PER_BROWSER) {
      void reply.code(204).send();
      return;
    }
    held.set(browser, count + 1);
    raw.once('close', () => {
      const left = (held.get(browser) ?? 1) - 1;
      if (left === 0) held.delete(browser);
      else held.set(browser, left);
    });
  }
  withholdStream(request, reply, emulator, event, (stale) => {
    recordStream(emulator, request, reply);
    writeHead(reply, STREAM_HEAD);
    if (stale !== undefined) {
      raw.write(stale);
      // It may have been deleted meanwhile.
      const account = emulator.accounts.find(key);
      if (account === undefined || instances.now(account, name) === undefined) {
        raw.end();
        return;
      }
    }
    broadcast.add(JSON.stringify([key, name]), raw, event, (watcher) => instances.watch(key, name, watcher));
  });
};

const Vary = { type: 'string', description: 'The header Accept decides which of them is sent.', example: 'Accept' };
const asJson = { Accept: 'application/json' };

export const getQrLive = operation({
  id: 'getQrLive',
  summary: 'A page that follows pairing',
  description:
    "A page for an iframe of 420 by 460: it renews the QR by itself and changes to a success message after the scan. With Accept: application/json it answers with what the page shows as JSON, with text/event-stream with a stream of that at each change; both are the emulator's own.",
  key: 'headerOrQuery',
  underAnyName: true,
  input: { querystring: LiveQuery },
  replies: {
    200: {
      description: 'The page, what it shows as JSON, or the events that it lives on.',
      headers: { Vary },
      content: {
        'text/html': { schema: z.string() },
        ...json('', LiveView).content,
        'text/event-stream': {
          schema: z.string().register(registry, { example: `data: {"state":"connecting",…}\n\n` }),
        },
      },
    },
    204: {
      description: 'Only to the page itself: its browser holds four streams already.',
      content: { 'text/event-stream': { schema: z.literal('') } },
    },
  },
  errors: { 404: notFound },
  errorReply: (description) => ({
    description: `${description} A browser gets a page that says so.`,
    headers: { Vary },
    content: { ...json('', ErrorReply).content, 'text/html': { schema: z.string() } },
  }),
  onRequest(_request, reply, done) {
    void reply.header('Vary', 'Accept');
    done();
  },
  options: {
    errorHandler(error, request, reply) {
      const { status, headers } = answerTo(error);
      // Without a base path there is no such page, whoever asks.
      const isNowhere = error instanceof HttpError && status === 404;
      if (isNowhere || formatFor(request) !== 'html') {
        handleError(error, request, reply);
        return;
      }
      if (status >= 500) request.log.error({ err: error }, 'the emulator failed');
      sendPage(reply.headers(headers), status, problems[status] ?? 'failed', addressOf(request));
    },
  },
  handle(request, reply, emulator) {
    const { instances, config } = emulator;
    const { instanceName, renew } = request.query;
    const key = keyFrom(request);
    const instance = renew === undefined ? instances.get(key, instanceName) : instances.requestQr(key, instanceName);
    const format = formatFor(request);
    if (format === 'stream' && request.method === 'HEAD') return reply.headers(STREAM_HEAD).send('');
    if (format === 'stream') {
      stream(request, reply, emulator, instanceName);
      return sent;
    }
    const view = viewOf(instance, config);
    if (format === 'json') {
      void reply.header('Cache-Control', 'no-store');
      return view;
    }
    sendPage(reply, 200, view, request.query, config.noInspector ? undefined : wayToRoot(request));
    return sent;
  },
  examples: () => [
    { name: 'page', summary: 'A QR waits for a scan', before: [create], query, headers: asJson },
    { name: 'noName', summary: 'A parameter is missing', headers: asJson },
  ],
});
