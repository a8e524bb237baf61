import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { keyFrom } from './caller.js';
import { HttpError } from './errors.js';
import { headerText } from './headers.js';
import { nearest } from '../schema/nearest.js';

/** Most unknown fields that are named, and most bytes of the header that names them: it must never break a reply. */
const MOST_FIELDS = 5;
const MOST_BYTES = 1_024;
export const WARNING_HEADER = 'X-Wachat-Emulator-Warning';

type Unknown = { readonly name: string; readonly known: readonly string[]; readonly isQuery: boolean };

const unknownIn = (schema: unknown, value: unknown, isQuery: boolean): readonly Unknown[] => {
  const shape = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (!(shape instanceof z.ZodObject) || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const known = Object.keys(shape.shape);
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, known, isQuery }));
};

/** A secret that is shorter may be a part of any name by chance, and a shorter name a part of any key. */
const LEAST_SECRET = 6;
const LEAST_PART = 12;

/** Where `=` or `?` was mistyped or encoded, what should have been a value becomes a name; and that value may be a key. */
const mayHoldKey = (request: FastifyRequest, { name, known, isQuery }: Unknown): boolean => {
  if (isQuery && !/^[\w.[\]-]{1,40}$/.test(name)) return true;
  const { body } = request;
  const sent: readonly (readonly [string, unknown])[] =
    typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const isNearly = (secret: unknown): boolean =>
    typeof secret === 'string' &&
    (secret === name ||
      (secret.length >= LEAST_SECRET && name.includes(secret)) ||
      (name.length >= LEAST_PART && secret.includes(name)));
  return (
    isNearly(keyFrom(request)) ||
    sent.some(([field, value]) => {
      if (field === 'metaToken' || field === 'secret') return isNearly(value);
      // The name of a secret may be mistyped too.
      return field !== name && !known.includes(field) && value === name;
    })
  );
};

const problemOf = (request: FastifyRequest, field: Unknown): { readonly path: string; readonly message: string } => {
  const { name, known } = field;
  if (mayHoldKey(request, field)) return { path: '(not shown)', message: 'is unknown' };
  // A name as long as a book is measured against nothing: the distance takes time by the square of the length.
  const meant = name.length <= 64 ? nearest(name, known) : undefined;
  return {
    path: name.slice(0, 64).toWellFormed(),
    message: `is unknown${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  };
};

/** Upstream ignores fields that it does not know, and so do we, but a typo should not stay unseen. */
export const warnOfUnknownFields =
  (strict: boolean) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const schema = request.routeOptions.schema;
    const query = unknownIn(schema?.querystring, request.query, true);
    const unknown = [...query, ...unknownIn(schema?.body, request.body, false)];
    if (unknown.length === 0) {
      done();
      return;
    }
    const details = unknown.slice(0, MOST_FIELDS).map((field) => problemOf(request, field));
    const rest = unknown.length - details.length;
    const named =
      details.map(({ path, message }) => `"${path}" ${message}`).join(', ') +
      (rest > 0 ? `, and ${String(rest)} more` : '');
    if (strict) {
      done(new HttpError(400, `Unknown fields are refused (--strict): ${named}.`, { details }));
      return;
    }
    request.log.warn({ unknownFields: details }, `ignored: ${named}`);
    const text = headerText(`ignored: ${named}`);
    reply.header(
      WARNING_HEADER,
      text.length <= MOST_BYTES ? text : headerText(`ignored: ${String(unknown.length)} unknown fields`),
    );
    done();
  };
