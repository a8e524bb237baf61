import { describe, expect, test, vi } from 'vitest';
import { createFeed, MOST_NOTES, placeIn } from '../../../src/control/stream/feed.js';
import { manualClock } from '../../../src/domain/time-source.js';
import { createSink } from '../../support/streams.js';

const hello = { version: '0.1.0', clock: { now: '2026-01-01T00:00:00.000Z', frozen: true } };

const createFeedUnderTest = () => {
  const clock = manualClock();
  let count = 0;
  const feed = createFeed(() => `run.${String(++count)}`, clock);
  const read = (id?: string) => {
    const sink = createSink();
    feed.add(sink.stream, hello, id === undefined ? undefined : placeIn(id));
    return sink;
  };
  const request = (id: number) => {
    feed.note('request', () => ({
      id,
      time: '2026-01-01T00:00:00.000Z',
      method: 'GET',
      path: '/api/v1/instance/list',
      operation: 'getInstances',
      instanceName: null,
      status: 200,
      duration: 1,
      warnings: false,
      fault: null,
    }));
  };
  return {
    feed,
    clock,
    read,
    request,
    requests: (from: number, to: number) => {
      for (let id = from; id <= to; id++) request(id);
    },
    /** Lets what has happened be written. */
    write: async () => {
      clock.advance(250);
      // It gives way to others each few milliseconds.
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    },
  };
};

/** The notes after hello, in short. */
const seen = ({ notes }: ReturnType<typeof createSink>) =>
  notes()
    .slice(1)
    .map(({ event, data }) =>
      event === 'gap' ? `gap: ${String(data.reason)}` : `${event} ${String(data.id ?? '')}`.trim(),
    );

