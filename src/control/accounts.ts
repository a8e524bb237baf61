import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { keyFrom, requireKey } from '../http/caller.js';
import { registry } from '../http/schema.js';
import { badInput, badKey, bodyErrors, errors, json, withHeader } from '../api/operations.js';
import { success, time } from '../http/replies.js';
import type { Emulator } from '../emulator.js';
import { createControls } from './controls.js';
import { foreign } from './operations.js';
import { NoBody } from './schemas.js';

const count = (description: string, example: number) => z.int().min(0).register(registry, { description, example });

const AccountSummary = z
  .strictObject({
    key: z.string().register(registry, {
      description: 'Its API key, masked: the last six characters of a long one, nothing of a short one.',
      example: '••••x7Kd2q',
    }),
    number: z.int().min(1).register(registry, { description: 'The number in its technical names.', example: 1 }),
    own: z.boolean().register(registry, { description: 'Whether it is the account of the caller.', example: true }),
    instances: z
      .strictObject({
        count: count('How many it has in all.', 2),
        connecting: count('How many of them are connecting.', 1),
        open: count('How many are open.', 1),
        close: count('How many are closed.', 0),
      })
      .register(registry, { id: 'InstanceCounts', description: 'Its instances, counted by state.' }),
    webhooks: count('How many webhooks it has.', 0),
    frozen: z.boolean().register(registry, {
      description: 'Whether its clock moves only when told to.',
      example: false,
    }),
    lastUsedAt: time('When somebody used it last, by the clock of the process; now, while somebody does.'),
  })
  .register(registry, { id: 'AccountSummary', description: 'An account, seen from outside.' });

const AccountList = z
  .strictObject({
    success,
    count: count('How many accounts there are.', 1),
    accounts: z.array(AccountSummary).register(registry, { description: 'Oldest first.' }),
  })
  .register(registry, { id: 'AccountList' });

const AccountDeleted = z
  .strictObject({
    success,
    deleted: z.boolean().register(registry, { description: 'Whether there was one.', example: true }),
    message: z.string().register(registry, { description: 'What was done, in words.' }),
  })
  .register(registry, { id: 'AccountDeleted' });

const listAccounts = {
  operationId: 'listAccounts',
  tags: ['emulator'],
  summary: 'List the accounts',
  description:
    'Every account that has come into being and was not deleted. To look at another account is not to use it.',
  security: withHeader,
  response: { 200: json('The accounts.', AccountList), ...errors({ 401: badKey, 403: foreign }) },
} satisfies FastifySchema;

const deleteAccount = {
  operationId: 'deleteAccount',
  tags: ['emulator'],
  summary: "Delete the caller's account",
  description:
    'Drops all that it has, as a reset does, and its number too: when the key comes back, its account is a new one. Only keys that the emulator was started with keep their number.',
  security: withHeader,
  body: NoBody,
  response: {
    200: json('There is no such account any more.', AccountDeleted),
    ...errors({ 400: badInput, 401: badKey, 403: foreign, ...bodyErrors }),
  },
} satisfies FastifySchema;

/** Seeing who is there, and ceasing to be. */
export const accountRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);

  routes.get('/accounts', { schema: listAccounts, onRequest }, (request) => {
    const accounts = createControls(emulator, keyFrom(request)).accounts();
    return { success: true as const, count: accounts.length, accounts: [...accounts] };
  });

  routes.delete('/account', { schema: deleteAccount, onRequest }, (request) => {
    const deleted = createControls(emulator, keyFrom(request)).delete();
    return {
      success: true as const,
      deleted,
      message: deleted ? 'The account was deleted.' : 'There was no account of this key.',
    };
  });
};
