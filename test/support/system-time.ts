import { onTestFinished, vi } from 'vitest';
import { manualClock, systemTime } from '../../src/domain/time-source.js';

/** Until the test ends, the system's timers fire only when this is moved; fake timers do not reach them. */
export const driveSystemTime = () => {
  const clock = manualClock();
  let pending = 0;
  const after = vi.spyOn(systemTime, 'after').mockImplementation((delay, action) => {
    pending++;
    let isOver = false;
    const cancel = clock.after(delay, () => {
      end();
      action();
    });
    const end = (): void => {
      if (!isOver) pending--;
      isOver = true;
    };
    return () => {
      end();
      cancel();
    };
  });
  onTestFinished(() => {
    after.mockRestore();
  });
  return { advance: clock.advance, pending: () => pending };
};
