import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { rulesOf } from '../domain/instance.js';
import type { QrRules } from '../domain/pairing.js';
import type { InstanceNow } from '../domain/transitions.js';
import type { Emulator } from '../emulator.js';
import { LIVE_PAGE_POLICY, livePage, type LiveAddress } from '../pages/live/page.js';
import type { LiveProblem, LiveView } from '../pages/live/view.js';
import { dataUri, drawQr } from '../qr/png.js';
import { keyFrom, requireKey } from '../http/caller.js';
import { breakStream, writeHead } from '../http/cuts.js';
import { answerTo, handleError } from '../http/errors.js';
import { breakageOf } from '../http/faults.js';
import { PAGE_HEADER } from '../http/headers.js';
import { getQrLive } from './operations.js';
import { recordStream } from '../http/recording.js';

const STREAM_HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
};
/** A browser has six connections to a host; the rest stay free for pages that poll. */
const STREAMS_PER_BROWSER = 4;

const wants = (request: FastifyRequest): 'html' | 'json' | 'stream' => {
  const ranges = (request.headers.accept ?? '').toLowerCase().split(',');
  // A weight of 0 means: anything but this.
  const accepted = ranges
    .filter((range) => !/;\s*q=0(\.0*)?\s*(;|$)/.test(range))
    .map((range) => range.split(';')[0]?.trim());
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
    // What is dead looks open: nobody is told.
    phase: fineState === 'dead' ? 'open' : fineState,
    image: qr === undefined ? null : dataUri(drawQr(qr.code)),
    count: qr?.count ?? null,
    remaining: qr === undefined || instance.isFrozen ? null : qr.endsAt - instance.now,
    lifetime: own.qrTtl,
    last: qr?.count === own.qrLimit,
    refused: qr !== undefined && instance.pairing.refused === qr.count - 1,
  };
};

const sendPage = (reply: FastifyReply, status: number, view: LiveView | LiveProblem, address: LiveAddress): void => {
  void reply
    .code(status)
    .headers({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': LIVE_PAGE_POLICY,
      'Referrer-Policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(livePage(view, address));
};

const problems: Readonly<Record<number, LiveProblem>> = { 400: 'invalid', 401: 'denied', 404: 'unknown' };

/** All that an error may say of the page's address: no key is repeated in one. */
const addressOf = ({ url }: FastifyRequest): LiveAddress => ({
  renew: new URL(url, 'http://localhost').searchParams.get('renew') ?? undefined,
});

/** How many streams each browser holds, over both base paths. */
export type OpenStreams = Map<string, number>;

export const liveRoutes = (app: FastifyInstance, emulator: Emulator, openStreams: OpenStreams): void => {
  const { instances, config } = emulator;

  /** Sends the view at once and at each change, until either side leaves. */
  const stream = (request: FastifyRequest, reply: FastifyReply, name: string): void => {
    const key = keyFrom(request);
    const { raw } = reply;
    const event = (): string => `data: ${JSON.stringify(viewOf(instances.get(key, name), config))}\n\n`;
    const breakage = breakageOf(request);
    if (breakage !== undefined) {
      recordStream(emulator, request, reply);
      breakStream(request, reply, breakage, STREAM_HEAD, event());
      return;
    }
    const browser =
      request.headers[PAGE_HEADER] === undefined ? undefined : `${request.ip} ${request.headers['user-agent'] ?? ''}`;
    if (browser !== undefined) {
      const held = openStreams.get(browser) ?? 0;
      if (held >= STREAMS_PER_BROWSER) {
        void reply.code(204).send();
        return;
      }
      openStreams.set(browser, held + 1);
    }
    let isBehind = false;
    const show = (): void => {
      // A reader that is slow gets the newest view once it has caught up, not all that it missed.
      isBehind = raw.writableNeedDrain;
      if (!isBehind) raw.write(event());
    };
    raw.on('drain', () => {
      if (isBehind && !raw.writableEnded) show();
    });
    const stop = instances.watch(key, name, { changed: show, ended: () => raw.end() });
    raw.once('close', () => {
      stop();
      if (browser === undefined) return;
      const held = (openStreams.get(browser) ?? 1) - 1;
      if (held === 0) openStreams.delete(browser);
      else openStreams.set(browser, held);
    });
    recordStream(emulator, request, reply);
    writeHead(reply, STREAM_HEAD);
    show();
  };

  app.withTypeProvider<ZodTypeProvider>().get(
    '/instance/qr/live',
    {
      schema: getQrLive,
      onRequest: [
        (_request, reply, done) => {
          void reply.header('Vary', 'Accept');
          done();
        },
        requireKey(emulator, true),
      ],
      errorHandler(error, request, reply) {
        const { status, headers } = answerTo(error);
        if (wants(request) !== 'html') {
          handleError(error, request, reply);
          return;
        }
        if (status >= 500) request.log.error({ err: error }, 'the emulator failed');
        sendPage(reply.headers(headers), status, problems[status] ?? 'failed', addressOf(request));
      },
    },
    (request, reply) => {
      const { instanceName, renew } = request.query;
      const key = keyFrom(request);
      const instance = renew === undefined ? instances.get(key, instanceName) : instances.requestQr(key, instanceName);
      const wanted = request.method === 'HEAD' ? 'html' : wants(request);
      if (wanted === 'stream') {
        stream(request, reply, instanceName);
        return;
      }
      const view = viewOf(instance, config);
      if (wanted === 'html') sendPage(reply, 200, view, request.query);
      else
        void reply
          .header('Cache-Control', 'no-store')
          .type('application/json; charset=utf-8')
          .send(JSON.stringify(view));
    },
  );
};
