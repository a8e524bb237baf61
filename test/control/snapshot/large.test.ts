import { describe, expect, test } from 'vitest';
import { nextTurn } from '../../../src/domain/time-source.js';
import { client, type Json } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';

/** A snapshot of so many instances that it takes many slices of time. */
const largeOf = async (count = 20_000, options: Parameters<typeof build>[0] = {}) => {
  const built = await build(options);
  const { api, control, wachat, origin } = built;
  await api.create({ instanceName: 'shop' });
  const { body: snapshot }: { body: Json } = await control.get('/snapshot');
  const [one] = snapshot.instances;
  snapshot.lastSequence = count;
  snapshot.instances = Array.from({ length: count }, (_, index) => ({
    ...one,
    sequence: index + 1,
    technicalName: `t1_${(1_000_000 + index).toString(36)}_shop`,
  }));
  wachat.reset();
  const other = client(`${origin}/_emulator`, 'another-key');
  const text = JSON.stringify(snapshot);
  const restore = (by = control, body: unknown = text) => by.call('PUT', '/snapshot', { body });
  const countInAll = (): number => wachat.accounts().reduce((sum, { instances }) => sum + instances.count, 0);
  return { ...built, snapshot, text, restore, other, countInAll };
};

/** Does something again and again until a call is answered; returns how often it was done by then. */
const until = async (call: Promise<unknown>, act: () => Promise<unknown>): Promise<number> => {
  const state = { isOver: false, count: 0 };
  const over = call.then(() => {
    state.isOver = true;
  });
  for (;;) {
    await act();
    if (state.isOver) break;
    state.count++;
  }
  await over;
  return state.count;
};

describe('a large snapshot', () => {
  test('gives way to other requests, when it is restored and when it is taken', async () => {
    const { control, restore, snapshot } = await largeOf();
    const answer = restore();
    expect(await until(answer, () => control.get('/health'))).toBeGreaterThanOrEqual(5);
    expect((await answer).status).toBe(200);
    const taking = control.get('/snapshot');
    expect(await until(taking, () => control.get('/health'))).toBeGreaterThanOrEqual(2);
    expect((await taking).body).toEqual(snapshot);
  });

  test('whose last instance is wrong gives way, too, and changes nothing', async () => {
    const { api, control, restore, snapshot } = await largeOf();
    await api.create({ instanceName: 'stays' });
    const before = (await control.get('/snapshot')).bytes;
    snapshot.instances.at(-1).state = 'no';
    const answer = restore(control, snapshot);
    expect(await until(answer, () => control.get('/health'))).toBeGreaterThanOrEqual(5);
    expect((await answer).body.error).toMatch(/^"instances\.19999\.state" must be one of /);
    expect((await control.get('/snapshot')).bytes).toEqual(before);
  });

  test('is not there before it is there whole, and what happens meanwhile is gone then', async () => {
    const { api, control, restore } = await largeOf();
    const { answer } = await begin(() => restore());
    const counts: number[] = [];
    await until(answer, async () => {
      await api.create({ instanceName: 'meanwhile' });
      counts.push((await control.get('/instances?limit=1')).body.count);
    });
    const { count } = (await control.get('/instances?limit=1')).body;
    // One may have been created after it.
    expect([20_000, 20_001]).toContain(count);
    expect(counts.filter((seen) => seen > 2_000 && seen < 20_000)).toEqual([]);
  });

  test('and another at the same time leave one of the two, and count once', async () => {
    const { restore, snapshot, control, countInAll } = await largeOf();
    const fewer = { ...snapshot, instances: snapshot.instances.slice(0, 10_000) };
    const answers = await Promise.all([restore(), restore(control, fewer), restore(control, fewer)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const count = countInAll();
    expect([10_000, 20_000]).toContain(count);
    expect((await control.get('/instances?limit=1')).body.count).toBe(count);
    expect((await control.post('/reset')).status).toBe(200);
    expect(countInAll()).toBe(0);
  });

  test('is refused if there is no room for it any more when it is ready', async () => {
    const { other, restore, countInAll } = await largeOf(20_000, { maxInstances: 30_000 });
    const answers = await Promise.all([restore(), restore(other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
    expect(countInAll()).toBe(20_000);
  });

  test('that is under way when the emulator ends does no harm', async () => {
    const { restore, wachat } = await largeOf();
    const { answer } = await begin(() => restore());
    const cut = expect(answer).rejects.toThrow();
    await wachat.close();
    await cut;
    for (let turn = 0; turn < 300; turn++) await nextTurn();
    expect(wachat.instances()).toEqual([]);
  });
});
