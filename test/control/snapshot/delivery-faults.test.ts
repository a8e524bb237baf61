import { describe, expect, test } from 'vitest';
import type { DeliveryFault } from '../../../src/index.js';
import type { Json } from '../../support/client.js';
import { hooked } from '../../support/webhook.js';

const faults: readonly DeliveryFault[] = [
  { name: 'again', event: 'connection.update', nth: 1, repeat: true, encoding: 'unusual' },
  { name: 'late', event: 'connection.update', nth: 2, delay: '1h' },
  { name: 'swapped', event: 'connection.update', nth: 3, swap: true, signature: 'wrong' },
];

/** The snapshot of an account with a delivery of each kind, and what restores it. */
const saved = async () => {
  const all = await hooked(undefined, { seed: 'saved', apiKeys: ['key'] });
  all.wachat.setDeliveryFaults(faults);
  const name = await all.create();
  await all.settle();
  all.wachat.scan({ instanceName: name });
  await all.settle();
  const { body: snapshot }: { body: Json } = await all.control.get('/snapshot');
  return { ...all, name, snapshot, restore: (body: unknown) => all.control.call('PUT', '/snapshot', { body }) };
};

describe('A snapshot with faults of deliveries', () => {
  test('has what they hold back and repeat, and how often they fired', async () => {
    const { snapshot } = await saved();
    expect(snapshot.deliveryFaults).toMatchObject({
      round: 1,
      faults: [
        { fault: faults[0], seen: 3, fired: 1 },
        { fault: faults[1], seen: 3, fired: 1 },
        { fault: faults[2], seen: 3, fired: 1 },
      ],
    });
    expect(snapshot.deliveries.queues[0].waiting).toMatchObject([
      {
        number: 1,
        detour: 'repeat',
        isRepeated: true,
        repeats: 1,
        attempts: [{ status: 200 }],
        fault: { label: 'again', encoding: ['slashes', 'numbers', 'spacing', 'unicode'] },
      },
      { number: 4, detour: 'swap', fault: { label: 'swapped', signature: 'wrong' } },
      { number: 3, detour: 'delay', fault: { label: 'late' } },
    ]);
  });

  test('is the same again after it was restored, in whatever state it was saved', async () => {
    const { control, restore, snapshot } = await saved();
    expect((await restore(snapshot)).status).toBe(200);
    expect((await control.get('/snapshot')).body).toEqual(snapshot);
  });

  test('without any has nothing of them', async () => {
    const { control, create } = await hooked();
    await create();
    const { bytes } = await control.get('/snapshot');
    expect(bytes.toString()).not.toMatch(/deliveryFaults|detour|repeat|copyOf|"fault":null/);
  });

  const at = 'deliveries.queues.0.waiting';
  test.each<readonly [string, (all: Json, waiting: Json) => void, string]>([
    [
      'a fault that is none',
      (all) => {
        all.deliveryFaults.faults[0].fault.drop = true;
      },
      '"deliveryFaults.faults.0.fault.repeat" cannot be combined',
    ],
    [
      'an unknown field',
      (all) => {
        all.deliveryFaults.rounds = 1;
      },
      '"deliveryFaults" has an unknown field "rounds" (did you mean "round"?).',
    ],
    [
      'no count',
      (all) => {
        delete all.deliveryFaults.faults[0].seen;
      },
      '"deliveryFaults.faults.0.seen" is required',
    ],
    [
      'a number twice',
      (_all, waiting) => {
        waiting[1].number = 1;
      },
      `"${at}.1.number" must be unique.`,
    ],
    [
      'a number too high',
      (_all, waiting) => {
        waiting[1].number = 99;
      },
      '"deliveries.queues.0.count" must be at least 99, which is taken.',
    ],
    [
      'an order too high',
      (_all, waiting) => {
        waiting[1].order = 99;
      },
      '"deliveries.count" must be at least 99, which is taken.',
    ],
    [
      'an order twice',
      (_all, waiting) => {
        waiting[1].order = waiting[0].order;
      },
      `"${at}.1.order" must be unique.`,
    ],
    [
      'a detour without a fault',
      (_all, waiting) => {
        delete waiting[1].fault;
      },
      `"${at}.1.fault" must be there: only a fault delays, swaps or repeats a delivery.`,
    ],
    [
      'a detour without an end',
      (_all, waiting) => {
        waiting[1].nextAttempt = null;
      },
      `"${at}.1.nextAttempt" must be a time when there is a detour.`,
    ],
    [
      'an unknown detour',
      (_all, waiting) => {
        waiting[1].detour = 'swop';
      },
      `"${at}.1.detour" must be one of delay, swap, repeat (did you mean "swap"?).`,
    ],
    [
      'two that wait for the next',
      (_all, waiting) => {
        waiting[2].detour = 'swap';
      },
      `"${at}.2.detour" must not be swap twice: only one waits for the next.`,
    ],
    [
      'a repetition of what never came',
      (_all, waiting) => {
        delete waiting[0].repeats;
      },
      `"${at}.0.repeats" must be above 0, and isRepeated true, when it is sent again.`,
    ],
    [
      'a copy of a later one',
      (_all, waiting) => {
        waiting[0].copyOf = 2;
      },
      `"${at}.0.copyOf" must be the number of an earlier delivery.`,
    ],
    [
      'a label that breaks a header',
      (_all, waiting) => {
        waiting[0].fault.label = 'a\r\nb';
      },
      `"${at}.0.fault.label" must be a string of 1 to 400 characters without control characters.`,
    ],
    [
      'an unknown encoding',
      (_all, waiting) => {
        waiting[0].fault.encoding = ['slash'];
      },
      `"${at}.0.fault.encoding.0" must be one of slashes, numbers, spacing, unicode`,
    ],
    [
      'an unknown signature',
      (_all, waiting) => {
        waiting[1].fault.signature = 'old';
      },
      `"${at}.1.fault.signature" must be one of wrong, stale, missing.`,
    ],
  ])('%s is refused, and changes nothing', async (_what, spoil, sentence) => {
    const { control, restore, snapshot } = await saved();
    const spoiled = structuredClone(snapshot);
    spoil(spoiled, spoiled.deliveries.queues[0].waiting);
    const { status, body } = await restore(spoiled);
    expect(status).toBe(400);
    expect(body.error).toContain(sentence);
    expect((await control.get('/snapshot')).body).toEqual(snapshot);
  });

  test('a repetition that has been due for years is made once', async () => {
    const { receiver, restore, settle, snapshot } = await saved();
    snapshot.deliveries.queues[0].waiting[0].nextAttempt = 0;
    receiver.received.length = 0;
    expect((await restore(snapshot)).status).toBe(200);
    await settle();
    expect(receiver.received).toHaveLength(1);
  });
});
