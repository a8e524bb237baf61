import * as z from 'zod';
import { create } from '../api/samples.js';
import { keyFrom } from '../http/caller.js';
import { json, noRoom, operation } from '../http/operation.js';
import { success } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { ADVANCE, readAdvance, readTime, SET } from './clock.js';
import { createControls } from './controls.js';
import { clockFields, ClockNow } from './fields.js';

const ONLY_TRUE = 'true or absent';
const CHANGES = ['freeze', 'run', 'advance', 'set'] as const;

const settle = z.boolean(mustBe('true or false')).optional().register(registry, {
  description: 'After each thing that happens, waits for its deliveries; at most 10 s in total.',
  example: false,
});
/** How a clock is moved, as the handle takes it. */
export const MoveOptions = z.object({ settle }, mustBe('an object such as { settle: true }'));

const ClockBody = z
  .object(
    {
      freeze: z
        .literal(true, mustBe(ONLY_TRUE))
        .optional()
        .register(registry, { description: 'Stops the clock.', example: true }),
      run: z
        .literal(true, mustBe(ONLY_TRUE))
        .optional()
        .register(registry, { description: 'Lets it run, from where it is.', example: true }),
      advance: z
        .union([z.string(), z.int()], mustBe(ADVANCE))
        .refine((value) => readAdvance(value) !== undefined, mustBe(ADVANCE))
        .optional()
        .register(registry, {
          description:
            'Moves it forward, by a text with a unit or a number of milliseconds; what falls due on the way happens, in order, before the answer.',
          example: '30m',
        }),
      set: z
        .string(mustBe(SET))
        .refine((text) => readTime(text) !== undefined, mustBe(SET))
        .optional()
        .register(registry, {
          description: 'Moves it to a time, forward or back; on the way back nothing happens.',
          example: '2026-07-01T00:00:00Z',
        }),
      settle,
    },
    mustBe(`a JSON object with one of ${CHANGES.join(', ')}`),
  )
  .refine((body) => CHANGES.filter((change) => body[change] !== undefined).length === 1, {
    error: `must have exactly one of ${CHANGES.join(', ')}`,
  })
  .register(registry, { id: 'ChangeClock', description: 'One change of the clock.' });

const ClockReply = z.strictObject({ success, clock: ClockNow }).register(registry, { id: 'Clock' });
const ClockMoved = z
  .strictObject({
    success,
    clock: z
      .strictObject({
        ...clockFields,
        happened: z.int().min(0).register(registry, { description: 'How many things fell due.', example: 3 }),
        stoppedShort: z.boolean().register(registry, {
          description: 'Whether it stopped at `now`, after 10,000 things, before the requested time.',
          example: false,
        }),
        unsettled: z.array(z.string()).register(registry, {
          description: 'With settle: the deliveries that had no answer after 10 s, by id.',
          example: [],
        }),
      })
      .register(registry, { id: 'MovedClock', description: "The account's clock, and what happened." }),
  })
  .register(registry, { id: 'ClockChanged' });

export const getClock = operation({
  id: 'getClock',
  summary: 'Read the clock',
  description: "The account's clock.",
  input: {},
  replies: { 200: json('The clock.', ClockReply) },
  handle: (request, _reply, emulator) => ({ clock: createControls(emulator, keyFrom(request)).clock() }),
  examples: () => [{ name: 'now', summary: 'What it says' }],
});

export const changeClock = operation({
  id: 'changeClock',
  summary: 'Move the clock',
  description:
    "Freezes the account's clock, lets it run, or moves it. What falls due on the way has happened, in order, when the answer comes; at most 10,000 things a call.",
  input: { body: ClockBody },
  replies: { 200: json('Moved.', ClockMoved) },
  errors: { 429: noRoom },
  async handle(request, _reply, emulator) {
    const { advance, set, ...rest } = request.body;
    const moved = await createControls(emulator, keyFrom(request)).changeClock({
      ...rest,
      advance: readAdvance(advance),
      set: readTime(set),
    });
    return { clock: { ...moved, unsettled: [...moved.unsettled] } };
  },
  examples: () => [
    { name: 'freeze', summary: 'Stop it', body: { freeze: true } },
    {
      name: 'advance',
      summary: 'Half an hour later; pairing has given up',
      before: [create],
      body: { advance: '30m' },
    },
    {
      name: 'settle',
      summary: 'A minute later, and the webhooks of that time are delivered',
      before: [create],
      body: { advance: '1m', settle: true },
    },
    { name: 'set', summary: 'To a time', body: { set: '2026-07-01T00:00:00Z' } },
    { name: 'run', summary: 'Let it run', body: { run: true } },
    { name: 'two', summary: 'Two changes at once', body: { freeze: true, run: true } },
  ],
});
