import type { FastifySchema } from 'fastify';
import { badInput, badKey, bodyErrors, errors, json, withHeader } from '../api/operations.js';
import { Document, Done, NoBody, OneInstance, ResetQuery, ScanBody } from './schemas.js';

export const notNow = 'Not possible in the state that the instance is in.';
export const foreign = 'The call comes from a foreign web page or under a public name.';

export const scan = {
  operationId: 'scan',
  tags: ['phone'],
  summary: 'Be the phone: scan a QR',
  description:
    'With code, the text read from a QR, the scan also proves that a current QR was shown; with instanceName, whatever QR the instance shows now is scanned. The instance is open when the answer comes.',
  security: withHeader,
  body: ScanBody,
  response: {
    200: json('Scanned; the instance is open.', OneInstance),
    ...errors({
      400: badInput,
      401: badKey,
      403: foreign,
      404: 'This account shows no such QR, or has no such instance.',
      409: notNow,
      410: 'The QR is no longer current; the sentence says how old it is.',
      ...bodyErrors,
    }),
  },
} satisfies FastifySchema;

export const reset = {
  operationId: 'reset',
  tags: ['emulator'],
  summary: 'Forget everything',
  description:
    "Drops all that the caller's account has, its journal too, and ends its live pages and waits. Its number stays, and what a seed gave it is there again. With all=true the same for every account.",
  security: withHeader,
  querystring: ResetQuery,
  body: NoBody,
  response: { 200: json('Done.', Done), ...errors({ 400: badInput, 401: badKey, 403: foreign, ...bodyErrors }) },
} satisfies FastifySchema;

const documentOf = (operationId: string, which: string) =>
  ({
    operationId,
    tags: ['emulator'],
    summary: `The OpenAPI document of the ${which}`,
    description: 'Needs no key. The first server in it is the one that was asked.',
    security: [],
    response: { 200: json('OpenAPI 3.0.3, as JSON.', Document), ...errors({ 403: foreign }) },
  }) satisfies FastifySchema;

export const documents = {
  wachat: documentOf('getWachatDocument', 'imitated API'),
  emulator: documentOf('getEmulatorDocument', 'control API'),
} as const;
