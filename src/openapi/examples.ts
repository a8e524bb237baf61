import type { FastifyInstance } from 'fastify';
import inject from 'light-my-request';
import * as z from 'zod';
import { create } from '../api/samples.js';
import { exampleOrigin } from '../control/documents.js';
import { LONGEST_NAME } from '../http/errors.js';
import type { Call, Example, ExampleFacts, Group, Operation, Route } from '../http/operation.js';
import { operationsOf, type Operation as DocumentedOperation, type OpenApiDocument } from './document.js';

/** The account of the examples, and the settings that make them come out the same each time. */
export const exampleKey = 'YOUR_API_KEY';
const OTHER_KEY = 'ANOTHER_API_KEY';
/** The technical name in the original's samples was made at this time. */
export const exampleTime = '2026-06-11T17:06:54.895Z';
/** The limits are low so that examples can reach them; the keys are listed so that the first is always number 1. */
export const exampleSettings = { seed: 'openapi', maxInstances: 2, maxAccounts: 1, apiKeys: [exampleKey, OTHER_KEY] } as const;

/** The call of an example, with the key unless `headers` says otherwise. */
type Made = Call & { readonly headers?: Readonly<Record<string, string>>; readonly keyless?: true };
/** An example whose call is complete. */
type Playable = Pick<Example, 'name' | 'summary' | 'before'> & { readonly call: Made };

type Variation = {
  readonly name: string;
  readonly summary: string;
  readonly vary: (example: Playable, operation: Operation) => Playable;
};

const withHeaders = (example: Playable, headers: Readonly<Record<string, string>>, body?: unknown): Playable => ({
  ...example,
  call: { ...example.call, headers: { ...example.call.headers, ...headers }, ...(body !== undefined && { body }) },
});

/** The errors that all operations share, as variations of their first example. */
const variations: Readonly<Record<string, Variation>> = {
  401: {
    name: 'noKey',
    summary: 'No API key',
    vary: (example) => ({ ...example, call: { ...example.call, keyless: true } }),
  },
  403: {
    name: 'foreignPage',
    summary: 'A web page of a stranger',
    vary: (example) => withHeaders(example, { Origin: 'https://example.com', Host: 'example.org' }),
  },
  404: { name: 'unknown', summary: 'Unknown to this account', vary: (example) => ({ ...example, before: [] }) },
  413: {
    name: 'tooLarge',
    summary: 'A body that is too large',
    // The length alone gets it refused.
    vary: (example, { bodyLimit }) => withHeaders(example, { 'Content-Length': String(bodyLimit + 1) }, {}),
  },
  414: {
    name: 'longName',
    summary: 'A name that is too long',
    vary: (example, { sampleParams }) => {
      const long = 'x'.repeat(LONGEST_NAME + 1);
      const path = [...sampleParams().values()].reduce((varied, name) => varied.replace(name, long), example.call.path);
      return { ...example, call: { ...example.call, path } };
    },
  },
  429: {
    name: 'tooManyAccounts',
    summary: 'One account more than the limit',
    vary: (example) => ({ ...withHeaders(example, { Authorization: `Bearer ${OTHER_KEY}` }), before: [create] }),
  },
  415: {
    name: 'notJson',
    summary: 'A body of another type',
    vary: (example) => withHeaders(example, { 'Content-Type': 'application/xml' }, '<instance/>'),
  },
};

/** The path of an operation in its examples. */
const pathOf = (prefix: string, { path, operation }: Route): string => {
  const params = operation.sampleParams();
  return prefix + path.replaceAll(/:(\w+)/g, (_all, name: string) => params.get(name) ?? '');
};

