import * as z from 'zod';

/** What the OpenAPI document says of a schema. One with an `id` becomes a component of that name. */
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

/** Ours, not zod's global one: embedders may have schemas of their own. */
export const registry = z.registry<SchemaNote>();

const nameOfKind = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** The sentence for a value of the wrong kind or form: what it must be, and what came in its place. */
export const mustBe = (expected: string) => ({
  error: (issue: { readonly code?: string | undefined; readonly input?: unknown }): string => {
    if (issue.input === undefined) return `is required: ${expected}`;
    return issue.code === 'invalid_type'
      ? `must be ${expected}, not ${nameOfKind(issue.input)}`
      : `must be ${expected}`;
  },
});
