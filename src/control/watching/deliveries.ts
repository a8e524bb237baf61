import * as z from 'zod';
import { create, lostDelivery, sample } from '../../api/samples.js';
import { deliveryNotFound, type Deliveries as Queues } from '../../delivery/deliveries.js';
import { bodyOf } from '../../delivery/payload.js';
import { DELIVERY_ID, deliveryId, type Delivery as Sent } from '../../delivery/record.js';
import { MOST_REDIRECTS } from '../../delivery/redirects.js';
import type { Account } from '../../domain/account.js';
import { eventNames } from '../../domain/events.js';
import type { Emulator } from '../../emulator.js';
import { connectionUpdate } from '../../events/connection-update.js';
import { json, operation } from '../../http/operation.js';
import { time } from '../../http/replies.js';
import { numberInQuery } from '../../schema/query-number.js';
import { registry } from '../../schema/registry.js';
import { iso } from '../iso.js';
import { inOtherAccounts } from './elsewhere.js';
import { look, sendFound, sourceIn, type Searchable } from './lookout.js';
import { withoutPictures } from './masking.js';
import { beforeText, flag, found, members, names, ofConnection, oneOf, queryOf, text } from './query.js';
import { equals, includes, mentions, type Source } from './search.js';

const statuses = ['waiting', 'delivering', 'delivered', 'failed', 'dropped'] as const;

const DeliveryQuery = queryOf(
  {
    event: oneOf(eventNames, 'Only this event.', 'connection.update'),
    ...names,
    webhook: numberInQuery('Only this webhook, by id.', 999_999_999, 1),
    status: oneOf(statuses, 'Only in this status.', 'delivered'),
    fault: text('a label', 'Only those that met this fault, by its label.', 'twice'),
    hasFault: flag('true: only those that met a fault; false: only the others.'),
    contains: text(
      'a text',
      'Only with this in the URL, the event, the instance, an error or the body, whatever the case: JSON without spaces, pictures left out.',
      'jakarta',
    ),
    ...ofConnection,
    body: members('Only what was or will be sent with these members; it may have more.', '{"data":{"state":"open"}}'),
  },
  beforeText('the id of a delivery', 'this delivery, by id', '1-1', DELIVERY_ID),
);

const Hop = z
  .strictObject({
    status: z.int().register(registry, { description: 'The status that redirected.', example: 307 }),
    method: z.enum(['POST', 'GET']).register(registry, {
      description: 'How the next URL is asked: GET, and so without the body, after 301, 302 and 303.',
      example: 'POST',
    }),
    url: z.string().register(registry, { description: 'Where it redirects to.', example: 'https://example.com/hook/' }),
  })
  .register(registry, { id: 'Hop', description: 'A redirect on the way of a POST.' });

const Attempt = z
  .strictObject({
    time: time("When, by the account's clock."),
    status: z
      .int()
      .nullable()
      .register(registry, { description: "The receiver's last status; null without an answer.", example: 200 }),
    error: z
      .string()
      .nullable()
      .register(registry, { description: 'Why there was no answer.', example: 'request failed: ECONNREFUSED' }),
    hops: z.array(Hop).register(registry, {
      description: `The redirects that were met, at most ${String(MOST_REDIRECTS)}; the last one may not have been followed.`,
      example: [],
    }),
  })
  .register(registry, { id: 'Attempt', description: 'One POST.' });

