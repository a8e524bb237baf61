import fastify, {
  LogController,
  type FastifyInstance,
  type FastifyServerOptions,
  type RawRequestDefaultExpression,
} from 'fastify';
import { PAGE_HEADER } from './headers.js';
import { checkHeaders } from './server.js';
import { schemaController } from './compilers.js';
import { endWhenRead, sendEarly } from './early-answer.js';
import { answerTo, BODY_LIMIT, LONGEST_NAME } from './errors.js';
import { explainNotFound } from './not-found.js';
import { recordUnreadable } from './recording.js';
import { prepare } from './scope.js';
import type { UnknownFields } from './unknown-fields.js';
import type { Emulator } from '../emulator.js';

/** Ids for requests, as Fastify makes them. Apps that share a log have to share them, too. */
export const createIds = (): (() => string) => {
  let count = 0;
  return () => `req-${(++count).toString(36)}`;
};

/** The id that a caller gave its request, if a log can show it. It need not be the only one of its kind. */
const givenId = ({ headers }: RawRequestDefaultExpression): { readonly requestId?: string } => {
  const id = headers['x-request-id'];
  return typeof id === 'string' && /^[!-~]{1,200}$/.test(id) ? { requestId: id } : {};
};

/** An app without routes: errors in our shape, and one log line per request. */
export const createBareApp = (
  emulator: Emulator,
  logger: FastifyServerOptions['logger'],
  {
    nextId = createIds(),
    unknownFields = emulator.config.strict ? 'refused by --strict' : 'warned of',
    ...server
  }: Pick<FastifyServerOptions, 'serverFactory' | 'clientErrorHandler'> & {
    readonly nextId?: (() => string) | undefined;
    readonly unknownFields?: UnknownFields;
  } = {},
): { readonly app: FastifyInstance; readonly nowhere: ReturnType<typeof explainNotFound> } => {
  const app = fastify({
    ...server,
    logger: logger ?? false,
    genReqId: nextId,
    childLoggerFactory: (parent, bindings, options, request) =>
      parent.child({ ...bindings, ...givenId(request) }, options),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    schemaController,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: LONGEST_NAME },
    frameworkErrors(error, request, reply) {
      const { status, body } = answerTo(error);
      recordUnreadable(emulator, request.raw, status);
      const text = JSON.stringify(body);
      reply.raw.writeHead(status, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': String(Buffer.byteLength(text)),
      });
      endWhenRead(request.raw, reply.raw, text);
    },
  });
  const nowhere = explainNotFound(app, emulator.config);
  prepare(app, emulator, unknownFields);
  app.setNotFoundHandler((request) => {
    throw nowhere.errorOf(request);
  });

  app.addHook('onRequest', checkHeaders);
  app.addHook('onSend', sendEarly);
  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, never the URL: a key may be anywhere in it.
    const path = request.is404 ? nowhere.placeOf(request) : request.routeOptions.url;
    // An open page asks every second and would flood the log.
    const isOfPage = request.headers[PAGE_HEADER] !== undefined;
    request.log[isOfPage ? 'debug' : 'info'](
      { method: request.method, path, status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime) },
      'answered',
    );
    done();
  });
  return { app, nowhere };
};
