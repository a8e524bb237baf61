import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import * as z from 'zod';
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

/**
 * What becomes of unknown fields. Upstream ignores them, and so do we with a warning, but a typo should not go unnoticed.
 * On the control API they are refused: what a test says and nobody looks at would be a success that means nothing.
 */
export type UnknownFields = 'warned of' | 'refused' | 'refused by --strict';

/** What an operation of the control API takes that has no query. */
const NoQuery = z.object({});

/** The schema of the query; one that has none, and needs no key, may be asked with any, as a picture is that must not be cached. */
const querySchema = ({ querystring, security }: FastifySchema, isControl: boolean): unknown =>
  querystring ?? (isControl && security?.length !== 0 ? NoQuery : undefined);

export const checkUnknownFields =
  (what: UnknownFields) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const schema = request.routeOptions.schema ?? {};
    const all = [
      ...findingsIn('query', querySchema(schema, what === 'refused'), request.query),
      ...findingsIn('body', schema.body, request.body),
    ];
    const count = all.reduce((sum, one) => sum + one.count, 0);
    if (count === 0) {
      done();
      return;
    }
    const details = all.flatMap(({ problems }) => problems);
    const named = all.flatMap(({ sentences }) => sentences).join(', ');
    if (what !== 'warned of') {
      const byWhom = what === 'refused' ? '' : ' (--strict)';
      done(
        new HttpError(400, `Unknown fields are refused${byWhom}: ${named}${named.endsWith('?') ? '' : '.'}`, {
          details,
        }),
      );
      return;
    }
    const warning = `ignored: ${named}`;
    request.log.warn({ unknownFields: details }, warning);
    warn(reply, warning.length <= MOST_BYTES ? warning : `ignored: ${String(count)} unknown fields`);
    done();
  };
