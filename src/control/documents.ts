import * as z from 'zod';
import { json, operation, sent } from '../http/operation.js';
import { originOf } from '../http/own-urls.js';
import { BASE_PATH, CONTROL_PATH } from '../http/paths.js';
import { registry } from '../schema/registry.js';

const DocumentReply = z
  .looseObject({
    openapi: z.literal('3.0.3').register(registry, { description: 'The version of OpenAPI.' }),
    info: z.looseObject({}).register(registry, { description: 'What it describes.' }),
    paths: z.looseObject({}).register(registry, { description: 'The operations.' }),
  })
  .register(registry, { id: 'Document', description: 'An OpenAPI document.' });

/** The two documents: `wachat` is the imitated API, `emulator` the control API. */
export const documentNames = ['wachat', 'emulator'] as const;
export type DocumentName = (typeof documentNames)[number];

/** Where each API is, below the origin. */
export const pathOf = { wachat: BASE_PATH, emulator: CONTROL_PATH } as const satisfies Record<DocumentName, string>;

/** An OpenAPI document, as far as it matters here. */
type Document = { readonly servers: readonly { readonly url: string; readonly description: string }[] };

export type Build = (name: DocumentName) => Promise<Document>;

/** An operation that answers with a document; it is built when it is first asked for, since most runs never need it. */
const documentOf = (name: DocumentName, id: string, which: string) => (build: Build) => {
  let built: Promise<Document> | undefined;
  return operation({
    id,
    summary: `The OpenAPI document of the ${which}`,
    description: 'Needs no key. Its first server is the one that answers.',
    key: 'none',
    input: {},
    replies: { 200: json('OpenAPI 3.0.3, as JSON.', DocumentReply) },
    async handle(request, reply, { config }) {
      const document = await (built ??= build(name));
      const [, ...servers] = document.servers;
      const own = { url: originOf(request, config.publicUrl) + pathOf[name], description: 'This emulator' };
      void reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ ...document, servers: [own, ...servers] }));
      return sent;
    },
    examples: () => [{ name: 'cutShort', summary: 'Cut short' }],
  });
};

export const getWachatDocument = documentOf('wachat', 'getWachatDocument', 'imitated API');
export const getEmulatorDocument = documentOf('emulator', 'getEmulatorDocument', 'control API');
