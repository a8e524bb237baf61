import * as z from 'zod';
import { create } from '../api/samples.js';
import { shownStateAt } from '../domain/instance.js';
import { maskedSecret } from '../domain/webhooks.js';
import type { Emulator } from '../emulator.js';
import { keyFrom } from '../http/caller.js';
import { json, operation, type Call } from '../http/operation.js';
import { CONTROL_PATH } from '../http/paths.js';
import { Done, success, time } from '../http/replies.js';
import { numberInQuery } from '../schema/query-number.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { NoBody } from './fields.js';

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
    lastUsedAt: time('When it was last used, by the clock of the process; now, while it is in use.'),
  })
  .register(registry, { id: 'AccountSummary', description: 'An account, seen from outside.' });

type AccountSummary = z.infer<typeof AccountSummary>;

const AccountsQuery = z.object({
  offset: numberInQuery('Leaves out this many, the oldest; 0 by default.', 999_999_999, 0, 0),
  limit: numberInQuery('Lists at most this many; 100 by default.', 1_000, 100),
});

const AccountList = z
  .strictObject({
    success,
    count: count('How many accounts there are in all; may be more than are listed.', 1),
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

const ResetQuery = z.object({
  all: z
    .enum(['true', 'false'], mustBe('true or false'))
    .default('false')
    .register(registry, { description: 'true resets every account.', example: 'false' }),
});

/** A key shorter than this is hidden whole: with some of it shown, the rest could be guessed. */
const LONG_KEY = 20;
/** A key as anybody may see it. */
export const maskedKey = (key: string): string => maskedSecret(key.length < LONG_KEY ? '' : key);

/** The accounts, oldest first; `own` marks that of `key`. */
export const accountList = (
  { accounts, config }: Emulator,
  key: string,
  from = 0,
  to = Infinity,
): { readonly count: number; readonly accounts: AccountSummary[] } => {
  const all = accounts.list();
  const summaryOf = (member: (typeof all)[number]): AccountSummary => {
    const account = accounts.of(member.key);
    const clock = accounts.clockOf(member.key);
    const instances = { count: 0, connecting: 0, open: 0, close: 0 };
    for (const instance of account?.instances.values() ?? []) {
      instances.count++;
      instances[shownStateAt(instance, config, clock.now())]++;
    }
    return {
      key: maskedKey(member.key),
      number: account?.number ?? member.number,
      own: member.key === key,
      instances,
      webhooks: account?.hasWebhooks() === true ? account.webhooks.all().length : 0,
      frozen: clock.isFrozen(),
      lastUsedAt: new Date(member.usedAt).toISOString(),
    };
  };
  return { count: all.length, accounts: all.slice(from, to).map(summaryOf) };
};

export const listAccounts = operation({
  id: 'listAccounts',
  summary: 'List the accounts',
  description:
    'Every account that was created and has not been deleted, oldest first, in pages. Listing other accounts does not count as using them.',
  input: { querystring: AccountsQuery },
  replies: { 200: json('The accounts.', AccountList) },
  handle(request, _reply, emulator) {
    const { offset = 0, limit = 100 } = request.query;
    return accountList(emulator, keyFrom(request), offset, offset + limit);
  },
  examples: () => [
    { name: 'one', summary: 'One account, with an instance', before: [create] },
    { name: 'badLimit', summary: 'A parameter is wrong', query: 'limit=0' },
  ],
});

const deleteIt: Call = { method: 'DELETE', path: `${CONTROL_PATH}/account` };

export const deleteAccount = operation({
  id: 'deleteAccount',
  summary: "Delete the caller's account",
  description:
    'Drops all that it has, as a reset does, and its number too: if the key is used again, it gets a new account. Only keys that the emulator was started with keep their number.',
  input: { body: NoBody },
  replies: { 200: json('The account no longer exists.', AccountDeleted) },
  handle(request, _reply, emulator) {
    const deleted = emulator.delete(keyFrom(request));
    return { deleted, message: deleted ? 'The account was deleted.' : 'There was no account for this key.' };
  },
  examples: () => [
    { name: 'deleted', summary: 'It is gone', before: [create] },
    { name: 'none', summary: 'There was none', before: [deleteIt] },
    {
      name: 'badBody',
      summary: 'The body is not an object',
      body: '[{}]',
      headers: { 'Content-Type': 'application/json' },
    },
  ],
});

export const reset = operation({
  id: 'reset',
  summary: 'Forget everything',
  description:
    "Drops all that the caller's account has, including its journal, and ends its live pages and waits. Its number stays, and what a seed gave it is restored. With all=true, resets every account.",
  input: { querystring: ResetQuery, body: NoBody },
  replies: { 200: json('Done.', Done) },
  handle(request, _reply, emulator) {
    const all = request.query.all === 'true';
    if (all) emulator.resetAll();
    else emulator.reset(keyFrom(request));
    return { message: all ? 'Every account was reset.' : 'The account was reset.' };
  },
  examples: () => [
    { name: 'account', summary: 'One account', before: [create] },
    { name: 'all', summary: 'Every account', query: 'all=true' },
    { name: 'badAll', summary: 'A parameter is wrong', query: 'all=maybe' },
  ],
});
