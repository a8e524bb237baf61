import type { FastifyInstance } from 'fastify';
import inject from 'light-my-request';
import * as z from 'zod';
import type { Call, Example } from '../http/example.js';
import { create } from '../api/sample-calls.js';
import { operationsOf, type OpenApiDocument, type Operation } from './document.js';

/** The account that the examples belong to, and what makes them come out the same each time. */
export const exampleKey = 'YOUR_API_KEY';
export const exampleOrigin = 'http://localhost:9224';
/** The technical name in the original's samples was made at this time. */
export const exampleTime = '2026-06-11T17:06:54.895Z';
/** `maxInstances` is that low so that an example can reach it; the key is listed so that its account stays number 1. */
export const exampleSettings = { seed: 'openapi', maxInstances: 2, apiKeys: [exampleKey] } as const;

type Variation = { readonly name: string; readonly summary: string; readonly vary: (example: Example) => Example };

const withHeaders = (example: Example, headers: Readonly<Record<string, string>>, body?: unknown): Example => ({
  ...example,
  call: { ...example.call, headers: { ...example.call.headers, ...headers }, ...(body !== undefined && { body }) },
});

/** What goes wrong with any operation in the same way, as a variation of its first example. */
const variations: Readonly<Record<string, Variation>> = {
  401: {
    name: 'noKey',
    summary: 'No API key',
    vary: (example) => ({ ...example, call: { ...example.call, keyless: true } }),
  },
  403: {
    name: 'foreignPage',
    summary: 'A web page of another origin',
    vary: (example) => withHeaders(example, { Origin: 'https://example.com' }),
  },
  404: { name: 'unknown', summary: 'Unknown to this account', vary: (example) => ({ ...example, before: [] }) },
  413: {
    name: 'tooLarge',
    summary: 'A body of more than 1 MiB',
    vary: (example) => withHeaders(example, {}, { instanceName: 'x'.repeat(1_048_576) }),
  },
  415: {
    name: 'notJson',
    summary: 'A body of another type',
    vary: (example) => withHeaders(example, { 'Content-Type': 'application/xml' }, '<instance/>'),
  },
};

/** All examples of one operation: those that were written for it, and one for each other error that it documents. */
export const allExamples = (operation: Operation, written: readonly Example[]): readonly Example[] => {
  const own = written.filter(({ operationId }) => operationId === operation.operationId);
  const [first] = own;
  if (first === undefined) throw new Error(`${operation.operationId} has no example.`);
  const varied = Object.keys(operation.responses).flatMap((status) => {
    const variation = variations[status];
    return variation ? [{ ...variation.vary(first), name: variation.name, summary: variation.summary }] : [];
  });
  return [...own, ...varied];
};

/** How the call goes over the wire: headers with the key, and the body as text. */
export const wireOf = ({ body, headers, keyless }: Call) => ({
  headers: {
    ...(keyless !== true && { Authorization: `Bearer ${exampleKey}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...headers,
  },
  ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
});

/** Makes a call against an app that need not listen. */
const send = (app: FastifyInstance, call: Call) => {
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

/** A list of more than this is cut to a few. */
const LONGEST_LIST = 8;
const SHORT_LIST = 3;

/** A picture takes up a thousand characters and says nothing to a reader: the examples show how it begins. So with long lists. */
export const shorten = (json: string): unknown =>
  JSON.parse(json.replaceAll(/(data:image\/png;base64,.{32})[^"]*/g, '$1…'), (_key, value: unknown) =>
    Array.isArray(value) && value.length > LONGEST_LIST ? value.slice(0, SHORT_LIST) : value,
  );

/** The text of the first QR, as the examples of the control API need it. */
export const firstCode = async (app: FastifyInstance): Promise<string> => {
  const reply = await send(app, create);
  return z.object({ qrcode: z.object({ code: z.string() }) }).parse(reply.json()).qrcode.code;
};

/** Makes each example's calls, and puts what was sent and what came back into the document. */
export const illustrate = async (
  document: OpenApiDocument,
  app: FastifyInstance,
  written: readonly Example[],
): Promise<void> => {
  for (const operation of operationsOf(document)) {
    for (const example of allExamples(operation, written)) {
      await send(app, reset);
      for (const call of example.before ?? []) await send(app, call);
      const reply = await send(app, example.call);
      const documented = operation.responses[String(reply.statusCode)];
      if (documented === undefined) {
        throw new Error(`${operation.operationId}, ${example.name}: ${String(reply.statusCode)} is not documented.`);
      }
      const { name, summary } = example;
      const media = documented.content['application/json'];
      if (media && String(reply.headers['content-type']).startsWith('application/json')) {
        media.examples = { ...media.examples, [name]: { summary, value: shorten(reply.body) } };
      }
      const asked = operation.requestBody?.content['application/json'];
      // Where no body is needed, one example of an empty one is enough.
      if (asked && reply.statusCode < 300 && (example.call.body !== undefined || asked.examples === undefined)) {
        asked.examples = { ...asked.examples, [name]: { summary, value: example.call.body ?? {} } };
      }
    }
  }
};
