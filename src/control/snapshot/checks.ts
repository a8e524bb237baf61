import { problemWithUrl } from '../../api/webhook.js';
import type { Config } from '../../config.js';
import { actAt } from '../../domain/course.js';
import type { State } from '../../domain/lifecycle.js';
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

/** How the fields of an instance contradict one another. */
const problemOf = (instance: InstanceRecord, now: number): Problem | undefined => {
  const { integration, state, profile, course } = instance;
  if (integration === 'WHATSAPP-BUSINESS') {
    if (state !== 'open' && state !== 'closed')
      return { path: 'state', message: 'must be open or closed for WHATSAPP-BUSINESS' };
    if (profile !== null) return { path: 'profile', message: 'must be null for WHATSAPP-BUSINESS: it has no phone' };
    if (course !== undefined) return { path: 'course', message: 'must be absent for WHATSAPP-BUSINESS' };
    return undefined;
  }
  if (isLinked(state) !== (profile !== null))
    return { path: 'profile', message: `must be ${isLinked(state) ? 'a phone' : 'null'} in the state ${state}` };
  return course && problemWith(instance, course, now);
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

const inDeliveries = ({ webhooks, deliveries }: EmulatorRecord): Problem | undefined => {
  const ids = new Set(webhooks.list.map(({ id }) => id));
  const orders = new Set<number>();
  for (const [index, { webhook, count, waiting }] of deliveries.queues.entries()) {
    const at = `deliveries.queues.${String(index)}`;
    if (!ids.delete(webhook))
      return { path: `${at}.webhook`, message: 'must be the id of one of the webhooks, each only once' };
    const place = (field: string) => (one: number) => `${at}.waiting.${String(one)}.${field}`;
    const problem =
      rising(
        waiting.map(({ number }) => number),
        count,
        place('number'),
        `${at}.count`,
      ) ??
      rising(
        waiting.map(({ order }) => order),
        deliveries.count,
        place('order'),
        'deliveries.count',
      );
    if (problem !== undefined) return problem;
    for (const [one, { order }] of waiting.entries()) {
      if (orders.has(order)) return { path: place('order')(one), message: 'must be unique' };
      orders.add(order);
    }
  }
  return undefined;
};

/** The first thing in a snapshot that contradicts the rest of it or these settings. It yields between the instances. */
export const contradictionIn = function* (
  record: EmulatorRecord,
  { webhookHttp }: Config,
): Generator<undefined, Problem | undefined> {
  return (yield* inInstances(record)) ?? inWebhooks(record, webhookHttp) ?? inDeliveries(record);
};
