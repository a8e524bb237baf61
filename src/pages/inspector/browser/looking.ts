import { keyProblem } from './key.js';
import { listen } from './stream.js';

/** Milliseconds between two looks at what changes all the time. */
const BETWEEN_LOOKS = 700;
/** What is much work for the emulator is asked for less often: a look takes at most this part of the time. */
const SHARE = 1 / 20;
const LONGEST_PAUSE = 10_000;

/**
 * Looks now, and whenever a note says that something may have changed: at once if it is calm, otherwise as often as there
 * is time for, and not while nobody sees the page. One look ends before the next begins.
 * @param look what to do; it may not fail
 * @param kinds of notes, besides those that concern everything
 */
export const keepLooking = (
  look: () => Promise<void>,
  kinds: readonly string[],
): { readonly soon: () => void; readonly stop: () => void } => {
  let isDirty = true;
  let isLooking = false;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = BETWEEN_LOOKS;
  let lastTook = 0;

  const go = (): void => {
    if (isOver || !isDirty || isLooking || timer !== undefined || document.hidden || keyProblem.peek() !== '') return;
    isDirty = false;
    isLooking = true;
    timer = setTimeout(() => {
      timer = undefined;
      go();
    }, pause);
    const start = performance.now();
    void look().finally(() => {
      const took = performance.now() - start;
      // One alone may have waited for something else.
      pause = Math.min(LONGEST_PAUSE, Math.max(BETWEEN_LOOKS, Math.min(took, lastTook) / SHARE));
      lastTook = took;
      isLooking = false;
      go();
    });
  };
  const soon = (): void => {
    isDirty = true;
    go();
  };
  const ignore = listen(({ kind }) => {
    if (kind === 'gap' || kinds.includes(kind)) soon();
  });
  document.addEventListener('visibilitychange', go);
  const forget = keyProblem.subscribe(go);
  go();
  return {
    soon,
    stop() {
      isOver = true;
      clearTimeout(timer);
      ignore();
      forget();
      document.removeEventListener('visibilitychange', go);
    },
  };
};
