import { describe, expect, test, vi } from 'vitest';
import {
  equals,
  find,
  waitUntilFound,
  type Observer,
  type Search,
  type Source,
} from '../../../src/control/watching/search.js';
import { build } from '../../support/emulator.js';

type Item = { readonly name: string; readonly state: string };

/** A place with items that change, and how often they were looked at. */
const createPlace = (count: number) => {
  const items = new Map<string, Item>();
  for (let index = 0; index < count; index++) items.set(`i${String(index)}`, { name: `i${String(index)}`, state: 'a' });
  const observers = new Set<Observer<Item>>();
  let isOver = false;
  let looks = 0;
  const source: Source<Item> = {
    items: () => items.values(),
    dropped: () => 0,
    watch(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    keyOf: ({ name }) => name,
    isOver: () => isOver,
  };
  const searchFor = (state: string, wanted = 1): Search<Item> => ({
    checks: equals<Item>('state', state, (item) => {
      looks++;
      return item.state;
    }),
    count: wanted,
    limit: 100,
  });
  return {
    source,
    searchFor,
    observers,
    /** How often anybody has looked at an item since this was called before. */
    looks(): number {
      const since = looks;
      looks = 0;
      return since;
    },
    change(name: string, state: string): void {
      const item = { name, state };
      items.set(name, item);
      for (const observer of [...observers]) observer.changed(item);
    },
    remove(name: string): void {
      items.delete(name);
      for (const observer of [...observers]) observer.gone(name);
    },
    /** Changes an item without telling what has changed. */
    move(name: string, state: string): void {
      items.set(name, { name, state });
      for (const observer of [...observers]) observer.moved();
    },
    end(): void {
      isOver = true;
      for (const observer of [...observers]) observer.ended();
    },
  };
};

/** Lets everything happen that waits for nothing but its turn. */
const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

describe('A wait', () => {
  test('looks at everything once, and then at each change once, whatever else there is', async () => {
    const place = createPlace(1_000);
    const waits = Array.from({ length: 30 }, () =>
      waitUntilFound(place.source, place.searchFor('b', 5), new AbortController().signal),
    );
    let looks = 0;
    // They give way to one another.
    while (looks < 30 * 1_000) {
      await rest();
      looks += place.looks();
    }
    await rest();
    expect(looks + place.looks()).toBe(30 * 1_000);
    for (let turn = 0; turn < 4; turn++) place.change(`i${String(turn)}`, 'b');
    expect(place.looks()).toBe(30 * 4);
    place.change('i4', 'b');
    expect(place.looks()).toBe(30);
    for (const found of await Promise.all(waits)) {
      expect(found).toMatchObject({ satisfied: true, count: 5, ended: false });
      expect(found.items.map(({ name }) => name)).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    }
    expect(place.looks()).toBe(0);
    expect(place.observers.size).toBe(0);
  });

  test('misses nothing that is true for a moment only', async () => {
    const place = createPlace(10);
    const wait = waitUntilFound(place.source, place.searchFor('b'), new AbortController().signal);
    await rest();
    place.change('i3', 'b');
    place.change('i3', 'a');
    expect(await wait).toMatchObject({ satisfied: true, items: [{ name: 'i3', state: 'b' }] });
  });

  test('counts what matches at one time, not what has matched', async () => {
    const place = createPlace(10);
    const wait = waitUntilFound(place.source, place.searchFor('b', 2), new AbortController().signal);
    await rest();
    place.change('i1', 'b');
    place.change('i1', 'a');
    place.change('i2', 'b');
    place.remove('i2');
    place.change('i3', 'b');
    await rest();
    expect(place.observers.size).toBe(1);
    place.change('i4', 'b');
    expect((await wait).items.map(({ name }) => name)).toEqual(['i3', 'i4']);
  });

  test('looks at everything again when anything may have changed', async () => {
    const place = createPlace(10);
    const wait = waitUntilFound(place.source, place.searchFor('b'), new AbortController().signal);
    await rest();
    place.move('i5', 'b');
    expect(await wait).toMatchObject({ satisfied: true, items: [{ name: 'i5' }] });
  });

  test('ends with what comes closest when it is over, and when nothing more will come', async () => {
    for (const isOver of [true, false]) {
      const place = createPlace(10);
      const over = new AbortController();
      const wait = waitUntilFound(place.source, place.searchFor('b'), over.signal);
      await rest();
      if (isOver) over.abort();
      else place.end();
      expect(await wait).toMatchObject({
        satisfied: false,
        ended: !isOver,
        closest: [{ item: { name: 'i9' } }, {}, {}],
      });
      expect(place.observers.size).toBe(0);
    }
  });
});

describe('A search', () => {
  test('looks at each item once, and says what comes closest, the newest first', async () => {
    const place = createPlace(500);
    const found = await find(place.source, place.searchFor('b'));
    // Three are looked at once more, to say what was seen.
    expect(place.looks()).toBe(503);
    expect(found.closest.map(({ item }) => item.name)).toEqual(['i499', 'i498', 'i497']);
  });

  test('gives way to others when it takes long', async () => {
    const place = createPlace(200_000);
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await find(place.source, place.searchFor('b'));
    isDone = true;
    expect(turns).toBeGreaterThan(1);
  });

  test('by body parses each body once, whatever the number of members and of waits', async () => {
    const { api, control } = await build();
    const ENTRIES = 60;
    for (let index = 0; index < ENTRIES; index++)
      await api.create({ instanceName: `shop ${String(index)}`, mark: index });
    const parse = vi.spyOn(JSON, 'parse');
    const bodies = () => parse.mock.calls.filter(([text]) => text.startsWith('{"instanceName":"shop')).length;
    const wanted = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`m${String(index)}`, index]));
    const query = `body=${encodeURIComponent(JSON.stringify({ instanceName: 'none', ...wanted }))}`;
    try {
      const { count, closest } = (await control.get(`/requests?${query}`)).body;
      expect(count).toBe(0);
      expect(closest[0].conditions).toHaveLength(51);
      // The three that come closest are shown, too, and for that masked once more.
      expect(bodies()).toBeLessThanOrEqual(ENTRIES + 3);
      const before = bodies();
      await Promise.all(Array.from({ length: 10 }, () => control.get(`/requests?${query}&wait=1ms`)));
      expect(bodies() - before).toBeLessThanOrEqual(10 * 3);
    } finally {
      parse.mockRestore();
    }
  });
});
