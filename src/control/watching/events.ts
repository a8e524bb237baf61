import * as z from 'zod';
import { create, sample, scanIt } from '../../api/samples.js';
import type { Account } from '../../domain/account.js';
import { eventNames, type DomainEvent } from '../../domain/events.js';
import type { Emulator } from '../../emulator.js';
import { json, operation } from '../../http/operation.js';
import { time } from '../../http/replies.js';
import { registry } from '../../schema.js';
import { iso } from '../iso.js';
import { isGone, isReset, look, nothing, type Kind } from './kind.js';
import { amount, found, instanceName, oneOf, whole } from './query.js';
import { equals, type Source } from './search.js';

const states = ['connecting', 'open', 'close', 'refused'] as const;

const EventQuery = z.object({
  event: oneOf(eventNames, 'Only this event.', 'connection.update'),
  instanceName,
  state: oneOf(states, 'Only connection.update with this state.', 'open'),
  statusReason: whole('Only connection.update with this statusReason.', 599, 200, 100),
  ...amount,
});

const Event = z
  .strictObject({
    event: z.string().register(registry, { description: 'Its name.', example: 'connection.update' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    time: time("When it happened, by the account's clock."),
    state: z
      .string()
      .nullable()
      .register(registry, { description: 'The state that a connection.update tells of.', example: 'open' }),
    statusReason: z
      .int()
      .nullable()
      .register(registry, { description: 'The code that a connection.update carries.', example: 200 }),
    qrcode: z
      .strictObject({
        code: z.string().register(registry, { description: 'The text inside the QR.' }),
        pairingCode: z.string().nullable().register(registry, { description: 'For typing in place of scanning.' }),
        count: z.int().register(registry, { description: 'Which QR of this pairing it is, from 1.', example: 1 }),
      })
      .nullable()
      .register(registry, { description: 'The QR of a qrcode.updated; null when the last one has expired.' }),
  })
  .register(registry, { id: 'Event', description: 'Something that happened to an instance.' });
type Event = z.infer<typeof Event>;

const Events = z
  .strictObject({
    ...found(Event, 'ClosestEvent'),
    events: z.array(Event).register(registry, { description: 'Those that fit, oldest first.' }),
  })
  .register(registry, { id: 'Events' });

const eventSource = (emulator: Emulator, account: Account, name?: string): Source<DomainEvent> => ({
  read: () =>
    isReset(emulator, account) ? nothing : { items: account.events.all(), dropped: account.events.dropped() },
  watch: (look) => emulator.attend(account, look),
  isOver: isGone(emulator, account, name),
});

const stateOf = (event: DomainEvent): string | null => (event.name === 'connection.update' ? event.state : null);
const reasonOf = (event: DomainEvent): number | null =>
  event.name === 'connection.update' ? event.statusReason : null;

const viewOf = (event: DomainEvent): Event => {
  const qr = event.name === 'qrcode.updated' ? event.qr?.() : undefined;
  return {
    event: event.name,
    instanceName: event.instance,
    time: iso(event.time),
    state: stateOf(event),
    statusReason: reasonOf(event),
    qrcode: qr === undefined ? null : { code: qr.code, pairingCode: qr.pairingCode, count: qr.count },
  };
};

/** What happened to instances, whether a webhook was told of it or not. */
export const eventKind: Kind<z.output<typeof EventQuery>, DomainEvent, Event> = {
  query: EventQuery,
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    return account && eventSource(emulator, account, instanceName);
  },
  checks: ({ event, instanceName, state, statusReason }) => [
    ...equals<DomainEvent>('event', event, ({ name }) => name),
    ...equals<DomainEvent>('instanceName', instanceName, ({ instance }) => instance),
    ...equals<DomainEvent>('state', state, stateOf),
    ...equals<DomainEvent>('statusReason', statusReason, reasonOf),
  ],
  view: () => viewOf,
  describe: ({ event, instanceName, state }) => `${event}${state === null ? '' : ` ${state}`} of ${instanceName}`,
};

export const getEvents = operation({
  id: 'getEvents',
  summary: 'See what happened',
  description:
    'The events of the account, oldest first, whether a webhook was told of them or not. With wait, answers as soon as as many fit as count says, or when the wait is over. QRs that change by themselves are among them for the first 100 instances that pair at one time, and for all while somebody listens.',
  input: { querystring: EventQuery },
  replies: { 200: json('The events.', Events) },
  async handle(request, reply, emulator) {
    const { items: events, ...rest } = await look(request, reply, emulator, eventKind, request.query);
    return { ...rest, events };
  },
  examples: () => [
    {
      name: 'opened',
      summary: 'The instance was opened',
      before: [create, scanIt],
      query: 'event=connection.update&state=open',
    },
    { name: 'badState', summary: 'A parameter is wrong', query: 'state=opened' },
  ],
});
