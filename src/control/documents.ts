import type { FastifyInstance } from 'fastify';
import { BASE_PATH, CONTROL_PATH } from '../http/paths.js';
import { originOf } from '../http/own-urls.js';
import type { Emulator } from '../emulator.js';
import { documents } from './operations.js';

/** The two documents: `wachat` is the imitated API, `emulator` the control API. */
export const documentNames = ['wachat', 'emulator'] as const;
export type DocumentName = (typeof documentNames)[number];

/** Where each API is, below the origin. */
export const pathOf = { wachat: BASE_PATH, emulator: CONTROL_PATH } as const satisfies Record<DocumentName, string>;

/** An OpenAPI document, as far as it matters here. */
type Document = { readonly servers: readonly { readonly url: string; readonly description: string }[] };

export type Build = (name: DocumentName) => Promise<Document>;

/** The OpenAPI documents; each is built when it is first asked for, since most runs never need it. */
export const documentRoutes = (app: FastifyInstance, emulator: Emulator, build: Build): void => {
  for (const name of documentNames) {
    let built: Promise<Document> | undefined;
    app.get(`/openapi/${name}.json`, { schema: documents[name] }, async (request, reply) => {
      const document = await (built ??= build(name));
      const [, ...others] = document.servers;
      const own = { url: originOf(request, emulator.config.publicUrl) + pathOf[name], description: 'This emulator' };
      void reply.type('application/json; charset=utf-8');
      return JSON.stringify({ ...document, servers: [own, ...others] });
    });
  }
};