describe('A feed', () => {
  test('writes the first note at once, and what follows a quarter of a second later, in one go', async () => {
    const { read, request, clock } = createFeedUnderTest();
    const sink = read();
    request(1);
    clock.advance(0);
    await vi.waitFor(() => {
      expect(seen(sink)).toEqual(['request 1']);
    });
    request(2);
    clock.advance(249);
    await new Promise(setImmediate);
    expect(sink.written).toHaveLength(2);
    request(3);
    clock.advance(1);
    await vi.waitFor(() => {
      expect(seen(sink)).toEqual(['request 1', 'request 2', 'request 3']);
    });
    expect(sink.written).toHaveLength(3);
  });

  test('makes each note once, whoever reads it, and has no timer while nothing happens', async () => {
    const clock = manualClock();
    let timers = 0;
    const feed = createFeed(() => 'run.1', {
      now: clock.now,
      after(delay, action) {
        timers++;
        return clock.after(delay, () => {
          timers--;
          action();
        });
      },
    });
    const sinks = Array.from({ length: 100 }, createSink);
    for (const { stream } of sinks) feed.add(stream, hello, undefined);
    expect(timers).toBe(0);
    const said = vi.fn(() => ({}));
    feed.changed('faults', '', said);
    expect(timers).toBe(1);
    clock.advance(250);
    await vi.waitFor(() => {
      expect(sinks.map(seen)).toEqual(sinks.map(() => ['faults']));
    });
    expect(said).toHaveBeenCalledTimes(1);
    expect(timers).toBe(0);
  });

  test('says once what becomes of a thing, as it is when that is written', async () => {
    const { feed, read, write } = createFeedUnderTest();
    const sink = read();
    let now = '2026-01-01T00:00:00.000Z';
    const change = (to: string) => {
      now = to;
      feed.changed('clock', '', () => ({ now, frozen: true }));
    };
    change('2026-01-01T00:00:01.000Z');
    change('2026-01-01T00:00:02.000Z');
    await write();
    change('2026-01-01T00:00:03.000Z');
    await write();
    expect(
      sink
        .notes()
        .slice(1)
        .map(({ data }) => data.now),
    ).toEqual(['2026-01-01T00:00:02.000Z', '2026-01-01T00:00:03.000Z']);
  });

  test('tells a stream that comes in between of a change to what had changed before, and of nothing else', async () => {
    const { feed, read, request, write } = createFeedUnderTest();
    read();
    request(1);
    feed.changed('faults', '', () => ({}));
    const late = read();
    feed.changed('faults', '', () => ({}));
    await write();
    expect(seen(late)).toEqual(['faults']);
  });

  test('goes on where a stream was cut, whether that was written by then or not', async () => {
    const { read, requests, request, write } = createFeedUnderTest();
    const sink = read();
    requests(1, 3);
    await write();
    const [, { id } = { id: '' }] = sink.notes();
    request(4);
    const again = read(id);
    expect(again.notes()[0]).toMatchObject({ id, event: 'hello', data: { resumed: true } });
    expect(seen(again)).toEqual(['request 2', 'request 3']);
    await write();
    expect(seen(again)).toEqual(['request 2', 'request 3', 'request 4']);
    expect(again.notes().map((note) => note.id)).toEqual(
      sink
        .notes()
        .slice(1)
        .map((note) => note.id),
    );
  });

  test('goes on from the hello of a stream that has read nothing else', async () => {
    const { read, request, write } = createFeedUnderTest();
    const [{ id } = { id: '' }] = read().notes();
    request(1);
    await write();
    const again = read(id);
    expect([again.notes()[0]?.data.resumed, seen(again)]).toEqual([true, ['request 1']]);
  });

  test(`keeps the last ${String(MOST_NOTES)} notes: who comes back for an earlier one gets a gap`, async () => {
    const { read, requests, write } = createFeedUnderTest();
    const sink = read();
    requests(1, MOST_NOTES);
    await write();
    const [{ id: hi } = { id: '' }, { id: first } = { id: '' }] = sink.notes();
    expect(seen(read(hi))).toHaveLength(MOST_NOTES);
    requests(MOST_NOTES + 1, MOST_NOTES + 1);
    await write();
    expect(seen(read(first))).toHaveLength(MOST_NOTES);
    const late = read(hi);
    expect(late.notes()[0]?.data.resumed).toBe(false);
    expect(seen(late)).toEqual(['gap: behind']);
    // It goes on from now.
    requests(1, 1);
    await write();
    expect(seen(late)).toEqual(['gap: behind', 'request 1']);
    expect(late.notes().at(-1)?.id).toBe(sink.notes().at(-1)?.id);
  });

  test('keeps fewer if they are long', async () => {
    const { feed, read, write } = createFeedUnderTest();
    const sink = read();
    const long = (count: number) => {
      for (let number = 0; number < count; number++)
        feed.note('message', () => ({
          id: 'x'.repeat(1_000),
          instanceName: 't1_x',
          chat: '6281298765432@s.whatsapp.net',
          fromMe: true,
          type: 'text',
          status: 'waiting',
        }));
    };
    for (let round = 0; round < 4; round++) {
      long(200);
      await write();
    }
    const kept = sink.notes();
    expect(kept).toHaveLength(801);
    expect(seen(read(kept[200]?.id))).toEqual(['gap: behind']);
    expect(seen(read(kept[500]?.id))).toHaveLength(300);
  });

  test('sends a gap to who does not read, and then the newest', async () => {
    const { read, requests, write } = createFeedUnderTest();
    const [slow, quick] = [read(), read()];
    slow.state.needsDrain = true;
    requests(1, 10);
    await write();
    expect(seen(slow)).toEqual([]);
    slow.state.needsDrain = false;
    slow.stream.emit('drain');
    expect(seen(slow)).toEqual(seen(quick));
    slow.state.needsDrain = true;
    requests(11, 10 + MOST_NOTES / 2);
    await write();
    requests(11 + MOST_NOTES / 2, 11 + MOST_NOTES);
    await write();
    slow.state.needsDrain = false;
    slow.stream.emit('drain');
    expect(seen(slow).slice(10)).toEqual(['gap: behind']);
    slow.stream.emit('drain');
    requests(7, 7);
    await write();
    expect(seen(slow).slice(10)).toEqual(['gap: behind', 'request 7']);
    expect(seen(quick)).toHaveLength(12 + MOST_NOTES);
  });

  test('ends who is too slow, too, with what it has not read, although nothing happens any more', async () => {
    const { feed, read, requests, write } = createFeedUnderTest();
    const slow = read();
    slow.state.needsDrain = true;
    requests(1, 3);
    await write();
    expect(seen(slow)).toEqual([]);
    feed.end(slow.stream);
    expect(seen(slow)).toEqual(['request 1', 'request 2', 'request 3']);
    expect(slow.stream.writableEnded).toBe(true);
  });

  test('sends a gap if more happens at once than is kept, and what came last', async () => {
    const { read, requests, write } = createFeedUnderTest();
    const sink = read();
    requests(1, 10 * MOST_NOTES + 3);
    await write();
    expect(seen(sink)).toEqual(['gap: behind']);
    requests(4, 4);
    await write();
    expect(seen(sink)).toEqual(['gap: behind', 'request 4']);
  });

  test('begins anew after a reset, whatever was still to be written', async () => {
    const { feed, read, requests, request, write } = createFeedUnderTest();
    const sink = read();
    requests(1, 2);
    await write();
    const { id: before = '' } = sink.notes().at(-1) ?? {};
    request(3);
    feed.restart();
    feed.restart();
    request(1);
    await write();
    expect(seen(sink)).toEqual(['request 1', 'request 2', 'gap: reset', 'request 1']);
    expect(sink.notes().at(-1)?.id).toBe('run.2-2');
    expect(seen(read(before))).toEqual(['gap: reset']);
    feed.restart();
    await write();
    expect(seen(sink).slice(4)).toEqual(['gap: reset']);
  });

  test.each([
    ['another process', 'other.1-1', 'restarted'],
    ['what no process has said', 'nonsense-1', 'restarted'],
    ['a note that there has not been yet', 'run.1-7', 'behind'],
    ['an epoch before it was made', 'run.0-1', 'behind'],
  ])('says that it cannot go on after %s', async (_what, id, reason) => {
    const { read, request, write } = createFeedUnderTest();
    const sink = read(id);
    expect(sink.notes()).toEqual([
      { id: 'run.1-0', event: 'hello', data: { ...hello, resumed: false } },
      { id: 'run.1-0', event: 'gap', data: { reason } },
    ]);
    request(1);
    await write();
    expect(seen(sink)).toEqual([`gap: ${reason}`, 'request 1']);
  });

  test('ends a stream after what has happened so far, or at once', async () => {
    const { feed, read, request, write } = createFeedUnderTest();
    const [one, other] = [read(), read()];
    request(1);
    feed.end(one.stream);
    expect(one.stream.writableEnded).toBe(false);
    await write();
    expect([seen(one), one.stream.writableEnded, other.stream.writableEnded]).toEqual([['request 1'], true, false]);
    feed.end(other.stream);
    expect(other.stream.writableEnded).toBe(true);
  });

  test('ends all streams when it is closed, and writes nothing more', async () => {
    const { feed, read, request, write } = createFeedUnderTest();
    const sinks = [read(), read()];
    request(1);
    feed.close();
    request(2);
    await write();
    expect(sinks.map((sink) => [seen(sink), sink.stream.writableEnded])).toEqual([
      [[], true],
      [[], true],
    ]);
  });
});
