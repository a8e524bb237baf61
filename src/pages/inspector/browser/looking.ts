import { keyProblem } from './key.js';
import { listen, type Note } from './stream.js';

/** Milliseconds between two looks at what changes all the time. */
const BETWEEN_LOOKS = 700;
/** What is much work for the emulator is asked for less often: a look takes at most this part of the time. */
const SHARE = 1 / 20;
const LONGEST_PAUSE = 10_000;

/** Which notes concern something: by their kinds, or one by one. */
export type Matters = readonly string[] | ((note: Note) => boolean);
export const concerns = (matters: Matters, note: Note): boolean =>
  typeof matters === 'function' ? matters(note) : matters.includes(note.kind);

type Looking = {
  /** Something has changed. */
  readonly soon: () => void;
  /** Somebody waits for it: looks without the usual time in between. */
  readonly atOnce: () => void;
  readonly stop: () => void;
};

/**
 * Looks now, and whenever a note says that something may have changed: at once if it is calm, otherwise as often as there
 * is time for, and not while nobody sees the page. One look ends before the next begins.
 * @param look what to do; it may not fail
 * @param matters the notes that concern it, besides those that concern everything
 */
export const keepLooking = (look: () => Promise<void>, matters: Matters): Looking => {
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
  const atOnce = (): void => {
    clearTimeout(timer);
    timer = undefined;
    soon();
  };
  const ignore = listen((note) => {
    // What happened before the stream began was told to nobody.
    const isBeginning = note.kind === 'hello' && note.data.resumed !== true;
    if (note.data.reason === 'here') atOnce();
    else if (note.kind === 'gap' || isBeginning || concerns(matters, note)) soon();
  });
  document.addEventListener('visibilitychange', go);
  const forget = keyProblem.subscribe(go);
  go();
  return {
    soon,
    atOnce,
    stop() {
      isOver = true;
      clearTimeout(timer);
      ignore();
      forget();
      document.removeEventListener('visibilitychange', go);
    },
  };
};
