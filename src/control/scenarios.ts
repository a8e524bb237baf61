import * as z from 'zod';
import { ShownState } from '../api/views.js';
import { eventNames } from '../domain/events.js';
import { recipients } from '../domain/recipients.js';
import { scenarios } from '../domain/scenarios.js';
import { json, operation } from '../http/operation.js';
import { success } from '../http/replies.js';
import { registry } from '../schema/registry.js';

const Sight = z
  .strictObject({
    time: z.number().register(registry, { description: 'Seconds after create.', example: 20 }),
    state: ShownState,
    event: z.enum(eventNames).nullable().register(registry, {
      description: 'The event that reports it; null when none does.',
      example: 'connection.update',
    }),
    code: z.int().nullable().register(registry, {
      description: 'statusReason or statusCode of the event; null when it has none.',
      example: 200,
    }),
  })
  .register(registry, { id: 'Sight', description: 'One thing that a client sees.' });

const Scenarios = z
  .strictObject({
    success,
    scenarios: z
      .array(
        z
          .strictObject({
            number: z
              .string()
              .register(registry, { description: 'The number to create an instance with.', example: '999000000001' }),
            name: z.string().register(registry, { description: 'Its name.', example: 'happy-slow' }),
            about: z
              .string()
              .register(registry, { description: 'What happens, in a sentence.', example: 'Scanned after 20 s.' }),
            threads: z
              .array(z.string())
              .register(registry, { description: 'Where real integrators ran into it.', example: [] }),
            course: z.array(Sight).register(registry, { description: 'What a client sees, in order.' }),
          })
          .register(registry, { id: 'Scenario', description: 'A course of events that a number picks.' }),
      )
      .register(registry, { description: 'In the order of their numbers.' }),
    recipients: z
      .array(
        z
          .strictObject({
            number: z.string().register(registry, { description: 'The number to send to.', example: '999000000103' }),
            name: z.string().register(registry, { description: 'Its name.', example: 'echoes' }),
            about: z.string().register(registry, {
              description: 'What it does, in a sentence.',
              example: 'Reads each message at once and answers with its text.',
            }),
          })
          .register(registry, {
            id: 'Recipient',
            description: 'A number to send to that always behaves in the same way.',
          }),
      )
      .register(registry, { description: 'The numbers to send to, in their order.' }),
  })
  .register(registry, { id: 'Scenarios' });

/** The scenarios as the control API and the handle list them. */
export const scenarioList = () =>
  scenarios.map(({ number, name, about, threads, course }) => ({
    number,
    name,
    about,
    threads: [...threads],
    course: course.map(([time, state, event, code]) => ({ time, state, event, code })),
  }));

/** The recipients, in the same way. */
export const recipientList = () => recipients.map(({ number, name, about }) => ({ number, name, about }));

export const getScenarios = operation({
  id: 'getScenarios',
  summary: 'List the scenarios',
  description:
    'Needs no key. An instance that is created with one of these numbers takes that course by itself; a recipient does what is said of it with what any instance sends to it.',
  key: 'none',
  input: {},
  replies: { 200: json('The scenarios.', Scenarios) },
  handle: () => ({ scenarios: scenarioList(), recipients: recipientList() }),
  examples: () => [{ name: 'cutShort', summary: 'Cut short' }],
});
