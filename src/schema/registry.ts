import * as z from 'zod';

/** What the OpenAPI document says about a schema. One with an `id` becomes a component of that name. */
export type SchemaNote = {
  readonly id?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly type?: string;
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
};

/** Not zod's global registry, since embedders may have schemas of their own. */
export const registry = z.registry<SchemaNote>();
