import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Refusal, type RefusalCode } from '../domain/refusals.js';
import { codeOf } from '../error-code.js';
import { sentenceOf } from '../schema/wording.js';
import type { ErrorReply } from './replies.js';

/** The HTTP status of each refusal. */
const statusOf = {
  instanceNotFound: 404,
  tooManyInstances: 429,
  tooManyAccounts: 429,
  alreadyOpen: 409,
  noCurrentQr: 409,
  notConnected: 400,
  stillConnected: 409,
  notLinked: 409,
  notNow: 409,
  noPhone: 409,
  noQrForBusiness: 400,
  qrUnreadable: 400,
  qrUnknown: 404,
  qrOutdated: 410,
  codeOfOtherNumber: 409,
  neverLinks: 409,
  faultNotFound: 404,
  tooManyFaults: 429,
  webhookNotFound: 404,
  tooManyWebhooks: 400,
  deliveryNotFound: 404,
  webhookNotActive: 409,
  tooManyDeliveries: 429,
  notOpen: 409,
  notOnWhatsApp: 400,
  messageNotFound: 404,
  chatNotFound: 404,
  noSuchChoice: 400,
  notTechnicalName: 400,
  severalInstances: 409,
  tickNotPossible: 409,
  tooManyMessages: 429,
} as const satisfies Record<RefusalCode, number>;

/** A request that is refused at the level of HTTP, before the domain is asked. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly details: ErrorReply['details'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { details?: ErrorReply['details']; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.details = more.details;
    this.headers = more.headers ?? {};
  }
}

/** Longest name in a path, in characters. */
export const LONGEST_NAME = 1_000;

/** What Fastify itself refuses, in our words: its own messages repeat parts of the URL, which may hold a key. */
const fastifyErrors = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'The body must be JSON, sent with the header Content-Type: application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'The length of the body differs from its Content-Length.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'The body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'The body is empty; it must be a JSON object.'],
  FST_ERR_BAD_URL: [400, 'The URL cannot be decoded: a % must be followed by two hexadecimal digits of UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: [
    414,
    `A name in the path is too long; at most ${LONGEST_NAME.toLocaleString('en')} characters are read.`,
  ],
  ECONNRESET: [400, 'The connection was closed before the whole body had arrived.'],
} as const satisfies Record<string, readonly [number, string]>;

const isFastifyError = (code: string): code is keyof typeof fastifyErrors => Object.hasOwn(fastifyErrors, code);

type Answer = {
  readonly status: number;
  readonly body: ErrorReply;
  readonly headers: Readonly<Record<string, string>>;
};

const answer = (
  status: number,
  error: string,
  details?: ErrorReply['details'],
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers,
  body: { success: false, error, ...(details === undefined ? {} : { details }) },
});

const answerAs = ([status, sentence]: readonly [number, string]): Answer => answer(status, sentence);

/** Largest body, in bytes, unless a route has its own limit. */
export const BODY_LIMIT = 1_048_576;

/** The answer to anything that was thrown, always in the shape that all errors share. */
export const answerTo = (error: unknown): Answer => {
  if (error instanceof Refusal) return answer(statusOf[error.code], error.message, error.details);
  if (error instanceof HttpError) return answer(error.status, error.message, error.details, error.headers);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: issue.instancePath.split('/').slice(1).join('.'),
      message: issue.message ?? 'is not valid',
    }));
    const whole = error.validationContext === 'querystring' ? 'The query' : 'The body';
    return answer(400, `${sentenceOf(details, whole)}.`, details);
  }
  const code = codeOf(error) ?? '';
  if (isFastifyError(code)) return answerAs(fastifyErrors[code]);
  if (error instanceof SyntaxError) return answerAs(fastifyErrors.FST_ERR_CTP_INVALID_JSON_BODY);
  return answer(500, 'The emulator failed; this is a bug in it, please report what you sent.');
};

/** Fastify's handler for everything that is thrown while a request is handled. */
export const handleError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { status, body, headers } = answerTo(error);
  if (status === 500) request.log.error({ err: error }, 'the emulator failed');
  return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(JSON.stringify(body));
};
