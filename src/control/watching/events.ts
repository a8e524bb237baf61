import * as z from 'zod';
import { create, sample, scanIt } from '../../api/samples.js';
import type { Account } from '../../domain/account.js';
import { eventNames, type NumberedEvent } from '../../domain/events.js';
import type { Emulator } from '../../emulator.js';
import { connectionUpdate } from '../../events/connection-update.js';
import { shown, shownFields } from '../../events/table.js';
import { json, operation } from '../../http/operation.js';
import { time } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { iso } from '../iso.js';
import { inOtherAccounts } from './elsewhere.js';
import { look, sendFound, sourceIn, type Searchable } from './lookout.js';
import { beforeNumber, found, names, ofConnection, oneOf, queryOf } from './query.js';
import { equals, type Source } from './search.js';

const EventQuery = queryOf(
  {
    event: oneOf(eventNames, 'Only this event.', 'connection.update'),
    ...names,
    ...ofConnection,
  },
  beforeNumber('the event with this id'),
);

const Event = z
  .strictObject({
    id: z.int().register(registry, { description: "Counts the account's events from 1.", example: 1 }),
    event: z.enum(eventNames).register(registry, { description: 'Its name.', example: 'connection.update' }),
    instanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
    time: time("When it happened, by the account's clock."),
    ...shownFields(),
  })
  .register(registry, { id: 'Event', description: 'Something that happened to an instance.' });
type Event = z.infer<typeof Event>;

const Events = z
  .strictObject({
    ...found(Event, 'ClosestEvent'),
    events: z.array(Event).register(registry, { description: 'Those that match, oldest first.' }),
  })
  .register(registry, { id: 'Events' });

const eventSource = (emulator: Emulator, account: Account, name?: string): Source<NumberedEvent> =>
  sourceIn(emulator, account, name, {
    items: () => emulator.eventsOf(account),
    dropped: () => emulator.eventsDropped(account),
    watch: ({ changed, ended }) =>
      emulator.attend(account, {
        happened: changed,
        changed(one) {
          if (one !== undefined && one === name && !account.instances.has(one)) ended();
        },
        ended,
      }),
  });

const viewOf = (event: NumberedEvent): Event => ({
  id: event.id,
  event: event.name,
  instanceName: event.instance,
  time: iso(event.time),
  ...shown(event),
});

/** What happened to instances, whether a webhook was told of it or not. */
export const searchableEvents: Searchable<z.output<typeof EventQuery>, NumberedEvent, Event> = {
  query: EventQuery,
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    return account && eventSource(emulator, account, instanceName);
  },
  isBefore:
    (_emulator, _key, before) =>
    ({ id }) =>
      id < before,
  checks: ({ event, instanceName, displayName, state, statusReason }, { displayNameOf }) => [
    ...equals<NumberedEvent>('event', event, ({ name }) => name),
    ...equals<NumberedEvent>('instanceName', instanceName, ({ instance }) => instance),
    ...equals<NumberedEvent>('displayName', displayName?.trim(), ({ instance }) => displayNameOf(instance)),
    ...equals<NumberedEvent>('state', state, (event) => connectionUpdate.view(event).state),
    ...equals<NumberedEvent>('statusReason', statusReason, (event) => connectionUpdate.view(event).statusReason),
  ],
  elsewhere: inOtherAccounts((emulator, account) => emulator.eventsKept(account)),
  view: () => viewOf,
  describe: ({ event, instanceName, state }) => `${event}${state === null ? '' : ` ${state}`} of ${instanceName}`,
};

export const getEvents = operation({
  id: 'getEvents',
  summary: 'List the events',
  description:
    'The events of the account, oldest first, whether a webhook was told of them or not. With wait, answers as soon as count of them match, or when the wait is over. QRs that change by themselves are included for the first 100 instances that pair at one time, and for all while somebody listens.',
  input: { querystring: EventQuery },
  replies: { 200: json('The events.', Events) },
  async handle(request, reply, emulator) {
    const found = await look(request, reply, emulator, searchableEvents, request.query);
    return sendFound(reply, 'events', Event, found);
  },
  examples: () => [
    {
      name: 'opened',
      summary: 'The instance has opened',
      before: [create, scanIt],
      query: 'event=connection.update&state=open',
    },
    { name: 'badState', summary: 'A parameter is wrong', query: 'state=opened' },
  ],
});
