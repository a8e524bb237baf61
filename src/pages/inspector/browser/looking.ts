import { keyProblem } from './key.js';
import { listen, type Note } from './stream.js';

/** Milliseconds between two looks at what changes all the time. */
const BETWEEN_LOOKS = 700;

/** Which notes concern something. */
export type Matters = readonly string[] | ((note: Note) => boolean);

/**
 * Looks now, and whenever a note says that something may have changed: at once if it is calm, otherwise as often as there
 * is time for, and not while nobody sees the page. One look ends before the next begins.
 * @param look what to do; it may not fail
 * @param matters the notes that concern it, by kind or one by one, besides those that concern everything
 */
export const keepLooking = (
  look: () => Promise<void>,
  matters: Matters,
): { readonly soon: () => void; readonly stop: () => void } => {
  let isDirty = true;
  let isLooking = false;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const go = (): void => {
    if (isOver || !isDirty || isLooking || timer !== undefined || document.hidden || keyProblem.peek() !== '') return;
    isDirty = false;
    isLooking = true;
    timer = setTimeout(() => {
      timer = undefined;
      go();
    }, BETWEEN_LOOKS);
    void look().finally(() => {
      isLooking = false;
      go();
    });
  };
  const soon = (): void => {
    isDirty = true;
    go();
  };
  const concerns = typeof matters === 'function' ? matters : ({ kind }: Note): boolean => matters.includes(kind);
  const ignore = listen((note) => {
    // What happened before the stream began was told to nobody.
    const isBeginning = note.kind === 'hello' && note.data.resumed !== true;
    if (note.kind === 'gap' || isBeginning || concerns(note)) soon();
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
