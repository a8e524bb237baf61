import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './errors.js';
import { meantBy } from '../schema/nearest.js';
import { unknownIn, type Unknown } from '../schema/unknown.js';
import type { Problem } from '../schema/wording.js';

/** How many objects, and unknown fields of each, are examined; and the largest warning header in bytes: it must never break a reply. */
const MOST_OBJECTS = 5;
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

/**
 * The unknown fields of one object. If `=` or `?` was mistyped or encoded, a value becomes a name, and that value may
 * be a key. So a name is repeated only if it is close to a known one; for all others the known fields are listed.
 */
const findingsOf = (where: string, { at, names, known }: Unknown): Findings => {
  const misspelt = names.slice(0, MOST_FIELDS).flatMap((name) => {
    const meant = meantBy(name, known);
    return meant === undefined
      ? []
      : [{ path: at === '' ? name : `${at}.${name}`, message: `is unknown; did you mean "${meant}"?` }];
  });
  const sentences = misspelt.map(({ path, message }) => `"${path}" ${message}`);
  const rest = names.length - misspelt.length;
  if (rest === 0) return { count: names.length, problems: misspelt, sentences };
  const fields = rest === 1 ? 'an unknown field' : `${String(rest)} unknown fields`;
  const message = `has ${fields} (it takes ${known.join(', ') || 'none'})`;
  return {
    count: names.length,
    problems: [...misspelt, { path: at, message }],
    sentences: [...sentences, `${at === '' ? `the ${where}` : `"${at}"`} ${message}`],
  };
};

/** The unknown fields of a body or query, also of the objects in it. */
const findingsIn = (where: string, schema: unknown, value: unknown): readonly Findings[] =>
  unknownIn(schema, value)
    .slice(0, MOST_OBJECTS)
    .map((one) => findingsOf(where, one));

/** Upstream ignores unknown fields, and so do we, but a typo should not go unnoticed. */
export const warnOfUnknownFields =
  (strict: boolean) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const schema = request.routeOptions.schema;
    const all = [
      ...findingsIn('query', schema?.querystring, request.query),
      ...findingsIn('body', schema?.body, request.body),
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
    warn(reply, warning.length <= MOST_BYTES ? warning : `ignored: ${String(count)} unknown fields`);
    done();
  };
