import type { Config } from '../../config.js';
import { problemWithUrl } from '../../delivery/address.js';
import { actAt } from '../../domain/course.js';
import type { State } from '../../domain/lifecycle.js';
import { MOST_CONTACTS, MOST_MESSAGES } from '../../domain/mailbox.js';
import type { MessageStatus } from '../../domain/message.js';
import { scenarioFor } from '../../domain/new-instance.js';
import { linkedStates } from '../../domain/seed.js';
import type { EmulatorRecord } from '../../emulator.js';
import type { Problem } from '../../schema/wording.js';

const isLinked = (state: State): boolean => linkedStates.includes(state);

type InstanceRecord = EmulatorRecord['instances'][number];

/**
 * How long ago the next act of a course may have been due, in milliseconds. A running clock may lag, as after the
 * machine has slept. But all that an endless course has missed happens at once, and years of it would take forever.
 */
const LONGEST_DELAY = 86_400_000;

/** What is wrong with a course; `undefined` when nothing is. */
const problemWith = (
  { integration, number }: InstanceRecord,
  course: NonNullable<InstanceRecord['course']>,
  now: number,
): Problem | undefined => {
  const scenario = scenarioFor(integration, number);
  if ('scanAt' in course) {
    if (scenario === undefined) return undefined;
    return { path: 'course', message: `must have startedAt and act: the number picks the scenario ${scenario.name}` };
  }
  if (scenario === undefined) return { path: 'course', message: 'must have scanAt: the number picks no scenario' };
  const delay = actAt(scenario, course.act)?.time ?? 0;
  // What has no delay is never pending.
  if (delay === 0)
    return { path: 'course.act', message: `must be an act that the scenario ${scenario.name} waits for` };
  if (course.startedAt + delay >= now - LONGEST_DELAY) return undefined;
  return { path: 'course', message: 'must not have been due for more than a day by the clock' };
};

/** What is wrong with when an instance opens by itself; `undefined` when nothing is. */
const problemWithLink = ({ integration, number, state, linksAt }: InstanceRecord, now: number): Problem | undefined => {
  if (linksAt === undefined) return undefined;
  if (state !== 'linking') return { path: 'linksAt', message: `must be absent in the state ${state}` };
  const scenario = scenarioFor(integration, number);
  if (scenario?.quirk === 'neverLinks')
    return { path: 'linksAt', message: `must be absent: the number picks the scenario ${scenario.name}` };
  if (linksAt >= now - LONGEST_DELAY) return undefined;
  return { path: 'linksAt', message: 'must not have been due for more than a day by the clock' };
};

/** How the fields of an instance contradict one another. */
const problemOf = (instance: InstanceRecord, now: number): Problem | undefined => {
  const { integration, state, profile, course } = instance;
  if (integration === 'WHATSAPP-BUSINESS') {
    if (state !== 'open' && state !== 'closed')
      return { path: 'state', message: 'must be open or closed for WHATSAPP-BUSINESS' };
    if (profile !== null) return { path: 'profile', message: 'must be null for WHATSAPP-BUSINESS: it has no phone' };
    if (course !== undefined) return { path: 'course', message: 'must be absent for WHATSAPP-BUSINESS' };
    return problemWithLink(instance, now);
  }
  if (isLinked(state) !== (profile !== null))
    return { path: 'profile', message: `must be ${isLinked(state) ? 'a phone' : 'null'} in the state ${state}` };
  return problemWithLink(instance, now) ?? (course && problemWith(instance, course, now));
};

const rising = (values: Iterable<number>, last: number, where: (index: number) => string, lastName: string) => {
  let before = 0;
  let index = 0;
  for (const value of values) {
    if (value <= before) return { path: where(index), message: `must be above the previous one, ${String(before)}` };
    before = value;
    index++;
  }
  if (before > last) return { path: lastName, message: `must be at least ${String(before)}, which is taken` };
  return undefined;
};

