const unused = (): never => {
  throw new Error('Every scope validates with zod.');
};

/** Keeps Fastify from loading its own schema compilers: nothing uses them, and loading them is the slowest part of a start. */
export const schemaController = { compilersFactory: { buildValidator: unused, buildSerializer: unused } };
