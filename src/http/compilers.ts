const unused = (): never => {
  throw new Error('Every scope checks its schemas by zod.');
};

/** Keeps Fastify from loading compilers of its own, which takes longer than all else and which nobody would use. */
export const schemaController = { compilersFactory: { buildValidator: unused, buildSerializer: unused } };
