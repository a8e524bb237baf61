import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Clock } from '../../src/domain/clock.js';
import { manualClock, MOST_PER_ADVANCE, type TimeSource } from '../../src/domain/time-source.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');

describe('manualClock', () => {
  test('stands at the first moment of 2026 unless told otherwise', () => {
    expect(manualClock().now()).toBe(START);
    expect(manualClock('2030-06-01T12:00:00Z').now()).toBe(Date.parse('2030-06-01T12:00:00Z'));
    expect(() => manualClock('noon')).toThrow(/takes an ISO 8601 time, not "noon"/);
  });

  test('moves only when it is told to, and only forward, by whole milliseconds', () => {
    const clock = manualClock();
    expect(clock.advance(5)).toEqual({ now: START + 5, stoppedShort: false });
    expect(clock.advance(0)).toEqual({ now: START + 5, stoppedShort: false });
    for (const wrong of [-1, 0.5, NaN, Infinity, 2 ** 60]) expect(() => clock.advance(wrong)).toThrow(RangeError);
    expect(clock.now()).toBe(START + 5);
  });

  test('fires what falls due in the order of time, and at one time in the order of setting', () => {
    const clock = manualClock();
    const happened: string[] = [];
    clock.after(30, () => happened.push('third'));
    clock.after(10, () => happened.push('first'));
    clock.after(20, () => happened.push('second, set first'));
    clock.after(20, () => happened.push('second, set later'));
    clock.after(31, () => happened.push('never'));
    clock.advance(30);
    expect(happened).toEqual(['first', 'second, set first', 'second, set later', 'third']);
  });

  test('shows each action the time at which it fell due', () => {
    const clock = manualClock();
    const times: number[] = [];
    for (const delay of [10, 20]) clock.after(delay, () => times.push(clock.now() - START));
    clock.advance(100);
    expect(times).toEqual([10, 20]);
    expect(clock.now()).toBe(START + 100);
  });

  test('fires in the same call what an action sets, when that falls due in it', () => {
    const clock = manualClock();
    const times: number[] = [];
    const again = (): void => {
      times.push(clock.now() - START);
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(times).toEqual([10, 20, 30]);
  });

  test('never fires what was called off, also when another action does so at the same time', () => {
    const clock = manualClock();
    const happened: string[] = [];
    const callOff = clock.after(10, () => happened.push('a'));
    callOff();
    callOff();
    clock.after(10, () => {
      happened.push('b');
      late();
    });
    const late = clock.after(10, () => happened.push('c'));
    clock.advance(10);
    expect(happened).toEqual(['b']);
  });

  test('what was set for the past falls due at once, and time does not run back', () => {
    const clock = manualClock();
    const times: number[] = [];
    clock.after(-5, () => times.push(clock.now() - START));
    clock.advance(0);
    expect(times).toEqual([0]);
  });

  test('stops after ten thousand things, says where, and goes on from there', () => {
    const clock = manualClock();
    let count = 0;
    const again = (): void => {
      count++;
      clock.after(1, again);
    };
    clock.after(1, again);
    expect(clock.advance(25_000)).toEqual({ now: START + MOST_PER_ADVANCE, stoppedShort: true });
    expect(count).toBe(10_000);
    expect(clock.advance(15_000)).toEqual({ now: START + 20_000, stoppedShort: true });
    expect(clock.advance(5_000)).toEqual({ now: START + 25_000, stoppedShort: false });
  });

  test('ten thousand things and no more are no reason to stop short', () => {
    const clock = manualClock();
    for (let index = 0; index < 10_000; index++) clock.after(1, () => undefined);
    expect(clock.advance(5)).toEqual({ now: START + 5, stoppedShort: false });
  });

  test('an endless loop at one moment is broken off', () => {
    const clock = manualClock();
    const again = (): void => {
      clock.after(0, again);
    };
    again();
    expect(clock.advance(1)).toEqual({ now: START, stoppedShort: true });
  });

  test('a hundred thousand things that were called off leave the rest in order', () => {
    const clock = manualClock();
    const happened: number[] = [];
    for (let index = 0; index < 100_000; index++) {
      const callOff = clock.after(100_000 - index, () => happened.push(index));
      if (index % 20_000 !== 0) callOff();
    }
    clock.advance(100_000);
    expect(happened).toEqual([80_000, 60_000, 40_000, 20_000, 0]);
  });
});

describe('createClock', () => {
  /** A source that remembers the delays it was asked for. */
  const watched = () => {
    const source = manualClock();
    const delays: number[] = [];
    let armed = 0;
    const time: TimeSource = {
      now: source.now,
      after(delay, action) {
        delays.push(delay);
        armed++;
        const callOff = source.after(delay, () => {
          armed--;
          action();
        });
        return () => {
          armed--;
          callOff();
        };
      },
    };
    return { source, time, delays, armed: () => armed };
  };

  test('has one timer, for what comes first, and none when nothing is due', () => {
    const { source, time, armed } = watched();
    const clock = new Clock(time);
    expect(armed()).toBe(0);
    const callOffs = [50, 10, 30].map((delay) => clock.at(clock.now() + delay, () => undefined));
    expect(armed()).toBe(1);
    source.advance(10);
    expect(armed()).toBe(1);
    for (const callOff of callOffs) callOff();
    expect(armed()).toBe(0);
  });

  test('fires in order, and what an action sets too', () => {
    const { source, time } = watched();
    const clock = new Clock(time);
    const happened: string[] = [];
    clock.at(START + 20, () => happened.push('b'));
    clock.at(START + 10, () => {
      happened.push('a');
      clock.at(START + 15, () => happened.push('between'));
    });
    clock.at(START + 20, () => happened.push('c'));
    source.advance(20);
    expect(happened).toEqual(['a', 'between', 'b', 'c']);
  });

  test('cleared, it fires nothing that was due', () => {
    const { source, time, armed } = watched();
    const clock = new Clock(time);
    const happened: string[] = [];
    clock.at(START + 10, () => happened.push('gone'));
    clock.clear();
    expect(armed()).toBe(0);
    clock.at(START + 20, () => happened.push('after'));
    source.advance(100);
    expect(happened).toEqual(['after']);
  });

  test('goes on waiting when a timer ends before its time, as a long one of the system does', () => {
    let now = START;
    const pending: (() => void)[] = [];
    const clock = new Clock({
      now: () => now,
      after: (_delay, action) => {
        pending.push(action);
        return () => undefined;
      },
    });
    const happened: number[] = [];
    clock.at(START + 2 ** 40, () => happened.push(now));
    now = START + 2 ** 31 - 1;
    pending.shift()?.();
    expect(happened).toEqual([]);
    expect(pending).toHaveLength(1);
    now = START + 2 ** 40;
    pending.shift()?.();
    expect(happened).toEqual([now]);
  });
});

describe('systemTime', () => {
  test('asks for no longer delay than the timers of Node take, which would fire at once', async () => {
    vi.useFakeTimers();
    vi.resetModules();
    onTestFinished(() => {
      vi.useRealTimers();
      vi.doUnmock('../../src/domain/timers.js');
      // The next file may run in this process, and must not find these modules.
      vi.resetModules();
    });
    // Otherwise they would not reach it, as they are meant not to.
    vi.doMock('../../src/domain/timers.js', () => ({ clearTimeout, setImmediate, setTimeout }));
    const { systemTime } = await import('../../src/domain/time-source.js');
    let fired = 0;
    systemTime.after(2 ** 40, () => fired++);
    const callOff = systemTime.after(2 ** 40, () => fired++);
    callOff();
    vi.advanceTimersByTime(2 ** 31 - 2);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
  });
});