const inInstances = function* ({
  clock,
  instances,
  lastSequence,
}: EmulatorRecord): Generator<undefined, Problem | undefined> {
  const names = new Set<string>();
  for (const [index, instance] of instances.entries()) {
    const problem = problemOf(instance, clock.now);
    if (problem !== undefined) return { path: `instances.${String(index)}.${problem.path}`, message: problem.message };
    if (names.has(instance.technicalName))
      return { path: `instances.${String(index)}.technicalName`, message: 'must be unique' };
    names.add(instance.technicalName);
    yield;
  }
  const sequences = instances.map(({ sequence }) => sequence);
  return rising(sequences, lastSequence, (index) => `instances.${String(index)}.sequence`, 'lastSequence');
};

const inWebhooks = ({ webhooks, instances }: EmulatorRecord, allowed: Config['webhookHttp']): Problem | undefined => {
  const names = new Set(instances.map(({ technicalName }) => technicalName));
  for (const [index, { url, events, instance }] of webhooks.list.entries()) {
    const at = `webhooks.list.${String(index)}`;
    const message = problemWithUrl(url, allowed);
    if (message !== undefined) return { path: `${at}.url`, message };
    if (events.length === 0) return { path: `${at}.events`, message: 'must have at least one event name' };
    if (instance !== null && !names.has(instance))
      return { path: `${at}.instance`, message: 'must be null or the technical name of one of the instances' };
  }
  const ids = webhooks.list.map(({ id }) => id);
  return rising(ids, webhooks.lastId, (index) => `webhooks.list.${String(index)}.id`, 'webhooks.lastId');
};

/** How the ids of the faults of one kind contradict one another. */
const inFaults = (
  {
    faults,
    ids,
  }: Pick<EmulatorRecord['faults'], 'ids'> & { readonly faults: readonly { readonly id?: number | undefined }[] },
  where: string,
): Problem | undefined => {
  const place = (index: number): string => `${where}.faults.${String(index)}.id`;
  const odd = faults.findIndex(({ id }) => (id === undefined) !== (ids === undefined));
  if (odd >= 0)
    return { path: place(odd), message: `must be ${ids === undefined ? 'absent, as ids is' : 'there, as ids is'}` };
  if (ids === undefined) return undefined;
  // None that was set last may be left.
  if (ids.last < ids.first - 1)
    return { path: `${where}.ids.last`, message: `must be at least ${String(ids.first - 1)}, which was given before` };
  const given = faults.map(({ id = 0 }) => id);
  const [first = ids.first] = given;
  if (first < ids.first) return { path: place(0), message: `must be at least ${String(ids.first)}, the first one` };
  return rising(given, ids.last, place, `${where}.ids.last`);
};

type Waiting = EmulatorRecord['deliveries']['queues'][number]['waiting'];

/** How what faults or a tester have done to deliveries contradicts itself. */
const inFaulty = (waiting: Waiting, count: number, orders: number, queue: string): Problem | undefined => {
  const numbers = new Set<number>();
  let swapped = 0;
  for (const [index, one] of waiting.entries()) {
    const at = `${queue}.waiting.${String(index)}`;
    const { number, order, nextAttempt, fault, copyOf, detour, isRepeated = false, repeats = 0 } = one;
    if (numbers.has(number)) return { path: `${at}.number`, message: 'must be unique' };
    numbers.add(number);
    if (number > count)
      return { path: `${queue}.count`, message: `must be at least ${String(number)}, which is taken` };
    if (order > orders)
      return { path: 'deliveries.count', message: `must be at least ${String(order)}, which is taken` };
    if (copyOf !== undefined && copyOf >= number)
      return { path: `${at}.copyOf`, message: 'must be the number of an earlier delivery' };
    if (fault === undefined && (detour !== undefined || isRepeated || repeats > 0))
      return { path: `${at}.fault`, message: 'must be there: only a fault delays, swaps or repeats a delivery' };
    if (detour !== undefined && nextAttempt === null)
      return { path: `${at}.nextAttempt`, message: 'must be a time when there is a detour' };
    if (detour === 'repeat' && (!isRepeated || repeats === 0))
      return { path: `${at}.repeats`, message: 'must be above 0, and isRepeated true, when it is sent again' };
    if (detour === 'swap' && ++swapped > 1)
      return { path: `${at}.detour`, message: 'must not be swap twice: only one waits for the next' };
  }
  return undefined;
};

