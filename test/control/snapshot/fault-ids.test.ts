import { describe, expect, test } from 'vitest';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';

/** An account whose faults have other ids than 1, 2, 3; its snapshot; and what restores one. */
const saved = async () => {
  const built = await build({ seed: 'saved', apiKeys: ['key'] });
  const { control, wachat } = built;
  wachat.setFaults([{ operation: 'getQr', status: 500 }]);
  wachat.setFaults([
    { operation: 'getQr', status: 500 },
    { share: 0.5, status: 503 },
    { operation: 'logout', hang: true },
  ]);
  wachat.removeFault(2);
  wachat.addDeliveryFault({ drop: true });
  wachat.removeDeliveryFault(1);
  wachat.addDeliveryFault({ delay: '1h' });
  const { body: snapshot }: { body: Json } = await control.get('/snapshot');
  return { ...built, snapshot, restore: (body: unknown) => control.call('PUT', '/snapshot', { body }) };
};

describe('The ids of faults in a snapshot', () => {
  test('are the same after it was restored, and so is the next one', async () => {
    const { control, restore, snapshot, wachat } = await saved();
    const before = [wachat.faults(), wachat.deliveryFaults()];
    expect(before).toMatchObject([[{ id: 3 }, { id: 4 }], [{ id: 2 }]]);
    wachat.setFaults([]);
    expect((await restore(snapshot)).status).toBe(200);
    expect([wachat.faults(), wachat.deliveryFaults()]).toEqual(before);
    expect((await control.get('/snapshot')).body).toEqual(snapshot);
    expect([wachat.addFault({ hang: true }).id, wachat.addDeliveryFault({ drop: true }).id]).toEqual([5, 3]);
  });

  test('are absent as long as they are 1, 2, 3, as in a snapshot from before there were any', async () => {
    const { control, wachat } = await build();
    wachat.setFaults([{ hang: true }, { truncate: true }]);
    wachat.addFault({ status: 500 });
    const { body } = await control.get('/snapshot');
    expect(JSON.stringify(body.faults)).not.toContain('"id');
    expect(JSON.stringify(body)).not.toContain('deliveryFaults');
    wachat.reset();
    expect((await control.call('PUT', '/snapshot', { body })).status).toBe(200);
    expect(wachat.faults().map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(wachat.addFault({ hang: true }).id).toBe(4);
  });

  test('the same requests are hit by a share after a restore, although a fault before it is gone', async () => {
    const { origin, snapshot, restore } = await saved();
    const api = client(`${origin}/api/v1`, 'key');
    const statuses = async () => {
      expect((await restore(snapshot)).status).toBe(200);
      const all = [];
      for (let count = 0; count < 12; count++) all.push((await api.get('/instance/list')).status);
      return all;
    };
    const first = await statuses();
    expect(new Set(first).size).toBe(2);
    expect(await statuses()).toEqual(first);
  });

  test.each<readonly [string, (all: Json) => void, string]>([
    [
      'one fault without',
      (all) => {
        delete all.faults.faults[1].id;
      },
      '"faults.faults.1.id" must be there, as ids is.',
    ],
    [
      'ids, and nothing that says which were given',
      (all) => {
        delete all.deliveryFaults.ids;
      },
      '"deliveryFaults.faults.0.id" must be absent, as ids is.',
    ],
    [
      'two that are the same',
      (all) => {
        all.faults.faults[1].id = 3;
      },
      '"faults.faults.1.id" must be above the previous one, 3.',
    ],
    [
      'one from before the last list was set',
      (all) => {
        all.faults.faults[0].id = 1;
      },
      '"faults.faults.0.id" must be at least 2, the first one.',
    ],
    [
      'one that was not given yet',
      (all) => {
        all.faults.ids.last = 3;
      },
      '"faults.ids.last" must be at least 4, which is taken.',
    ],
    [
      'a first one far behind the last',
      (all) => {
        all.faults.faults = [];
        all.faults.ids = { first: 9, last: 7 };
      },
      '"faults.ids.last" must be at least 8, which was given before.',
    ],
    [
      'one that is no number',
      (all) => {
        all.faults.faults[0].id = '3';
      },
      '"faults.faults.0.id" must be a whole number from 1 to 900000000, not a string.',
    ],
    [
      'an unknown field',
      (all) => {
        all.faults.ids.frist = 1;
      },
      '"faults.ids" has an unknown field "frist" (did you mean "first"?).',
    ],
  ])('%s: 400, and nothing changes', async (_what, spoil, sentence) => {
    const { restore, snapshot, wachat } = await saved();
    const before = wachat.faults();
    const spoilt = structuredClone(snapshot);
    spoil(spoilt);
    const reply = await restore(spoilt);
    expect([reply.status, reply.body.error]).toEqual([400, sentence]);
    expect(wachat.faults()).toEqual(before);
  });
});
