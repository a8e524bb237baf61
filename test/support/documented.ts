import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Json } from './client.js';
import { root } from './repository.js';

const prefixes = { wachat: '/api/v1', emulator: '/_emulator' } as const;
export type DocumentName = keyof typeof prefixes;

/** An operation as a document has it. */
export type Documented = {
  readonly document: DocumentName;
  readonly id: string;
  readonly method: string;
  /** Below the base path, with the names of parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Json[];
  /** The schema of its body, if it takes one. */
  readonly body: Json;
  readonly bodyExamples: readonly Json[];
  readonly responses: Readonly<Record<string, Json>>;
  /** Whether the key may be in the URL. */
  readonly takesKeyInUrl: boolean;
};

const read = (name: DocumentName): Json => JSON.parse(readFileSync(join(root, `openapi/${name}.json`), 'utf8'));
const documents = { wachat: read('wachat'), emulator: read('emulator') };

const ajv = new Ajv({ strict: false, validateFormats: true });
addFormats.default(ajv);
for (const [name, document] of Object.entries(documents)) ajv.addSchema(document, name);

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value, by a schema of a document; empty when nothing is. */
export const problemsBy = (document: DocumentName, schema: Json, value: unknown): string => {
  const text = JSON.stringify(schema).replaceAll('"#/', `"${document}#/`);
  const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
  compiled.set(text, validate);
  return validate(value) ? '' : ajv.errorsText(validate.errors);
};

/** A schema itself, where it is a reference; the only other use of `allOf` is to describe one. */
export const resolved = (document: DocumentName, schema: Json): Json => {
  if (schema?.allOf !== undefined) return resolved(document, schema.allOf[0]);
  const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema?.$ref))?.[1];
  return name === undefined ? schema : resolved(document, documents[document].components.schemas[name]);
};

const names: readonly DocumentName[] = ['wachat', 'emulator'];

/** Every operation of both documents, read from their files. */
export const documented: readonly Documented[] = names.flatMap((document) =>
  Object.entries<Json>(documents[document].paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, one]) => {
      const media = one.requestBody?.content['application/json'];
      return {
        document,
        id: String(one.operationId),
        method: method.toUpperCase(),
        path,
        parameters: one.parameters ?? [],
        body: media?.schema,
        bodyExamples: Object.values<Json>(media?.examples ?? {}).map(({ value }) => value),
        responses: one.responses,
        takesKeyInUrl: one.security.some((way: Json) => 'apiKey' in way),
      };
    }),
  ),
);

/** The bases of an API: the imitated one is at the root, too. */
export const basesOf = (document: DocumentName): readonly string[] =>
  document === 'wachat' ? ['/api/v1', ''] : [prefixes.emulator];

const patterns = documented.map((one) => ({
  one,
  pattern: new RegExp(
    `^(?:${basesOf(one.document).join('|')})${one.path
      .replace(/^\/$/, '/?')
      .replaceAll('.', '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]*')}$`,
  ),
}));

/** The operations at a path, whatever their method; the path as a server reads it: without host and query, decoded. */
export const operationsAt = (target: string): readonly Documented[] => {
  const [path = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/);
  let decoded = path;
  try {
    decoded = decodeURI(path);
  } catch {
    // Then it leads nowhere.
  }
  return patterns.filter(({ pattern }) => pattern.test(decoded)).map(({ one }) => one);
};
