import { imitatedApi } from '../../src/api/routes.js';

/** The calls that the original has and the emulator has not. */
export const notBuilt = imitatedApi.flatMap(({ routes }) =>
  routes.flatMap(({ method, path, operation }) => (operation === undefined ? [{ method, path }] : [])),
);

/** One of them, for what is the same with all. */
export const missing = notBuilt.at(-1) ?? { method: 'GET', path: '/nothing-is-missing' };