/** All examples of an operation: its own, and one for each other error that it documents. */
export const examplesOf = (
  prefix: string,
  groups: readonly Group[],
  { operationId, responses }: DocumentedOperation,
  facts: ExampleFacts,
): readonly Playable[] => {
  const routes = groups.flatMap((group) => group.routes);
  const route = routes.find(({ operation }) => operation.id === operationId);
  if (route === undefined) throw new Error(`${operationId} has no route.`);
  const own = route.operation.examples(facts).map(({ query, body, headers, ...rest }): Playable => {
    const path = pathOf(prefix, route) + (query === undefined ? '' : `?${query}`);
    return {
      ...rest,
      call: { method: route.method, path, ...(body !== undefined && { body }), ...(headers && { headers }) },
    };
  });
  const [first] = own;
  if (first === undefined) throw new Error(`${operationId} has no example.`);
  const varied = Object.keys(responses).flatMap((status) => {
    const variation = variations[status];
    if (variation === undefined) return [];
    const { name, summary, vary } = variation;
    return [{ ...vary(first, route.operation), name, summary }];
  });
  return [...own, ...varied];
};

/** A call as it is sent: headers with the key, and the body as text. */
export const wireOf = ({ body, headers, keyless }: Made) => ({
  headers: {
    ...(keyless !== true && { Authorization: `Bearer ${exampleKey}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...headers,
  },
  ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
});

/** Makes a call against an app that is not listening. */
const send = (app: FastifyInstance, call: Made) => {
  const { headers, payload } = wireOf(call);
  return inject(
    (request, response) => {
      app.routing(request, response);
    },
    {
      method: call.method,
      url: call.path,
      headers: { Host: new URL(exampleOrigin).host, ...headers },
      ...(payload !== undefined && { payload }),
    },
  );
};

const reset: Call = { method: 'POST', path: '/_emulator/reset?all=true' };

/** A longer list is cut to its first items. */
const LONGEST_LIST = 8;
const SHORT_LIST = 3;

const cut = (value: unknown): unknown => {
  if (Array.isArray(value) && value.length > LONGEST_LIST) return value.slice(0, SHORT_LIST);
  // A document that showed itself whole would never end.
  return typeof value === 'object' && value !== null && 'openapi' in value
    ? { openapi: value.openapi, info: {}, paths: {} }
    : value;
};

/** Cuts pictures, long lists and documents short: a thousand characters of base64 tell a reader nothing. */
export const shorten = (json: string): unknown =>
  JSON.parse(json.replaceAll(/(data:image\/png;base64,.{32})[^"]*/g, '$1…'), (_key, value: unknown) => cut(value));

/** What examples of the control API need to know of the first QR. */
const firstQr = async (app: FastifyInstance): Promise<ExampleFacts> => {
  const reply = await send(app, create);
  const qrcode = z.object({ code: z.string(), pairingCode: z.string() });
  return z.object({ qrcode }).parse(reply.json()).qrcode;
};

/** Plays each example, and puts request and reply into the document. */
export const illustrate = async (
  document: OpenApiDocument,
  app: FastifyInstance,
  prefix: string,
  groups: readonly Group[],
): Promise<void> => {
  const facts = await firstQr(app);
  for (const operation of operationsOf(document)) {
    for (const { name, summary, before = [], call } of examplesOf(prefix, groups, operation, facts)) {
      await send(app, reset);
      for (const one of before) await send(app, one);
      const reply = await send(app, call);
      const documented = operation.responses[String(reply.statusCode)];
      if (documented === undefined) {
        throw new Error(`${operation.operationId}, ${name}: ${String(reply.statusCode)} is not documented.`);
      }
      const media = documented.content['application/json'];
      if (media && String(reply.headers['content-type']).startsWith('application/json')) {
        media.examples = { ...media.examples, [name]: { summary, value: shorten(reply.body) } };
      }
      const asked = operation.requestBody?.content['application/json'];
      // If no body is needed, one example of an empty one is enough.
      if (asked && reply.statusCode < 300 && (call.body !== undefined || asked.examples === undefined)) {
        asked.examples = { ...asked.examples, [name]: { summary, value: call.body ?? {} } };
      }
    }
  }
};