/** A delivery as the control API shows it. */
export const Delivery = z
  .strictObject({
    id: z.string().register(registry, { description: 'Webhook and number.', example: '1-1' }),
    webhookId: z.int().register(registry, { description: 'The webhook.', example: 1 }),
    url: z.string().register(registry, { description: 'Where it goes.', example: 'https://example.com/hook' }),
    event: z.enum(eventNames).register(registry, { description: 'The event.', example: 'connection.update' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    status: z.enum(statuses).register(registry, {
      description: 'Whether it waits, is in flight, was delivered, failed, or was dropped by a fault.',
      example: 'delivered',
    }),
    fault: z.string().nullable().register(registry, {
      description: 'The labels of the faults that it met; null for none.',
      example: 'twice',
    }),
    copyOf: z.string().nullable().register(registry, {
      description: 'The delivery that it repeats, by id: a fault duplicated it, or it was delivered once more by hand.',
      example: '1-1',
    }),
    waitsFor: z.enum(['time', 'next']).nullable().register(registry, {
      description:
        'What it waits for: the time in nextAttemptAt, or the next delivery of its webhook, since a fault swaps them, until that time at most; null when it does not wait, or only for its turn.',
      example: 'time',
    }),
    repeats: z.int().min(0).register(registry, {
      description: 'How often a fault has sent it again although it came; attempts has the newest POSTs then.',
      example: 0,
    }),
    createdAt: time('When the event happened.'),
    nextAttemptAt: time('When it is sent next; null when it is not, or for as soon as its turn comes.').nullable(),
    attempts: z.array(Attempt).register(registry, { description: 'The POSTs so far.' }),
    body: z.record(z.string(), z.unknown()).register(registry, { description: 'What was or will be sent.' }),
  })
  .register(registry, { id: 'Delivery', description: 'One event on its way to one webhook.' });
type Delivery = z.infer<typeof Delivery>;

const Deliveries = z
  .strictObject({
    ...found(Delivery, 'ClosestDelivery'),
    deliveries: z.array(Delivery).register(registry, { description: 'Those that match, oldest first.' }),
  })
  .register(registry, { id: 'Deliveries' });

const deliverySource = (emulator: Emulator, account: Account, deliveries: Queues, name?: string): Source<Sent> =>
  sourceIn(emulator, account, name, {
    items: deliveries.all,
    dropped: deliveries.dropped,
    watch({ changed, moved, ended }) {
      const stops = [
        deliveries.onChange((delivery) => {
          if (delivery === undefined) moved();
          else changed(delivery);
        }),
        // When the account ends, any delivery may have changed. Nor does who waits for all attend to all instances.
        ...(name === undefined ? [] : [account.watchers.add(name, { changed: () => undefined, ended })]),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    orderOf: ({ order }) => order,
    copyOf: (delivery) => ({ ...delivery }),
  });

const waitsFor = ({ nextAttempt, detour }: Sent): Delivery['waitsFor'] => {
  if (nextAttempt === null) return null;
  return detour === 'swap' ? 'next' : 'time';
};

/** A delivery as a test sees it. */
export const viewOf = (key: string, delivery: Sent): Delivery => {
  const { webhook, event, status, attempts, nextAttempt, fault, copyOf, repeats } = delivery;
  return {
    id: deliveryId(delivery),
    webhookId: webhook.id,
    url: webhook.url,
    event: event.name,
    instanceName: event.instance,
    status,
    fault: fault?.label ?? null,
    copyOf: copyOf === null ? null : deliveryId({ webhook, number: copyOf }),
    waitsFor: waitsFor(delivery),
    repeats,
    createdAt: iso(event.time),
    nextAttemptAt: nextAttempt === null ? null : iso(nextAttempt),
    attempts: attempts.map(({ time, status: answer, error, hops = [] }) => ({
      time: iso(time),
      status: answer,
      error,
      hops: [...hops],
    })),
    body: bodyOf(event, webhook, key),
  };
};

/** Payloads, each made once for all conditions that look at it in a row: that of a QR has a picture. */
const createPayloads = (key: string) => {
  let last: { readonly event: Sent['event']; readonly webhook: Sent['webhook']; readonly body: unknown } | undefined;
  return ({ event, webhook }: Sent): unknown => {
    if (last?.event !== event || last.webhook !== webhook) last = { event, webhook, body: bodyOf(event, webhook, key) };
    return last.body;
  };
};

/** What can be found by a part of it. */
const createTexts = (key: string) => {
  const payloadOf = createPayloads(key);
  return function* (delivery: Sent): Generator<string> {
    const { webhook, event, attempts } = delivery;
    yield `${webhook.url} ${event.name} ${event.instance}`;
    for (const { error } of attempts) if (error !== null) yield error;
    yield withoutPictures(JSON.stringify(payloadOf(delivery)));
  };
};

/** What was sent to webhooks, or is about to be. */
export const searchableDeliveries: Searchable<z.output<typeof DeliveryQuery>, Sent, Delivery> = {
  query: DeliveryQuery,
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    const deliveries = account && emulator.deliveriesOf(account);
    return account && deliveries && deliverySource(emulator, account, deliveries, instanceName);
  },
  isBefore(emulator, key, before) {
    const account = emulator.accounts.find(key);
    const all = (account && emulator.deliveriesOf(account)?.all()) ?? [];
    const limit = all.find((delivery) => deliveryId(delivery) === before)?.order;
    if (limit === undefined) throw deliveryNotFound();
    return ({ order }) => order < limit;
  },
  checks: (
    { event, instanceName, displayName, webhook, status, fault, hasFault, contains, state, statusReason, body },
    { key, displayNameOf },
  ) => [
    ...equals<Sent>('event', event, (delivery) => delivery.event.name),
    ...equals<Sent>('instanceName', instanceName, (delivery) => delivery.event.instance),
    ...equals<Sent>('displayName', displayName?.trim(), ({ event: { instance } }) => displayNameOf(instance)),
    ...equals<Sent>('webhook', webhook, (delivery) => delivery.webhook.id),
    ...equals<Sent>('status', status, (delivery) => delivery.status),
    ...equals<Sent>('fault', fault, (delivery) => delivery.fault?.label ?? null),
    ...equals<Sent>('hasFault', hasFault, (delivery) => delivery.fault !== null),
    ...equals<Sent>('state', state, (delivery) => connectionUpdate.view(delivery.event).state),
    ...equals<Sent>('statusReason', statusReason, (delivery) => connectionUpdate.view(delivery.event).statusReason),
    ...includes<Sent>('body', body, createPayloads(key)),
    ...mentions<Sent>('contains', contains, createTexts(key)),
  ],
  elsewhere: inOtherAccounts((emulator, account) =>
    account.hasWebhooks() ? (emulator.deliveriesOf(account)?.all() ?? []) : [],
  ),
  view: (key) => (delivery) => viewOf(key, delivery),
  describe: ({ id, event, instanceName, status, fault, waitsFor }) =>
    [
      `${id} ${event} of ${instanceName}`,
      waitsFor === 'next' ? `${status} for the next of its webhook` : status,
      ...(fault === null ? [] : [`fault: ${fault}`]),
    ].join(', '),
};

export const getDeliveries = operation({
  id: 'getDeliveries',
  summary: 'List the deliveries',
  description:
    'The deliveries to webhooks, oldest first. With wait, answers as soon as count of them match, or when the wait is over.',
  input: { querystring: DeliveryQuery },
  replies: { 200: json('The deliveries.', Deliveries) },
  errors: { 404: 'The delivery to go on below is not there, or no longer kept.' },
  async handle(request, reply, emulator) {
    const found = await look(request, reply, emulator, searchableDeliveries, request.query);
    return sendFound(reply, 'deliveries', Delivery, found);
  },
  examples: () => [
    { name: 'lost', summary: 'A fault has dropped them', before: lostDelivery, query: 'limit=1' },
    { name: 'none', summary: 'No webhook was sent anything', before: [create], query: 'event=connection.update' },
    { name: 'badWait', summary: 'A parameter is wrong', query: 'wait=long' },
    { name: 'noCursor', summary: 'There is nothing to go on below', query: 'before=1-1' },
  ],
});