const inDeliveries = ({ webhooks, deliveries }: EmulatorRecord): Problem | undefined => {
  const ids = new Set(webhooks.list.map(({ id }) => id));
  const orders = new Set<number>();
  for (const [index, { webhook, count, waiting }] of deliveries.queues.entries()) {
    const at = `deliveries.queues.${String(index)}`;
    if (!ids.delete(webhook))
      return { path: `${at}.webhook`, message: 'must be the id of one of the webhooks, each only once' };
    const place = (field: string) => (one: number) => `${at}.waiting.${String(one)}.${field}`;
    // Faults change the order.
    const inOrder = [...waiting.entries()].filter(([, { fault }]) => fault === undefined);
    const placeIn = (field: string) => (index: number) => place(field)(inOrder[index]?.[0] ?? 0);
    const problem =
      rising(
        inOrder.map(([, { number }]) => number),
        count,
        placeIn('number'),
        `${at}.count`,
      ) ??
      rising(
        inOrder.map(([, { order }]) => order),
        deliveries.count,
        placeIn('order'),
        'deliveries.count',
      ) ??
      inFaulty(waiting, count, deliveries.count, at);
    if (problem !== undefined) return problem;
    for (const [one, { order }] of waiting.entries()) {
      if (orders.has(order)) return { path: place('order')(one), message: 'must be unique' };
      orders.add(order);
    }
  }
  return undefined;
};

type KeptMessages = NonNullable<EmulatorRecord['messages']>;
type KeptMessage = KeptMessages['list'][number];

/** What a message can have become, by who wrote it. */
const statusesOfReceived: readonly MessageStatus[] = ['waiting', 'delivered', 'read', 'cancelled', 'ignored'];

/** How the fields of a message contradict one another, or its instance. */
const problemOfMessage = (
  { fromMe, author, status, at }: KeptMessage,
  instance: InstanceRecord | undefined,
): Problem | undefined => {
  if (fromMe !== (author === null))
    return { path: 'author', message: `must be ${fromMe ? 'null: the instance sent it' : 'a number'}` };
  if (fromMe ? status === 'ignored' : !statusesOfReceived.includes(status))
    return { path: 'status', message: `must be one that a ${fromMe ? 'sent' : 'received'} message can have` };
  const hasTime = status !== 'cancelled' && status !== 'ignored' && (fromMe || status !== 'waiting');
  if (hasTime !== (at !== null))
    return { path: 'at', message: `must be ${hasTime ? 'a time' : 'null'} when ${status}` };
  if (status !== 'waiting') return undefined;
  if (instance === undefined || !isLinked(instance.state))
    return { path: 'status', message: 'must not be waiting: its instance is gone or has no phone' };
  if (!fromMe && instance.state === 'open')
    return { path: 'status', message: 'must not be waiting: its instance is open' };
  return undefined;
};

