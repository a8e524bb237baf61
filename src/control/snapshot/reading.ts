import type * as z from 'zod';
import type { Config } from '../../config.js';
import type { QueueRecord } from '../../delivery/record.js';
import { END_OF_TIME } from '../../domain/time-source.js';
import type { EmulatorRecord } from '../../emulator.js';
import { contradictionIn } from './checks.js';
import { Delivery, Webhook } from './delivery.js';
import { KeptMessage } from '../../messages/kept.js';
import { Instance } from './instance.js';
import { KeptBox, KeptContact, KeptMedia } from './messages.js';
import { CountedDeliveryFault, CountedFault, FORMAT, QueueFrame, SnapshotFrame } from './schema.js';
import { readList } from '../../schema/strict.js';
import { problemsIn, type Problem } from '../../schema/wording.js';

/** An account as its snapshot has it. */
export type SavedAccount = Omit<EmulatorRecord, 'clock'> & {
  readonly wachatEmulatorSnapshot: typeof FORMAT;
  readonly clock: { readonly now: string; readonly frozen: boolean };
};

/** The snapshot of a record. */
export const snapshotOf = ({ clock, ...record }: EmulatorRecord): SavedAccount => ({
  wachatEmulatorSnapshot: FORMAT,
  ...record,
  // A running clock may be past the last time that can be written.
  clock: { now: new Date(Math.min(clock.now, END_OF_TIME)).toISOString(), frozen: clock.frozen },
});

/** How many items of a list are written at once, and how many characters. */
const AT_ONCE = 100;
const MOST_AT_ONCE = 262_144;

/** How deep these lists are: the deliveries that wait are in the queues in the deliveries. */
const DEPTH = 5;

const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null;
const hasLists = (value: unknown): boolean => isHolder(value) && Object.values(value).some(Array.isArray);

/** The JSON of a value, in pieces; long lists in many. */
const piecesOf = function* (value: unknown, depth: number): Generator<string, void> {
  if (Array.isArray(value)) {
    let separator = '[';
    for (const item of value) {
      yield separator;
      separator = ',';
      yield* piecesOf(item, depth - 1);
    }
    yield separator === '[' ? '[]' : ']';
  } else if (depth > 0 && hasLists(value) && isHolder(value)) {
    let separator = '{';
    for (const [name, member] of Object.entries(value)) {
      // As JSON.stringify does.
      if (member === undefined) continue;
      yield `${separator}${JSON.stringify(name)}:`;
      separator = ',';
      yield* piecesOf(member, depth - 1);
    }
    yield '}';
  } else yield JSON.stringify(value);
};

/** The text of a snapshot; `undefined` if it would have more bytes than `most`. It yields between pieces. */
export const textOf = function* (snapshot: SavedAccount, most: number): Generator<undefined, string | undefined> {
  const texts: string[] = [];
  let pieces: string[] = [];
  let size = 0;
  let bytes = 0;
  for (const piece of piecesOf(snapshot, DEPTH)) {
    pieces.push(piece);
    size += piece.length;
    if (pieces.length < AT_ONCE && size < MOST_AT_ONCE) continue;
    const text = pieces.join('');
    texts.push(text);
    bytes += Buffer.byteLength(text);
    if (bytes > most) return undefined;
    pieces = [];
    size = 0;
    yield;
  }
  const rest = pieces.join('');
  return bytes + Buffer.byteLength(rest) > most ? undefined : texts.join('') + rest;
};

/** Reads the messages of a snapshot; `problems` gets what is wrong with them. */
const readMessages = function* (
  { list, boxes, contacts, media, ...counts }: NonNullable<z.output<typeof SnapshotFrame>['messages']>,
  problems: Problem[],
): Generator<undefined, NonNullable<EmulatorRecord['messages']>> {
  return {
    ...counts,
    list: yield* readList(KeptMessage, list, 'messages.list', problems),
    boxes: yield* readList(KeptBox, boxes, 'messages.boxes', problems),
    contacts: yield* readList(KeptContact, contacts, 'messages.contacts', problems),
    media: yield* readList(KeptMedia, media, 'messages.media', problems),
  };
};

/** Reads a snapshot, or says what is wrong with it; the account stays as it is. It yields between the items. */
export const readSnapshot = function* (
  value: unknown,
  config: Config,
): Generator<undefined, { readonly record: EmulatorRecord } | { readonly problems: readonly Problem[] }> {
  const result = SnapshotFrame.safeParse(value);
  if (!result.success) return { problems: problemsIn(result.error) };
  const { number, lastStamp, lastSequence, secret, randomness, clock, webhooks, deliveries, faults, messages } =
    result.data;
  const { deliveryFaults } = result.data;
  const problems: Problem[] = [];
  const instances = yield* readList(Instance, result.data.instances, 'instances', problems);
  const list = yield* readList(Webhook, webhooks.list, 'webhooks.list', problems);
  const queues: QueueRecord[] = [];
  for (const [index, queue] of (yield* readList(
    QueueFrame,
    deliveries.queues,
    'deliveries.queues',
    problems,
  )).entries()) {
    const at = `deliveries.queues.${String(index)}.waiting`;
    queues.push({ ...queue, waiting: yield* readList(Delivery, queue.waiting, at, problems) });
  }
  const record: EmulatorRecord = {
    number,
    lastStamp,
    lastSequence,
    secret,
    randomness,
    clock: { ...clock, now: Date.parse(clock.now) },
    instances,
    webhooks: { ...webhooks, list },
    deliveries: { ...deliveries, queues },
    faults: { ...faults, faults: yield* readList(CountedFault, faults.faults, 'faults.faults', problems) },
    ...(deliveryFaults !== undefined && {
      deliveryFaults: {
        ...deliveryFaults,
        faults: yield* readList(CountedDeliveryFault, deliveryFaults.faults, 'deliveryFaults.faults', problems),
      },
    }),
    ...(messages !== undefined && { messages: yield* readMessages(messages, problems) }),
  };
  if (problems.length > 0) return { problems };
  const contradiction = yield* contradictionIn(record, config);
  return contradiction === undefined ? { record } : { problems: [contradiction] };
};
