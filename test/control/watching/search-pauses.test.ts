import { describe, expect, test } from 'vitest';
import { waitUntilFound, type Observer, type Source } from '../../../src/control/watching/search.js';
import { isTurnOver } from '../../../src/domain/turns.js';
import { build } from '../../support/emulator.js';

type Item = { readonly name: string; readonly isOpen: boolean };

/** A wait that has to pause before it has looked at anything, and what tells it of changes. */
const waitFor = (things: Map<string, boolean>, count: number, members: Partial<Source<Item>> = {}) => {
  let observer: Observer<Item> | undefined;
  const source: Source<Item> = {
    *items() {
      for (const [name, isOpen] of things) yield { name, isOpen };
    },
    dropped: () => 0,
    watch(one) {
      observer = one;
      return () => undefined;
    },
    isOver: () => false,
    ...members,
  };
  while (!isTurnOver()) continue;
  const open = {
    name: 'isOpen',
    expected: true,
    seen: ({ isOpen }: Item) => isOpen,
    isMet: (seen: unknown) => seen === true,
  };
  const found = waitUntilFound(source, { checks: [open], count, limit: 100 }, AbortSignal.timeout(60_000));
  return {
    found,
    open: (name: string): void => {
      things.set(name, true);
      observer?.changed({ name, isOpen: true });
    },
  };
};

describe('A wait that gives way', () => {
  test('looks at nothing as it was before a pause', async () => {
    const things = new Map([
      ['a', false],
      ['b', true],
    ]);
    const { found, open } = waitFor(things, 2, {
      keyOf: ({ name }) => name,
      orderOf: ({ name }) => name.charCodeAt(0),
    });
    open('a');
    expect(await found).toMatchObject({ satisfied: true, count: 2 });
  });

  test('lists what comes meanwhile after what was there', async () => {
    const old = [
      { name: 'a', isOpen: true },
      { name: 'b', isOpen: true },
    ];
    const { found, open } = waitFor(new Map(), 3, { items: () => old });
    open('c');
    expect((await found).items.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

test('a wait for deliveries takes nothing from a wait for instances', async () => {
  const { api, clock, wachat } = await build();
  await api.create({ instanceName: 'shop' });
  const deliveries = wachat.waitFor('deliveries', {}, '500ms').catch(() => 'none');
  const expired = wachat.waitFor('instances', { phase: 'expired' }, '60s');
  clock.advance(30 * 60_000);
  expect(await expired).toHaveLength(1);
  expect(await deliveries).toBe('none');
});
