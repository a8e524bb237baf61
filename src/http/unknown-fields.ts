import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { HttpError } from './errors.js';
import { meantBy } from '../schema/nearest.js';
import type { Problem } from '../schema/wording.js';

/** How many unknown fields are examined, and the largest warning header in bytes: it must never break a reply. */
const MOST_FIELDS = 10;
const MOST_BYTES = 1_024;
export const WARNING_HEADER = 'X-Wachat-Emulator-Warning';

/** Warns the caller of something, beside all else that there is to warn of. */
export const warn = (reply: FastifyReply, sentence: string): void => {
  const before = reply.getHeader(WARNING_HEADER);
  reply.header(WARNING_HEADER, typeof before === 'string' ? `${before}; ${sentence}` : sentence);
};

type Findings = {
  readonly count: number;
  readonly problems: readonly Problem[];
  readonly sentences: readonly string[];
};

const nothing: Findings = { count: 0, problems: [], sentences: [] };

/**
 * The unknown fields of a body or query. If `=` or `?` was mistyped or encoded, a value becomes a name, and that value may
 * be a key. So a name is repeated only if it is close to a known one; for all others the known fields are listed.
 */
const findingsIn = (where: string, schema: unknown, value: unknown): Findings => {
  const shape = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (!(shape instanceof z.ZodObject) || typeof value !== 'object' || value === null || Array.isArray(value))
    return nothing;
  const known = Object.keys(shape.shape);
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  const misspelt = unknown.slice(0, MOST_FIELDS).flatMap((path) => {
    const meant = meantBy(path, known);
    return meant === undefined ? [] : [{ path, message: `is unknown; did you mean "${meant}"?` }];
  });
  const sentences = misspelt.map(({ path, message }) => `"${path}" ${message}`);
  const rest = unknown.length - misspelt.length;
  if (rest === 0) return { count: unknown.length, problems: misspelt, sentences };
  const fields = rest === 1 ? 'an unknown field' : `${String(rest)} unknown fields`;
  const message = `has ${fields} (it takes ${known.join(', ') || 'none'})`;
  return {
    count: unknown.length,
    problems: [...misspelt, { path: '', message }],
    sentences: [...sentences, `the ${where} ${message}`],
  };
};

/** Upstream ignores unknown fields, and so do we, but a typo should not go unnoticed. */
export const warnOfUnknownFields =
  (strict: boolean) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const schema = request.routeOptions.schema;
    const all = [
      findingsIn('query', schema?.querystring, request.query),
      findingsIn('body', schema?.body, request.body),
    ];
    const count = all.reduce((sum, one) => sum + one.count, 0);
    if (count === 0) {
      done();
      return;
    }
    const details = all.flatMap(({ problems }) => problems);
    const named = all.flatMap(({ sentences }) => sentences).join(', ');
    if (strict) {
      done(new HttpError(400, `Unknown fields are refused (--strict): ${named}.`, { details }));
      return;
    }
    const warning = `ignored: ${named}`;
    request.log.warn({ unknownFields: details }, warning);
    reply.header(WARNING_HEADER, warning.length <= MOST_BYTES ? warning : `ignored: ${String(count)} unknown fields`);
    done();
  };
