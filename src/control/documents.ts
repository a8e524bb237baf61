import { inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import emulator from '../../openapi/emulator.json?packed';
import wachat from '../../openapi/wachat.json?packed';
import { json, operation } from '../http/operation.js';
import { rootOf } from '../http/own-urls.js';
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

/** The origin of the server in a document: the default one. */
export const exampleOrigin = 'http://localhost:9224';

const packed = { wachat, emulator } as const satisfies Record<DocumentName, string>;

/** A document, exactly as it is in openapi/. It is unpacked each time: few ask for it, and it is large. */
export const bytesOf = (name: DocumentName): Buffer => inflateRawSync(Buffer.from(packed[name], 'base64'));

/** An operation that answers with a document, in which only the server differs: it is the one that was asked. */
const documentOf = (name: DocumentName, id: string, which: string) =>
  operation({
    id,
    summary: `The OpenAPI document of the ${which}`,
    description: 'Needs no key. Its only server is the one that answers.',
    key: 'none',
    input: {},
    replies: { 200: json('OpenAPI 3.0.3, as JSON.', DocumentReply) },
    handle(request, reply, { config }) {
      const url = JSON.stringify(rootOf(request, config.publicUrl) + pathOf[name]);
      const exported = JSON.stringify(exampleOrigin + pathOf[name]);
      // As bytes, since a text of this size takes milliseconds to read and to write.
      const bytes = bytesOf(name);
      const start = bytes.indexOf(exported);
      const parts = [bytes.subarray(0, start), Buffer.from(url), bytes.subarray(start + exported.length)];
      return reply.type('application/json; charset=utf-8').send(Buffer.concat(parts));
    },
    examples: () => [{ name: 'cutShort', summary: 'Cut short' }],
  });

export const getWachatDocument = documentOf('wachat', 'getWachatDocument', 'imitated API');
export const getEmulatorDocument = documentOf('emulator', 'getEmulatorDocument', 'control API');
