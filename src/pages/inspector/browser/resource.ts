import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { watch } from './call.js';
import { keyProblem } from './key.js';
import { listen } from './stream.js';

const BETWEEN_LOOKS = 700;

/** One answer of the control API, read again whenever a note says that it may have changed. */
export type Resource<Answer> = {
  readonly value: ReadonlySignal<Answer | undefined>;
  readonly problem: ReadonlySignal<string>;
  readonly look: () => void;
  readonly close: () => void;
};

export const createResource = <Answer>(
  path: () => string,
  isExpected: (answer: unknown) => answer is Answer,
  kinds: readonly string[],
): Resource<Answer> => {
  const value = signal<Answer | undefined>(undefined);
  const problem = signal('');
  let isClosed = false;
  /** Whether something changed since the last look began. */
  const dirt = { isThere: false };
  let isLooking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = async (): Promise<void> => {
    if (isLooking || document.hidden || keyProblem.peek() !== '') {
      dirt.isThere = true;
      return;
    }
    isLooking = true;
    dirt.isThere = false;
    const asked = path();
    try {
      const answer = await watch(asked, isExpected);
      if (isClosed || asked !== path()) return;
      batch(() => {
        value.value = answer;
        problem.value = '';
      });
    } catch (error) {
      if (!isClosed && asked === path()) problem.value = error instanceof Error ? error.message : String(error);
    } finally {
      isLooking = false;
      if (dirt.isThere || asked !== path()) look();
    }
  };
  const look = (): void => {
    if (isClosed) return;
    if (timer !== undefined) {
      dirt.isThere = true;
      return;
    }
    void read();
    timer = setTimeout(() => {
      timer = undefined;
      if (dirt.isThere) look();
    }, BETWEEN_LOOKS);
  };
  const stop = listen(({ kind }) => {
    if (kind === 'gap' || kinds.includes(kind)) look();
  });
  const seen = (): void => {
    if (!document.hidden && dirt.isThere) look();
  };
  document.addEventListener('visibilitychange', seen);
  look();
  return {
    value,
    problem,
    look,
    close() {
      isClosed = true;
      clearTimeout(timer);
      stop();
      document.removeEventListener('visibilitychange', seen);
    },
  };
};