/** Where the messages of an account contradict one another, their instances, contacts or media. It yields between them. */
const inMessages = function* (
  { list, boxes, contacts, media, lastOrder, lastContact }: KeptMessages,
  all: EmulatorRecord['instances'],
): Generator<undefined, Problem | undefined> {
  const instances = new Map(all.map((one) => [one.technicalName, one]));
  const counts = new Map(boxes.map(({ instance }) => [instance, { messages: 0, contacts: 0 }]));
  const unique = (seen: Set<unknown>, value: unknown, path: string): Problem | undefined => {
    if (seen.has(value)) return { path, message: 'must be unique' };
    seen.add(value);
    return undefined;
  };
  const chats = new Set<unknown>();
  const contactIds = new Set<unknown>();
  for (const [index, { instance, jid, id, lastMessage, lastTime }] of contacts.entries()) {
    const at = `messages.contacts.${String(index)}`;
    const count = counts.get(instance);
    if (!instances.has(instance) || count === undefined)
      return { path: `${at}.instance`, message: 'must be that of an instance and of a box' };
    const problem = unique(chats, `${instance} ${jid}`, `${at}.jid`) ?? unique(contactIds, id, `${at}.id`);
    if (problem !== undefined) return problem;
    if (id > lastContact)
      return { path: 'messages.lastContact', message: `must be at least ${String(id)}, which is taken` };
    if ((lastMessage === null) !== (lastTime === null))
      return { path: `${at}.lastTime`, message: 'must be null if lastMessage is, and only then' };
    if (++count.contacts > MOST_CONTACTS)
      return { path: at, message: `is one more than an instance may have, ${String(MOST_CONTACTS)}` };
    yield;
  }
  const files = new Map<string, number>();
  for (const [index, { token, base64 }] of media.entries()) {
    if (files.has(token)) return { path: `messages.media.${String(index)}.token`, message: 'must be unique' };
    files.set(token, Buffer.byteLength(base64, 'base64'));
  }
  const chatOf = new Map<string, string>();
  const tokens = new Set<unknown>();
  for (const [index, message] of list.entries()) {
    const at = `messages.list.${String(index)}`;
    const { id, instance, jid, fromMe, status } = message;
    const count = counts.get(instance);
    if (count === undefined) return { path: `${at}.instance`, message: 'must be that of a box' };
    if (chatOf.has(id)) return { path: `${at}.id`, message: 'must be unique' };
    chatOf.set(id, instance);
    const problem = problemOfMessage(message, instances.get(instance));
    if (problem !== undefined) return { path: `${at}.${problem.path}`, message: problem.message };
    if (status === 'waiting' && fromMe && !chats.has(`${instance} ${jid}`))
      return { path: `${at}.jid`, message: 'must be that of a contact, since it waits to leave' };
    if (message.media !== null) {
      const { token, size } = message.media;
      const twice = unique(tokens, token, `${at}.media.token`);
      if (twice !== undefined) return twice;
      if (files.get(token) !== size)
        return { path: `${at}.media`, message: 'must have the token of one of the media, and its size' };
    }
    // One that came in while all others waited to leave is one more.
    if (++count.messages > MOST_MESSAGES + 1)
      return { path: at, message: `is one more than an instance may have, ${String(MOST_MESSAGES)}` };
    yield;
  }
  if (tokens.size < media.length) return { path: 'messages.media', message: 'must each be of a message' };
  const names = new Set<unknown>();
  for (const [index, { instance, last }] of boxes.entries()) {
    const at = `messages.boxes.${String(index)}`;
    const problem = unique(names, instance, `${at}.instance`);
    if (problem !== undefined) return problem;
    if (!instances.has(instance) && counts.get(instance)?.messages === 0)
      return { path: `${at}.instance`, message: 'must be one of the instances, or that of a message' };
    if (last !== null && chatOf.get(last) !== instance)
      return { path: `${at}.last`, message: 'must be null or a message of its instance' };
  }
  const orders = list.map(({ order }) => order);
  return rising(orders, lastOrder, (index) => `messages.list.${String(index)}.order`, 'messages.lastOrder');
};

/** The first thing in a snapshot that contradicts the rest of it or these settings. It yields between the parts. */
export const contradictionIn = function* (
  record: EmulatorRecord,
  { webhookHttp }: Config,
): Generator<undefined, Problem | undefined> {
  const { messages, instances, faults, deliveryFaults } = record;
  const problem =
    (yield* inInstances(record)) ??
    inWebhooks(record, webhookHttp) ??
    inDeliveries(record) ??
    inFaults(faults, 'faults') ??
    (deliveryFaults && inFaults(deliveryFaults, 'deliveryFaults'));
  return problem ?? (messages && (yield* inMessages(messages, instances)));
};
