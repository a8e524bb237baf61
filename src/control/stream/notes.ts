import * as z from 'zod';
import { sample } from '../../api/samples.js';
import { operationNames } from '../../api/routes.js';
import { displayName, ShownState } from '../../api/views.js';
import { connectionStates, eventNames } from '../../domain/events.js';
import { states } from '../../domain/lifecycle.js';
import { messageStatuses, messageTypes } from '../../domain/message.js';
import { time } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { version } from '../../version.js';
import { Delivery } from '../watching/deliveries.js';
import { ClockNow } from '../fields.js';

/** The name of an event of a stream: which kind of note it is. */
export type NoteKind = keyof typeof data;
/** What a note of a kind says. */
export type NoteData<Kind extends NoteKind = NoteKind> = z.input<(typeof data)[Kind]>;

/** What an id looks like. */
export const SAMPLE_ID = '5f0c9a7be2d41c83.1-17';

const technicalName = (description: string) =>
  z.string().register(registry, { description, example: sample.technicalName });

const data = {
  hello: z
    .strictObject({
      version: z.string().register(registry, { description: 'The version of the emulator.', example: version }),
      clock: ClockNow,
      resumed: z.boolean().register(registry, {
        description: 'Whether it goes on after the note that lastEventId named, with all that came since.',
        example: false,
      }),
    })
    .register(registry, { id: 'HelloNote', description: 'The first note of each stream.' }),
  request: z
    .strictObject({
      id: z.int().register(registry, { description: 'Its id in the list of requests.', example: 1 }),
      time: time("When it was answered, by the account's clock."),
      method: z.string().register(registry, { description: 'The HTTP method.', example: 'POST' }),
      path: z.string().register(registry, {
        description: 'As it was sent, without the query; keys masked.',
        example: '/api/v1/instance/create',
      }),
      operation: z.enum(operationNames).nullable().register(registry, {
        description: 'The operationId; null for an unknown path, a wrong method and what is not implemented.',
        example: 'createInstance',
      }),
      instanceName: z.string().nullable().register(registry, {
        description: 'The instance that it was about, by technical name.',
        example: sample.technicalName,
      }),
      status: z
        .int()
        .nullable()
        .register(registry, { description: 'The status of the answer; null when none came.', example: 201 }),
      duration: z.number().register(registry, { description: 'Milliseconds until the answer.', example: 1.2 }),
      warnings: z
        .boolean()
        .register(registry, { description: 'Whether the caller was warned of anything.', example: false }),
      fault: z.string().nullable().register(registry, { description: 'The fault that hit it.', example: null }),
    })
    .register(registry, { id: 'RequestNote', description: 'A request to the imitated API was answered.' }),
  event: z
    .strictObject({
      id: z.int().register(registry, { description: 'Its id in the list of events.', example: 1 }),
      name: z.enum(eventNames).register(registry, { description: 'Its name.', example: 'connection.update' }),
      instanceName: technicalName('Technical name.'),
      time: time("When it happened, by the account's clock."),
      state: z
        .enum(connectionStates)
        .nullable()
        .register(registry, { description: 'The state in a connection.update; null in others.', example: 'open' }),
    })
    .register(registry, { id: 'EventNote', description: 'Something happened to an instance.' }),
  delivery: z
    .strictObject({
      id: z.string().register(registry, { description: 'Its id in the list of deliveries.', example: '1-1' }),
      webhookId: z.int().register(registry, { description: 'The webhook.', example: 1 }),
      event: z.enum(eventNames).register(registry, { description: 'What it tells.', example: 'connection.update' }),
      instanceName: technicalName('Technical name.'),
      status: Delivery.shape.status,
      attempts: z.int().min(0).register(registry, { description: 'How many POSTs there were so far.', example: 1 }),
      httpStatus: z.int().nullable().register(registry, {
        description: "The receiver's last status; null before the first answer, or if the last POST got none.",
        example: 200,
      }),
    })
    .register(registry, { id: 'DeliveryNote', description: 'A delivery is new or has changed.' }),
  message: z
    .strictObject({
      id: z.string().register(registry, { description: 'Its id.', example: '3EB015F393D49B570520E3' }),
      instanceName: technicalName('Technical name.'),
      chat: z
        .string()
        .register(registry, { description: 'The address of the other side.', example: '6281298765432@s.whatsapp.net' }),
      fromMe: z.boolean().register(registry, { description: 'Whether the instance sent it.', example: true }),
      type: z.enum(messageTypes).register(registry, { description: 'What it is.', example: 'text' }),
      status: z.enum(messageStatuses).register(registry, { description: 'How far it has come.', example: 'delivered' }),
    })
    .register(registry, { id: 'MessageNote', description: 'A message is new or has changed.' }),
  chat: z
    .strictObject({
      instanceName: technicalName('Technical name.'),
      chat: z
        .string()
        .register(registry, { description: 'The address of the other side.', example: '6281298765432@s.whatsapp.net' }),
      blocked: z
        .boolean()
        .register(registry, { description: "Whether the other side blocks the instance's number.", example: true }),
    })
    .register(registry, {
      id: 'ChatNote',
      description: 'Somebody blocked the number of an instance, or no longer does.',
    }),
  instance: z
    .strictObject({
      change: z
        .enum(['created', 'changed', 'deleted'])
        .register(registry, { description: 'What became of it.', example: 'changed' }),
      apiInstanceName: technicalName('Technical name.'),
      instanceName: displayName('Display name.'),
      phase: z
        .enum(states)
        .nullable()
        .register(registry, { description: 'The exact state; null once it is deleted.', example: 'pairing' }),
      state: z
        .enum(ShownState.options)
        .nullable()
        .register(registry, { description: 'The state as clients see it; null once it is deleted.', example: 'open' }),
    })
    .register(registry, {
      id: 'InstanceNote',
      description: 'An instance was created, deleted, or its state or QR changed.',
    }),
  clock: ClockNow,
  faults: z
    .strictObject({})
    .register(registry, { id: 'FaultsNote', description: 'Faults were set, or one has matched or fired.' }),
  webhooks: z
    .strictObject({})
    .register(registry, { id: 'WebhooksNote', description: 'A webhook was created, changed or deleted.' }),
  gap: z
    .strictObject({
      reason: z.enum(['restarted', 'reset', 'behind']).register(registry, {
        description:
          'Why what was before cannot be told: the emulator was restarted; the account was reset, restored or deleted; or there was more than is kept, or than the reader took.',
        example: 'behind',
      }),
    })
    .register(registry, { id: 'GapNote', description: 'Something is missing here: read the lists anew.' }),
} as const;

/** Describes a schema whose type is not known yet. */
const described = <Schema extends z.ZodType>(schema: Schema, description: string): Schema => {
  const plain: z.ZodType = schema;
  plain.register(registry, { description });
  return schema;
};

/** An event of the stream as the document has it. */
const noteOf = <const Kind extends NoteKind>(kind: Kind) =>
  z.strictObject({
    id: z.string().register(registry, {
      description: 'Which note it is: what Last-Event-ID and lastEventId take.',
      example: SAMPLE_ID,
    }),
    event: described(z.literal(kind), 'Its kind.'),
    data: data[kind],
  });

export const StreamNote = z
  .discriminatedUnion('event', [
    noteOf('hello'),
    noteOf('request'),
    noteOf('event'),
    noteOf('delivery'),
    noteOf('message'),
    noteOf('chat'),
    noteOf('instance'),
    noteOf('clock'),
    noteOf('faults'),
    noteOf('webhooks'),
    noteOf('gap'),
  ])
  .register(registry, { id: 'StreamNote', description: 'An event of the stream; its data is one line of JSON.' });

/** A note as it is sent. */
export const textOf = <Kind extends NoteKind>(id: string, kind: Kind, said: NoteData<Kind>): string =>
  `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(said)}\n\n`;
