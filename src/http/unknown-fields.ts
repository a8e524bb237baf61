import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { HttpError } from './errors.js';
import { meantBy } from '../schema/nearest.js';
import type { Problem } from '../schema/wording.js';

/** How many unknown fields are examined, and the largest warning header in bytes: it must never break a reply. */
const MOST_FIELDS = 10;
const MOST_BYTES = 1_024;
export const WARNING_HEADER = 'X-Wachat-Emulator-Warning';

type Findings = {
  count: number;
  /** How many more are to be examined; what lies beyond is only counted. */
  left: number;
  readonly problems: Problem[];
  readonly sentences: string[];
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a schema says of a value that is there: without what makes it optional, and the one of several that is meant. */
const meantFor = (schema: unknown, value: unknown): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return meantFor(schema.unwrap(), value);
  if (!(schema instanceof z.ZodDiscriminatedUnion) || !isFields(value)) return schema;
  const { discriminator, options } = schema.def;
  return options.find((one) => {
    const type: unknown = one instanceof z.ZodObject ? one.shape[discriminator] : undefined;
    return type instanceof z.ZodType && type.safeParse(value[discriminator]).success;
  });
};

/**
 * Finds the unknown fields of a body or query, at any depth. If `=` or `?` was mistyped or encoded, a value becomes a name,
 * and that value may be a key. So a name is repeated only if it is close to a known one; for all others the known fields
 * are listed.
 */
const look = (whole: string, place: string, given: unknown, value: unknown, findings: Findings): void => {
  const schema = meantFor(given, value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const [index, one] of value.entries()) look(whole, `${place}${String(index)}.`, schema.element, one, findings);
    return;
  }
  // A strict object refuses them itself.
  if (!(schema instanceof z.ZodObject) || schema.def.catchall instanceof z.ZodNever || !isFields(value)) return;
  const known = Object.keys(schema.shape);
  const unknown: string[] = [];
  for (const [name, part] of Object.entries(value)) {
    if (known.includes(name)) look(whole, `${place}${name}.`, schema.shape[name], part, findings);
    else unknown.push(name);
  }
  findings.count += unknown.length;
  const examined = unknown.slice(0, findings.left);
  if (examined.length === 0) return;
  findings.left -= examined.length;
  const { problems, sentences } = findings;
  let rest = unknown.length;
  for (const name of examined) {
    const meant = meantBy(name, known);
    if (meant === undefined) continue;
    rest--;
    const message = `is unknown; did you mean "${meant}"?`;
    problems.push({ path: place + name, message });
    sentences.push(`"${place}${name}" ${message}`);
  }
  if (rest === 0) return;
  const fields = rest === 1 ? 'an unknown field' : `${String(rest)} unknown fields`;
  const message = `has ${fields} (it takes ${known.join(', ') || 'none'})`;
  const path = place.slice(0, -1);
  problems.push({ path, message });
  sentences.push(path === '' ? `the ${whole} ${message}` : `"${path}" ${message}`);
};

const findingsIn = (whole: string, schema: unknown, value: unknown): Findings => {
  const findings = { count: 0, left: MOST_FIELDS, problems: [], sentences: [] };
  look(whole, '', schema, value, findings);
  return findings;
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
