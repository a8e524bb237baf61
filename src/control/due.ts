import * as z from 'zod';
import { create, sample } from '../api/samples.js';
import { dueIn, dueKinds, type Due } from '../domain/due.js';
import { END_OF_TIME } from '../domain/time-source.js';
import { inSlices } from '../domain/turns.js';
import type { Emulator } from '../emulator.js';
import { keyFrom } from '../http/caller.js';
import { json, operation } from '../http/operation.js';
import { success, time } from '../http/replies.js';
import { numberInQuery } from '../schema/query-number.js';
import { registry } from '../schema/registry.js';
import { readClock } from './clock.js';
import { ClockNow } from './fields.js';
import { iso } from './iso.js';

/** How many are listed unless the caller says so, and at most. */
const USUAL = 20;
const MOST = 1_000;

export const LIMIT = `a whole number from 1 to ${String(MOST)}`;

/** How many to list; `undefined` if it cannot be read. */
export const readLimit = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST ? value : undefined;

const DueQuery = z.object({
  limit: numberInQuery(`Lists at most this many, the next ones; ${String(USUAL)} by default.`, MOST, 20),
});

const ABOUT = [
  'qrEnds: the current QR is replaced by the next one',
  'pairingGivesUp: the last QR expires',
  'autoScan: a phone scans by itself',
  'scenarioStep: the next act of a scenario',
  'linkEnds: an instance that is linking opens',
  'messageLeaves: a message has been typed',
  'deliveryRetry: the next attempt of a delivery',
  'deliveryDelayEnds, deliverySwapEnds, deliveryRepeats: what a fault has kept out of the line of its webhook comes',
].join('; ');

const DueItem = z
  .strictObject({
    time: time("When, by the account's clock."),
    what: z.enum(dueKinds).register(registry, { description: `${ABOUT}.`, example: 'qrEnds' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    messageId: z
      .string()
      .nullable()
      .register(registry, { description: 'The message that leaves, by id; null for anything else.', example: null }),
    deliveryId: z
      .string()
      .nullable()
      .register(registry, { description: 'The delivery that is sent, by id; null for anything else.', example: null }),
    detail: z.string().register(registry, { description: 'More about it, in a few words.', example: 'QR 1 of 30' }),
  })
  .register(registry, { id: 'Due', description: 'Something that falls due by itself.' });
type DueItem = z.infer<typeof DueItem>;

const DueReply = z
  .strictObject({
    success,
    clock: ClockNow,
    count: z.int().min(0).register(registry, {
      description: 'How much falls due in all; may be more than is listed.',
      example: 2,
    }),
    due: z.array(DueItem).register(registry, { description: 'In the order in which it happens.' }),
  })
  .register(registry, { id: 'DueList' });

const sooner = (one: Due, other: Due): number => one.time - other.time || one.rank - other.rank;

/** What falls due next for the account of a key. It yields between its instances. */
export const dueFor = function* (
  { accounts, deliveriesOf, config }: Emulator,
  key: string,
  limit = USUAL,
): Generator<undefined, Omit<z.infer<typeof DueReply>, 'success'>> {
  const account = accounts.find(key);
  const clock = readClock(accounts.clockOf(key));
  if (account === undefined) return { clock, count: 0, due: [] };
  const next: Due[] = [...((account.hasWebhooks() ? deliveriesOf(account)?.due() : undefined) ?? [])];
  let { length: count } = next;
  for (const one of dueIn(account, config)) {
    if (one === undefined) {
      yield;
      continue;
    }
    count++;
    next.push(one);
    if (next.length < 2 * limit + USUAL) continue;
    next.sort(sooner);
    next.length = limit;
  }
  return { clock, count, due: next.sort(sooner).slice(0, limit).map(viewOf) };
};

const viewOf = ({ time, what, instance, detail, id }: Due): DueItem => ({
  // Of a pairing that is very long, the end may lie beyond what can be written.
  time: iso(Math.min(time, END_OF_TIME)),
  what,
  instanceName: instance,
  messageId: what === 'messageLeaves' ? (id ?? null) : null,
  deliveryId: what.startsWith('delivery') ? (id ?? null) : null,
  detail,
});

export const getDue = operation({
  id: 'getDue',
  summary: 'List what falls due next',
  description:
    "What happens by itself when the account's clock gets there, in that order. Of what follows one upon the other (QRs, the acts of a scenario, the attempts of a delivery) only the next is listed, and of a pairing also when it gives up. Something may come in between and change it.",
  input: { querystring: DueQuery },
  replies: { 200: json('What falls due.', DueReply) },
  handle: (request, _reply, emulator) => inSlices(dueFor(emulator, keyFrom(request), request.query.limit)),
  examples: () => [
    { name: 'pairing', summary: 'An instance waits for its scan', before: [create] },
    { name: 'badLimit', summary: 'A parameter is wrong', query: 'limit=0' },
  ],
});
