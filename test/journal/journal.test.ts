import { describe, expect, test } from 'vitest';
import { createJournal, type Entry } from '../../src/journal/journal.js';

const entry = (text: string): Omit<Entry, 'id' | 'order'> => ({
  time: 0,
  method: 'POST',
  path: '/instance/create',
  operation: 'createInstance',
  instance: null,
  displayName: null,
  query: '',
  headers: {},
  body: { text, bytes: text.length, isCut: false },
  status: 201,
  reply: null,
  duration: 1,
  warnings: null,
  fault: null,
});

describe('The journal', () => {
  test('keeps at most 10,000 entries over all keys, and says how many of a key are gone', () => {
    const journal = createJournal();
    journal.add('quiet', entry('first'));
    for (let index = 0; index < 12_000; index++) journal.add('busy', entry(String(index)));
    const { entries, dropped } = journal.of('busy');
    expect(entries.length).toBeLessThan(10_000);
    expect(entries.length + dropped).toBe(12_000);
    expect(entries.at(-1)).toMatchObject({ id: 12_000, body: { text: '11999' } });
    expect(entries[0]?.id).toBe(dropped + 1);
    expect(journal.of('quiet')).toMatchObject({ dropped: 0, entries: [{ id: 1 }] });
  });

  test('keeps at most 32 MiB, taking from whoever has most', () => {
    const journal = createJournal();
    journal.add('small', entry('x'.repeat(16_000)));
    for (let index = 0; index < 4_000; index++) journal.add('large', entry('y'.repeat(16_000)));
    const { entries, dropped } = journal.of('large');
    expect(entries.length * 16_000).toBeLessThan(32 * 1_048_576);
    expect(entries.length).toBeGreaterThan(1_500);
    expect(entries.length + dropped).toBe(4_000);
    expect(journal.of('small').entries).toHaveLength(1);
  });

  test('texts count as what they take: two bytes for each unit, with anything beyond Latin-1', () => {
    const journal = createJournal();
    const text = 'é😀'.repeat(5_000);
    const body = { text, bytes: Buffer.byteLength(text), isCut: false };
    for (let index = 0; index < 4_000; index++) journal.add('large', { ...entry(''), body });
    expect(journal.of('large').entries.length * text.length * 2).toBeLessThan(32 * 1_048_576);
  });

  test('headers count as what they take', () => {
    const journal = createJournal();
    const headers = { 'x-large': 'z'.repeat(16_000) };
    for (let index = 0; index < 4_000; index++) journal.add('large', { ...entry('x'), headers });
    expect(journal.of('large').entries.length * 16_000).toBeLessThan(32 * 1_048_576);
  });

  test('many keys with one entry each are bounded too', () => {
    const journal = createJournal();
    for (let index = 0; index < 10_050; index++) journal.add(`key ${String(index)}`, entry('x'));
    const { length } = Array.from({ length: 10_050 }, (_, index) => journal.of(`key ${String(index)}`).entries).flat();
    expect(length).toBeLessThan(10_000);
    expect(length).toBeGreaterThan(7_900);
  });

  test('forgets one key or all, and ends the watches on them', () => {
    const journal = createJournal();
    const told: string[] = [];
    for (const key of ['a', 'b']) {
      journal.watch(key, {
        changed: () => told.push(`${key} changed`),
        ended: () => told.push(`${key} ended`),
      });
      journal.add(key, entry('x'));
    }
    journal.clear('a');
    journal.add('a', entry('y'));
    expect(journal.of('a').entries).toMatchObject([{ id: 1, body: { text: 'y' } }]);
    journal.clear();
    expect([...journal.of('a').entries, ...journal.of('b').entries]).toEqual([]);
    expect(told).toEqual(['a changed', 'b changed', 'a ended', 'b ended']);
  });

  describe('remembers the last entries of all keys', () => {
    const steps = (journal: ReturnType<typeof createJournal>) =>
      journal.last().map(({ key, entry: { body }, mark }) => `${key} ${body?.text ?? ''} ${mark?.by ?? ''}`.trim());

    test('in order of arrival, also when somebody has cleared them, and says what that was', () => {
      const journal = createJournal();
      for (const text of ['1', '2']) for (const key of ['a', 'b']) journal.add(key, entry(text));
      journal.clear('a', 'restore');
      journal.add('a', entry('3'));
      journal.clear('a');
      journal.clear(undefined, 'reset');
      journal.add('b', entry('3'));
      expect(steps(journal)).toEqual(['a 1 restore', 'b 1 reset', 'a 2 restore', 'b 2 reset', 'a 3 reset', 'b 3']);
      expect(journal.last(2).map(({ key }) => key)).toEqual(['a', 'b']);
      expect(journal.last().map(({ mark }) => mark?.after)).toEqual([4, 5, 4, 5, 5, undefined]);
    });

    test('at most 1,000 of them, however many there are', () => {
      const journal = createJournal();
      for (let index = 0; index < 1_500; index++) journal.add('a', entry(String(index)));
      expect(steps(journal)).toHaveLength(1_000);
      expect(steps(journal).at(-1)).toBe('a 1499');
    });

    test('at most 2 MiB, or one that is larger, and the journal has its own room', () => {
      const journal = createJournal();
      for (let index = 0; index < 400; index++) journal.add('a', entry('x'.repeat(10_000)));
      expect(steps(journal).length * 10_000).toBeLessThan(2 * 1_048_576);
      expect(steps(journal).length).toBeGreaterThan(150);
      expect(journal.of('a').entries).toHaveLength(400);
      journal.add('a', entry('y'.repeat(4 * 1_048_576)));
      expect(steps(journal)).toHaveLength(1);
    });
  });
});
