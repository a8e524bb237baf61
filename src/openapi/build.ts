import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { createBareApp } from '../http/bare-app.js';
import { registry } from '../schema/registry.js';
import { imitatedApi } from '../api/routes.js';
import { WARNING_HEADER } from '../http/unknown-fields.js';
import { readConfig } from '../config.js';
import { documentNames, exampleOrigin, pathOf, type DocumentName } from '../control/documents.js';
import { controlApi } from '../control/routes.js';
import { meetFaults } from '../http/fault-injection.js';
import { controlGuard, imitatedGuard, setGuard } from '../http/guard.js';
import { mount, type Group } from '../http/operation.js';
import { manualClock } from '../domain/time-source.js';
import { createEmulator } from '../emulator.js';
import { exampleSettings, exampleTime, illustrate } from './examples.js';
import { OpenApiDocument, operationsOf } from './document.js';
import { version } from '../version.js';

const about = {
  wachat: {
    title: 'Wachat API, as wachat-emulator imitates it',
    description:
      'The part of the Wachat API that the emulator has. docs/fidelity.md says how well each behaviour is known.',
  },
  emulator: {
    title: 'Control API of wachat-emulator',
    description: 'Be the phone, move the clock, start over. Addressed to the account of the bearer key.',
  },
} as const;

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'The API key of an account.' },
  apiKey: {
    type: 'apiKey',
    in: 'query',
    name: 'apiKey',
    description: 'The same key, where a header cannot be sent. The header wins.',
  },
} as const;

const versionHeader = {
  description: 'Tells the emulator from the original.',
  required: true,
  schema: { type: 'string', example: version },
};
const warningHeader = {
  description: 'What was served although it is doubtful: unknown fields, or a number or key that can be none. Only sent if there is any.',
  schema: { type: 'string', example: 'ignored: "rejectCall" is unknown; did you mean "rejectCalls"?' },
};
/** What is refused before anybody looks at the key; any other answer may warn of that, or of what came. */
const BEFORE_INPUT: readonly string[] = ['401', '403', '414', '431'];
const authenticateHeader = {
  description: 'How to send a key.',
  required: true,
  schema: { type: 'string', enum: ['Bearer'] },
};

/** All routes, by document. */
export const apis: Readonly<Record<DocumentName, readonly Group[]>> = {
  wachat: imitatedApi,
  emulator: controlApi,
};

/** An app with all routes: the documents are read from it, and the examples are played against it. */
const createExhibit = async (name: DocumentName, optionalBodies: Set<unknown>): Promise<FastifyInstance> => {
  const options = { schemaRegistry: registry, zodToJsonConfig: { unrepresentable: 'any' as const } };
  const transform = createJsonSchemaTransform(options);
  const Headers = z.record(z.string(), z.looseObject({ headers: z.unknown().optional() }));
  const emulator = createEmulator(
    readConfig(exampleSettings, (setting) => setting),
    { time: manualClock(exampleTime) },
  );
  const { app } = createBareApp(emulator, false);
  const { title, description } = about[name];
  const { bearer, apiKey } = securitySchemes;
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title, description, version, license: { name: 'MIT', url: 'https://opensource.org/license/mit' } },
      // This emulator alone: what tries a call out must not reach the original.
      servers: [{ url: exampleOrigin + pathOf[name], description: 'This emulator' }],
      tags: apis[name].map(({ tag, about: words }) => ({ name: tag, description: words })),
      components: { securitySchemes: name === 'wachat' ? { bearer, apiKey } : { bearer } },
    },
    transform: (route) => {
      if (!route.url.startsWith(pathOf[name])) return { schema: { hide: true }, url: route.url };
      const { schema, url } = transform(route);
      if (route.schema.body instanceof z.ZodOptional) optionalBodies.add(route.schema.operationId);
      // The transform drops the headers of a reply that has content.
      const before = Headers.parse(route.schema.response ?? {});
      const response = Headers.parse(schema.response ?? {});
      for (const [status, reply] of Object.entries(response)) {
        if (before[status]?.headers !== undefined) reply.headers = before[status].headers;
      }
      return { schema: { ...schema, response }, url };
    },
    transformObject: createJsonSchemaTransformObject(options),
  });
  for (const one of documentNames) {
    await app.register(
      (scope, _options, done) => {
        const guard = (one === 'wachat' ? imitatedGuard : controlGuard)(emulator.config);
        setGuard(scope, guard);
        if (one === 'wachat') meetFaults(scope, emulator);
        mount(scope, apis[one], emulator, guard);
        done();
      },
      { prefix: pathOf[one] },
    );
  }
  await app.ready();
  return app;
};

/** The names of all components that a text refers to. */
const referredIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name));

/** A word or null: in OpenAPI 3.0 the null must be among the words, too. */
const NullableWords = z.looseObject({ nullable: z.literal(true), enum: z.array(z.string()) });

/** Gives each schema its plain name, and drops unused ones: the transform makes an input and an output version of each. */
const tidy = (text: string): string => {
  const document = OpenApiDocument.parse(JSON.parse(text));
  const { schemas } = document.components;
  const used = referredIn(text);
  const unused = Object.keys(schemas).filter((name) => !used.has(name));
  for (const name of unused) Reflect.deleteProperty(schemas, name);
  const tidied = JSON.stringify(document, (key, value: unknown) => {
    // zod sets this bound on every integer.
    if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) return undefined;
    const words = NullableWords.safeParse(value);
    return words.success ? { ...words.data, enum: [...words.data.enum, null] } : value;
  });
  if (unused.length > 0) return tidy(tidied);
  const textOf = (name: string): string => JSON.stringify(schemas[name]);
  // A schema that is both sent and received has two versions that say the same.
  const same = Object.keys(schemas).find(
    (name) => `${name}Input` in schemas && textOf(`${name}Input`).replaceAll(/Input"\}/g, '"}') === textOf(name),
  );
  if (same !== undefined) return tidy(tidied.replaceAll(`schemas/${same}Input"`, `schemas/${same}"`));
  const twins = Object.keys(schemas).filter((name) => name.endsWith('Input') && !(name.slice(0, -5) in schemas));
  return twins.reduce(
    (renamed, name) =>
      renamed
        .replaceAll(`"#/components/schemas/${name}"`, `"#/components/schemas/${name.slice(0, -5)}"`)
        .replace(`"${name}":{`, `"${name.slice(0, -5)}":{`),
    tidied,
  );
};

/** Builds an OpenAPI 3.0.3 document from the schemas of the routes, with examples that were really played. */
export const buildDocument = async (name: DocumentName): Promise<OpenApiDocument> => {
  const optionalBodies = new Set<unknown>();
  const app = await createExhibit(name, optionalBodies);
  const document = OpenApiDocument.parse(JSON.parse(tidy(JSON.stringify(app.swagger()))));
  // By name: their own order is the load order of modules, which differs in the bundle.
  const components = Object.entries(document.components.schemas).sort(([one], [other]) => (one < other ? -1 : 1));
  document.components.schemas = Object.fromEntries(components);
  for (const operation of operationsOf(document)) {
    if (operation.requestBody) operation.requestBody.required = !optionalBodies.has(operation.operationId);
    for (const [status, reply] of Object.entries(operation.responses)) {
      reply.headers = {
        'X-Wachat-Emulator': versionHeader,
        ...(status === '401' && { 'WWW-Authenticate': authenticateHeader }),
        ...(!BEFORE_INPUT.includes(status) && { [WARNING_HEADER]: warningHeader }),
        ...reply.headers,
      };
    }
  }
  await illustrate(document, app, pathOf[name], apis[name]);
  await app.close();
  return document;
};
