import * as z from 'zod';

const Examples = z.record(z.string(), z.strictObject({ summary: z.string(), value: z.unknown() }));
const Media = z.looseObject({ schema: z.unknown(), examples: Examples.optional() });
const Content = z.record(z.string(), Media);

const Reply = z.looseObject({
  description: z.string(),
  headers: z.record(z.string(), z.unknown()).optional(),
  content: Content,
});

/** The parts of an OpenAPI operation that the emulator adds to. */
export const Operation = z.looseObject({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  summary: z.string(),
  description: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
  requestBody: z.looseObject({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), Reply),
});
export type Operation = z.infer<typeof Operation>;

/** The parts of an OpenAPI document that the emulator reads and changes. */
export const OpenApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: z.tuple([z.strictObject({ url: z.string(), description: z.string() })]),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
export type OpenApiDocument = z.infer<typeof OpenApiDocument>;

/** Every operation of a document. */
export const operationsOf = (document: OpenApiDocument): readonly Operation[] =>
  Object.values(document.paths).flatMap((path) => Object.values(path));
