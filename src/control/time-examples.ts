import { get, post, type Example } from '../http/example.js';
import { create } from '../api/sample-calls.js';

const CLOCK = '/_emulator/clock';

/** Examples of the clock. */
export const timeExamples: readonly Example[] = [
  { operationId: 'getClock', name: 'now', summary: 'What it says', call: get(CLOCK) },
  { operationId: 'changeClock', name: 'freeze', summary: 'Stop it', call: post(CLOCK, { freeze: true }) },
  {
    operationId: 'changeClock',
    name: 'advance',
    summary: 'Half an hour later; pairing has given up',
    before: [create],
    call: post(CLOCK, { advance: '30m' }),
  },
  {
    operationId: 'changeClock',
    name: 'settle',
    summary: 'A minute later, and the webhooks of that time are delivered',
    before: [create],
    call: post(CLOCK, { advance: '1m', settle: true }),
  },
  {
    operationId: 'changeClock',
    name: 'set',
    summary: 'To a time',
    call: post(CLOCK, { set: '2026-07-01T00:00:00Z' }),
  },
  { operationId: 'changeClock', name: 'run', summary: 'Let it run', call: post(CLOCK, { run: true }) },
  {
    operationId: 'changeClock',
    name: 'two',
    summary: 'Two changes at once',
    call: post(CLOCK, { freeze: true, run: true }),
  },
];
